"""Padmé by hand, and what it promises (Nikitin et al., PURBs, PoPETs 2019, 4.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.padding import FLOOR, padded_length

# L, then what the definition gives, worked out by hand: E = floor(log2 L), S = floor(log2 E) + 1, and the
# E - S lowest bits of the result are zero.
BY_HAND = [
    (4096, 4096),  # E 12, S 4: multiples of 2^8
    (4097, 4352),
    (4352, 4352),
    (4353, 4608),
    (8191, 8192),
    (8192, 8192),  # E 13, S 4: 2^9
    (8193, 8704),
    (65_535, 65_536),  # E 15, S 4: 2^11
    (65_536, 65_536),  # E 16, S 5: 2^11
    (65_537, 67_584),
    (1_000_000, 1_015_808),  # E 19, S 5: 2^14
    (1_048_576, 1_048_576),
    (1_048_577, 1_081_344),  # E 20, S 5: 2^15
    (5_242_880, 5_242_880),
    (26_214_400, 26_214_400),
]


@pytest.mark.parametrize(("length", "padded"), BY_HAND)
def test_a_length_is_rounded_as_the_definition_says(length, padded):
    assert padded_length(length) == padded


@pytest.mark.parametrize("length", [0, 1, 100, 4095])
def test_short_texts_all_look_alike(length):
    assert padded_length(length) == FLOOR


@given(length=st.integers(min_value=FLOOR, max_value=2**40))
def test_padding_costs_at_most_twelve_percent_and_rounds_once(length):
    padded = padded_length(length)

    assert length <= padded <= length * 1.12
    assert padded_length(padded) == padded
    assert padded_length(length + 1) >= padded
