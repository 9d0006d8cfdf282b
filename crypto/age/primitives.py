"""The primitives of age: HKDF, ChaCha20-Poly1305, X25519, scrypt and raw base64.

HKDF stands on the standard library because PyNaCl has none; the rest is libsodium's.
"""

import binascii
import hashlib
import hmac
from collections.abc import Callable

import nacl.exceptions
import nacl.utils
from nacl.bindings import (
    crypto_aead_chacha20poly1305_ietf_decrypt,
    crypto_aead_chacha20poly1305_ietf_encrypt,
    crypto_pwhash_scryptsalsa208sha256_ll,
    crypto_scalarmult,
    crypto_scalarmult_base,
)

from crypto.errors import MalformedError

Random = Callable[[int], bytes]
"""A source of random bytes: takes the number of bytes wanted. Fixed only to make test vectors."""

KEY_SIZE = 32
FILE_KEY_SIZE = 16
TAG_SIZE = 16
BODY_SIZE = FILE_KEY_SIZE + TAG_SIZE
"""Length of a wrapped file key, the same for X25519 and scrypt (age.md, Recipient stanzas)."""


def system_random(size: int) -> bytes:
    """Return `size` bytes of libsodium's random source."""
    return nacl.utils.random(size)


def hkdf(*, ikm: bytes, salt: bytes, info: bytes) -> bytes:
    """Return 32 bytes of HKDF-SHA-256 (RFC 5869, 2.2 and 2.3); age takes no other length."""
    extracted = hmac.digest(salt or bytes(KEY_SIZE), ikm, hashlib.sha256)
    return hmac.digest(extracted, info + b"\x01", hashlib.sha256)


def aead_seal(key: bytes, nonce: bytes, plaintext: bytes) -> bytes:
    """Return ciphertext and tag of ChaCha20-Poly1305 without associated data (RFC 8439, 2.8)."""
    return crypto_aead_chacha20poly1305_ietf_encrypt(plaintext, None, nonce, key)


def aead_open(key: bytes, nonce: bytes, ciphertext: bytes) -> bytes | None:
    """Return the plaintext, or None if the tag is not right: what that means is the caller's to say."""
    if len(ciphertext) < TAG_SIZE:
        return None
    try:
        return crypto_aead_chacha20poly1305_ietf_decrypt(ciphertext, None, nonce, key)
    except nacl.exceptions.CryptoError:
        return None


def wrap_file_key(wrap_key: bytes, file_key: bytes) -> bytes:
    """Return the 32-byte body of a stanza. The zero nonce is right: a wrap key is used once."""
    return aead_seal(wrap_key, bytes(12), file_key)


def unwrap_file_key(wrap_key: bytes, body: bytes) -> bytes | None:
    """Return the 16-byte file key in a 32-byte body, or None if this wrap key is not the one."""
    return aead_open(wrap_key, bytes(12), body)


def x25519_public(secret: bytes) -> bytes:
    """Return the public key (32 bytes) of a secret of 32 bytes (RFC 7748, 6.1)."""
    return crypto_scalarmult_base(secret)


def x25519(secret: bytes, public: bytes) -> bytes:
    """Return the shared secret of two 32-byte keys (RFC 7748, 5 and 6.1).

    Raises MalformedError (AGE-7) if it is zero, that is, if `public` is a point of low order.
    """
    try:
        return crypto_scalarmult(secret, public)
    except nacl.exceptions.RuntimeError:
        raise MalformedError("AGE-7", "an X25519 key is a point of low order") from None


def scrypt(passphrase: bytes, salt: bytes, log_n: int) -> bytes:
    """Return 32 bytes of scrypt with N = 2^`log_n`, r = 8, p = 1 (RFC 7914); it takes 1 KiB times N."""
    n, r = 1 << log_n, 8
    memory = 128 * r * (n + 3)  # what PyNaCl counts: V, one block and its scratch space
    return crypto_pwhash_scryptsalsa208sha256_ll(passphrase, salt, n, r, 1, KEY_SIZE, memory)


def encode64(data: bytes) -> str:
    """Return canonical base64 without padding (RFC 4648, 3.5 and 4; age.md, Conventions)."""
    return binascii.b2a_base64(data, newline=False).rstrip(b"=").decode("ascii")


def decode64(text: str) -> bytes:
    """Return the bytes of canonical base64 without padding; raises MalformedError (AGE-3)."""
    try:
        data = binascii.a2b_base64(text + "=" * (-len(text) % 4), strict_mode=True)
    except ValueError:
        raise MalformedError("AGE-3", "base64 in the header is malformed") from None
    if encode64(data) != text:
        raise MalformedError("AGE-3", "base64 in the header is not canonical")
    return data
