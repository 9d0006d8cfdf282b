"""Random lives of a case against an oracle that shares no code: who reads, in which ring, from which epoch.

The oracle remembers what happened and looks it all through again at every question. It says of each act
whether it counts, which devices belong into each ring afterwards (CA-2 to CA-9, CA-13, RI-1), and the first
epoch each of them may have (SH-2).
"""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.cases import NOW, CaseWorld, since

pytestmark = pytest.mark.slow

TEAMS = {"pip": ("ada", "bob", "cyd"), "uv": ("uma", "vic", "wes"), "psf": ("pia", "quin")}
TEAM_OF = {name: team for team, names in TEAMS.items() for name in names}
ADMINS, COORDINATORS = {"ada", "uma", "pia"}, {"bob", "vic"}
LEADS = ADMINS | COORDINATORS
RINGS = ("joint", "record", "reporter", "notes", "thread")
OWNER = "pip"

PEOPLE = st.sampled_from(sorted(TEAM_OF))
MOVERS = st.sampled_from(sorted(TEAM_OF.keys() - ADMINS))
GUESTS = st.sampled_from(["uv", "uv", "psf"])
HISTORY = st.sampled_from(["now", "now", 1, 2])
PARTS = st.sampled_from([{"joint"}, {"record"}, {"joint", "record"}, {"joint", "record"}, set()])
FIELDS = {
    "rotate": (PEOPLE, st.sampled_from(["joint", "joint", *RINGS])),
    "grant": (PEOPLE, PEOPLE, HISTORY),
    "invite": (PEOPLE, GUESTS, PARTS, HISTORY, st.sampled_from([set(), ADMINS, LEADS])),
    "accept": (PEOPLE, st.sets(PEOPLE, min_size=1)),
    "roll": (PEOPLE, st.sets(GUESTS)),
    "join": (MOVERS,),
    "leave": (MOVERS,),
    "device": (PEOPLE,),
    "end": (PEOPLE, PEOPLE),
    "recuse": (MOVERS, MOVERS),
    "withdraw": (PEOPLE, GUESTS),
    "decline": (PEOPLE,),
}
# What builds up comes more often than what ends it, or nothing would ever stand.
OFTEN = ["rotate"] * 6 + ["grant"] * 4 + ["accept"] * 4 + ["invite", "roll", "join"] * 2
ACTS = st.sampled_from([*FIELDS, *OFTEN]).flatmap(lambda verb: st.tuples(st.just(verb), *FIELDS[verb]))
# Most acts are tried by somebody who may; the rest by whoever was drawn.
LIVES = st.lists(st.tuples(st.sampled_from([True, True, True, True, False]), ACTS), min_size=10, max_size=40)
BEGINNINGS = st.sampled_from(
    [
        [],
        [("join", name) for name in ("bob", "cyd", "vic", "wes")],
        [("join", name) for name in ("bob", "vic", "wes")]
        + [("rotate", "ada", "joint"), ("invite", "ada", "uv", {"joint", "record"}, "now", LEADS)]
        + [("rotate", "ada", "joint"), ("accept", "uma", {"uma", "vic"}), ("roll", "ada", {"uv"})],
    ]
)


