"""Checkpoints of the logs, their cosignatures, and the two keys that sign them.

    LG-10  A checkpoint's text (c2sp.org/tlog-checkpoint@v1.0.0) has the lines origin, size in decimal
           without leading zeros, and root in base64 (canonical); further lines are not empty. The root of
           size 0 is that of the empty tree.
    LG-11  A checkpoint counts for the log whose origin it names, if that log's key signed it (LG-9).
    LG-12  A cosignature (c2sp.org/tlog-cosignature, Ed25519) is 8 bytes of POSIX time, above 0 and below
           2^63, and the signature over ``cosignature/v1``, ``time <seconds>`` and the text. One by a known
           witness that fails spoils the note.
    LG-13  Wanted are cosignatures of tenants other than the reader's: 0 while the hub has one tenant, 1
           with two, 2 from three. Two tenants with one key are one witness.

`LogSigner` and `WitnessSigner` sign a checkpoint and can be given nothing else. Neither remembers: a log
must not sign two checkpoints that conflict, nor a witness cosign them; both ask a `CheckpointWatch` first.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from nacl.bindings import crypto_sign, crypto_sign_BYTES, crypto_sign_seed_keypair

from crypto import ed25519, merkle, notes, strict_base64
from crypto.errors import BadSignatureError, MalformedError, NotAllowedError
from crypto.notes import Note, NoteSignature, SignatureType, VerifierKey

SEED_SIZE = 32
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
_CONTROL = re.compile(r"[\x00-\x1f]")
_TIME_SIZE = 8
_FIXED_LINES = 3
_FULL_QUORUM = 2


@dataclass(frozen=True)
class Checkpoint:
    """What a log commits to: its `origin`, the number of leaves and the root over them (LG-10)."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what could not be written; MalformedError (LG-10)."""
        if any(not line or _CONTROL.search(line) for line in (self.origin, *self.extensions)):
            raise MalformedError("LG-10", "a checkpoint's line is empty or has a control character")
        if not 0 <= self.size <= merkle.MAX_SIZE:
            raise MalformedError("LG-10", "a size is not below 2^63")
        if len(self.root) != merkle.HASH_SIZE:
            raise MalformedError("LG-10", "a root has 32 bytes")
        if self.size == 0 and self.root != merkle.EMPTY_ROOT:
            raise MalformedError("LG-10", "not the root of the empty tree")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text of a note; MalformedError (LG-10)."""
        *lines, end = text.split("\n")
        if end or len(lines) < _FIXED_LINES:
            raise MalformedError("LG-10", "a checkpoint has the lines origin, size and root")
        origin, size, root, *extensions = lines
        return cls(
            origin,
            parse_decimal(size, rule="LG-10"),
            strict_base64.decode(root, rule="LG-10"),
            tuple(extensions),
        )

    @property
    def text(self) -> str:
        """The text that is signed; `parse` gives the checkpoint back."""
        lines = (self.origin, str(self.size), strict_base64.encode(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


class _Signer:
    __slots__ = ("_secret", "key")

    def __init__(self, seed: bytes, name: str, kind: SignatureType) -> None:
        if len(seed) != SEED_SIZE:
            raise MalformedError("LG-8", "the seed of a signing key has 32 bytes")
        public, self._secret = crypto_sign_seed_keypair(seed)
        self.key = VerifierKey(name, kind, public)

    def __repr__(self) -> str:
        # The seed must not appear where values are printed: tracebacks, logs.
        return f"{type(self).__name__}({self.key})"

    def _sign(self, message: bytes) -> bytes:
        return crypto_sign(message, self._secret)[:crypto_sign_BYTES]


class LogSigner(_Signer):
    """The key of the logs, from its 32-byte seed; `key` is what readers verify with."""

    __slots__ = ()

    def __init__(self, seed: bytes, name: str) -> None:
        """Take the key up under `name` (LG-7); MalformedError."""
        super().__init__(seed, name, SignatureType.NOTE)

    def sign_checkpoint(self, checkpoint: Checkpoint) -> bytes:
        """Return the signed note of `checkpoint`."""
        signature = self._sign(checkpoint.text.encode("utf-8"))
        line = NoteSignature(self.key.name, self.key.key_id, signature)
        return notes.write(Note(checkpoint.text, (line,)))


class WitnessSigner(_Signer):
    """The key of a witness, from its 32-byte seed; `key` is what readers verify with."""

    __slots__ = ()

    def __init__(self, seed: bytes, name: str) -> None:
        """Take the key up under `name` (LG-7); MalformedError."""
        super().__init__(seed, name, SignatureType.COSIGNATURE)

    def cosign(self, checkpoint: Checkpoint, *, at: int) -> NoteSignature:
        """Return the cosignature line of `checkpoint`, `at` being POSIX seconds (LG-12); MalformedError."""
        if not 0 < at <= merkle.MAX_SIZE:
            raise MalformedError("LG-12", "a cosignature's time is above 0 and below 2^63")
        signature = self._sign(_cosigned_message(checkpoint.text, at))
        return NoteSignature(self.key.name, self.key.key_id, at.to_bytes(_TIME_SIZE, "big") + signature)


def open_checkpoint(data: bytes, *, origin: str, key: VerifierKey) -> Checkpoint:
    """Return the checkpoint in the signed note `data` if it is of log `origin`, signed by `key` (LG-11).

    Raises MalformedError and LimitError (LG-6, LG-10), BadSignatureError (LG-9), NotAllowedError (LG-11).
    """
    note = notes.parse(data)
    notes.verify(note, key)
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != origin:
        raise NotAllowedError("LG-11", "the checkpoint is of another log")
    return checkpoint


def cosigned_at(note: Note, witness: VerifierKey) -> int | None:
    """Return the POSIX seconds at which `witness` cosigned `note`, None if it did not (LG-12).

    Raises MalformedError and BadSignatureError if its line is there and wrong.
    """
    line = note.signature_by(witness)
    if witness.type is not SignatureType.COSIGNATURE or line is None:
        return None
    at = int.from_bytes(line[:_TIME_SIZE], "big")
    if len(line) != _TIME_SIZE + ed25519.SIGNATURE_SIZE or not 0 < at <= merkle.MAX_SIZE:
        raise MalformedError("LG-12", "a cosignature is 8 bytes of time and 64 of signature")
    try:
        ed25519.verify(witness.key, _cosigned_message(note.text, at), line[_TIME_SIZE:])
    except BadSignatureError as error:
        raise BadSignatureError("LG-12", f"the cosignature of {witness.name} does not verify") from error
    return at


def cosigned_by(note: Note, witnesses: Mapping[str, VerifierKey], *, besides: str | None) -> dict[str, int]:
    """Return which tenants cosigned `note` and when, in POSIX seconds (LG-12, LG-13).

    `witnesses` gives the witness key of each tenant; `besides` is the reader's own tenant, not counted. The
    number of entries is to be held against `required_cosignatures`.
    """
    found: dict[str, int] = {}
    # A tenant that names the reader's key as its own adds nothing either.
    counted = {witness.key for tenant, witness in witnesses.items() if tenant == besides}
    for tenant, witness in witnesses.items():
        at = cosigned_at(note, witness)
        if at is not None and witness.key not in counted:
            found[tenant] = at
            counted.add(witness.key)
    return found


def required_cosignatures(tenants: int) -> int:
    """Return how many other tenants' cosignatures are wanted in a hub of `tenants` tenants (LG-13)."""
    return min(max(tenants - 1, 0), _FULL_QUORUM)


def parse_decimal(text: str, *, rule: str) -> int:
    """Return the number in canonical decimal `text`, at most 2^63 - 1; MalformedError names `rule`."""
    if not _DECIMAL.fullmatch(text) or int(text) > merkle.MAX_SIZE:
        raise MalformedError(rule, "not a decimal number below 2^63 without leading zeros")
    return int(text)


def _cosigned_message(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()
