"""What became of a logged statement: it counts, or it is void for ever."""

from dataclasses import dataclass

from crypto.errors import CryptoError
from crypto.statement import Entry


@dataclass(frozen=True)
class Verdict:
    """The judgement of `entry` at its own leaf; `fault` names the rule it broke, None if it counts.

    It follows from the contents of the log alone (ST-15): every reader of the same leaves comes to the same.
    """

    entry: Entry
    fault: CryptoError | None

    @property
    def counts(self) -> bool:
        """Whether the statement has any effect."""
        return self.fault is None
