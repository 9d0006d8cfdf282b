"""The X25519 identity: the secret key behind an ``age1…`` recipient (age.md, The X25519 recipient type)."""

from dataclasses import dataclass, field
from typing import Self

from crypto.age import bech32
from crypto.age.header import Stanza
from crypto.age.primitives import KEY_SIZE, Random, system_random, unwrap_file_key, x25519, x25519_public
from crypto.age.x25519 import KIND, X25519Recipient, derive_wrap_key, read_stanza
from crypto.errors import MalformedError

PREFIX = "AGE-SECRET-KEY-"


@dataclass(frozen=True, slots=True, repr=False)
class X25519Identity:
    """A secret key of 32 bytes, and its public half. Its `repr` hides the secret, its `str` is it.

    Raises MalformedError (AGE-17) for a seed of another length.
    """

    seed: bytes
    recipient: X25519Recipient = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Derive the public half once: every opening needs it."""
        if len(self.seed) != KEY_SIZE:
            raise MalformedError("AGE-17", "a secret key is not 32 bytes long")
        object.__setattr__(self, "recipient", X25519Recipient(x25519_public(self.seed)))

    @classmethod
    def generate(cls, random: Random = system_random) -> Self:
        """Return a new identity; draws 32 bytes of `random`."""
        return cls(random(KEY_SIZE))

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """Return the identity whose secret key is this seed of 32 bytes. Raises MalformedError (AGE-17)."""
        return cls(seed)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the identity of an ``AGE-SECRET-KEY-1…`` string. Raises MalformedError (AGE-17)."""
        return cls(bech32.decode_key(text, PREFIX))

    def __str__(self) -> str:
        """Return the ``AGE-SECRET-KEY-1…`` string: for a key file, never for a log."""
        return bech32.encode(PREFIX, self.seed)

    def __repr__(self) -> str:
        """Name the recipient, never the secret: this is what tracebacks and logs show."""
        return f"X25519Identity(recipient={self.recipient})"

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key (16 bytes), or None if the stanza is for somebody else.

        Raises MalformedError (AGE-3, AGE-6, AGE-7) for an X25519 stanza that can be for nobody.
        """
        if stanza.kind != KIND:
            return None
        share, body = read_stanza(stanza)
        key = derive_wrap_key(x25519(self.seed, share), share, self.recipient.public)
        return unwrap_file_key(key, body)
