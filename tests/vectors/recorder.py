"""How vectors are written down: cases with a verdict and a rule, and logs that grow beside them."""

from dataclasses import dataclass, field

from crypto import dsse
from crypto.kinds.body import Body
from crypto.kinds.sharing import RingRef
from crypto.statement import Entry, Statement
from crypto.unseal.signing import DeviceSecret, SigningKey
from tests.support.cases import CaseWorld

Vectors = dict[str, object]


def instant(moment) -> str:
    """An instant as FORMATS.md writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def wire(statement: dsse.SignedStatement) -> str:
    """The JSON text of a signed statement."""
    return dsse.write(statement).decode()


@dataclass
class Recorder:
    """One file: what it is about, what its cases share, and the cases."""

    description: str
    shared: Vectors = field(default_factory=dict)
    cases: list[Vectors] = field(default_factory=list)

    def accepted(self, name: str, **inputs: object) -> None:
        """A case that must pass."""
        self.cases.append({"name": name, "rule": None, "verdict": "accepted", **inputs})

    def refused(self, name: str, rule: str, **inputs: object) -> None:
        """A case that must be refused under this rule."""
        self.cases.append({"name": name, "rule": rule, "verdict": "refused", **inputs})

    def file(self) -> Vectors:
        """The whole file."""
        return {"description": self.description, **self.shared, "cases": self.cases}


class LogRecorder(Recorder):
    """Cases along two logs: each is the next leaf after so many leaves of either (``after``)."""

    def __init__(self, description: str, world: CaseWorld) -> None:
        super().__init__(description)
        self.world = world

    def put(self, name: str, body: Body, *others: DeviceSecret | SigningKey) -> Statement[Body]:
        """Record a leaf of the directory that must count, and log it."""
        statement = self.world.signed(body, *others)
        self._statement(name, None, "directory", statement)
        assert self.world.append(statement).counts, name
        return statement

    def void(self, name: str, rule: str, body: Body, *others: DeviceSecret | SigningKey) -> None:
        """Record what the directory must refuse."""
        self._statement(name, rule, "directory", self.world.signed(body, *others))

    def put_case(self, name: str, body: Body) -> Statement[Body]:
        """Record a leaf of the case log that must count, and log it; on a fresh anchor."""
        self._anchor()
        statement = self.world.signed(body)
        self._statement(name, None, "case", statement)
        assert self.world.log_case(statement).counts, name
        return statement

    def void_case(self, name: str, rule: str, body: Body) -> None:
        """Record what the case log must refuse."""
        self._anchor()
        self._statement(name, rule, "case", self.world.signed(body))

    def holders(self, name: str, ring: RingRef, found: dict[str, int | None]) -> None:
        """Record who holds a ring, and from which epoch on (null: none yet)."""
        expected = [{"device": device, "first": found[device]} for device in sorted(found)]
        at = {"after": self._after(), "when": instant(self.world.time)}
        self.accepted(name, ring=ring.dump(), **at, holders=expected)

    def file(self) -> Vectors:
        """The whole file, with both logs."""
        self.shared |= {
            "hub": self.world.hub,
            "directory": [_leaf(each) for each in self.world.entries],
            "case_log": [_leaf(each) for each in self.world.case_entries],
        }
        return super().file()

    def _anchor(self) -> None:
        if self.world.replay.anchored < self.world.directory.size:
            assert self.world.log_case(self.world.signed(self.world.anchor())).counts

    def _after(self) -> list[int]:
        return [len(self.world.entries), len(self.world.case_entries)]

    def _statement(self, name: str, rule: str | None, log: str, statement: Statement[Body]) -> None:
        inputs = {"log": log, "after": self._after(), "logged_at": instant(self.world.time)}
        text = wire(statement.signed)
        if rule is None:
            self.accepted(name, **inputs, wire=text, hash=statement.hash)
        else:
            self.refused(name, rule, **inputs, wire=text)


def _leaf(entry: Entry) -> Vectors:
    return {"logged_at": instant(entry.logged_at), "wire": wire(entry.statement.signed)}
