"""ST-5 and ST-14: a frozen dataclass is a schema, and refuses whatever is not exactly it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import schema
from crypto.age import bech32
from crypto.errors import MalformedError
from crypto.schema import Struct
from tests.support.people import secret_of

KEY = "0123456789abcdef" * 4
RECIPIENT = secret_of("a device").keys.seal


@dataclass(frozen=True, kw_only=True)
class Inner(Struct):
    rank: schema.Positive
    word: Literal["one", "two", 3] | None = None


@dataclass(frozen=True, kw_only=True)
class Sample(Struct):
    hash: schema.Hash
    id: schema.Id | None = None
    at: schema.Instant | None = None
    slug: schema.Slug | None = None
    name: schema.Name | None = None
    hub: schema.HubName | None = None
    recipient: schema.Recipient | None = None
    zone: schema.Zone | None = None
    cve: schema.Cve | None = None
    code_name: schema.CodeName | None = None
    purl: schema.Purl | None = None
    vkey: schema.Vkey | None = None
    count: schema.Count | None = None
    flag: bool | None = None
    inner: Inner | None = None
    keys: Annotated[tuple[schema.Hash, ...], schema.Size(1, 3)] | None = None
    inners: Annotated[tuple[Inner, ...], schema.Size(0, 3)] | None = None
    steps: Annotated[tuple[schema.Count, ...], schema.Size(0, 3, ordered=True)] | None = None


@dataclass(frozen=True, kw_only=True)
class Unreadable(Struct):
    anything: object


GOOD = [
    ("id", "0" * 32),
    ("at", "2026-11-21T08:00:00Z"),
    ("at", "0999-01-01T00:00:00Z"),
    ("slug", "pip"),
    ("slug", "a" * 32),
    ("name", "Zdeňka 三"),
    ("name", "\U0001f512" * 80),
    ("hub", "localhost:8080"),
    ("recipient", RECIPIENT),
    ("zone", "Europe/Berlin"),
    ("cve", "CVE-1900-0001"),
    ("code_name", "calm-otter-7x"),
    ("purl", "pkg:pypi/pip"),
    ("vkey", "localhost:8080/directory+7e5c0a11+AXRoaXMga2V5"),
    ("count", 0),
    ("count", 2**53 - 1),
    ("flag", False),
    ("inner", {"rank": 1}),
    ("inner", {"rank": 1, "word": 3}),
    ("keys", ["0" * 64, "1" * 64]),
    ("inners", []),
    ("inners", [{"rank": 1}, {"rank": 2}]),
    ("steps", [2, 1, 1]),
]

BAD = [
    ("hash", "0" * 63),
    ("hash", "A" * 64),
    ("hash", "0" * 64 + "\n"),
    ("hash", None),
    ("hash", 0),
    ("id", "٣" * 32),
    ("at", "2026-11-21T08:00:00+00:00"),
    ("at", "2026-11-21T08:00:00.5Z"),
    ("at", "2026-11-21t08:00:00z"),
    ("at", "2026-02-30T08:00:00Z"),
    ("at", "2026-11-21T08:00:60Z"),
    ("at", "0000-01-01T00:00:00Z"),
    ("at", "٢٠٢٦-11-21T08:00:00Z"),
    ("at", 1795248000),
    ("slug", "a"),
    ("slug", "Pip"),
    ("slug", "3pip"),
    ("slug", "a" * 33),
    ("name", ""),
    ("name", " Ada"),
    ("name", "Ada "),
    ("name", "A" * 81),
    ("name", "A\nB"),
    ("name", "A\u202eB"),
    ("name", "A\u200bB"),
    ("name", "A\U000e0041"),
    ("hub", "HTTPS://localhost"),
    ("hub", "localhost:808080"),
    ("recipient", RECIPIENT[:-1] + ("q" if RECIPIENT[-1] != "q" else "p")),
    ("recipient", RECIPIENT.upper()),
    ("recipient", RECIPIENT[:-1]),
    ("recipient", 1),
    ("zone", "/etc/passwd"),
    ("cve", "CVE-26-1"),
    ("code_name", "CALM-otter-7x"),
    ("purl", "pkg:pypi/pip@1.0"),
    ("vkey", "a key"),
    ("count", -1),
    ("count", 2**53),
    ("count", "1"),
    ("count", 1.0),
    ("count", True),
    ("flag", 1),
    ("flag", "true"),
    ("flag", None),
    ("inner", []),
    ("inner", {"rank": 0}),
    ("inner", {"rank": 1, "word": "three"}),
    ("inner", {"rank": 1, "word": True}),
    ("inner", {"rank": 1, "word": ["one"]}),
    ("inner", {"rank": 1, "more": 1}),
    ("inner", {}),
    ("keys", []),
    ("keys", "0" * 64),
    ("keys", {"0": 1}),
    ("keys", [str(n) * 64 for n in range(4)]),
    ("keys", [0]),
]


@pytest.mark.parametrize(("field", "value"), BAD)
def test_what_is_out_of_form_is_refused_and_its_field_is_named(field, value):
    """ST-5."""
    with pytest.raises(MalformedError) as refused:
        Sample.parse({"hash": KEY, field: value})

    assert refused.value.rule == "ST-5"
    assert refused.value.message.startswith(field)


@pytest.mark.parametrize("value", [None, [], "hash", 1])
def test_what_is_no_object_is_refused(value):
    """ST-5."""
    with pytest.raises(MalformedError, match="sample: not an object"):
        Sample.parse(value)


def test_a_missing_field_is_named():
    """ST-5."""
    with pytest.raises(MalformedError, match="hash: missing"):
        Sample.parse({})


def test_an_unknown_field_is_named():
    """ST-5: the first of them in order."""
    with pytest.raises(MalformedError, match="b: unknown field"):
        Sample.parse({"hash": KEY, "c": 1, "b": 1})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("keys", ["1" * 64, "0" * 64]),
        ("keys", ["1" * 64, "1" * 64]),
        ("inners", [{"rank": 2}, {"rank": 1}]),
        ("inners", [{"rank": 1, "word": "one"}, {"rank": 1, "word": "two"}]),
    ],
)
def test_a_list_that_is_a_set_is_sorted_and_free_of_duplicates(field, value):
    """ST-14: structs by their first field."""
    with pytest.raises(MalformedError) as refused:
        Sample.parse({"hash": KEY, field: value})

    assert refused.value.rule == "ST-14"


@pytest.mark.parametrize(("field", "value"), GOOD)
def test_what_is_in_form_comes_back_as_it_was(field, value):
    """ST-5: and absent fields stay absent."""
    given = {"hash": KEY, field: value}

    assert Sample.parse(given).dump() == given


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_is_read_back_to_the_second(moment):
    """2.2: four digits of the year, even in the year 999."""
    dumped = Sample(hash=KEY, at=moment).dump()

    assert Sample.parse(dumped).at == moment.replace(microsecond=0)


def test_an_instant_is_written_in_utc():
    """2.2."""
    noon = datetime(2026, 11, 21, 12, tzinfo=timezone(timedelta(hours=2)))

    assert Sample(hash=KEY, at=noon).dump()["at"] == "2026-11-21T10:00:00Z"


def test_a_recipient_that_everybody_could_open_for_is_refused():
    """2.2: the point 0 is of small order."""
    zero = bech32.encode("age", bytes(32))
    with pytest.raises(MalformedError, match="low order"):
        Sample.parse({"hash": KEY, "recipient": zero})


def test_a_field_without_a_reader_is_a_mistake_of_ours():
    """It shows the first time it is parsed, not by letting anything through."""
    with pytest.raises(TypeError, match="no reader"):
        Unreadable.parse({"anything": 1})
