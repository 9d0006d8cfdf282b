"""The embargo and consent machines against tables written down by hand."""

from itertools import product

import pytest

from tenants.cases.errors import MoveNotAllowedError
from tenants.cases.states import moved
from tenants.disclosure.consent import CONSENT, PECMove
from tenants.disclosure.embargo import EMBARGO, EMMove

EM_TABLE = """
          p         r       a       t
none      proposed  .       .       .
proposed  proposed  none    active  .
active    revise    .       .       exited
revise    revise    active  active  exited
exited    .         .       .       .
"""
PEC_TABLE = """
            invite   accept     decline   revise  reset
no_embargo  invited  signatory  declined  .       no_embargo
invited     .        signatory  declined  .       no_embargo
signatory   .        .          .         lapsed  no_embargo
lapsed      invited  signatory  declined  .       no_embargo
declined    invited  .          .         .       no_embargo
"""


@pytest.mark.parametrize(
    ("machine", "moves", "table", "legal", "refused"),
    [
        pytest.param(EMBARGO, EMMove, EM_TABLE, 10, 10, id="EM-1"),
        pytest.param(CONSENT, PECMove, PEC_TABLE, 15, 10, id="PEC-1"),
    ],
)
def test_every_state_and_move_gives_what_the_table_says(machine, moves, table, legal, refused):
    head, *rows = table.strip().splitlines()
    counted = {True: 0, False: 0}
    for row in rows:
        state, *afters = row.split()
        for move, after in zip(head.split(), afters, strict=True):
            counted[after != "."] += 1
            if after != ".":
                assert moved(machine, type(machine.start)(state), moves(move)) == after
                continue
            with pytest.raises(MoveNotAllowedError) as error:
                moved(machine, type(machine.start)(state), moves(move))
            assert error.value.rule == f"{machine.name}-1"

    assert (counted[True], counted[False]) == (legal, refused)
    assert len(list(product(type(machine.start), moves))) == legal + refused
