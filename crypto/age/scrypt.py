"""The scrypt recipient: a passphrase that a file key is wrapped for (age.md, The scrypt recipient type)."""

import re
from dataclasses import dataclass, field

from crypto.age.header import SCRYPT, Stanza
from crypto.age.primitives import BODY_SIZE, Random, decode64, encode64, scrypt, wrap_file_key
from crypto.errors import LimitError, MalformedError

KIND = SCRYPT
SALT_SIZE = 16
ARGUMENTS = 2
LABEL = b"age-encryption.org/v1/scrypt"
DEFAULT_LOG_N = 18
HIGHEST_LOG_N = 30
"""One TiB of memory: beyond this a work factor is a mistake of the writer."""

_WORK_FACTOR = re.compile(r"[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class ScryptRecipient:
    """A passphrase and the work factor 2^`log_n` to spend on it (2^18 takes 256 MiB and about a second).

    Raises MalformedError (AGE-19) for an empty passphrase, LimitError (AGE-9) unless 1 <= `log_n` <= 30.
    """

    passphrase: str = field(repr=False)
    log_n: int = DEFAULT_LOG_N

    def __post_init__(self) -> None:
        """Refuse what would protect nothing or never end."""
        check_passphrase(self.passphrase)
        if not 1 <= self.log_n <= HIGHEST_LOG_N:
            raise LimitError("AGE-9", f"a work factor is between 1 and {HIGHEST_LOG_N}")

    def wrap(self, file_key: bytes, random: Random) -> Stanza:
        """Return a stanza that the passphrase opens; it must stand alone. Draws 16 bytes of `random`."""
        salt = random(SALT_SIZE)
        key = derive_wrap_key(self.passphrase, salt, self.log_n)
        return Stanza(KIND, (encode64(salt), str(self.log_n)), wrap_file_key(key, file_key))


def read_stanza(stanza: Stanza, max_log_n: int) -> tuple[bytes, int, bytes]:
    """Return salt (16 bytes), work factor (a power of two) and body (32 bytes) of an scrypt stanza.

    Raises MalformedError (AGE-3, AGE-8), and LimitError (AGE-9) for a work factor above `max_log_n`.
    """
    if len(stanza.args) != ARGUMENTS:
        raise MalformedError("AGE-8", "an scrypt stanza has two arguments beside its kind")
    salt, factor = decode64(stanza.args[0]), stanza.args[1]
    if len(salt) != SALT_SIZE:
        raise MalformedError("AGE-8", "the salt of an scrypt stanza is not 16 bytes long")
    if not _WORK_FACTOR.fullmatch(factor):
        raise MalformedError("AGE-8", "the work factor of an scrypt stanza is not a plain decimal number")
    if len(stanza.body) != BODY_SIZE:
        raise MalformedError("AGE-8", "the body of an scrypt stanza is not 32 bytes long")
    # Lengths first: a number of a million digits is refused without being computed.
    if len(factor) > len(str(max_log_n)) or int(factor) > max_log_n:
        raise LimitError("AGE-9", f"the work factor of this file is above the limit of {max_log_n}")
    return salt, int(factor), stanza.body


def check_passphrase(passphrase: str) -> None:
    """Raise MalformedError (AGE-19) for an empty passphrase, or one that has no UTF-8."""
    if not passphrase or any("\ud800" <= character <= "\udfff" for character in passphrase):
        raise MalformedError("AGE-19", "a passphrase is empty or not Unicode text")


def derive_wrap_key(passphrase: str, salt: bytes, log_n: int) -> bytes:
    """Return the 32-byte key that wraps the file key; the passphrase counts as its UTF-8 bytes."""
    return scrypt(passphrase.encode(), LABEL + salt, log_n)
