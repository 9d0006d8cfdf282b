"""Ids and code names say nothing and are spoken easily."""

import re

import pytest

from tenants.kernel.ids import is_id, new_code_name, new_id, person_key
from tenants.kernel.words import QUALITIES, THINGS


@pytest.mark.parametrize(
    "text", ["", "a" * 31, "a" * 33, "A" * 32, "g" * 32, "\N{ARABIC-INDIC DIGIT ZERO}" * 32, "a" * 32 + "\n"]
)
def test_what_is_not_32_lower_case_hexadecimal_characters_is_no_id(text):
    assert not is_id(text)


def test_ids_have_the_one_form_and_differ():
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(map(is_id, ids))


def test_a_code_name_is_two_words_of_the_lists_and_a_suffix():
    quality, thing, suffix = new_code_name().split("-")
    assert quality in QUALITIES
    assert thing in THINGS
    assert re.fullmatch("[2-9bcdfghjkmnpqrstvwxz]{4}", suffix)


def test_the_lists_hold_256_different_plain_words_each():
    assert len(QUALITIES) == len(THINGS) == 256
    assert len({*QUALITIES, *THINGS}) == 512
    assert all(re.fullmatch("[a-z]{3,9}", word) for word in (*QUALITIES, *THINGS))


def test_two_tenants_that_choose_one_id_have_two_people():
    assert person_key("a" * 64, "1" * 32, 7) != person_key("b" * 64, "1" * 32, 7)
    assert len(person_key("a" * 64, "1" * 32, 7)) == 64


def test_who_leaves_and_comes_back_under_one_id_is_another_person():
    assert person_key("a" * 64, "1" * 32, 7) != person_key("a" * 64, "1" * 32, 8)


def test_a_reporter_is_named_by_their_fingerprint():
    assert person_key("", "f" * 64, 0) == "f" * 64