@dataclass
class Oracle:
    """What happened so far, as a list of acts that counted."""

    acts: list[tuple] = field(default_factory=list)
    members: set[str] = field(default_factory=lambda: {"ada", "uma", "pia"})
    devices: dict[str, list[str]] = field(default_factory=dict)

    def when(self, verb):
        """The positions of acts of that kind, the latest first."""
        return [n for n in range(len(self.acts) - 1, -1, -1) if self.acts[n][0] == verb]

    # Who may

    def recused(self, name):
        return self.recused_by(TEAM_OF[name], name)

    def leads(self, name):
        return name in self.members and name in LEADS and not self.recused(name)

    def invitation(self, team):
        """The place of the team's last invitation and what became of it."""
        made = max(self.when_invited(team), default=-1)
        if made < 0:
            return made, "none"
        state = "open" if self.acts[made][0] == "invite" else "withdrawn"
        for act in self.acts[made:]:
            if act[0] in {"accept", "decline"} and TEAM_OF[act[1]] == team:
                state = {"accept": "accepted", "decline": "declined"}[act[0]]
        return made, state

    def when_invited(self, team):
        return [n for n, act in enumerate(self.acts) if act[0] in {"invite", "withdraw"} and act[2] == team]

    def takes_part(self, team):
        rolls = self.when("roll")
        listed = bool(rolls) and team in self.acts[rolls[0]][2]
        return team == OWNER or (listed and self.invitation(team)[1] == "accepted")

    def word(self, name):
        """The last act that let the person read or stopped it."""
        for n in range(len(self.acts) - 1, -1, -1):
            act = self.acts[n]
            if act[0] in {"grant", "end"} and act[2] == name and TEAM_OF[act[1]] == TEAM_OF[name]:
                return n
            if (act[0] == "accept" and name in act[2]) or (act[0] == "open" and act[1] == name):
                return n
        return None

    def reads(self, name):
        word = self.word(name)
        said = word is not None and self.acts[word][0] != "end" and self.stayed(name, word)
        return said and self.takes_part(TEAM_OF[name]) and name in self.members and not self.recused(name)

    def stayed(self, name, position):
        """CA-15: nothing that was given to somebody outlives their leaving."""
        return ("left", name) not in self.acts[position:]

    def counts(self, act):
        return getattr(self, f"may_{act[0]}")(*act[1:])

    def suited(self, act):
        """The same act by somebody who may do it, if anybody may."""
        verb, by, *rest = act
        for name in sorted(TEAM_OF, key=lambda each: (each != by, each)):
            team = TEAM_OF[name]
            given = (
                [{each for each in rest[0] if TEAM_OF[each] == team} | {name}] if verb == "accept" else rest
            )
            if self.counts((verb, name, *given)):
                return (verb, name, *given)
        return act

    def may_grant(self, by, other, history):
        made, _ = self.invitation(TEAM_OF[by])
        theirs = self.acts[made][4] if self.reads(by) and made >= 0 else 1
        enough = "now" in {theirs, history} or history >= theirs
        ours = TEAM_OF[other] == TEAM_OF[by] and other in self.members and not self.recused(other)
        return self.reads(by) and ours and enough

    def may_end(self, by, _other):
        return self.reads(by)

    def may_recuse(self, by, other):
        team = TEAM_OF[by]
        concerned = team in {OWNER, "psf"} or bool(self.when_invited(team))
        may = by in self.members and (by == other or by in ADMINS)
        return concerned and may and not self.recused_by(team, other)

    def may_invite(self, by, *rest):
        return self.may_withdraw(by) and all(self.leads(each) for each in self.pre(("invite", by, *rest)))

    def may_withdraw(self, by, *_rest):
        return self.reads(by) and TEAM_OF[by] == OWNER

    may_roll = may_withdraw

    def may_accept(self, by, people):
        own = all(each in self.members and TEAM_OF[each] == TEAM_OF[by] for each in people)
        return self.invitation(TEAM_OF[by])[1] == "open" and self.leads(by) and own

    def may_decline(self, by):
        return self.invitation(TEAM_OF[by])[1] in {"open", "accepted"} and self.leads(by)

    def may_rotate(self, by, ring):
        return self.belongs(by, ring)

    def recused_by(self, team, name):
        return any(act[0] == "recuse" and (TEAM_OF[act[1]], act[2]) == (team, name) for act in self.acts)

    @staticmethod
    def pre(act):
        """Whom an invitation pre-seals: leads of the team."""
        return [each for each in TEAMS[act[2]] if each in act[5]]

    # Who holds

    def belongs(self, name, ring):
        if not self.reads(name):
            return False
        team = TEAM_OF[name]
        rings = {"joint", "record"} if team == OWNER else self.acts[self.invitation(team)[0]][3]
        theirs = {"notes": {"uv"}, "thread": {OWNER, "uv"}}.get(ring, {OWNER})
        return ring in rings if ring in {"joint", "record"} else team in theirs

    def presealed(self, name, ring):
        made, state = self.invitation(TEAM_OF[name])
        if state != "open":
            return False
        act = self.acts[made]
        return name in self.pre(act) and ring in act[3] and self.leads(name) and self.stayed(name, made)

    def holders(self, ring):
        names = [each for each in TEAM_OF if self.belongs(each, ring) or self.presealed(each, ring)]
        return {device: self.first(each, ring) for each in names for device in self.devices.get(each, [])}

    def epochs(self, ring):
        return sorted(n for n, act in enumerate(self.acts) if act[0] == "rotate" and act[2] == ring)

    def first(self, name, ring):
        """The first epoch: the later of the person's own start and the team's (CA-8)."""
        made, state = self.invitation(TEAM_OF[name])
        word = self.word(name)
        if state == "open":
            own = (made, self.acts[made][4])
        elif self.acts[word][0] == "accept":
            asked = max(n for n in self.when_invited(TEAM_OF[name]) if n < word)
            before = name in self.pre(self.acts[asked]) and ("left", name) not in self.acts[asked:word]
            own = (asked if before else word, self.acts[asked][4])
        else:
            own = (word, self.acts[word][3] if self.acts[word][0] == "grant" else 1)
        starts = [self.reached(ring, *own, {name})]
        if TEAM_OF[name] != OWNER:
            starts.append(self.reached(ring, made, self.acts[made][4], set(TEAMS[TEAM_OF[name]])))
        return None if None in starts else max(starts)

    def reached(self, ring, position, history, whose):
        found = self.epochs(ring)
        met = [n + 1 for n, at in enumerate(found) if at > position and whose & self.acts[at][3]]
        named = [history] if history != "now" and history <= len(found) else []
        return min(met[:1] + named, default=None)


