"""What decides who reads a case: roll, invitations and answers, grants, recusals (FORMATS.md 5).

`Facts` is a value: each statement that counts makes the next one, so the case can be looked at as it stood
before any leaf (RI-2).
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self, assert_never

from crypto.directory import Person, View
from crypto.kinds.cases import Accept, Case, CaseRoll, Decline, Grant, Invitation, Recusal
from crypto.ring.holders import Reader, Start
from crypto.statement import Statement

FIRST_EPOCH = 1
NEVER = -1  # no membership begins there

Change = CaseRoll | Grant | Recusal | Invitation | Accept | Decline


@dataclass(frozen=True)
class Word:
    """The latest word that lets a person read: from where, and in which membership of theirs (CA-15)."""

    start: Start
    since: int


@dataclass(frozen=True)
class Invited:
    """The invitation in force for a tenant, with its leaf and what became of it.

    `preseal` has the membership in which each of its people was pre-sealed (CA-15).
    """

    body: Invitation
    hash: str
    index: int
    preseal: Mapping[str, int]
    accepted: int | None = None  # the leaf of the accept
    declined: bool = False

    @property
    def open(self) -> bool:
        """Whether it waits for an answer; its `expires` is not looked at (CA-4)."""
        return self.body.state == "open" and self.accepted is None and not self.declined

    @property
    def stands(self) -> bool:
        """Whether the tenant has accepted it and nobody went back on it (CA-2)."""
        return self.accepted is not None and not self.declined


@dataclass(frozen=True)
class Facts:
    """The state of a case before one leaf. `says` is the latest word on each person (CA-7): None is no."""

    opening: Case
    says: Mapping[Reader, Word | None]
    roll: CaseRoll | None = None
    invited: Mapping[str, Invited] = field(default_factory=dict)
    recused: frozenset[Reader] = frozenset()

    @classmethod
    def open(cls, body: Case, person: Person, index: int) -> Self:
        """The facts after the case's opening: its signer reads everything (CA-1)."""
        reader = Reader(body.tenant, person.person)
        return cls(body, {reader: Word(Start(index, FIRST_EPOCH, *reader), person.since)})

    @property
    def owner(self) -> str:
        """The genesis of the owner."""
        return self.opening.tenant

    def after(self, statement: Statement[Change], index: int, view: View) -> "Facts":
        """The facts after a statement that counts, with the directory it was judged with."""
        match statement.body:
            case CaseRoll() as body:
                facts = replace(self, roll=body)
            case Grant() as body:
                reader = Reader(body.tenant, body.person)
                start = Start(index, body.history.epoch, *reader)
                word = Word(start, since(view, reader)) if body.state == "reads" else None
                facts = replace(self, says={**self.says, reader: word})
            case Recusal() as body:
                facts = replace(self, recused=self.recused | {Reader(body.tenant, body.person)})
            case Invitation() as body:
                preseal = {each: since(view, Reader(body.tenant, each)) for each in body.preseal}
                facts = self._answered(Invited(body, statement.hash, index, preseal))
            case Accept() as body:
                facts = self._after_accept(body, index, view)
            case Decline() as body:
                facts = self._answered(replace(self.invited[body.tenant], declined=True))
            case _ as never:
                assert_never(never)
        return facts

    def _after_accept(self, body: Accept, index: int, view: View) -> "Facts":
        invited = self.invited[body.tenant]
        words: dict[Reader, Word] = {}
        for reader in (Reader(body.tenant, person) for person in body.people):
            now = since(view, reader)
            # Who was pre-sealed keeps what the invitation gave.
            at = invited.index if invited.preseal.get(reader.person) == now else index
            words[reader] = Word(Start(at, invited.body.history.epoch, *reader), now)
        answered = self._answered(replace(invited, accepted=index))
        return replace(answered, says={**self.says, **words})

    def _answered(self, invited: Invited) -> "Facts":
        return replace(self, invited={**self.invited, invited.body.tenant: invited})


def since(view: View, reader: Reader) -> int:
    """The leaf that began a person's membership; NEVER of who is none, as a withdrawn invitation may name."""
    person = view.person(*reader)
    return NEVER if person is None else person.since


class Past:
    """The facts of a case before every leaf."""

    def __init__(self) -> None:
        """Begin before the case is opened."""
        self._leaves: list[int] = []
        self._facts: list[Facts] = []

    @property
    def now(self) -> Facts | None:
        """The facts after all leaves so far."""
        return self._facts[-1] if self._facts else None

    def add(self, index: int, facts: Facts) -> None:
        """Keep the facts that hold after leaf `index`."""
        self._leaves.append(index)
        self._facts.append(facts)

    def before(self, index: int) -> Facts | None:
        """The facts just before leaf `index` of the case log, None if the case was not opened yet."""
        place = bisect_left(self._leaves, index)
        return self._facts[place - 1] if place else None
