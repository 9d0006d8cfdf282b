"""One verdict on every signature: RFC 8032's examples, 914 edge cases, and ED-2 written a second time."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.ed25519 import verify
from crypto.errors import BadSignatureError
from tests.support.facts import document

# RFC 8032 7.1, TEST 1 to 3: public key, message, and the halves R and S of the signature.
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155",
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da",
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac",
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
KEY, MESSAGE, SIGNATURE = bytes.fromhex(RFC_8032[2][0]), b"\xaf\x82", bytes.fromhex("".join(RFC_8032[2][2:]))

# --- The rule ED-2 in plain arithmetic (RFC 8032 5.1), so that libsodium is not judged by itself. ---
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T
IDENTITY: Point = (0, 1, 1, 0)


def added(p: Point, q: Point) -> Point:
    """RFC 8032 5.1.4."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar: int, point: Point) -> Point:
    """Double and add."""
    total = IDENTITY
    for bit in f"{scalar:b}":
        total = added(total, total)
        if bit == "1":
            total = added(total, point)
    return total


def encoded(point: Point) -> bytes:
    """RFC 8032 5.1.2."""
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decoded(data: bytes) -> Point | None:
    """RFC 8032 5.1.3: None unless `data` is the canonical encoding of a point of the curve."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def small(point: Point) -> bool:
    """Eight times it is the identity."""
    return encoded(times(8, point)) == encoded(IDENTITY)


BASE = decoded((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def counts(key: bytes, message: bytes, signature: bytes) -> bool:
    """ED-2, condition by condition."""
    a, r = decoded(key), decoded(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L or small(a) or small(r):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    minus_a = (P - a[0], a[1], 1, P - a[3])
    return encoded(added(times(s, BASE), times(k, minus_a))) == signature[:32]


def accepted(key: bytes, message: bytes, signature: bytes) -> bool:
    """Our verdict; a refusal by any other rule than ED-2 would be wrong and stands out as True."""
    try:
        verify(key, message, signature)
    except BadSignatureError as refusal:
        return refusal.rule != "ED-2"
    return True


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_key_of_another_length_is_refused_before_libsodium_sees_it(size):
    with pytest.raises(BadSignatureError, match="32 bytes") as refusal:
        verify((KEY + KEY)[:size], MESSAGE, SIGNATURE)

    assert refusal.value.rule == "ED-1"


@pytest.mark.parametrize("size", [0, 63, 65])
def test_a_signature_of_another_length_is_refused(size):
    with pytest.raises(BadSignatureError, match="64 bytes") as refusal:
        verify(KEY, MESSAGE, (SIGNATURE + b"\0")[:size])

    assert refusal.value.rule == "ED-1"


def test_bytes_moved_between_signature_and_message_are_refused():
    """The binding joins both; the split must be ours."""
    with pytest.raises(BadSignatureError):
        verify(KEY, SIGNATURE[-1:] + MESSAGE, SIGNATURE[:-1])


@given(bit=st.integers(0, 8 * 64 - 1))
def test_a_signature_with_one_bit_turned_is_refused(bit):
    turned = (int.from_bytes(SIGNATURE, "little") ^ 1 << bit).to_bytes(64, "little")

    assert not accepted(KEY, MESSAGE, turned)


@given(bit=st.integers(0, 8 * 32 - 1))
def test_a_key_with_one_bit_turned_is_refused(bit):
    turned = (int.from_bytes(KEY, "little") ^ 1 << bit).to_bytes(32, "little")

    assert not accepted(turned, MESSAGE, SIGNATURE)


@given(other=st.binary().filter(lambda other: other != MESSAGE))
def test_another_message_is_refused(other):
    assert not accepted(KEY, other, SIGNATURE)


def test_a_signature_with_the_order_added_to_s_is_refused():
    """The same equation holds for S + L: without the bound, one signature has two spellings."""
    s = int.from_bytes(SIGNATURE[32:], "little") + L

    assert not accepted(KEY, MESSAGE, SIGNATURE[:32] + s.to_bytes(32, "little"))


@pytest.mark.parametrize(("key", "message", "r", "s"), RFC_8032)
def test_the_examples_of_rfc_8032_verify(key, message, r, s):
    parts = [bytes.fromhex(part) for part in (key, message, r + s)]

    assert accepted(*parts)
    assert counts(*parts)


def test_the_914_edge_cases_get_the_verdict_of_the_rule():
    """The expected set is what `counts` accepts: ED-2 in plain arithmetic, not libsodium."""
    cases = [
        (bytes.fromhex(each["key"]), each["msg"].encode(), bytes.fromhex(each["sig"]))
        for each in document("vectors/ed25519/ed25519vectors.json")
    ]

    ours = [accepted(*case) for case in cases]

    assert len(cases) == 914
    assert ours == [counts(*case) for case in cases]
    assert sum(ours) == 43
