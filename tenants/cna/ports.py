"""What the CNA desk needs from outside, in our own words; `hub.adapters` implements it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class RemoteState(StrEnum):
    """State of a CVE ID at CVE Services."""

    RESERVED = "RESERVED"
    PUBLISHED = "PUBLISHED"
    REJECTED = "REJECTED"


@dataclass(frozen=True, slots=True)
class RemoteId:
    """A CVE ID as CVE Services lists it to its owner: `reserved_at` is UTC, `user` reserved it.

    A user of another organization, or of an ID that another one owns, is no name that a user of ours has.
    """

    cve_id: str
    state: RemoteState
    reserved_at: datetime
    user: str


class CveServices(Protocol):
    """The calls the path uses. Every method raises a `RegistryError` whose `effect` tells what to do next."""

    @property
    def user(self) -> str:
        """The service account's name: IDs that another user reserved are not ours to adopt."""
        ...

    def reserve_one(self, *, year: int) -> RemoteId:
        """Reserve one ID. Not idempotent and without a client token: never repeat after `ReplyLostError`."""
        ...

    def list_reserved(self, *, since: datetime) -> tuple[RemoteId, ...]:
        """All IDs of our CNA in state RESERVED that were reserved after `since` (aware)."""
        ...

    def get_id(self, cve_id: str) -> RemoteState | None:
        """State of the ID, or None when it does not exist."""
        ...

    def get_record(self, cve_id: str) -> dict[str, Any] | None:
        """The public CVE record, or None while there is none."""
        ...

    def publish(self, cve_id: str, container: Mapping[str, Any]) -> dict[str, Any]:
        """Publish a CNA container once and answer the stored record.

        Safe to repeat: an existing record with the same container counts as done, any other one raises
        `RecordDiffersError` and is left alone.
        """
        ...

    def reject(self, cve_id: str, *, reason: str, replaced_by: tuple[str, ...] = ()) -> None:
        """Reject the ID with an English reason. Safe to repeat."""
        ...


@dataclass(frozen=True)
class OutgoingMail:
    """One mail in plain text. `id` begins its Message-ID; `made_at` is its date, however often it is sent."""

    id: str
    address: str
    subject: str
    body: str
    made_at: datetime


class Mailer(Protocol):
    """Whoever hands mail to a server."""

    def send(self, mail: OutgoingMail) -> None:
        """Hand over one mail; MailLaterError if it was not, or may not have been, taken."""
        ...
