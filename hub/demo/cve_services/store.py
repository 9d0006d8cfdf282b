"""What the double remembers: organizations, IDs and records, in one JSON file that survives a restart."""

import hashlib
import hmac
import json
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub.demo.cve_services.answers import refusal, stamp
from tenants.cna.records.cve import PSF
from tenants.kernel.clock import Clock

QUOTA = 1000  # the default number of IDs that a CNA may hold in state RESERVED
YEAR = "1900"
SERVICE_USER = "accord-hub"


@dataclass(frozen=True, slots=True)
class Organization:
    """An account holder of CVE Services; `roles` is empty for one that only reads."""

    short_name: str
    name: str
    uuid: str
    roles: tuple[str, ...]
    users: tuple[str, ...]


# The PSF has the service account and a person's; the others exist so that ownership can be refused.
ORGANIZATIONS = {
    one.short_name: one
    for one in (
        Organization(
            PSF.short_name, "Python Software Foundation", PSF.org_id, ("CNA",), (SERVICE_USER, "operator")
        ),
        Organization(
            "other_cna", "Another CNA", "1900aaaa-0000-4000-8000-000000000002", ("CNA",), ("clerk",)
        ),
        Organization("reader", "A reader", "1900aaaa-0000-4000-8000-000000000003", (), ("reader",)),
    )
}


class Store:
    """The state behind the routes. `lock` guards it; every change ends with `save`."""

    def __init__(self, directory: Path, clock: Clock) -> None:
        """Read `directory`/state.json, or begin; the service account's key is in `directory`/key (0600)."""
        directory.mkdir(parents=True, exist_ok=True)
        self.lock = threading.RLock()
        self.clock = clock
        self.busy: set[str] = set()
        self._file = directory / "state.json"
        self._master = self._read_master(directory / "master")
        _write_secret(directory / "key", self.key_of(PSF.short_name, SERVICE_USER))
        self.top = 0
        self.quota = QUOTA
        self.ids: dict[str, dict[str, Any]] = {}
        self.records: dict[str, dict[str, Any]] = {}
        if self._file.exists():
            self._take(json.loads(self._file.read_text()))

    @staticmethod
    def _read_master(file: Path) -> str:
        if not file.exists():
            _write_secret(file, secrets.token_hex(32))
        return file.read_text()

    def key_of(self, organization: str, user: str) -> str:
        """Return the API key of an account; the same after every restart."""
        return hmac.new(self._master.encode(), f"{organization}/{user}".encode(), hashlib.sha256).hexdigest()

    def now(self) -> str:
        """Return the present instant as the server writes it."""
        return stamp(self.clock.now())

    def save(self) -> None:
        """Replace the state file in one step, so that a killed process leaves the old or the new one."""
        fresh = self._file.with_suffix(".new")
        with fresh.open("w") as file:
            json.dump(self.state(), file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._file)

    def state(self) -> dict[str, Any]:
        """Return everything but the accounts, as JSON carries it."""
        return {"top": self.top, "quota": self.quota, "ids": self.ids, "records": self.records}

    def bring_back(self, state: dict[str, Any]) -> None:
        """Be as `state` said once, whatever came since."""
        with self.lock:
            self._take(state)
            self.save()

    def _take(self, state: dict[str, Any]) -> None:
        self.top, self.quota = state["top"], state["quota"]
        self.ids, self.records = state["ids"], state["records"]

    def clear(self) -> None:
        """Forget all IDs and records; accounts and keys stay."""
        with self.lock:
            self.top, self.ids, self.records = 0, {}, {}
            self.save()

    @contextmanager
    def reserving(self, organization: str) -> Iterator[None]:
        """Hold the organization's lock, as the server does for the span of one reservation."""
        with self.lock:
            if organization in self.busy:
                raise refusal("RESERVATION_IN_PROGRESS")
            self.busy.add(organization)
        try:
            yield
        finally:
            with self.lock:
                self.busy.discard(organization)

    def reserve(self, organization: str, user: str) -> dict[str, Any]:
        """Add the next ID and return its line; the caller saves."""
        self.top += 1
        now = self.now()
        line: dict[str, Any] = {
            "cve_id": f"CVE-{YEAR}-{self.top:04d}",
            "cve_year": YEAR,
            "owning_cna": organization,
            "state": "RESERVED",
            "requested_by": {"cna": organization, "user": user},
            "reserved": now,
            "time": {"created": now, "modified": now},
        }
        self.ids[line["cve_id"]] = line
        return line

    def reserved_by(self, organization: str) -> int:
        """Count the organization's IDs in state RESERVED."""
        return sum(
            line["owning_cna"] == organization and line["state"] == "RESERVED" for line in self.ids.values()
        )

    def set_state(self, cve_id: str, state: str) -> None:
        """Change the state of an ID that exists; the caller saves."""
        self.ids[cve_id]["state"] = state
        self.ids[cve_id]["time"]["modified"] = self.now()


def _write_secret(file: Path, text: str) -> None:
    """Write a file that only its owner reads, from its first byte on."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        handle.write(text)
