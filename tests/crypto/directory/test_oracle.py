"""Random lives of a team: exactly the devices are active that a plain model names."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from crypto.kinds import MemberInvitation
from crypto.statement import Statement
from tests.support.people import World

NAMES = ("cyd", "dan", "eli")
ACTS = (
    "invite",
    "withdraw",
    "prove",
    "prove old",
    "further",
    "lose",
    "leave",
    "write down",
    "prepare",
    "log",
)


@dataclass
class Oracle:
    """Who is a member, with which devices, oldest first; and whose code still works."""

    members: dict[str, list[str]] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    version: int = 1

    def write(self, members: dict[str, list[str]]) -> None:
        """A roster: these and nobody else; a code for whom it puts out is closed (EN-9)."""
        self.open -= self.members.keys() - members.keys()
        self.members = {name: list(devices) for name, devices in members.items()}
        self.version += 1

    def prove(self, name: str, device: str) -> None:
        self.members.setdefault(name, []).append(device)

    def active(self) -> set[str]:
        return {device for devices in self.members.values() for device in devices}


class Life:
    """The same acts in the log and in the oracle; each says whether it should count."""

    def __init__(self) -> None:
        self.world = World()
        self.team = self.world.found("pip", "ada")
        self.actors = {name: self.world.actor(name, devices=0) for name in NAMES}
        self.oracle = Oracle({"ada": [self.team.admin.fingerprint]})
        self.codes: dict[str, list[tuple[Statement[MemberInvitation], str]]] = {name: [] for name in NAMES}
        self.prepared = (self.world.roster(self.team), self.oracle.members.copy(), 1)

    def act(self, what: str, name: str) -> None:
        getattr(self, what.replace(" ", "_"))(name)

    def invite(self, name: str) -> None:
        secret = self.world.fresh("secret")
        body = self.world.invitation(self.team, self.actors[name], secret)
        self.codes[name].append((self.world.put(body), secret))
        self.oracle.open.add(name)

    def withdraw(self, name: str) -> None:
        secret = self.world.fresh("secret")
        body = self.world.invitation(self.team, self.actors[name], secret, state="withdrawn")
        self.codes[name].append((self.world.put(body), secret))
        self.oracle.open.discard(name)

    def prove(self, name: str) -> None:
        if self.codes[name]:
            self._prove(name, *self.codes[name][-1], counts=name in self.oracle.open)

    def prove_old(self, name: str) -> None:
        if len(self.codes[name]) > 1:
            self._prove(name, *self.codes[name][-2], counts=False)

    def _prove(
        self, name: str, invitation: Statement[MemberInvitation], secret: str, *, counts: bool
    ) -> None:
        device = self.world.device_of(self.world.fresh("device"))
        body = self.world.device(self.team, self.actors[name], device, invitation=invitation.hash)
        verdict = self.world.log(body, self.world.code_key(self.team, secret))
        assert verdict.counts == counts
        if counts:
            self.oracle.open.discard(name)
            self.oracle.prove(name, device.fingerprint)

    def further(self, name: str) -> None:
        device = self.world.device_of(self.world.fresh("device"))
        older = self.oracle.members.get(name)
        signer = self.world.secrets[older[0]] if older else self.team.admin
        verdict = self.world.log(self.world.device(self.team, self.actors[name], device), signer)
        assert verdict.counts == bool(older)
        if older:
            self.oracle.prove(name, device.fingerprint)

    def lose(self, name: str) -> None:
        self._write(self.oracle.members | {name: self.oracle.members.get(name, [])[1:]})

    def leave(self, name: str) -> None:
        self._write({each: devices for each, devices in self.oracle.members.items() if each != name})

    def write_down(self, _name: str) -> None:
        self._write(self.oracle.members)

    def prepare(self, _name: str) -> None:
        members = {name: list(devices) for name, devices in self.oracle.members.items()}
        self.prepared = (self.world.roster(self.team), members, self.oracle.version)

    def log(self, _name: str) -> None:
        body, members, version = self.prepared
        verdict = self.world.log(body)
        assert verdict.counts == (version == self.oracle.version)
        if verdict.counts:
            self.oracle.write(members)

    def _write(self, members: dict[str, list[str]]) -> None:
        actors = {"ada": self.team["ada"]} | self.actors
        rows = []
        for name in members.keys() & self.oracle.members.keys():
            actors[name].devices = [self.world.secrets[each] for each in members[name]]
            rows.append(actors[name].member("admin" if name == "ada" else "member"))
        self.world.put(self.world.roster(self.team, *rows))
        self.oracle.write({name: members[name] for name in members.keys() & self.oracle.members.keys()})


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(NAMES)), max_size=40))
def test_exactly_the_devices_of_the_oracle_are_active(acts):
    """EN-3 to EN-9, RO-2, RO-5, RO-6: whatever the order, and at every step."""
    life = Life()
    for act in acts:
        life.act(*act)
        now = life.world.now
        assert {each for each in life.world.secrets if _active(now, each)} == life.oracle.active()
        people = {each.name: set(each.devices) for each in now.people(life.team.genesis)}
        assert people == {name: set(devices) for name, devices in life.oracle.members.items()}


def _active(view, fingerprint):
    located = view.device(fingerprint)
    return located is not None and located.active
