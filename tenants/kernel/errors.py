"""Refusals of the domain: each has a slug, a title and the rule it enforces; HTTP is decided in the hub."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar


class DomainError(Exception):
    """Base of every refusal that a caller may read.

    `slug` ends the problem's address and `title` is its heading, one per class. `rule` is a number of
    crypto/FORMATS.md or of a table in the domain. `detail` is one lower-case sentence written for the caller;
    it never repeats content. `members` is what else the caller needs to go on, by name.
    """

    slug: ClassVar[str] = "refused"
    title: ClassVar[str] = "The request was refused"
    rule: str | None = None
    members: Mapping[str, object] = MappingProxyType({})

    def __init__(self, detail: str | None = None, *, rule: str | None = None) -> None:
        """Keep the sentence, and the rule where a class serves several."""
        self.detail = detail
        self.rule = rule or self.rule
        super().__init__(detail or self.title)


class NotFoundError(DomainError):
    """There is no such thing, or none for this caller: the two must not be told apart."""

    slug = "not-found"
    title = "Not found"


class ForbiddenError(DomainError):
    """The caller may see the thing and may not do this to it."""

    slug = "forbidden"
    title = "Not allowed"


class InvalidError(DomainError):
    """The words are well-formed and the request is wrong."""

    slug = "invalid"
    title = "The request breaks a rule"


class ConflictError(DomainError):
    """The state of the thing does not allow the move, whoever asks."""

    slug = "conflict"
    title = "Not possible in this state"


class StaleError(DomainError):
    """The caller decided on a version that is no longer the current one."""

    slug = "stale"
    title = "Changed in the meantime"


class PreconditionRequiredError(DomainError):
    """What is negotiated is changed only by who names the version they saw."""

    slug = "precondition-required"
    title = "The version that was seen must be named"


class TooLargeError(DomainError):
    """Beyond a limit of the format; refused before anything is stored."""

    slug = "too-large"
    title = "Too large"


class UnavailableError(DomainError):
    """A service that is needed does not answer now; the same request may pass later."""

    slug = "unavailable"
    title = "Not available now"
