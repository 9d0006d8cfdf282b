"""Step 1: five teams come to the hub, everybody by join code, and three of them form a group."""

import json
from functools import partial
from typing import Any

from hub.demo.cast import GROUP, PIP, PSF, PYPI, TEAMS, UV, Person, Team
from hub.demo.play import Play, expect


def enrol_teams(play: Play) -> None:
    """Found every team; cpython stays outside the group."""
    play.together(*(partial(_open, play, team) for team in TEAMS.values()))
    _found(play, PSF)  # the CNA first: everybody else pins it
    others = [team for team in TEAMS.values() if team is not PSF]
    play.together(partial(_people, play, PSF), *(partial(_team, play, team) for team in others))
    _edges(play)


def _open(play: Play, team: Team) -> None:
    """The operator opens a slug and hands out the founding code; the profile is public from here on."""
    profile: dict[str, Any] = dict(team.profile)
    if team is PIP:
        profile["policy"] = "Reports are answered within a week."
        profile["mark_of_this_replay"] = play.memory.canaries.control("profile")
    words = ["--kind", team.kind, "--name", team.name, "--profile", "-", "--json"]
    if team.announce_to:
        words += ["--announce-to", team.announce_to]
    said = json.loads(play.stage.operator("tenant", "open", team.slug, *words, given=json.dumps(profile)))
    play.facts[f"{team.slug}_founding_code"] = said["code"]


def _team(play: Play, team: Team) -> None:
    _found(play, team)
    _people(play, team)


def _found(play: Play, team: Team) -> None:
    place = ["--url", play.stage.url, "--hub", f"localhost:{play.stage.port}"]
    place += ["--log-key", play.stage.log_key]
    if team is not PSF:
        place += ["--cna", play.facts["psf"]]
    play.act(
        team.founder.key,
        *("found", team.slug, "--name", team.founder.name, *place),
        shows="a team is founded with the operator's code and pins the CNA",
        env=(("ACCORD_CODE", play.facts[f"{team.slug}_founding_code"]),),
        keep={team.slug: "tenant"},
    )


def _people(play: Play, team: Team) -> None:
    """Everybody joins by a code of the founder's; then the roster, and who reads the intake."""
    for person in team.people[1:]:
        _join(play, team, person)
    play.act(team.founder.key, "roster", "sign", shows="the next roster writes down who joined")
    said = play.act(team.founder.key, "duty", "set", *team.duty, shows="the duty list holds the intake ring")
    expect(len(said["people"]) == len(team.duty), f"{team.slug} has {len(team.duty)} people on duty")


def _join(play: Play, team: Team, person: Person) -> None:
    code = play.act(
        team.founder.key,
        *("member", "invite", person.name, "--role", str(person.role)),
        shows="an admin invites one person in one role",
    )["code"]
    play.act(
        person.key,
        *("join", "--url", play.stage.url),
        shows="a newcomer checks the directory against the code and proves it",
        env=(("ACCORD_CODE", code),),
    )


def _edges(play: Play) -> None:
    """The group brings its boundaries; pip and the CNA, which is in no group, sign theirs themselves."""
    play.act(
        PIP.founder.key,
        *("group", "create", GROUP, "--name", "Packaging", "--rule", "ask"),
        shows="pip founds the group",
    )

    def join(team: Team) -> None:
        play.act(team.founder.key, "group", "join", GROUP, shows="a team accepts the group's boundaries")

    def edge(team: Team, to: str) -> None:
        words = ("boundary", "set", to, "--rule", "allow", "--verified", "published")
        play.act(team.founder.key, *words, shows="a team says whom it lets in")

    play.together(partial(join, UV), partial(join, PYPI), partial(edge, PSF, "pip"))
    edge(PIP, "psf")
