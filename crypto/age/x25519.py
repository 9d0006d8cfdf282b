"""The X25519 recipient: a public key that a file key is wrapped for (age.md, The X25519 recipient type)."""

from dataclasses import dataclass
from typing import Self

from crypto.age import bech32
from crypto.age.header import Stanza
from crypto.age.primitives import (
    BODY_SIZE,
    KEY_SIZE,
    Random,
    decode64,
    encode64,
    hkdf,
    wrap_file_key,
    x25519,
    x25519_public,
)
from crypto.errors import MalformedError

KIND = "X25519"
PREFIX = "age"
INFO = b"age-encryption.org/v1/X25519"


@dataclass(frozen=True, slots=True)
class X25519Recipient:
    """A public key of 32 bytes; its text is ``age1…``. Raises MalformedError (AGE-7, AGE-17)."""

    public: bytes

    def __post_init__(self) -> None:
        """Refuse a key that everybody could open files for."""
        if len(self.public) != KEY_SIZE:
            raise MalformedError("AGE-17", "a public key is not 32 bytes long")
        # Clamping makes any scalar a multiple of 8, which takes a point of low order to zero.
        x25519(bytes(KEY_SIZE), self.public)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the recipient of an ``age1…`` string. Raises MalformedError (AGE-7, AGE-17)."""
        return cls(bech32.decode_key(text, PREFIX))

    def __str__(self) -> str:
        """Return the ``age1…`` string."""
        return bech32.encode(PREFIX, self.public)

    def wrap(self, file_key: bytes, random: Random) -> Stanza:
        """Return a stanza that only the holder of the identity opens; draws 32 bytes of `random`."""
        ephemeral = random(KEY_SIZE)
        share = x25519_public(ephemeral)
        key = derive_wrap_key(x25519(ephemeral, self.public), share, self.public)
        return Stanza(KIND, (encode64(share),), wrap_file_key(key, file_key))


def read_stanza(stanza: Stanza) -> tuple[bytes, bytes]:
    """Return share and body (32 bytes each) of an X25519 stanza. Raises MalformedError (AGE-3, AGE-6).

    The length of the body is fixed before decryption against partitioning oracles.
    """
    if len(stanza.args) != 1:
        raise MalformedError("AGE-6", "an X25519 stanza has one argument beside its kind")
    share = decode64(stanza.args[0])
    if len(share) != KEY_SIZE:
        raise MalformedError("AGE-6", "the share of an X25519 stanza is not 32 bytes long")
    if len(stanza.body) != BODY_SIZE:
        raise MalformedError("AGE-6", "the body of an X25519 stanza is not 32 bytes long")
    return share, stanza.body


def derive_wrap_key(shared: bytes, share: bytes, public: bytes) -> bytes:
    """Return the 32-byte key that wraps the file key, bound to both public halves."""
    return hkdf(ikm=shared, salt=share + public, info=INFO)
