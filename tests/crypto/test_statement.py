"""ST-1 to ST-8 and ST-12: what is refused before anybody asks who may say it."""

import json
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import dsse
from crypto.errors import BadSignatureError, CryptoError, MalformedError, NotAllowedError
from crypto.kinds import KINDS, Duty, Group
from crypto.kinds.body import Signed
from crypto.statement import NOBODY, check, encode, narrow, parse, require_next
from tests.support.people import HUB, World
from tests.support.samples import DEVICE, HASH, OLDER, OTHER, payload, sign_raw


def signed(name="duty", *, count=1, **changes):
    """A sample with fields changed, or taken out by ``...``."""
    fields = {key: value for key, value in (payload(name) | changes).items() if value is not ...}
    return sign_raw(name, json.dumps(fields).encode(), count)


def rule_of(statement):
    with pytest.raises(CryptoError) as refused:
        check(statement, hub=HUB)
    return refused.value.rule


def enough(name):
    return KINDS[name].SIGNED.value[0]


@pytest.mark.parametrize("name", KINDS)
def test_every_type_is_read_as_what_it_is(name):
    """ST-1: bytes in, a checked statement out."""
    envelope = signed(name, count=enough(name))
    statement = parse(dsse.write(envelope), hub=HUB)

    assert statement.body.dump() == payload(name)
    assert statement.hash == dsse.statement_hash(envelope)
    assert statement.keys == (DEVICE.keys.sign, OTHER.keys.sign)[: enough(name)]
    assert json.loads(encode(statement.body).payload) == payload(name)


@pytest.mark.parametrize(
    "payload_type",
    [
        "application/vnd.accord.duties.v1+json",
        "application/vnd.accord.duty.v2+json",
        "application/vnd.accord.duty.v1+json;charset=utf-8",
        "application/vnd.accord.Duty.v1+json",
        "application/json",
        "duty",
    ],
)
def test_a_type_outside_the_list_is_refused(payload_type):
    """ST-1."""
    statement = dsse.SignedStatement(payload_type, sign_raw("duty", b"{}").payload, ())

    assert rule_of(statement) == "ST-1"


def test_a_payload_under_another_type_is_refused():
    """ST-6: a signature over one type is never taken for another."""
    assert rule_of(sign_raw("decline", signed("duty").payload)) == "ST-6"
    assert rule_of(signed(type=...)) == "ST-6"


@pytest.mark.parametrize("version", [2, 0, "1", True, ...])
def test_a_version_other_than_one_is_refused(version):
    """ST-6: a boolean is no number."""
    assert rule_of(signed(v=version)) == "ST-6"


def test_a_float_for_a_version_is_refused():
    """ST-4."""
    assert rule_of(sign_raw("duty", signed().payload.replace(b'"v": 1', b'"v": 1.0'))) == "JS-4"


def test_a_bad_signature_spoils_the_statement_before_it_is_read():
    """ST-2: also one of several, and also over a payload that is no JSON."""
    good = signed("roster", count=2)
    first, second = good.signatures
    bad = dsse.Signature(second.key, first.signature)

    assert rule_of(replace(good, signatures=(first, bad))) == "DS-7"
    assert rule_of(replace(sign_raw("duty", b"not JSON"), signatures=(bad,))) == "DS-7"


def test_no_key_signs_twice():
    """ST-3."""
    good = signed()
    with pytest.raises(MalformedError) as refused:
        replace(good, signatures=good.signatures * 2)

    assert refused.value.rule == "DS-6"


@pytest.mark.parametrize("name", KINDS)
def test_a_type_has_as_many_signatures_as_it_should(name):
    """ST-3, ST-8: notices none, a device two, a roster some, everything else one."""
    fewest, most = KINDS[name].SIGNED.value

    for wrong in {fewest - 1, min(most + 1, 17)} - {-1, 17}:
        with pytest.raises(BadSignatureError) as refused:
            check(signed(name, count=wrong), hub=HUB)
        assert refused.value.rule == "ST-8"


@pytest.mark.parametrize("name", KINDS)
def test_by_is_nobody_in_a_notice_and_nowhere_else(name):
    """ST-8, LO-6."""
    by = DEVICE.fingerprint if KINDS[name].SIGNED is Signed.NOTICE else NOBODY

    assert rule_of(signed(name, count=enough(name), by=by)) == "ST-8"


