"""The scrypt identity: a passphrase that opens (age.md, The scrypt recipient type)."""

from dataclasses import dataclass, field

from crypto.age.header import Stanza
from crypto.age.primitives import unwrap_file_key
from crypto.age.scrypt import KIND, check_passphrase, derive_wrap_key, read_stanza

DEFAULT_MAX_LOG_N = 20
"""1 GiB of memory: two steps above what age and Accord write by default."""


@dataclass(frozen=True, slots=True)
class ScryptIdentity:
    """A passphrase, and the greatest work factor 2^`max_log_n` that its reader is willing to spend.

    Raises MalformedError (AGE-19) for an empty passphrase.
    """

    passphrase: str = field(repr=False)
    max_log_n: int = DEFAULT_MAX_LOG_N

    def __post_init__(self) -> None:
        """Refuse what opens nothing."""
        check_passphrase(self.passphrase)

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Return the file key (16 bytes), or None if the stanza is not scrypt or the passphrase is wrong.

        Raises MalformedError (AGE-3, AGE-8), and LimitError (AGE-9) instead of computing beyond the limit:
        whoever wrote the file chose the factor.
        """
        if stanza.kind != KIND:
            return None
        salt, log_n, body = read_stanza(stanza, self.max_log_n)
        return unwrap_file_key(derive_wrap_key(self.passphrase, salt, log_n), body)
