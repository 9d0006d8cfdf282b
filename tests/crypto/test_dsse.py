"""Signed statements on the wire: DS-1 to DS-8, each broken on purpose, and DSSE's own example."""

import base64
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from crypto import dsse
from crypto.dsse import Signature, SignedStatement
from crypto.errors import BadSignatureError, CryptoError, LimitError, MalformedError

KIND = "application/vnd.example.note.v1+json"
PAYLOAD = b'{"v":1}'
DEVICES = [SigningKey(bytes([number]) * 32) for number in range(17)]


def signed_by(*devices: SigningKey, kind: str = KIND, payload: bytes = PAYLOAD) -> SignedStatement:
    """A statement with a good signature of each device."""
    message = dsse.pae(kind, payload)
    return SignedStatement(
        kind, payload, tuple(Signature(bytes(d.verify_key), d.sign(message).signature) for d in devices)
    )


def wire(**changes: object) -> dict[str, object]:
    """The fields of a good statement with one signature, changed."""
    return json.loads(dsse.write(signed_by(DEVICES[0]))) | changes


def refusal_of(fields: object) -> CryptoError:
    """The error with which these fields are refused."""
    with pytest.raises(CryptoError) as refusal:
        dsse.parse(json.dumps(fields).encode())
    return refusal.value


def test_the_encoding_of_the_specification_example():
    """protocol.md, Test Vectors; the lengths are of bytes, not of characters."""
    example = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"

    assert dsse.pae("http://example.com/HelloWorld", b"hello world") == example
    assert dsse.pae("é", b"") == b"DSSEv1 2 \xc3\xa9 0 "


def test_a_signature_on_one_type_is_none_on_another():
    statement = signed_by(DEVICES[0])
    other = SignedStatement("application/vnd.example.other.v1+json", PAYLOAD, statement.signatures)

    with pytest.raises(BadSignatureError) as refusal:
        dsse.verify_all(other)

    assert refusal.value.rule == "DS-7"


def test_one_bad_signature_among_good_ones_spoils_the_statement():
    good = signed_by(*DEVICES[:3])
    first, second, third = good.signatures
    spoiled = SignedStatement(KIND, PAYLOAD, (first, Signature(second.key, third.signature), third))

    with pytest.raises(BadSignatureError, match="signature 2") as refusal:
        dsse.verify_all(spoiled)

    assert refusal.value.rule == "DS-7"


def test_a_statement_without_signatures_has_no_signers():
    assert dsse.verify_all(signed_by()) == []


def test_sixteen_signers_are_named_in_order():
    statement = signed_by(*DEVICES[:16])

    assert dsse.verify_all(statement) == [bytes(device.verify_key) for device in DEVICES[:16]]
    assert dsse.parse(dsse.write(statement)) == statement


@pytest.mark.parametrize("kind", ["", "a b", "é", "a\n", "a" * 129])
def test_a_payload_type_outside_the_form_is_refused(kind):
    error = refusal_of(wire(payloadType=kind))

    assert (type(error), error.rule) == (MalformedError, "DS-4")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {**wire(), "extra": 1},
        {name: value for name, value in wire().items() if name != "signatures"},
        wire(payload=1),
        wire(payloadType=["a"]),
        wire(signatures={}),
        wire(signatures="none"),
        wire(signatures=["none"]),
        wire(signatures=[{}]),
        wire(signatures=[{"sig": "AA=="}]),
        wire(signatures=[{"sig": "AA==", "keyid": "00" * 32, "cert": "x"}]),
        wire(signatures=[{"sig": 1, "keyid": "00" * 32}]),
        wire(signatures=[{"sig": "AA==", "keyid": 1}]),
    ],
)
def test_members_missing_unknown_or_of_another_kind_are_refused(fields):
    error = refusal_of(fields)

    assert (type(error), error.rule) == (MalformedError, "DS-2")


