"""Keys and passphrases: parse, to text, wrap, unwrap."""

import pytest

from crypto.age import ScryptRecipient, Stanza, X25519Recipient, bech32
from crypto.age.primitives import encode64
from crypto.errors import LimitError, MalformedError
from crypto.unseal import ScryptIdentity, X25519Identity

FILE_KEY = bytes(range(16))
SALT = encode64(bytes(16))

# The example of age.md, The X25519 recipient type.
SECRET_TEXT = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
PUBLIC_TEXT = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"


def test_keys_are_read_and_written_as_age_md_shows(identity):
    """The example of the specification, both ways."""
    assert str(identity) == SECRET_TEXT
    assert str(identity.recipient) == PUBLIC_TEXT
    assert X25519Identity.parse(SECRET_TEXT) == identity
    assert X25519Recipient.parse(PUBLIC_TEXT) == identity.recipient


@pytest.mark.parametrize(
    "text",
    ["", PUBLIC_TEXT, SECRET_TEXT.lower(), bech32.encode("AGE-SECRET-KEY-PQ-", bytes(32)), SECRET_TEXT[:-1]],
)
def test_text_that_is_no_secret_key_is_refused(text):
    """Nor is it repeated in the refusal."""
    with pytest.raises(MalformedError) as refusal:
        X25519Identity.parse(text)
    assert refusal.value.rule == "AGE-17"
    assert not text or text not in str(refusal.value)


@pytest.mark.parametrize(
    "text", ["", SECRET_TEXT, PUBLIC_TEXT.upper(), bech32.encode("age1pq", bytes(32)), PUBLIC_TEXT + "q"]
)
def test_text_that_is_no_recipient_is_refused(text):
    """Post-quantum recipients are another type."""
    with pytest.raises(MalformedError) as refusal:
        X25519Recipient.parse(text)
    assert refusal.value.rule == "AGE-17"


@pytest.mark.parametrize("size", [0, 31, 33])
def test_bytes_of_another_length_are_no_key(size):
    """Libsodium would read beyond them."""
    with pytest.raises(MalformedError, match="32 bytes"):
        X25519Identity.from_seed(b"\x01" * size)
    with pytest.raises(MalformedError, match="32 bytes"):
        X25519Recipient(b"\x09" * size)


def test_a_recipient_of_low_order_is_refused():
    """Everybody could open what is sealed to it."""
    with pytest.raises(MalformedError) as refusal:
        X25519Recipient.parse(bech32.encode("age", bytes(32)))
    assert refusal.value.rule == "AGE-7"


def test_an_identity_does_not_show_its_secret(identity):
    """In a traceback or a log stands its recipient."""
    assert repr(identity) == f"X25519Identity(recipient={PUBLIC_TEXT})"
    assert "hunter2" not in repr(ScryptIdentity("hunter2")) + repr(ScryptRecipient("hunter2"))


def test_two_new_identities_differ():
    """And each is its own recipient's."""
    one, two = X25519Identity.generate(), X25519Identity.generate()
    assert one != two
    assert one.unwrap(one.recipient.wrap(FILE_KEY, bytes)) == FILE_KEY


def test_a_stanza_for_somebody_else_is_passed_over(identity, stranger):
    """None means: ask the next stanza; it is no error."""
    assert stranger.unwrap(identity.recipient.wrap(FILE_KEY, bytes)) is None
    assert identity.unwrap(Stanza("x25519", ("any",), b"")) is None
    assert ScryptIdentity("words").unwrap(Stanza("Scrypt", (), b"")) is None
    assert ScryptIdentity("other").unwrap(ScryptRecipient("words", 1).wrap(FILE_KEY, bytes)) is None


@pytest.mark.parametrize(
    ("args", "body", "rule"),
    [
        ((), 32, "AGE-6"),
        ((encode64(b"\x09" * 32), "x"), 32, "AGE-6"),
        ((encode64(b"\x09" * 31),), 32, "AGE-6"),
        ((encode64(b"\x09" * 32) + "=",), 32, "AGE-3"),
        ((encode64(b"\x09" * 32),), 31, "AGE-6"),
        ((encode64(b"\x09" * 32),), 48, "AGE-6"),
        ((encode64(bytes(32)),), 32, "AGE-7"),
    ],
)
def test_an_x25519_stanza_that_can_be_for_nobody_is_malformed(identity, args, body, rule):
    """Told apart from one for somebody else."""
    with pytest.raises(MalformedError) as refusal:
        identity.unwrap(Stanza("X25519", args, bytes(body)))
    assert refusal.value.rule == rule


@pytest.mark.parametrize(
    ("args", "body", "rule"),
    [
        ((), 32, "AGE-8"),
        ((SALT,), 32, "AGE-8"),
        ((SALT, "1", "1"), 32, "AGE-8"),
        ((encode64(bytes(15)), "1"), 32, "AGE-8"),
        ((SALT + "==", "1"), 32, "AGE-3"),
        ((SALT, "1"), 31, "AGE-8"),
        *(((SALT, factor), 32, "AGE-8") for factor in ("0", "01", "+1", "-1", "1.0", "0x1", "1_0", "x")),
    ],
)
def test_an_scrypt_stanza_that_can_be_for_nobody_is_malformed(args, body, rule):
    """Before anything is computed."""
    with pytest.raises(MalformedError) as refusal:
        ScryptIdentity("words").unwrap(Stanza("scrypt", args, bytes(body)))
    assert refusal.value.rule == rule


@pytest.mark.parametrize("factor", ["11", "99", "9" * 5000])
def test_a_work_factor_above_the_readers_limit_is_refused_and_not_computed(factor):
    """2^99 would not end; a number of 5,000 digits is not even converted."""
    with pytest.raises(LimitError) as refusal:
        ScryptIdentity("words", 10).unwrap(Stanza("scrypt", (SALT, factor), bytes(32)))
    assert refusal.value.rule == "AGE-9"


def test_a_work_factor_at_the_readers_limit_is_computed():
    """The limit itself is allowed."""
    assert ScryptIdentity("words", 10).unwrap(ScryptRecipient("words", 10).wrap(FILE_KEY, bytes)) == FILE_KEY


@pytest.mark.parametrize("log_n", [0, -1, 31])
def test_a_work_factor_that_is_a_mistake_cannot_be_written(log_n):
    """1 to 30."""
    with pytest.raises(LimitError) as refusal:
        ScryptRecipient("words", log_n)
    assert refusal.value.rule == "AGE-9"


@pytest.mark.parametrize("passphrase", ["", "half a pair \udc80"], ids=ascii)
def test_a_passphrase_that_is_empty_or_no_text_is_refused_on_both_sides(passphrase):
    """The one protects nothing, the other has no bytes that another program would agree on."""
    for kind in (ScryptRecipient, ScryptIdentity):
        with pytest.raises(MalformedError) as refusal:
            kind(passphrase)
        assert refusal.value.rule == "AGE-19"


def test_a_passphrase_counts_as_its_utf_8_bytes():
    """Words beyond ASCII work."""
    assert ScryptIdentity("größe").unwrap(ScryptRecipient("größe", 2).wrap(FILE_KEY, bytes)) == FILE_KEY
