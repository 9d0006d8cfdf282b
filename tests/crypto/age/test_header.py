"""The header: one spelling, and what a hub can see of it without a key."""

import pytest

from crypto.age import Header, ScryptRecipient, Stanza, inspect, seal
from crypto.age.x25519 import read_stanza
from crypto.errors import LimitError, MalformedError

VERSION = b"age-encryption.org/v1\n"
MAC_LINE = b"--- " + b"A" * 43 + b"\n"
GREASE = Stanza("7x?-grease", ("a", "b"), bytes(100))


def _rule(data: bytes) -> str:
    with pytest.raises(MalformedError) as refusal:
        inspect(data)
    return refusal.value.rule


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "AGE-1"),
        (b"no age file", "AGE-1"),
        (b"age-encryption.org/v2\n-> a\n\n" + MAC_LINE, "AGE-1"),
        (VERSION, "AGE-2"),
        (VERSION + MAC_LINE, "AGE-2"),
        (VERSION + b"-> a\n\n", "AGE-2"),
        (VERSION + b"->  a\n\n" + MAC_LINE, "AGE-2"),
        (VERSION + b"-> a \n\n" + MAC_LINE, "AGE-2"),
        (VERSION + b"-> a\x00\n\n" + MAC_LINE, "AGE-2"),
        (VERSION + b"-> a\nAAAA\n\n" + MAC_LINE, "AGE-2"),
        (VERSION + b"-> a\n" + b"A" * 64 + b"\n" + MAC_LINE, "AGE-2"),
        (VERSION + b"-> a\nAB\n" + MAC_LINE, "AGE-3"),
        (VERSION + b"-> a\n\n--- " + b"A" * 42 + b"\n", "AGE-4"),
        (VERSION + b"-> a\n\n--- " + b"A" * 42 + b"B\n", "AGE-3"),
        (VERSION + b"-> a\n\n---" + b"A" * 43 + b"\n", "AGE-4"),
        (VERSION + b"-> a\n\n--- " + b"A" * 43 + b"\r\n", "AGE-4"),
        (VERSION + b"-> a\n\n--- " + b"A" * 43, "AGE-4"),
        (VERSION + b"-> scrypt\n\n-> scrypt\n\n" + MAC_LINE, "AGE-10"),
    ],
)
def test_a_malformed_header_is_refused_by_its_rule(data, rule):
    """Each breaks one thing."""
    assert _rule(data) == rule


@pytest.mark.parametrize("arguments", [("",), ("a b",), ("a\n",), ("é",), ("a", "")])
def test_a_stanza_that_could_not_be_read_back_is_not_made(arguments):
    """Nobody can smuggle a line into a header."""
    with pytest.raises(MalformedError) as refusal:
        Stanza(arguments[0], arguments[1:], b"")
    assert refusal.value.rule == "AGE-2"


@pytest.mark.parametrize("size", [0, 1, 47, 48, 49, 96, 1000])
def test_a_stanza_ends_with_a_short_line_whatever_its_body(size):
    """48 bytes fill a line, so an empty one follows."""
    header = Header((Stanza("kind", ("x",), bytes(size)),), bytes(32))
    assert bytes(header).splitlines()[-2].strip(b"A") == b""
    assert len(bytes(header).splitlines()[-2]) < 64
    assert Header.parse(bytes(header)) == header


def test_a_header_beyond_the_limit_is_refused_and_not_parsed(identity):
    """At the limit it passes, one byte below it does not."""
    sealed = seal(b"", [identity.recipient])
    size = len(bytes(inspect(sealed)))
    assert inspect(sealed, size)
    with pytest.raises(LimitError) as refusal:
        inspect(sealed, size - 1)
    assert refusal.value.rule == "AGE-18"


def test_a_header_without_an_end_is_beyond_any_limit():
    """A stanza that never ends is cut off at the limit."""
    with pytest.raises(LimitError):
        inspect(VERSION + b"-> a\n" + b"A" * 5000)


def test_inspection_shows_kinds_forms_and_where_the_payload_starts(identity):
    """Without any key."""
    sealed = seal(b"text", [identity.recipient])
    header = inspect(sealed)
    (stanza,) = header.addressed
    share, body = read_stanza(stanza)
    assert (stanza.kind, len(share), len(body)) == ("X25519", 32, 32)
    assert len(sealed) - len(bytes(header)) == 16 + 4 + 16
    assert sealed.startswith(bytes(header))
    assert inspect(sealed[: len(bytes(header))]) == header


def test_grease_is_read_but_addressed_to_nobody(identity):
    """Rage and typage add it."""
    wrapped = identity.recipient.wrap(bytes(16), lambda size: b"\x01" * size)
    header = Header.make([GREASE, wrapped], bytes(16))
    assert inspect(bytes(header)).stanzas == (GREASE, wrapped)
    assert inspect(bytes(header)).addressed == (wrapped,)


def test_grease_beside_a_passphrase_is_refused():
    """age.md, scrypt recipient stanza: alongside any other stanza."""
    wrapped = ScryptRecipient("words", 1).wrap(bytes(16), bytes)
    with pytest.raises(MalformedError) as refusal:
        Header.make([wrapped, GREASE], bytes(16))
    assert refusal.value.rule == "AGE-10"