@pytest.mark.parametrize("text", ["eyJ2IjoxfR", "eyJ2IjoxfQ", "eyJ2IjoxfQ==\n", "eyJ2IjoxfR==", "-_-_"])
def test_a_payload_in_another_spelling_is_refused(text):
    assert refusal_of(wire(payload=text)).rule == "DS-3"


def test_a_signature_in_another_spelling_is_refused():
    [good] = wire()["signatures"]

    assert refusal_of(wire(signatures=[{**good, "sig": good["sig"].rstrip("=")}])).rule == "DS-3"


@pytest.mark.parametrize("keyid", ["", "00" * 31, "00" * 33, "AB" * 32, "0x" + "0" * 62, "\u0660" * 64])
def test_a_keyid_that_is_not_a_key_is_refused(keyid):
    [good] = wire()["signatures"]

    assert refusal_of(wire(signatures=[{**good, "keyid": keyid}])).rule == "DS-5"


@pytest.mark.parametrize("size", [0, 63, 65])
def test_a_signature_of_another_length_is_refused(size):
    [good] = wire()["signatures"]
    text = base64.b64encode(bytes(size)).decode()

    assert refusal_of(wire(signatures=[{**good, "sig": text}])).rule == "DS-5"


def test_a_key_that_signs_twice_is_refused():
    [good] = wire()["signatures"]

    error = refusal_of(wire(signatures=[good, good]))

    assert (type(error), error.rule) == (MalformedError, "DS-6")


def test_a_name_given_twice_is_refused():
    data = dsse.write(signed_by(DEVICES[0]))

    with pytest.raises(MalformedError) as refusal:
        dsse.parse(data.replace(b"{", b'{"payload":"",', 1))

    assert refusal.value.rule == "JS-3"


def test_a_seventeenth_signature_is_refused():
    """Read or made: the limit is the same."""
    [good] = wire()["signatures"]

    error = refusal_of(wire(signatures=[good] * 17))

    assert (type(error), error.rule) == (LimitError, "DS-1")
    with pytest.raises(LimitError):
        signed_by(*DEVICES)


def test_a_payload_above_64_kib_is_refused():
    payload = base64.b64encode(bytes(64 * 1024 + 1)).decode()

    error = refusal_of(wire(payload=payload))

    assert (type(error), error.rule) == (LimitError, "DS-1")


def test_a_text_above_96_kib_is_refused_unread():
    with pytest.raises(LimitError) as refusal:
        dsse.parse(b"\xff" * (96 * 1024 + 1))

    assert refusal.value.rule == "DS-1"


def test_the_largest_statement_fits_into_the_largest_text():
    statement = signed_by(*DEVICES[:16], kind="a" * 128, payload=bytes(64 * 1024))

    assert dsse.parse(dsse.write(statement)) == statement


def test_a_statement_is_named_by_its_leaf_whoever_signed():
    """RFC 6962 2.1: a zero byte before the entry; the entry is what was signed."""
    alone, both = signed_by(DEVICES[0]), signed_by(*DEVICES[:2])
    leaf = hashlib.sha256(b"\0" + b"DSSEv1 36 application/vnd.example.note.v1+json 7 " + PAYLOAD)

    assert dsse.leaf_hash(alone) == leaf.digest()
    assert dsse.statement_hash(both) == leaf.hexdigest()


@given(st.data())
def test_a_text_with_one_byte_changed_is_never_the_same_statement(data):
    """Either it is refused, or the change touched white space or an escape and the statement is the same."""
    statement = signed_by(*DEVICES[:2])
    text = bytearray(dsse.write(statement))
    text[data.draw(st.integers(0, len(text) - 1))] ^= data.draw(st.integers(1, 255))

    try:
        read = dsse.parse(bytes(text))
        dsse.verify_all(read)
    except CryptoError:
        return

    assert read == statement


@given(payload=st.binary(max_size=200), signers=st.integers(0, 3))
def test_what_is_written_is_read_back(payload, signers):
    statement = signed_by(*DEVICES[:signers], payload=payload)

    assert dsse.parse(dsse.write(statement)) == statement
