"""Who holds a ring: what the logs say of a device, and what a ring's numbers make of it (RI-1, SH-2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from crypto.device import fingerprint
from crypto.kinds.directory import DeviceKeys


class Reader(NamedTuple):
    """A person of a tenant; the reporter of a case has no tenant and the fingerprint as person."""

    tenant: str
    person: str


NO_TENANT = ""
BEFORE_ALL = -1  # of a start that no leaf gave: every epoch that lists the holder counts (SH-2)


@dataclass(frozen=True)
class Start:
    """From where a person, or with no `person` a whole tenant, may read: `epoch`, or from now (None).

    `index` is the leaf that gave it, in the log that the ring's epochs stand in.
    """

    index: int
    epoch: int | None
    tenant: str
    person: str | None

    def meets(self, readers: Iterable[Reader]) -> bool:
        """Say if whoever this start is for is among `readers`."""
        return any(each.tenant == self.tenant and self.person in (None, each.person) for each in readers)


@dataclass(frozen=True)
class Claim:
    """A device that belongs into a ring by the logs; the latest of its `starts` bounds its history.

    A device that is `presealed` reads before its tenant has consented, and signs nothing (CA-13).
    """

    fingerprint: str
    seal: str
    reader: Reader
    starts: tuple[Start, ...]
    presealed: bool = False


@dataclass(frozen=True)
class Holder:
    """A claim on one ring: `first` is the first epoch it may have, None while there is none yet (RI-6)."""

    fingerprint: str
    seal: str
    reader: Reader
    first: int | None
    presealed: bool

    def holds(self, epoch: int) -> bool:
        """Say if it may have `epoch`."""
        return self.first is not None and self.first <= epoch


def claim(keys: DeviceKeys, reader: Reader, starts: tuple[Start, ...], *, presealed: bool = False) -> Claim:
    """The claim of the device with `keys`."""
    return Claim(fingerprint(keys), keys.seal, reader, starts, presealed)