def test_a_statement_for_another_hub_is_refused():
    """ST-7."""
    assert rule_of(signed(hub="elsewhere:8080")) == "ST-7"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"note": "hello"}, "ST-5"),
        ({"previous": None}, "JS-6"),
        ({"seq": 2.0}, "JS-4"),
        ({"seq": "2"}, "ST-5"),
        ({"seq": True}, "ST-5"),
        ({"seq": 2**53}, "JS-5"),
        ({"seq": 0}, "ST-5"),
        ({"people": []}, "ST-5"),
        ({"people": ["1" * 32, "0" * 32]}, "ST-14"),
        ({"people": ["1" * 32, "1" * 32]}, "ST-14"),
        ({"log": {"size": 1, "root": HASH, "more": 1}}, "ST-5"),
        ({"log": {"size": True, "root": HASH}}, "ST-5"),
        ({"id": OLDER}, "ST-5"),
        ({"created": "2026-11-21 08:00:00"}, "ST-5"),
        ({"seq": 1}, "ST-12"),
    ],
)
def test_a_field_out_of_form_is_refused(change, rule):
    """ST-4, ST-5, ST-12, ST-14."""
    assert rule_of(signed(**change)) == rule


@pytest.mark.parametrize("field", [each for each in payload("duty") if each not in {"v", "type", "previous"}])
def test_a_missing_field_is_refused(field):
    """ST-5."""
    assert rule_of(signed(**{field: ...})) == "ST-5"


@pytest.mark.parametrize("field", ["seq", "hub", "people"])
def test_a_field_that_stands_twice_is_refused(field):
    """ST-4: no reader may take the other one."""
    twice = json.dumps({field: payload("duty")[field]})[1:-1]

    assert rule_of(sign_raw("duty", signed().payload[:-1] + f", {twice}}}".encode())) == "JS-3"


def test_a_payload_beyond_the_limit_is_refused():
    """2.1: 64 KiB."""
    with pytest.raises(CryptoError) as refused:
        sign_raw("duty", signed().payload.ljust(64 * 1024 + 1))

    assert refused.value.rule == "DS-1"


@cache
def wire(name):
    return dsse.write(signed(name, count=enough(name)))


def read(data):
    """The statement in the bytes, or None if they are refused."""
    try:
        return parse(data, hub=HUB)
    except CryptoError:
        return None


@given(st.data(), st.sampled_from(sorted(KINDS)), st.sampled_from(["replace", "insert", "delete"]))
def test_a_changed_byte_is_refused_or_changes_nothing(data, name, how):
    """ST-2, DS-2, DS-3: on the wire, at any place. What nobody signs is another leaf then (LO-6)."""
    original, true = wire(name), read(wire(name))
    place = data.draw(st.integers(0, len(original) - 1))
    byte = b"" if how == "delete" else bytes([data.draw(st.integers(0, 255))])
    rest = original[place:] if how == "insert" else original[place + 1 :]

    found = read(original[:place] + byte + rest)
    if KINDS[name].SIGNED is Signed.NOTICE:
        assert found in {None, true} or found.hash != true.hash
    else:
        assert found in {None, true}


@pytest.mark.parametrize("name", ["roster", "device", "duty"])
def test_each_bit_of_a_statement_is_bound(name):
    """ST-2: exhaustively, for one of each number of signatures."""
    original, true = wire(name), read(wire(name))

    for place in range(len(original)):
        changed = bytearray(original)
        changed[place] ^= 1 << place % 8
        assert read(bytes(changed)) in {None, true}


def test_a_statement_is_narrowed_to_what_it_is():
    """ST-1."""
    statement = check(signed(), hub=HUB)

    assert narrow(statement, Duty) is statement
    with pytest.raises(MalformedError, match="a duty where a group belongs"):
        narrow(statement, Group)


def test_a_statement_follows_the_one_in_force():
    """ST-12: the first, the next, and nothing else."""
    world = World()
    pip = world.found("pip", "ada")
    first = narrow(world.put(world.duty(pip, pip["ada"])), Duty)
    second = narrow(world.signed(world.duty(pip, pip["ada"])), Duty)

    require_next(first, None)
    require_next(second, first)
    for wrong in ((second, None), (first, first), (first, second)):
        with pytest.raises(NotAllowedError) as refused:
            require_next(*wrong)
        assert refused.value.rule == "ST-12"
