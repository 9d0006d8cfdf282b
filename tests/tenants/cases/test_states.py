"""The state machines against tables written down by hand from Vultron's (not derived from the code's)."""

from itertools import permutations, product

import pytest

from tenants.cases.errors import MoveNotAllowedError
from tenants.cases.states import (
    FIX,
    PUBLICITY,
    PXA,
    REPORT,
    RM,
    VFD,
    CaseState,
    PXAMove,
    RMMove,
    VFDMove,
    case_moved,
    moved,
)

# Rows: states. Columns: moves. A dot is a refusal.
RM_TABLE = """
             r         v      i        a         d         c
start        received  .      .        .         .         .
received     .         valid  invalid  .         .         .
invalid      .         valid  .        .         .         closed
valid        .         .      .        accepted  deferred  .
deferred     .         .      .        accepted  .         closed
accepted     .         .      .        .         deferred  closed
closed       .         .      .        .         .         .
"""
VFD_TABLE = """
      V    F    D
vfd   Vfd  .    .
Vfd   .    VFd  .
VFd   .    .    VFD
VFD   .    .    .
"""
PXA_TABLE = """
      P    X    A
pxa   Pxa  pXa  pxA
Pxa   .    PXa  PxA
pXa   PXa  .    pXA
pxA   PxA  pXA  .
PXa   .    .    PXA
PxA   .    PXA  .
pXA   PXA  .    .
PXA   .    .    .
"""
# The 58 moves of the compound machine.
CS_MOVES = """
vfdpxa V:Vfdpxa P:vfdPxa X:vfdpXa A:vfdpxA
vfdpxA V:VfdpxA P:vfdPxA X:vfdpXA
vfdpXa P:vfdPXa
vfdpXA P:vfdPXA
vfdPxa V:VfdPxa
vfdPxA V:VfdPxA
vfdPXa V:VfdPXa
vfdPXA V:VfdPXA
Vfdpxa F:VFdpxa P:VfdPxa X:VfdpXa A:VfdpxA
VfdpxA F:VFdpxA P:VfdPxA X:VfdpXA
VfdpXa P:VfdPXa
VfdpXA P:VfdPXA
VfdPxa F:VFdPxa X:VfdPXa A:VfdPxA
VfdPxA F:VFdPxA X:VfdPXA
VfdPXa F:VFdPXa A:VfdPXA
VfdPXA F:VFdPXA
VFdpxa D:VFDpxa P:VFdPxa X:VFdpXa A:VFdpxA
VFdpxA D:VFDpxA P:VFdPxA X:VFdpXA
VFdpXa P:VFdPXa
VFdpXA P:VFdPXA
VFdPxa D:VFDPxa X:VFdPXa A:VFdPxA
VFdPxA D:VFDPxA X:VFdPXA
VFdPXa D:VFDPXa A:VFdPXA
VFdPXA D:VFDPXA
VFDpxa P:VFDPxa X:VFDpXa A:VFDpxA
VFDpxA P:VFDPxA X:VFDpXA
VFDpXa P:VFDPXa
VFDpXA P:VFDPXA
VFDPxa X:VFDPXa A:VFDPxA
VFDPxA X:VFDPXA
VFDPXa A:VFDPXA
VFDPXA
"""
CS_STATES = tuple(CaseState(vfd, pxa) for vfd, pxa in product(VFD, PXA))
CS_LETTERS: tuple[VFDMove | PXAMove, ...] = (*VFDMove, *PXAMove)


def grid(text: str) -> dict[tuple[str, str], str]:
    """Read a table: the value is the state after, or a dot."""
    head, *rows = text.strip().splitlines()
    cells = {}
    for state, *afters in (row.split() for row in rows):
        cells.update({(state, move): after for move, after in zip(head.split(), afters, strict=True)})
    return cells


def outcomes(machine, moves) -> dict[tuple[str, str], str]:
    """Ask the machine about every state and every move."""
    cells = {}
    for state, move in product(type(machine.start), moves):
        try:
            cells[str(state), str(move)] = str(moved(machine, state, move))
        except MoveNotAllowedError:
            cells[str(state), str(move)] = "."
    return cells


@pytest.mark.parametrize(
    ("machine", "moves", "table", "legal", "refused"),
    [
        pytest.param(REPORT, RMMove, RM_TABLE, 11, 31, id="RM"),
        pytest.param(FIX, VFDMove, VFD_TABLE, 3, 9, id="VFD"),
        pytest.param(PUBLICITY, PXAMove, PXA_TABLE, 12, 12, id="PXA"),
    ],
)
def test_every_state_and_move_gives_what_the_table_says(machine, moves, table, legal, refused):
    expected = grid(table)

    assert outcomes(machine, moves) == expected
    assert sum(after != "." for after in expected.values()) == legal
    assert sum(after == "." for after in expected.values()) == refused


def test_a_refused_move_names_machine_state_move_and_rule():
    with pytest.raises(MoveNotAllowedError) as refused:
        moved(REPORT, RM.VALID, RMMove.CLOSE)

    error = refused.value
    assert (error.machine, error.state, error.move, error.rule) == ("RM", "valid", "c", "RM-1")
    assert error.detail == "the RM machine has no move c from valid"


def case_moves():
    """Return the compound table that the code has: state to {move: state after}."""
    table = {}
    for state in CS_STATES:
        table[str(state)] = {}
        for move in CS_LETTERS:
            try:
                table[str(state)][str(move)] = str(case_moved(state, move))
            except MoveNotAllowedError:
                continue
    return table


def test_the_compound_machine_has_exactly_58_moves_and_refuses_134():
    expected = {
        state: dict(move.split(":") for move in moves)
        for state, *moves in (line.split() for line in CS_MOVES.strip().splitlines())
    }

    assert case_moves() == expected
    assert sum(len(moves) for moves in expected.values()) == 58
    assert len(CS_STATES) * len(CS_LETTERS) - 58 == 134


def test_of_720_orders_of_events_70_are_histories():
    complete = 0
    for order in permutations(CS_LETTERS):
        state = CaseState()
        try:
            for move in order:
                state = case_moved(state, move)
        except MoveNotAllowedError:
            continue
        assert str(state) == "VFDPXA"
        complete += 1

    assert complete == 70


@pytest.mark.parametrize(
    ("state", "move", "rule"),
    [
        pytest.param("vfdpXa", PXAMove.ATTACKED, "CS-3", id="an-exploit-alone-waits-for-P"),
        pytest.param("vfdPxa", PXAMove.EXPLOIT, "CS-3", id="a-public-flaw-waits-for-the-vendor"),
        pytest.param("VFdpXA", VFDMove.DEPLOYED, "CS-3", id="a-fix-waits-for-P-too"),
        pytest.param("vfdpxa", VFDMove.READY, "VFD-1", id="no-fix-without-vendor"),
        pytest.param("VfdPxa", PXAMove.PUBLIC, "PXA-1", id="never-back-and-never-twice"),
    ],
)
def test_a_refused_compound_move_names_its_rule(state, move, rule):
    with pytest.raises(MoveNotAllowedError) as refused:
        case_moved(CaseState(VFD(state[:3]), PXA(state[3:])), move)

    assert refused.value.rule == rule
