"""Steps 4 and 5: uv is invited and consents before any key exists for it; then one date for both teams."""

from datetime import UTC, datetime, timedelta
from functools import partial

from hub.demo.cast import OUTSIDE
from hub.demo.play import Play, expect
from hub.demo.troupe import NOT_FOUND

ZONE = "Europe/Berlin"
AFFECTED = "Affected: our installer joins the name to the directory unchecked as well. ({bird_impact})"
WHY_EARLIER = "Our next release is earlier than yours; shall we both take it? ({bird_reason})"
_WEDNESDAY = 2


def release_day(now: datetime, days: int) -> str:
    """Return the first Wednesday at 15:00 UTC that is at least so many days away."""
    day = now.astimezone(UTC) + timedelta(days=days)
    day += timedelta(days=(_WEDNESDAY - day.weekday()) % 7)
    return day.replace(hour=15, minute=0, second=0, microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")


def invite_uv(play: Play) -> None:
    """Code name, inviter and date are all that uv sees until its consent is logged and keys were sealed."""
    now = play.stage.clock.now()
    play.facts.update(t0_pip=release_day(now, 14), t0_uv=release_day(now, 4))
    play.act(
        "pip-lead",
        *("propose", "{case}", "{t0_pip}", "--zone", ZONE),
        shows="pip proposes its release day",
        keep={"proposal_pip": "proposal"},
    )
    play.act("pip-lead", "invite", "{case}", "uv", shows="pip invites uv under that date")
    play.together(
        *(partial(_finds_nothing, play, who) for who in (*OUTSIDE, "uv-maintainer", "uv-release-manager")),
        partial(_sees_the_outside, play),
    )
    names = "uv Lead,uv Maintainer"
    play.act("uv-lead", "accept", "{code_name}", "--people", names, shows="uv accepts, naming two people")
    play.refused("uv-lead", "read", "{case}", shows="consent alone gives no key", status=NOT_FOUND)
    play.act("pip-lead", "agent", "--once", shows="pip's agent admits uv and seals the shares of its people")
    play.together(
        partial(_uv_answers, play),
        partial(_reads, play, "uv-maintainer"),
        partial(_finds_nothing, play, "uv-release-manager"),
    )


def _finds_nothing(play: Play, who: str) -> None:
    play.refused(who, "show", "{case}", shows="who may not read finds no such case", status=NOT_FOUND)


def _sees_the_outside(play: Play) -> None:
    [seen] = play.act("uv-lead", "invitations", shows="an invited lead sees who asks, and until when")[
        "invitations"
    ]
    expect(seen["code_name"] == play.facts["code_name"], "uv sees the code name")
    expect((seen["inviter"], seen["t0"]) == ("pip", play.facts["t0_pip"]), "uv sees inviter and date")
    play.refused("uv-lead", "read", "{case}", shows="and no letter of the case", status=NOT_FOUND)


def _reads(play: Play, who: str) -> None:
    letters = play.act(who, "read", "{case}", shows="a named person of uv reads the report")["letters"]
    quoted = [each["quoted"]["body"] for each in letters if each["quoted"]]
    expect(any(play.filled("{bird_report_body}") in body for body in quoted), f"{who} reads the report")


def _uv_answers(play: Play) -> None:
    _reads(play, "uv-lead")
    for move in ("v", "a"):
        play.act(
            "uv-lead", "status", "{case}", "rm", move, shows="uv holds the report for valid, and takes it"
        )
    play.act(
        "uv-lead",
        *("reply", "{case}", "-", "--purpose", "impact", "--subject", "Affected ({bird_impact_title})"),
        shows="uv answers whether it is affected",
        given=AFFECTED,
        keep={"impact": "envelope"},
    )


def agree(play: Play) -> None:
    """The earlier day stands at once, the later becomes a revision; both sign the later."""
    play.act(
        "uv-lead",
        *("reply", "{case}", "-", "--purpose", "reason"),
        shows="reasons are letters, not fields at the hub",
        given=WHY_EARLIER,
    )
    play.act(
        "uv-lead",
        *("propose", "{case}", "{t0_uv}"),
        shows="uv proposes an earlier day",
        keep={"proposal_uv": "proposal"},
    )
    seen = play.act("pip-lead", "show", "{case}", shows="the shorter embargo stands")
    expect((seen["state"], seen["t0"]) == ("revise", play.facts["t0_uv"]), "the earlier day is in force")
    pending = [each["proposal"] for each in seen["pending"]]
    expect(pending == [play.facts["proposal_pip"]], "pip's day is a revision of it")
    for who in ("pip-lead", "uv-lead"):
        play.act(who, "respond", "{case}", "{proposal_pip}", "accept", shows="both sign pip's release day")
    seen = play.act("uv-maintainer", "show", "{case}", shows="one date for both")
    expect((seen["state"], seen["t0"]) == ("active", play.facts["t0_pip"]), "pip's release day is agreed")
    expect(seen["agreed"], "everybody has signed it")
