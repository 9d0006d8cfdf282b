"""A person's directory on their own machine: who they are, their sealed device, and the cache.

Everything is for its owner alone (0700, 0600) and replaced as a whole, so that a crash leaves the old file.
"""

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from crypto import strict_json
from crypto.pinned import Pinned
from crypto.schema import Hash, HubName, Id, Struct, Vkey
from crypto.unseal.device_file import DeviceFile
from hub.client.errors import ClientError, Exit

HOME_VARIABLE = "ACCORD_HOME"
MEMBER_LIMIT = 4096


@dataclass(frozen=True, kw_only=True)
class Membership(Struct):
    """Whose home this is: everything a join code said but the secret, and where the hub is."""

    hub: HubName
    log_key: Vkey
    cna: Hash | None = None
    tenant: Hash
    person: Id


def membership_in(said: Pinned | DeviceFile) -> Membership:
    """Return what a join code, a pairing text or a key file pins (EN-1, EN-11, DV-4), for a new home."""
    return Membership(
        hub=said.hub, log_key=said.log_key, cna=said.cna, tenant=said.tenant, person=said.person
    )


@dataclass(frozen=True)
class Home:
    """The directory; `url` is kept beside the membership because it is an address and no identity."""

    root: Path

    @classmethod
    def default(cls) -> "Home":
        """ACCORD_HOME, else the XDG data directory of `accord`."""
        named = os.environ.get(HOME_VARIABLE)
        return cls(Path(named) if named else platformdirs.user_data_path("accord", appauthor=False))

    @property
    def cache_path(self) -> Path:
        """The verified cache."""
        return self.root / "cache.sqlite"

    @property
    def device_path(self) -> Path:
        """The device, an age file under a passphrase (DV-4)."""
        return self.root / "device.age"

    @property
    def request_path(self) -> Path:
        """What the device asks another one of its person to sign, until it is signed (EN-12)."""
        return self.root / "request"

    def read_device(self) -> bytes:
        """The sealed device; ClientError if there is none."""
        return self._read(self.device_path)

    def membership(self) -> Membership:
        """Whose home this is; ClientError if nobody has joined from here."""
        return Membership.parse(strict_json.parse(self._read(self.root / "member.json"), limit=MEMBER_LIMIT))

    def url(self) -> str:
        """The hub's address."""
        return self._read(self.root / "url").decode().strip()

    def is_taken(self) -> bool:
        """Whether somebody has joined from here."""
        return self.device_path.exists()

    def is_waiting(self) -> bool:
        """Whether the device here was made for another one of the same person to sign, and may wait still."""
        return self.is_taken() and self.request_path.exists()

    def read_request(self) -> str:
        """The request of the device that waits (EN-12); ClientError if none does."""
        return self._read(self.request_path).decode().strip()

    def settle(self) -> None:
        """The device counts: its request is of no more use."""
        self.request_path.unlink(missing_ok=True)

    def begin(self, *, url: str, member: Membership, device: bytes) -> None:
        """Write a new member's files; ClientError if the home is taken already."""
        if self.is_taken():
            raise ClientError(
                f"{self.root} belongs to a member already: set {HOME_VARIABLE} to another directory"
            )
        self.write("url", f"{url}\n".encode())
        self.write("member.json", json.dumps(member.dump(), indent=2).encode())
        self.write("device.age", device)

    def clear(self) -> None:
        """Take back `begin`: the device has become nobody's."""
        for path in (self.device_path, self.request_path, self.root / "member.json", self.root / "url"):
            with suppress(FileNotFoundError):
                path.unlink()

    def write(self, name: str, data: bytes) -> Path:
        """Replace one file as a whole."""
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self.root, prefix=f".{name}.")
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            path = self.root / name
            Path(temporary).replace(path)
        except OSError as error:
            raise ClientError(f"cannot write to {self.root}: {error.strerror}", code=Exit.USAGE) from error
        return path

    def _read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            sentence = f"nobody has joined from {self.root}: run `accord join CODE`, or set {HOME_VARIABLE}"
            raise ClientError(sentence, code=Exit.USAGE) from None
