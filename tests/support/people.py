"""A world of teams for tests: named devices from fixed seeds, and a directory log that grows leaf by leaf.

    world = World()
    pip = world.found("pip", "ada", "bob")            # ada and bob are admins, with one device each
    cyd = world.join(pip, "cyd", role="coordinator")  # an invitation and the device that proves its code
    world.put(world.duty(pip, pip["ada"], cyd))       # bodies are plain: change one with dataclasses.replace
    assert world.now.duty(pip.genesis)

Bodies are made by the lower-case methods, signed and logged by `put` (must count), `log` (whatever the
verdict) or only judged by `judge`. `by` decides who signs first; further signers are given. `void` and
`bad_copy` append what must not count and give the rule that says so.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from crypto.directory import Directory, View
from crypto.enrolment import JoinCode, code_seed
from crypto.errors import BadSignatureError, MalformedError, NotAllowedError
from crypto.kinds import (
    Admission,
    Boundary,
    Device,
    Duty,
    Group,
    GroupJoin,
    MemberInvitation,
    Rebase,
    Roster,
)
from crypto.kinds.body import Body, LogPoint, Signed
from crypto.kinds.directory import DeviceKeys, Member
from crypto.pairing import Pairing, request_text
from crypto.statement import Entry, Statement, check, encode
from crypto.tlog import Checkpoint, LogSigner
from crypto.unseal.signing import DeviceSecret, SigningKey
from crypto.verdict import Verdict

HUB = "localhost:8080"
START = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
LOG = LogSigner(sha256(b"the key of the logs").digest(), HUB)
LOG_KEY = str(LOG.key)


def digits(text: str, count: int = 32) -> str:
    """Fixed hex that looks random, a different one for every text."""
    return sha256(text.encode()).hexdigest()[:count]


def secret_of(name: str) -> DeviceSecret:
    """The device of that name, always the same."""
    return DeviceSecret(sha256(f"sign {name}".encode()).digest(), sha256(f"seal {name}".encode()).digest())


@dataclass
class Actor:
    """A person who acts in tests; the first device is the one they use unless another is named."""

    name: str
    person: str
    devices: list[DeviceSecret] = field(default_factory=list)

    @property
    def device(self) -> DeviceSecret:
        return self.devices[0]

    @property
    def fingerprint(self) -> str:
        return self.device.fingerprint

    def member(self, *roles: str) -> Member:
        """The person in a roster with all their devices."""
        keys = sorted((each.keys for each in self.devices), key=lambda each: each.sign)
        return Member(person=self.person, name=self.name, roles=roles, devices=tuple(keys))


@dataclass
class Team:
    """A tenant of the log; ``team["ada"]`` is one of its people."""

    slug: str
    genesis: str
    actors: dict[str, Actor]

    def __getitem__(self, name: str) -> Actor:
        return self.actors[name]

    @property
    def admin(self) -> DeviceSecret:
        return next(iter(self.actors.values())).device


class World:
    """One hub's directory log with everybody's secret keys at hand."""

    def __init__(self, hub: str = HUB) -> None:
        self.hub = hub
        self.directory = Directory(hub=hub)
        self.entries: list[Entry] = []
        self.secrets: dict[str, DeviceSecret] = {}
        self.time = START
        self._count = 0

    @property
    def now(self) -> View:
        return self.directory.now

    def fresh(self, what: str = "id") -> str:
        """An id that was not used before."""
        self._count += 1
        return digits(f"{what} {self._count}")

    def device_of(self, name: str) -> DeviceSecret:
        """The device of that name, known to this world as a signer."""
        secret = secret_of(name)
        self.secrets[secret.fingerprint] = secret
        return secret

    def actor(self, name: str, *, devices: int = 1) -> Actor:
        """A person with devices that nobody has heard of yet."""
        return Actor(name, digits(f"person {name}"), [self.device_of(f"{name} {n}") for n in range(devices)])

    def point(self) -> LogPoint:
        return LogPoint(size=self.directory.size, root=self.directory.root())

    def checkpoint(self, log: LogSigner = LOG) -> bytes:
        """The signed note over the directory as it is now."""
        root = bytes.fromhex(self.directory.root())
        return log.sign_checkpoint(Checkpoint(f"{self.hub}/directory", self.directory.size, root))

    def common(self, by: str) -> dict:
        """The common fields of a statement made now by the device with this fingerprint."""
        return {"hub": self.hub, "id": self.fresh(), "created": self.time, "log": self.point(), "by": by}

    def signed(self, body: Body, *others: DeviceSecret | SigningKey) -> Statement[Body]:
        """The body, signed by the device it names and then by `others`, and checked."""
        envelope = encode(body)
        if body.SIGNED is not Signed.NOTICE:
            for each in (self.secrets[body.by], *others):
                key = SigningKey(each.sign_seed) if isinstance(each, DeviceSecret) else each
                envelope = key.add_signature(envelope)
        return check(envelope, hub=self.hub)

    def judge(self, body: Body, *others: DeviceSecret | SigningKey) -> None:
        """What the hub asks before it appends; raises what breaks a rule."""
        self.directory.judge(self.signed(body, *others), when=self.time)

    def log(self, body: Body, *others: DeviceSecret | SigningKey) -> Verdict:
        """Append whatever it is, as a hostile hub would."""
        return self.append(self.signed(body, *others))

    def append(self, statement: Statement[Body]) -> Verdict:
        entry = Entry(self.directory.size, statement, self.time)
        verdict = self.directory.add(entry)
        self.entries.append(entry)
        return verdict

    def put(self, body: Body, *others: DeviceSecret | SigningKey) -> Statement[Body]:
        """Append what must count."""
        verdict = self.log(body, *others)
        assert verdict.fault is None, verdict.fault
        return verdict.entry.statement

    def void(self, body: Body, *others: DeviceSecret | SigningKey) -> str:
        """Append what must be void and change nothing; the rule that it breaks."""
        statement, before = self.signed(body, *others), snapshot(self, self.now)
        with pytest.raises((MalformedError, NotAllowedError)) as judged:
            self.directory.judge(statement, when=self.time)
        verdict = self.append(statement)
        assert not verdict.counts
        assert verdict.fault.rule == judged.value.rule
        assert snapshot(self, self.now) == before
        return judged.value.rule

    def bad_copy(self, body: Body, *others: DeviceSecret | SigningKey) -> str:
        """Offer a statement with too few or too many signatures, which must stop the reader; the rule."""
        statement, size = self.signed(body, *others), self.directory.size
        with pytest.raises(BadSignatureError) as judged:
            self.directory.judge(statement, when=self.time)
        with pytest.raises(BadSignatureError):
            self.append(statement)
        assert self.directory.size == size
        return judged.value.rule

    # Teams

    def found(self, slug: str, *admins: str, **changes: object) -> Team:
        """A tenant whose admins are the people of these names, one device each; admitted at once."""
        actors = [self.actor(name) for name in admins]
        body = self.first_roster(slug, *(each.member("admin") for each in actors), **changes)
        roster = self.put(body, *(each.device for each in actors if each.fingerprint != body.by))
        team = self.team(slug, roster.hash, *actors)
        self.put(self.admission(team))
        return team

    def team(self, slug: str, genesis: str, *actors: Actor) -> Team:
        return Team(slug, genesis, {each.name: each for each in actors})

    def first_roster(self, slug: str, *members: Member, **changes: object) -> Roster:
        """Version 1, by the first device of the first member given."""
        by = self.fingerprint_of(members[0].devices[0])
        given = {"slug": slug, "version": 1, "expires": self.time + YEAR} | _seats(members) | changes
        return Roster(**(self.common(by) | given))

    def roster(self, team: Team, *members: Member, **changes: object) -> Roster:
        """The next version: these members, or those there are now; by the team's first admin."""
        before = self.now.roster(team.genesis)
        given = {
            "slug": team.slug,
            "tenant": team.genesis,
            "version": before.body.version + 1,
            "previous": before.hash,
            "expires": self.time + YEAR,
        }
        seats = _seats(members or self.members(team))
        return Roster(**(self.common(team.admin.fingerprint) | given | seats | changes))

    def members(self, team: Team) -> tuple[Member, ...]:
        """The members and devices of now, as the next roster would list them."""
        return tuple(
            Member(
                person=each.person,
                name=each.name,
                roles=tuple(sorted(each.roles)),
                devices=tuple(sorted(each.devices.values(), key=lambda keys: keys.sign)),
            )
            for each in self.now.people(team.genesis)
        )

    def without(self, team: Team, *gone: Actor) -> tuple[Member, ...]:
        """The members of now but these."""
        out = {each.person for each in gone}
        return tuple(each for each in self.members(team) if each.person not in out)

    def recast(self, team: Team, actor: Actor, *roles: str) -> tuple[Member, ...]:
        """The members of now, one of them in other roles."""
        return tuple(
            replace(each, roles=roles) if each.person == actor.person else each for each in self.members(team)
        )

    def fingerprint_of(self, keys: DeviceKeys) -> str:
        return next(each for each, secret in self.secrets.items() if secret.keys == keys)

    def admission(self, team: Team, **changes: object) -> Admission:
        given = {"tenant": team.genesis, "slug": team.slug, "kind": "installer", "stage": "chartered"}
        return Admission(**(self.common("0" * 64) | given | changes))

    def rebase(self, team: Team, **changes: object) -> Rebase:
        given = {"tenant": team.genesis, "origin": "lost.example", "size": 7, "root": digits("lost", 64)}
        return Rebase(**(self.common(team.admin.fingerprint) | given | changes))

    # Joining

    def code_key(self, team: Team, secret: str) -> SigningKey:
        return SigningKey(code_seed(secret, team.genesis))

    def invitation(self, team: Team, actor: Actor, secret: str, **changes: object) -> MemberInvitation:
        """An invitation for a code that carries `secret` (32 hex)."""
        before = self.now.invitation(team.genesis, actor.person)
        given = {
            "tenant": team.genesis,
            "person": actor.person,
            "name": actor.name,
            "role": "member",
            "code": self.code_key(team, secret).public.hex(),
            "state": "open",
            "expires": self.time + timedelta(days=7),
        } | _chain(before.statement if before else None)
        return MemberInvitation(**(self.common(team.admin.fingerprint) | given | changes))

    def device(self, team: Team, actor: Actor, device: DeviceSecret, **changes: object) -> Device:
        """A device statement by itself; with ``invitation=`` by a code, else to be signed by an older one."""
        keys = device.keys
        given = {"tenant": team.genesis, "person": actor.person, "sign": keys.sign, "seal": keys.seal}
        return Device(**(self.common(device.fingerprint) | given | changes))

    def join(self, team: Team, name: str, *, role: str = "member") -> Actor:
        """Somebody new, through an invitation and a code."""
        actor, secret = self.actor(name), self.fresh("secret")
        invitation = self.put(self.invitation(team, actor, secret, role=role))
        body = self.device(team, actor, actor.device, invitation=invitation.hash)
        self.put(body, self.code_key(team, secret))
        team.actors[name] = actor
        return actor

    def come_back(self, team: Team, actor: Actor, *, role: str = "member") -> None:
        """Somebody who left joins anew under the id they had, with another device (RO-8)."""
        secret = self.fresh("secret")
        invitation = self.put(self.invitation(team, actor, secret, role=role))
        actor.devices = [self.device_of(self.fresh(actor.name))]
        body = self.device(team, actor, actor.device, invitation=invitation.hash)
        self.put(body, self.code_key(team, secret))

    def join_code(self, team: Team, actor: Actor, secret: str, cna: str | None = None) -> JoinCode:
        return JoinCode(
            hub=self.hub,
            log_key=LOG_KEY,
            cna=cna or team.genesis,
            tenant=team.genesis,
            person=actor.person,
            secret=secret,
        )

    def pairing(self, team: Team, actor: Actor, cna: str | None = None) -> Pairing:
        """What a device of theirs shows to their next machine."""
        pinned = {"hub": self.hub, "log_key": LOG_KEY, "cna": cna or team.genesis}
        return Pairing(**pinned, tenant=team.genesis, person=actor.person)

    def request(self, body: Device, by: DeviceSecret | None = None) -> str:
        """The request of a new machine: its statement, signed by itself, or by somebody else."""
        seed = (by or self.secrets[body.by]).sign_seed
        return request_text(SigningKey(seed).add_signature(encode(body)))

    # Duty and edges

    def duty(self, team: Team, *actors: Actor, **changes: object) -> Duty:
        before = self.now.on_duty(team.genesis)
        people = {"tenant": team.genesis, "people": tuple(sorted(each.person for each in actors))}
        given = people | _chain(before.statement if before else None)
        return Duty(**(self.common(team.admin.fingerprint) | given | changes))

    def boundary(self, team: Team, to: Team, **changes: object) -> Boundary:
        given = {
            "tenant": team.genesis,
            "to": to.genesis,
            "to_version": 1,
            "rule": "allow",
            "takes": True,
            "verified": "call",
            "until": self.time + YEAR,
        } | _chain(self.now.boundary(team.genesis, to.genesis))
        return Boundary(**(self.common(team.admin.fingerprint) | given | changes))

    def group(self, team: Team, name: str, **changes: object) -> Group:
        given = {
            "tenant": team.genesis,
            "group": name,
            "name": name.title(),
            "rule": "allow",
            "takes": True,
            "until": self.time + YEAR,
        } | _chain(self.now.group(name))
        return Group(**(self.common(team.admin.fingerprint) | given | changes))

    def group_join(self, team: Team, name: str, **changes: object) -> GroupJoin:
        terms = self.now.group(name)
        given = {
            "tenant": team.genesis,
            "group": name,
            "terms": terms.hash if terms else "0" * 64,
            "state": "joined",
        } | _chain(self.now.join(team.genesis, name))
        return GroupJoin(**(self.common(team.admin.fingerprint) | given | changes))


