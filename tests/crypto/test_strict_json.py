"""JSON that every parser reads alike: what JS-1 to JS-8 refuse, and that nothing else is lost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import strict_json
from crypto.errors import CryptoError, LimitError, MalformedError

LIMIT = 1024

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = TEXTS | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(TEXTS, VALUES, max_size=4)


def nested(depth: int) -> bytes:
    """An object with lists inside, `depth` levels in all."""
    return b'{"a":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "JS-2"),
        (b" ", "JS-2"),
        (b'{"a":"\xff"}', "JS-1"),
        (b'{"a":"\xed\xa0\x80"}', "JS-1"),  # a surrogate in UTF-8
        (b'{"a":"\xc0\xaf"}', "JS-1"),  # an overlong form
        (b"\xef\xbb\xbf{}", "JS-1"),
        ('{"a":1}'.encode("utf-16"), "JS-1"),
        ('{"a":1}'.encode("utf-16-be"), "JS-2"),
        (b"[]", "JS-2"),
        (b'"a"', "JS-2"),
        (b"1", "JS-2"),
        (b"null", "JS-2"),
        (b"{}{}", "JS-2"),
        (b"{}x", "JS-2"),
        (b'{"a":1,}', "JS-2"),
        (b'{"a":01}', "JS-2"),
        (b'{"a":+1}', "JS-2"),
        (b'{"a":0x1}', "JS-2"),
        (b"{'a':1}", "JS-2"),
        (b"{a:1}", "JS-2"),
        (b'{"a":"\n"}', "JS-2"),
        (b'{"a":"\\x"}', "JS-2"),
        (b'{"a":1}//', "JS-2"),
        (b'{"a":"', "JS-2"),
        (b'{"a":"\\', "JS-2"),
        (b'{"a":1,"a":1}', "JS-3"),
        (b'{"a":1,"\\u0061":2}', "JS-3"),
        (b'{"a":[{"b":{"c":1,"c":2}}]}', "JS-3"),
        (b'{"a":1.0}', "JS-4"),
        (b'{"a":1e2}', "JS-4"),
        (b'{"a":1E400}', "JS-4"),
        (b'{"a":-0}', "JS-4"),
        (b'{"a":-0.0}', "JS-4"),
        (b'{"a":NaN}', "JS-4"),
        (b'{"a":[-Infinity]}', "JS-4"),
        (b'{"a":9007199254740992}', "JS-5"),
        (b'{"a":-9007199254740992}', "JS-5"),
        (b'{"a":' + b"9" * 900 + b"}", "JS-5"),
        (b'{"a":null}', "JS-6"),
        (b'{"a":[1,null]}', "JS-6"),
        (b'{"a":"\\ud800"}', "JS-8"),
        (b'{"a":"\\udc00\\ud800"}', "JS-8"),
        (b'{"\\ud800":1}', "JS-8"),
    ],
)
def test_a_text_that_breaks_a_rule_is_refused_by_its_number(data, rule):
    with pytest.raises(MalformedError) as refusal:
        strict_json.parse(data, limit=LIMIT)

    assert refusal.value.rule == rule


def test_a_text_above_the_limit_is_refused_unread():
    with pytest.raises(LimitError) as refusal:
        strict_json.parse(b"\xff" * (LIMIT + 1), limit=LIMIT)

    assert refusal.value.rule == "JS-1"


def test_the_limit_itself_is_allowed():
    data = b"{}".ljust(LIMIT)

    assert strict_json.parse(data, limit=LIMIT) == {}


@pytest.mark.parametrize("data", [nested(17), nested(400), b"[" * LIMIT, b'{"a":' * 17])
def test_more_than_sixteen_levels_are_refused(data):
    with pytest.raises(LimitError) as refusal:
        strict_json.parse(data, limit=LIMIT)

    assert refusal.value.rule == "JS-7"


def test_sixteen_levels_are_read():
    value = strict_json.parse(nested(16), limit=LIMIT)["a"]

    for _ in range(14):
        [value] = value
    assert value == []


def test_brackets_inside_strings_are_no_levels():
    text = '["\\"[[[[' * 10

    assert strict_json.parse(json.dumps({"a": text, "b": [text]}).encode(), limit=LIMIT) == {
        "a": text,
        "b": [text],
    }


def test_brackets_side_by_side_are_no_levels():
    assert strict_json.parse(b'{"a":[' + b",".join([b"[]"] * 40) + b"]}", limit=LIMIT) == {"a": [[]] * 40}


def test_an_endless_string_of_escaped_quotes_is_refused_in_one_pass():
    """A pattern that tries again from every quote would need minutes here."""
    with pytest.raises(MalformedError):
        strict_json.parse(b'{"' + b'\\"' * 500_000, limit=2_000_000)


def test_integers_up_to_the_bound_and_white_space_are_read():
    data = b' { "a" : [ 9007199254740991 , -9007199254740991 , 0 , true , false ] }\r\n\t'

    assert strict_json.parse(data, limit=LIMIT) == {"a": [2**53 - 1, 1 - 2**53, 0, True, False]}


def test_a_pair_of_surrogates_is_one_character():
    assert strict_json.parse(b'{"a":"\\ud83d\\udd11"}', limit=LIMIT) == {"a": "\U0001f511"}


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ({"a": 1.5}, "JS-4"),
        ({"a": float("nan")}, "JS-4"),
        ({"a": 2**53}, "JS-5"),
        ({"a": None}, "JS-6"),
        ({"a": "\ud800"}, "JS-8"),
        ({"\ud800": 1}, "JS-8"),
        ({1: 1}, "JS-2"),
        ({"a": b"bytes"}, "JS-2"),
        ({"a": (1,)}, "JS-2"),
    ],
)
def test_what_could_not_be_read_is_not_written(value, rule):
    with pytest.raises(MalformedError) as refusal:
        strict_json.dump(value)

    assert refusal.value.rule == rule


def test_more_than_sixteen_levels_are_not_written():
    value: list[object] = []
    for _ in range(15):
        value = [value]

    with pytest.raises(LimitError) as refusal:
        strict_json.dump({"a": value})

    assert refusal.value.rule == "JS-7"


def test_writing_is_compact_in_utf_8_and_keeps_the_order():
    assert strict_json.dump({"b": [1, True], "a": "ü\u2028"}) == '{"b":[1,true],"a":"ü\u2028"}'.encode()


@given(OBJECTS)
def test_what_is_written_is_read_back(value):
    assert strict_json.parse(strict_json.dump(value), limit=2**20) == value


@given(st.binary(max_size=60) | st.text('{}[]":,\\u0d8ntrue 1-.eE', max_size=40).map(str.encode))
def test_hostile_bytes_are_read_like_the_stdlib_or_refused_by_rule(data):
    try:
        value = strict_json.parse(data, limit=LIMIT)
    except CryptoError:
        return

    assert value == json.loads(data)
