"""What every statement has: the common fields, its log, and how many sign it (FORMATS.md 2.2)."""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Literal

from crypto.errors import MalformedError
from crypto.schema import Count, Hash, HubName, Id, Instant, Struct

DIRECTORY: Literal["directory"] = "directory"
CASE: Literal["case"] = "case"
NEVER: Literal["never"] = "never"
EITHER: Literal["either"] = "either"  # epoch and share: directory for intake rings, case otherwise

Log = Literal["directory", "case", "never", "either"]


class Signed(Enum):
    """How many signatures a statement carries (ST-3, ST-8): (fewest, most)."""

    NOTICE = (0, 0)
    ONE = (1, 1)
    TWO = (2, 2)
    MANY = (1, 16)


@dataclass(frozen=True, kw_only=True)
class LogPoint(Struct):
    """A tree at a size: what its author had verified."""

    size: Count
    root: Hash


@dataclass(frozen=True, kw_only=True)
class Body(Struct):
    """The common fields; `type` is the payload type's last word and a constant of the subclass."""

    TYPE: ClassVar[str]
    LOG: ClassVar[Log]
    SIGNED: ClassVar[Signed] = Signed.ONE

    hub: HubName
    id: Id
    created: Instant
    log: LogPoint
    by: Hash

    def __post_init__(self) -> None:
        """Check ST-12's form: `previous` is there from the second on."""
        place = getattr(self, "seq", None) or getattr(self, "version", None) or getattr(self, "epoch", None)
        if hasattr(self, "previous") and (place == 1) != (self.previous is None):
            raise MalformedError("ST-12", "only what comes first has no previous")

    def dump(self) -> dict[str, object]:
        """The payload's object: `v` and `type` first, then the fields in order."""
        return {"v": 1, "type": self.TYPE, **super().dump()}


def payload_type(type_name: str) -> str:
    """The DSSE payload type of a statement type (ST-1)."""
    return f"application/vnd.accord.{type_name}.v1+json"