def snapshot(world: World, view: View) -> dict[str, object]:
    """All that a view says of the people of this world, ids and sizes left out."""
    tenants = [each.genesis for each in view.tenants()]
    pairs = [(one, other) for one in tenants for other in tenants]
    groups = [each.body.group for each in view.groups()]
    return {
        "tenants": view.tenants(),
        "by slug": {each.slug: view.by_slug(each.slug) for each in view.tenants()},
        "people": {each: view.people(each) for each in tenants},
        "devices": {each: view.device(each) for each in world.secrets},
        "duty": {each: (view.on_duty(each), view.duty(each)) for each in tenants},
        "invitations": {each: view.invitations(each) for each in tenants},
        "boundaries": view.boundaries(),
        "groups": (view.groups(), [view.join(each, group) for each in tenants for group in groups]),
        "edges": [view.edge(one, other, world.time) for one, other in pairs],
        "rebases": [view.rebase(each) for each in tenants],
        "witnesses": view.witnesses(),
    }


def _seats(members: tuple[Member, ...]) -> dict[str, object]:
    admins = sum("admin" in each.roles for each in members)
    ordered = tuple(sorted(members, key=lambda each: each.person))
    return {"members": ordered, "threshold": 1 if admins < 3 else 2}


def _chain(before: Statement | None) -> dict[str, object]:
    return {"seq": before.body.seq + 1, "previous": before.hash} if before else {"seq": 1}
