"""The state machines of a case: report and fix per participant, public state per case, as tables.

The states and moves are Vultron's (CERT/CC): RM for the report and VFD for the fix of each participant, PXA
for what the world knows of the case. Moves have Vultron's letters, those of `status` statements too
(crypto/FORMATS.md CA-12); in VFD and PXA a small letter means "not yet". Rules, as errors name them:

- RM-1, VFD-1, PXA-1: only the moves of the table.
- CS-1: in the compound machine VFD x PXA exactly one letter changes, from small to capital, never back.
- CS-2: a fix is ready only with an aware vendor, and deployed only when ready (the VFD table).
- CS-3: `vP` and `pX` are ephemeral: after the former only V may follow, after the latter only P.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from tenants.cases.errors import MoveNotAllowedError

State = TypeVar("State", bound=StrEnum)
Move = TypeVar("Move", bound=StrEnum)


@dataclass(frozen=True)
class Machine(Generic[State, Move]):
    """A table of moves. What is not in `table` is refused with `rule`."""

    name: str
    rule: str
    start: State
    table: Mapping[tuple[State, Move], State]


def moved(machine: Machine[State, Move], state: State, move: Move) -> State:
    """Return the state after `move`. Raises MoveNotAllowedError naming machine, state, move and rule."""
    try:
        return machine.table[state, move]
    except KeyError:
        raise MoveNotAllowedError(machine.name, state, move, rule=machine.rule) from None


class RM(StrEnum):
    """How far one participant is with the report."""

    START = "start"
    RECEIVED = "received"
    INVALID = "invalid"
    VALID = "valid"
    DEFERRED = "deferred"
    ACCEPTED = "accepted"
    CLOSED = "closed"


class RMMove(StrEnum):
    """What a participant does with the report."""

    RECEIVE = "r"
    VALIDATE = "v"
    INVALIDATE = "i"
    ACCEPT = "a"
    DEFER = "d"
    CLOSE = "c"


REPORT = Machine(
    "RM",
    "RM-1",
    RM.START,
    {
        (RM.START, RMMove.RECEIVE): RM.RECEIVED,
        (RM.RECEIVED, RMMove.VALIDATE): RM.VALID,
        (RM.RECEIVED, RMMove.INVALIDATE): RM.INVALID,
        (RM.INVALID, RMMove.VALIDATE): RM.VALID,
        (RM.INVALID, RMMove.CLOSE): RM.CLOSED,
        (RM.VALID, RMMove.ACCEPT): RM.ACCEPTED,
        (RM.VALID, RMMove.DEFER): RM.DEFERRED,
        (RM.ACCEPTED, RMMove.DEFER): RM.DEFERRED,
        (RM.ACCEPTED, RMMove.CLOSE): RM.CLOSED,
        (RM.DEFERRED, RMMove.ACCEPT): RM.ACCEPTED,
        (RM.DEFERRED, RMMove.CLOSE): RM.CLOSED,
    },
)


class VFD(StrEnum):
    """How far one participant's fix is: vendor aware, fix ready, fix deployed."""

    UNAWARE = "vfd"
    AWARE = "Vfd"
    READY = "VFd"
    DEPLOYED = "VFD"


class VFDMove(StrEnum):
    """What becomes true of a participant's fix."""

    AWARE = "V"
    READY = "F"
    DEPLOYED = "D"


FIX = Machine(
    "VFD",
    "VFD-1",
    VFD.UNAWARE,
    {
        (VFD.UNAWARE, VFDMove.AWARE): VFD.AWARE,
        (VFD.AWARE, VFDMove.READY): VFD.READY,
        (VFD.READY, VFDMove.DEPLOYED): VFD.DEPLOYED,
    },
)


class PXA(StrEnum):
    """What the world knows of the case: flaw public, exploit public, attacks observed."""

    NOTHING = "pxa"
    PUBLIC = "Pxa"
    EXPLOIT = "pXa"
    ATTACKED = "pxA"
    PUBLIC_EXPLOIT = "PXa"
    PUBLIC_ATTACKED = "PxA"
    EXPLOIT_ATTACKED = "pXA"
    EVERYTHING = "PXA"


class PXAMove(StrEnum):
    """What becomes true of the case in the world."""

    PUBLIC = "P"
    EXPLOIT = "X"
    ATTACKED = "A"


PUBLICITY = Machine(
    "PXA",
    "PXA-1",
    PXA.NOTHING,
    {
        (PXA.NOTHING, PXAMove.PUBLIC): PXA.PUBLIC,
        (PXA.ATTACKED, PXAMove.PUBLIC): PXA.PUBLIC_ATTACKED,
        (PXA.EXPLOIT, PXAMove.PUBLIC): PXA.PUBLIC_EXPLOIT,
        (PXA.EXPLOIT_ATTACKED, PXAMove.PUBLIC): PXA.EVERYTHING,
        (PXA.NOTHING, PXAMove.EXPLOIT): PXA.EXPLOIT,
        (PXA.ATTACKED, PXAMove.EXPLOIT): PXA.EXPLOIT_ATTACKED,
        (PXA.PUBLIC, PXAMove.EXPLOIT): PXA.PUBLIC_EXPLOIT,
        (PXA.PUBLIC_ATTACKED, PXAMove.EXPLOIT): PXA.EVERYTHING,
        (PXA.NOTHING, PXAMove.ATTACKED): PXA.ATTACKED,
        (PXA.PUBLIC, PXAMove.ATTACKED): PXA.PUBLIC_ATTACKED,
        (PXA.EXPLOIT, PXAMove.ATTACKED): PXA.EXPLOIT_ATTACKED,
        (PXA.PUBLIC_EXPLOIT, PXAMove.ATTACKED): PXA.EVERYTHING,
    },
)


@dataclass(frozen=True)
class CaseState:
    """One participant's compound state, such as ``VfdpxA``: 32 of them, 58 moves, 70 complete histories."""

    vfd: VFD = VFD.UNAWARE
    pxa: PXA = PXA.NOTHING

    def __str__(self) -> str:
        """Return the six letters of the field's notation."""
        return f"{self.vfd}{self.pxa}"


def case_moved(state: CaseState, move: VFDMove | PXAMove) -> CaseState:
    """Return the compound state after `move`. Raises MoveNotAllowedError with CS-3, VFD-1 or PXA-1.

    CS-3 goes before the tables: ``pXa`` to ``pXA`` stands in the PXA table and is refused here all the same.
    """
    only = _only_move(state)
    if only is not None and move is not only:
        raise MoveNotAllowedError("CS", str(state), move, rule="CS-3")
    if isinstance(move, VFDMove):
        return CaseState(moved(FIX, state.vfd, move), state.pxa)
    return CaseState(state.vfd, moved(PUBLICITY, state.pxa, move))


def _only_move(state: CaseState) -> VFDMove | PXAMove | None:
    # The two never meet: vP has a public flaw, pX has not.
    if state.pxa.startswith("pX"):
        return PXAMove.PUBLIC
    if state.vfd is VFD.UNAWARE and state.pxa.startswith("P"):
        return VFDMove.AWARE
    return None
