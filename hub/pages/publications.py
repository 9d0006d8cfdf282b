"""What was published, as the pages read it: lists without bodies, and single records by their exact bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import Session

from tenants.cna.errors import AdvisoryInvalidError
from tenants.cna.models import Publication
from tenants.cna.records.model import Advisory
from tenants.cna.records.parse import parse_advisory
from tenants.directory.models import AdmittedTenant
from tenants.kernel.errors import NotFoundError


class CorruptRecordError(Exception):
    """A published advisory cannot be read: somebody changed rows by hand. No caller is to blame."""


@dataclass(frozen=True)
class Published:
    """An advisory in a list; `team` is the name of the tenant in words."""

    id: str
    title: str
    team: str
    cve: str | None
    published_at: datetime


@dataclass(frozen=True)
class Exact:
    """A record byte by byte, with its SHA-256 in hex."""

    body: bytes
    sha256: str
    published_at: datetime


_LISTED = (
    Publication.name,
    func.coalesce(Publication.title, Publication.name),
    func.coalesce(AdmittedTenant.name, Publication.tenant),
    Publication.cve,
    Publication.published_at,
)


def newest(session: Session, before: str | None, *, limit: int) -> Sequence[Published]:
    """Return advisories, the newest first, from the one that follows `before` on. One statement."""
    wanted = _advisories(*_LISTED).limit(limit)
    if before is not None:
        place = select(Publication.published_at, Publication.name).where(
            Publication.kind == "advisory", Publication.name == before
        )
        wanted = wanted.where(tuple_(Publication.published_at, Publication.name) < place.scalar_subquery())
    return [Published(*row) for row in session.execute(wanted)]


def newest_whole(session: Session, *, limit: int) -> Sequence[tuple[Published, bytes]]:
    """Return the newest advisories with their bodies, for the feed. One statement."""
    rows = session.execute(_advisories(*_LISTED, Publication.body).limit(limit))
    return [(Published(*row[:-1]), row[-1]) for row in rows]


def one(session: Session, name: str) -> tuple[Published, str, bytes]:
    """Return an advisory, the slug of its team and its body; NotFoundError."""
    wanted = _advisories(*_LISTED, Publication.tenant, Publication.body).where(Publication.name == name)
    row = session.execute(wanted).one_or_none()
    if row is None:
        raise NotFoundError
    return Published(*row[:-2]), row[-2], row[-1]


def read(body: bytes) -> Advisory:
    """Return the advisory that published bytes say; CorruptRecordError if they say none."""
    try:
        return parse_advisory(body)
    except AdvisoryInvalidError as error:
        raise CorruptRecordError from error


def records_of(session: Session, cve: str) -> Sequence[tuple[str, str]]:
    """Return kind and name of the machine-readable records of a CVE ID, the CVE record first."""
    wanted = select(Publication.kind, Publication.name).where(
        Publication.kind.in_(("cve", "osv")), Publication.cve == cve
    )
    return session.execute(wanted.order_by(Publication.kind, Publication.name)).all()


def exact(session: Session, kind: str, name: str) -> Exact:
    """Return a record of that kind; NotFoundError."""
    columns = (Publication.body, Publication.sha256, Publication.published_at)
    wanted = select(*columns).where(Publication.kind == kind, Publication.name == name)
    row = session.execute(wanted).one_or_none()
    if row is None:
        raise NotFoundError
    return Exact(*row)


def _advisories(*columns: Any) -> Select[Any]:  # noqa: ANN401 - columns and expressions
    return (
        select(*columns)
        .outerjoin(AdmittedTenant, AdmittedTenant.slug == Publication.tenant)
        .where(Publication.kind == "advisory")
        .order_by(Publication.published_at.desc(), Publication.name.desc())
    )
