"""The primitives against the vectors of their RFCs."""

import pytest
from nacl.bindings import crypto_aead_chacha20poly1305_ietf_decrypt, crypto_aead_chacha20poly1305_ietf_encrypt

from crypto.age.primitives import (
    aead_open,
    aead_seal,
    decode64,
    encode64,
    hkdf,
    scrypt,
    system_random,
    x25519,
    x25519_public,
)
from crypto.errors import MalformedError

hexed = bytes.fromhex

# The points of low order on Curve25519 and their other spellings below 2^255 (RFC 7748, 6.1 and 7).
LOW_ORDER = {
    "0": "00" * 32,
    "1": "01" + "00" * 31,
    "order 8": "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "order 8 also": "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "p - 1": "ec" + "ff" * 30 + "7f",
    "p": "ed" + "ff" * 30 + "7f",
    "p + 1": "ee" + "ff" * 30 + "7f",
}


@pytest.mark.parametrize("point", LOW_ORDER.values(), ids=LOW_ORDER)
def test_a_point_of_low_order_makes_no_secret(point):
    """RFC 7748, 6.1: everybody would know it."""
    with pytest.raises(MalformedError) as refusal:
        x25519(b"\x42" * 32, hexed(point))
    assert refusal.value.rule == "AGE-7"


@pytest.mark.parametrize(
    ("scalar", "u", "result"),
    [
        (
            "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
            "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
            "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
        ),
        (
            "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
            "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
            "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
        ),
    ],
)
def test_x25519_multiplies_as_rfc_7748_section_5_2_says(scalar, u, result):
    """The two single vectors; the second has a coordinate with its top bit set."""
    assert x25519(hexed(scalar), hexed(u)).hex() == result


def test_x25519_iterates_as_rfc_7748_section_5_2_says():
    """After one round and after a thousand."""
    k = u = b"\x09" + bytes(31)
    after = {}
    for turn in range(1, 1001):
        k, u = x25519(k, u), k
        after[turn] = k.hex()
    assert after[1] == "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"
    assert after[1000] == "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"


def test_x25519_agrees_as_rfc_7748_section_6_1_says():
    """Alice, Bob and their secret."""
    alice = hexed("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a")
    bob = hexed("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
    assert x25519_public(alice).hex() == "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
    assert x25519_public(bob).hex() == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"
    shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
    assert x25519(alice, x25519_public(bob)).hex() == x25519(bob, x25519_public(alice)).hex() == shared


SUNSCREEN = (
    b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
    b"sunscreen would be it."
)
AEAD_KEY = bytes(range(0x80, 0xA0))
AEAD_NONCE = hexed("070000004041424344454647")
AEAD_DATA = hexed("50515253c0c1c2c3c4c5c6c7")
AEAD_CIPHERTEXT = hexed(
    "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
    "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
    "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
    "3ff4def08e4b7a9de576d26586cec64b6116"
)
AEAD_TAG = hexed("1ae10b594f09e26a7e902ecbd0600691")


def test_a_ciphertext_shorter_than_a_tag_does_not_open():
    """Not even an empty one."""
    assert aead_open(AEAD_KEY, AEAD_NONCE, b"") is None
    assert aead_open(AEAD_KEY, AEAD_NONCE, bytes(15)) is None


def test_a_ciphertext_with_another_tag_does_not_open():
    """One bit is enough, and an empty plaintext is not mistaken for a refusal."""
    sealed = aead_seal(AEAD_KEY, AEAD_NONCE, b"")
    assert aead_open(AEAD_KEY, AEAD_NONCE, sealed) == b""
    assert aead_open(AEAD_KEY, AEAD_NONCE, bytes([sealed[0] ^ 1]) + sealed[1:]) is None


def test_the_cipher_is_that_of_rfc_8439_section_2_8_2():
    """The vector has associated data, which age does not use: it moves the tag, not the ciphertext."""
    args = AEAD_DATA, AEAD_NONCE, AEAD_KEY
    assert crypto_aead_chacha20poly1305_ietf_encrypt(SUNSCREEN, *args) == AEAD_CIPHERTEXT + AEAD_TAG
    assert crypto_aead_chacha20poly1305_ietf_decrypt(AEAD_CIPHERTEXT + AEAD_TAG, *args) == SUNSCREEN
    assert aead_seal(AEAD_KEY, AEAD_NONCE, SUNSCREEN)[:-16] == AEAD_CIPHERTEXT
    assert aead_open(AEAD_KEY, AEAD_NONCE, aead_seal(AEAD_KEY, AEAD_NONCE, SUNSCREEN)) == SUNSCREEN


@pytest.mark.parametrize(
    ("ikm", "salt", "info", "okm"),
    [
        (
            b"\x0b" * 22,
            bytes(range(13)),
            bytes(range(0xF0, 0xFA)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        ),
        (
            bytes(range(0x50)),
            bytes(range(0x60, 0xB0)),
            bytes(range(0xB0, 0x100)),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb",
        ),
        (
            b"\x0b" * 22,
            b"",
            b"",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        ),
    ],
    ids=["A.1", "A.2 long", "A.3 no salt, no info"],
)
def test_hkdf_begins_as_rfc_5869_appendix_a_says(ikm, salt, info, okm):
    """Its vectors are longer than 32 bytes; HKDF output for 32 bytes is the beginning of any longer one."""
    assert hkdf(ikm=ikm, salt=salt, info=info) == hexed(okm)[:32]


def test_scrypt_begins_as_rfc_7914_section_12_says():
    """The third vector: N = 16384, r = 8, p = 1."""
    key = scrypt(b"pleaseletmein", b"SodiumChloride", 14)
    assert key.hex() == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"


@pytest.mark.parametrize("text", ["A", "AA==", "AA=", "AB", "AAB", "A A", "AA\n", "A-_A", "é", "=", "AA=A"])
def test_base64_with_a_second_spelling_is_refused(text):
    """Padding, stray bits, whitespace, the other alphabet."""
    with pytest.raises(MalformedError) as refusal:
        decode64(text)
    assert refusal.value.rule == "AGE-3"


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"", ""), (b"f", "Zg"), (b"fo", "Zm8"), (b"foo", "Zm9v"), (b"foob", "Zm9vYg"), (b"fooba", "Zm9vYmE")],
)
def test_base64_is_that_of_rfc_4648_section_10_without_padding(data, text):
    """Both ways."""
    assert encode64(data) == text
    assert decode64(text) == data


def test_system_random_gives_what_is_asked_and_never_the_same():
    """Sixteen bytes twice."""
    assert len(system_random(16)) == 16
    assert system_random(16) != system_random(16)
