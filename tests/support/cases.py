"""A hub's two logs for tests: teams (`tests.support.people`) and the cases they share, leaf by leaf.

    world = CaseWorld()
    pip = world.found("pip", "ada")
    case = world.open(pip["ada"], pip)
    joint = case.ring("joint")
    case.void(case.grant(pip["ada"], pip["bob"]))      # appended by a hostile hub; gives the rule
    case.put(case.letter(joint, pip["ada"]))          # must count
    assert case.void(case.grant(pip["ada"], pip["bob"]), 'CA-7')   # appended by a hostile hub; the rule

Bodies are made by methods named after their type; keyword arguments change any field. `put` anchors the
directory first when it has grown, as an honest hub does.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest

from crypto.errors import BadSignatureError, CryptoError
from crypto.kinds import (
    Accept,
    Anchor,
    Case,
    CaseRoll,
    Decline,
    Epoch,
    Grant,
    Invitation,
    Manifest,
    Recusal,
    Share,
)
from crypto.kinds.body import Body
from crypto.kinds.cases import History, Seat
from crypto.kinds.directory import DeviceKeys
from crypto.kinds.sharing import At, Author, RingPlace, RingRef
from crypto.replay import Replay
from crypto.ring import Ring
from crypto.statement import Entry, Statement
from crypto.unseal.signing import DeviceSecret
from crypto.verdict import Verdict
from tests.support.decisions import Decisions, recipient
from tests.support.people import Actor, Team, World, digits, secret_of

NOBODY = "0" * 64
NOW = History(start="now")


def since(epoch: int) -> History:
    return History(start="epoch", epoch=epoch)


class CaseWorld(World):
    """Both logs of one hub, folded by `replay`; `case_entries` is the case log as stored."""

    def __init__(self) -> None:
        super().__init__()
        self.case_entries: list[Entry] = []
        self._use(None)

    def _use(self, cna: str | None) -> None:
        self.replay = Replay(hub=self.hub, cna=cna)
        self.directory = self.replay.directory
        for entry in self.entries:
            self.replay.add_directory(entry)

    def pin(self, team: Team) -> Team:
        """Read on as somebody whose join code named this CNA; before any case."""
        self._use(team.genesis)
        return team

    def later(self, **delta: float) -> None:
        """Let log time pass."""
        self.time += timedelta(**delta)

    def append(self, statement: Statement[Body]) -> Verdict:
        entry = Entry(self.directory.size, statement, self.time)
        verdict = self.replay.add_directory(entry)
        self.entries.append(entry)
        return verdict

    def refuse(self, body: Body) -> str:
        """Append a ring's statement that must be void, to the directory log; the rule that says so."""
        statement = self.signed(body)
        rule = _refused(lambda: self.replay.judge_directory(statement, when=self.time))
        assert self.append(statement).fault.rule == rule
        return rule

    def connect(self, *teams: Team) -> None:
        """Let cases go from each of these teams to each."""
        for one in teams:
            for other in teams:
                if one is not other:
                    self.put(self.boundary(one, other))

    def leave(self, team: Team, *actors: Actor) -> None:
        """The next roster, without these people."""
        self.put(self.roster(team, *self.without(team, *actors)))

    # The case log

    def anchor(self, **changes: object) -> Anchor:
        return Anchor(**(self.common(NOBODY) | {"directory": self.point()} | changes))

    def log_case(self, statement: Statement[Body]) -> Verdict:
        """Append to the case log whatever it is."""
        entry = Entry(self.replay.case_size, statement, self.time)
        verdict = self.replay.add_case(entry)
        self.case_entries.append(entry)
        return verdict

    def put_case(self, body: Body) -> Statement[Body]:
        """Append what must count, on a fresh anchor."""
        if self.replay.anchored < self.directory.size:
            assert self.log_case(self.signed(self.anchor())).counts
        statement = self.signed(body)
        self.replay.judge_case(statement, when=self.time)
        verdict = self.log_case(statement)
        assert verdict.fault is None, verdict.fault
        return statement

    def refuse_case(self, body: Body, *, anchored: bool = True) -> str:
        """Append what must be void to the case log, as a hostile hub; the rule that says so."""
        if anchored and self.replay.anchored < self.directory.size:
            assert self.log_case(self.signed(self.anchor())).counts
        statement = self.signed(body)
        rule = _refused(lambda: self.replay.judge_case(statement, when=self.time))
        assert self.log_case(statement).fault.rule == rule
        return rule

    def genesis_of(self, actor: Actor) -> str:
        located = self.now.device(actor.fingerprint)
        return located.tenant if located else digits(f"nowhere {actor.name}", 64)

    def opening(self, by: Actor, owner: Team, **changes: object) -> Case:
        given = {
            "case": self.fresh("case"),
            "tenant": owner.genesis,
            "code_name": "quiet-heron-7k",
            "received": self.time,
        }
        return Case(**(self.common(by.fingerprint) | given | changes))

    def open(self, by: Actor, owner: Team, **changes: object) -> "CaseLog":
        """A new case of `owner`, read by `by`."""
        body = self.opening(by, owner, **changes)
        self.put_case(body)
        return CaseLog(self, body, owner)

    # Intake

    def intake_ref(self, team: Team) -> RingRef:
        return RingRef(id=digits(f"intake {team.slug}"), kind="intake", tenant=team.genesis)

    def intake_epoch(self, team: Team, by: Actor, **changes: object) -> Epoch:
        ring = self.replay.intake.get(team.genesis)
        devices = (self.now.person(team.genesis, each).devices for each in self.now.duty(team.genesis))
        holders = sorted(fingerprint for each in devices for fingerprint in each)
        at = At(directory=self.directory.size, cases=0)
        given = {"ring": self.intake_ref(team), "at": at, "holders": tuple(holders)}
        return Epoch(**(self.common(by.fingerprint) | given | _epoch(self, ring) | changes))

    def report(self, team: Team, secret: DeviceSecret, **changes: object) -> Manifest:
        """A reporter's letter to the team's intake ring."""
        ring = self.replay.intake[team.genesis]
        self.secrets[secret.fingerprint] = secret
        author = Author(reporter=secret.fingerprint, sign=secret.keys.sign)
        return Manifest(**(self.common(secret.fingerprint) | _letter(self, ring, author) | changes))