class Stage:
    """The same life in the real logs."""

    def __init__(self):
        self.world, self.oracle = CaseWorld(), Oracle()
        self.teams = {team: self.world.found(team, names[0]) for team, names in TEAMS.items()}
        self.world.pin(self.teams["psf"])
        self.world.connect(*self.teams.values())
        self.cast = {
            name: self.teams[TEAM_OF[name]].actors.get(name) or self.world.actor(name) for name in TEAM_OF
        }
        for name in ADMINS:
            self.oracle.devices[name] = [self.cast[name].fingerprint]
        self.case = self.world.open(self.cast["ada"], self.teams[OWNER])
        self.oracle.acts.append(("open", "ada"))
        uv, pip = self.teams["uv"].genesis, self.teams["pip"].genesis
        self.rings = {each: self.case.ring(each) for each in RINGS[:3]}
        self.rings["notes"] = self.case.ring("tenant", tenant=uv)
        self.rings["thread"] = self.case.ring("thread", parties=tuple(sorted([uv, pip])))

    def play(self, act, *, suited=False):
        """Do it, and see that the log and the oracle agree on whether it counts."""
        verb = act[0]
        if verb in {"join", "leave", "device"}:
            getattr(self, verb)(act[1])
            return
        act = self.oracle.suited(act) if suited else act
        held = self.oracle.holders(act[2]) if verb == "rotate" else {}
        if verb == "rotate" and not held:
            return
        counts = self.oracle.counts(act)
        assert self.case.attempt(self.body(act)) == counts, act
        if counts:
            self.oracle.acts.append((*act, self.names(held)) if verb == "rotate" else act)

    def names(self, held):
        return {name for name, devices in self.oracle.devices.items() if held.keys() & set(devices)}

    def body(self, act):
        verb, by, *rest = act
        return getattr(self, f"to_{verb}")(self.cast[by], *rest)

    def to_grant(self, by, other, history):
        return self.case.grant(by, self.cast[other], history=_history(history))

    def to_end(self, by, other):
        return self.case.grant(by, self.cast[other], state="ended")

    def to_recuse(self, by, other):
        return self.case.recusal(by, self.cast[other])

    def to_invite(self, by, team, rings, history, preseal):
        named = Oracle.pre(("invite", by, team, rings, history, preseal))
        given = {"rings": tuple(sorted(rings)), "history": _history(history)}
        people = tuple(sorted(self.cast[each].person for each in named))
        return self.case.invitation(by, self.teams[team], preseal=people, **given)

    def to_withdraw(self, by, team):
        return self.case.invitation(by, self.teams[team], state="withdrawn")

    def to_accept(self, by, people):
        return self.case.accept(by, *(self.cast[each] for each in people))

    def to_decline(self, by):
        return self.case.decline(by)

    def to_roll(self, by, teams):
        return self.case.roll(by, *(self.teams[each] for each in teams))

    def to_rotate(self, by, ring):
        return self.case.epoch(self.rings[ring], by, holders=tuple(sorted(self.oracle.holders(ring))))

    def join(self, name):
        if name in self.oracle.members:
            return
        team, actor, world = self.teams[TEAM_OF[name]], self.cast[name], self.world
        secret, device = world.fresh("secret"), world.device_of(world.fresh(name))
        role = "coordinator" if name in COORDINATORS else "member"
        invitation = world.put(world.invitation(team, actor, secret, role=role))
        world.put(world.device(team, actor, device, invitation=invitation.hash), world.code_key(team, secret))
        actor.devices = [device]
        self.oracle.members.add(name)
        self.oracle.devices[name] = [device.fingerprint]

    def leave(self, name):
        if name in self.oracle.members:
            self.world.leave(self.teams[TEAM_OF[name]], self.cast[name])
            self.oracle.members.discard(name)
            self.oracle.acts.append(("left", name))
            self.oracle.devices[name] = []

    def device(self, name):
        if name in self.oracle.members and len(self.oracle.devices[name]) < 3:
            actor, device = self.cast[name], self.world.device_of(self.world.fresh(name))
            self.world.put(self.world.device(self.teams[TEAM_OF[name]], actor, device), actor.device)
            self.oracle.devices[name].append(device.fingerprint)

    def compare(self):
        for name, ref in self.rings.items():
            held = self.case.circle.holders(ref, when=self.world.time)
            assert {each: holder.first for each, holder in held.items()} == self.oracle.holders(name), name


def _history(given):
    return NOW if given == "now" else since(given)


@settings(max_examples=100, deadline=None)
@given(BEGINNINGS, LIVES)
def test_the_holders_of_every_ring_are_those_that_an_independent_oracle_names(beginning, life):
    stage = Stage()
    for act in beginning:
        stage.play(act)
    for suited, act in life:
        stage.play(act, suited=suited)
        stage.compare()
