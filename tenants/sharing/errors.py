"""Refusals of sharing."""

from collections.abc import Mapping

from tenants.kernel.errors import ConflictError, ForbiddenError, InvalidError


class StaleEpochError(ConflictError):
    """The ring has moved on since its author looked: rotate or read again, then seal anew (EV-4, RI-9).

    `members` carries the statement of the epoch in force, if there is one, as the caller's way on.
    """

    slug = "stale-epoch"
    title = "The ring has moved on"

    def __init__(self, detail: str, *, rule: str, epoch: Mapping[str, object] | None) -> None:
        """Keep the epoch's wire form, a JSON object, beside the sentence."""
        super().__init__(detail, rule=rule)
        self.members = {"epoch": epoch} if epoch else {}


class EnvelopeIdError(InvalidError):
    """The manifest is of another envelope than the address names."""

    slug = "envelope-id"
    title = "The manifest is of another envelope"
    rule = "EV-5"


class EnvelopeKnownError(ConflictError):
    """An envelope of this id was handed in before."""

    slug = "envelope-known"
    title = "The envelope's id was used before"
    rule = "EV-5"


class ShareFileError(InvalidError):
    """The files of a batch are not exactly those that its shares name."""

    slug = "share-files"
    title = "The files are not those of the shares"
    rule = "SH-3"


class NotOnDutyError(ForbiddenError):
    """What is handed in at a tenant is read by its people on duty alone."""

    slug = "not-on-duty"
    title = "This is for people on duty"
    rule = "RI-1"