class CaseLog(Decisions):
    """One case of a world; bodies are made for the state at the end of its log."""

    def __init__(self, world: CaseWorld, opening: Case, owner: Team) -> None:
        self.world = world
        self.opening = opening
        self.owner = owner
        self.id = opening.case
        self._last: dict[tuple[str, ...], Statement[Body]] = {}

    @property
    def circle(self):
        return self.world.replay.circles[self.id]

    def put(self, body: Body) -> Statement[Body]:
        """Append what must count."""
        statement = self.world.put_case(body)
        self._keep(statement)
        return statement

    def put_all(self, bodies: Iterable[Body]) -> None:
        """Append several that must count."""
        for each in bodies:
            self.put(each)

    def _keep(self, statement: Statement[Body]) -> None:
        body = statement.body
        self._last[body.TYPE, getattr(body, "tenant", ""), getattr(body, "person", "")] = statement

    def attempt(self, body: Body) -> bool:
        """Append it whatever it is, on a fresh anchor; whether it counts."""
        self.world.put_case(self.world.anchor())
        verdict = self.world.log_case(self.world.signed(body))
        if verdict.counts:
            self._keep(verdict.entry.statement)
        return verdict.counts

    def void(self, body: Body, *, anchored: bool = True) -> str:
        """Append what must be void and change nothing; the rule that it breaks."""
        before = self._state()
        rule = self.world.refuse_case(body, anchored=anchored)
        assert self._state() == before
        return rule

    def _state(self) -> object:
        rings = {
            each.ref.id: (len(each.epochs), len(each.shares), each.count)
            for each in self.circle.rings.values()
        }
        return self.circle.facts, rings, dict(self.circle.letters), self.circle.armed()

    def _body(self, kind: type[Body], by: Actor, given: dict, changes: dict, *chained: str) -> Body:
        chain = {}
        if chained:
            last = self._last.get(chained)
            chain = {"seq": last.body.seq + 1, "previous": last.hash} if last else {"seq": 1}
        common = self.world.common(by.fingerprint) | {"case": self.id}
        return kind(**(common | given | chain | changes))

    # Taking part

    def roll(self, by: Actor, *teams: Team, **changes: object) -> CaseRoll:
        """The roll with the owner and these teams, all in both rings."""
        seats = [
            Seat(tenant=each.genesis, version=1, rings=("joint", "record")) for each in (self.owner, *teams)
        ]
        given = {"participants": tuple(sorted(seats, key=lambda each: each.tenant))}
        return self._body(CaseRoll, by, given, changes, "case-roll", "", "")

    def invitation(self, by: Actor, team: Team, **changes: object) -> Invitation:
        given = {
            "tenant": team.genesis,
            "code_name": self.opening.code_name,
            "terms": NOBODY,
            "rings": ("joint", "record"),
            "history": since(1),
            "preseal": (),
            "state": "open",
            "expires": self.world.time + timedelta(days=3),
        }
        return self._body(Invitation, by, given, changes, "invitation", team.genesis, "")

    def accept(self, by: Actor, *people: Actor, **changes: object) -> Accept:
        tenant = self.world.genesis_of(by)
        invited = self.circle.invited(tenant)
        given = {
            "tenant": tenant,
            "invitation": invited.hash if invited else NOBODY,
            "terms": invited.body.terms if invited else NOBODY,
            "people": tuple(sorted(each.person for each in people or (by,))),
        }
        return self._body(Accept, by, given, changes)

    def decline(self, by: Actor, **changes: object) -> Decline:
        tenant = self.world.genesis_of(by)
        invited = self.circle.invited(tenant)
        given = {"tenant": tenant, "invitation": invited.hash if invited else NOBODY}
        return self._body(Decline, by, given, changes)

    def grant(self, by: Actor, person: Actor, **changes: object) -> Grant:
        tenant = self.world.genesis_of(by)
        given = {"tenant": tenant, "person": person.person, "state": "reads", "history": since(1)}
        return self._body(Grant, by, given, changes, "grant", tenant, person.person)

    def recusal(self, by: Actor, person: Actor, **changes: object) -> Recusal:
        given = {"tenant": self.world.genesis_of(by), "person": person.person}
        return self._body(Recusal, by, given, changes)

    def join(self, owner: Actor, team: Team, lead: Actor, *people: Actor, **changes: object) -> None:
        """Invitation, accept and roll, in that order; `changes` are those of the invitation."""
        self.put(self.invitation(owner, team, **changes))
        self.put(self.accept(lead, *people))
        seated = (
            [each.tenant for each in self.circle.facts.roll.participants] if self.circle.facts.roll else []
        )
        teams = [Team("", each, {}) for each in seated if each not in (self.owner.genesis, team.genesis)]
        self.put(self.roll(owner, *teams, team))

    # Rings

    def ring(self, kind: str, **names: object) -> RingRef:
        """The case's ring of that kind, founded or not."""
        return RingRef(
            id=digits(f"{self.id} {kind} {sorted(names.items())}"), kind=kind, case=self.id, **names
        )

    def folded(self, ref: RingRef) -> Ring:
        """The ring as the replay has it."""
        return self.circle.rings[ref.id]

    def holders(self, ref: RingRef) -> set[str]:
        return set(self.circle.holders(ref, when=self.world.time))

    def epoch(self, ref: RingRef, by: Actor, **changes: object) -> Epoch:
        """The next epoch, with the holders computed now."""
        world = self.world
        at = At(directory=world.directory.size, cases=world.replay.case_size)
        given = {"ring": ref, "at": at, "holders": tuple(sorted(self.holders(ref)))}
        body = given | _epoch(world, self.circle.rings.get(ref.id))
        return Epoch(**(world.common(by.fingerprint) | body | changes))

    def share(self, ref: RingRef, by: Actor, to: Actor | str, **changes: object) -> Share:
        """All epochs so far for a device."""
        epochs = self.circle.rings[ref.id].epochs if ref.id in self.circle.rings else []
        given = {
            "ring": ref,
            "from_epoch": 1,
            "epoch": max(len(epochs), 1),
            "recipient": epochs[-1].recipient if epochs else recipient("none"),
            "to": to if isinstance(to, str) else to.fingerprint,
            "sha256": digits("share", 64),
            "size": 400,
        }
        body = Share(**(self.world.common(by.fingerprint) | given | changes))
        if "epoch" in changes and "recipient" not in changes and body.epoch <= len(epochs):
            return replace(body, recipient=epochs[body.epoch - 1].recipient)
        return body

    def rotate(self, ref: RingRef, by: Actor, *, shares: bool = True) -> Statement[Epoch]:
        """Put the next epoch in force and make the shares that its signer can make."""
        statement = self.put(self.epoch(ref, by))
        if shares:
            self.repair(ref, by)
        return statement

    def repair(self, ref: RingRef, by: Actor) -> None:
        """Make the missing shares, as far as `by` has the epochs."""
        ring = self.folded(ref)
        mine = self.circle.holders(ref, when=self.world.time)[by.fingerprint].first
        self.put_all(
            self.share(ref, by, due.holder.fingerprint, from_epoch=max(due.first, mine), epoch=due.last)
            for due in self.circle.pending_shares(ring, when=self.world.time)
        )

    def letter(self, ref: RingRef, by: Actor, **changes: object) -> Manifest:
        author = Author(tenant=self.world.genesis_of(by), person=by.person)
        return self._letter(ref, by.fingerprint, author, changes)

    def answer(self, ref: RingRef, secret: DeviceSecret, **changes: object) -> Manifest:
        """A reporter's letter in the case."""
        self.world.secrets[secret.fingerprint] = secret
        author = Author(reporter=secret.fingerprint, sign=secret.keys.sign)
        return self._letter(ref, secret.fingerprint, author, changes)

    def _letter(self, ref: RingRef, by: str, author: Author, changes: dict) -> Manifest:
        ring = self.circle.rings.get(ref.id) or Ring(ref)
        body = _letter(self.world, ring, author) | {"case": self.id}
        return Manifest(**(self.world.common(by) | body | changes))


def reporter_keys(name: str) -> tuple[DeviceSecret, DeviceKeys]:
    """A reporter's secret and what the roll says of it."""
    secret = secret_of(f"reporter {name}")
    return secret, secret.keys


def _refused(judge) -> str:
    with pytest.raises(CryptoError) as judged:
        judge()
    assert not isinstance(judged.value, BadSignatureError)
    return judged.value.rule


def _epoch(world: World, ring: Ring | None) -> dict[str, object]:
    last = ring.current if ring else None
    chain = {"epoch": last.number + 1, "previous": last.statement.hash} if last else {"epoch": 1}
    return chain | {"recipient": recipient(world.fresh("recipient"))}


def _letter(world: World, ring: Ring, author: Author) -> dict[str, object]:
    place = RingPlace(id=ring.ref.id, epoch=max(len(ring.epochs), 1), count=ring.count, head=ring.heads[-1])
    return {
        "ring": place,
        "envelope": world.fresh("envelope"),
        "kind": "letter",
        "purpose": "comment",
        "author": author,
        "suite": "age-v1",
        "sha256": digits("file", 64),
        "size": 5000,
        "plain": digits("plain", 64),
    }
