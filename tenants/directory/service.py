"""What happens to the directory: slugs are opened, tenants founded, statements of people and teams taken in.

The log decides (`tenants.journal.record`); the table of admitted tenants repeats the hub's own notices.
"""

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal, cast, get_args

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from crypto.errors import MalformedError, NotAllowedError
from crypto.kinds import Admission, Body, Roster, Share
from crypto.kinds.body import LogPoint, Signed
from crypto.schema import Name, Slug
from crypto.statement import NOBODY, Statement, check, encode, narrow
from tenants.directory.errors import FoundingCodeError, OneCnaError, SlugTakenError, TenantNotFoundError
from tenants.directory.models import OPERATOR, AdmittedTenant, Founding
from tenants.directory.profiles import blackouts, countries
from tenants.journal.ledger import order_checkpoint
from tenants.journal.record import Receipt, append_directory, replay_now
from tenants.kernel.errors import InvalidError
from tenants.kernel.ids import new_id
from tenants.kernel.scope import also_as_system

Kind = Literal["interpreter", "installer", "index", "backend", "adjacent", "cna", "oversight"]
Stage = Literal["applicant", "informal", "chartered", "suspended", "left"]
KINDS: tuple[Kind, ...] = get_args(Kind)
STAGES: tuple[Stage, ...] = get_args(Stage)
FIRST_STAGE: Stage = "informal"
CLOSED_STAGES = ("suspended", "left")
"""The stages in which nobody of a tenant is served."""


@dataclass(frozen=True)
class Opening:
    """What the operator decides about a tenant before it is founded; `profile` is public."""

    slug: str
    kind: Kind
    name: str
    announce_to: str | None = None
    profile: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Accepted:
    """Where statements came to stand, and the shares among them, whose files are to be kept."""

    receipts: list[Receipt]
    shares: list[Statement[Share]]


def open_slug(session: Session, opening: Opening, *, now: datetime) -> str:
    """Open a slug for founding and return the code to hand over; an earlier code for it is worthless then.

    Both logs are signed off, so that the founder meets the log key. InvalidError for a malformed word,
    SlugTakenError, OneCnaError.
    """
    _check_words(opening)
    code = secrets.token_urlsafe(16)
    row = {
        "code_hash": _hash(code),
        "name": opening.name,
        "kind": opening.kind,
        "announce_to": opening.announce_to,
        "profile": dict(opening.profile or {}),
    }
    with also_as_system(session, OPERATOR):
        served = session.execute(select(AdmittedTenant.slug, AdmittedTenant.kind)).all()
        if opening.slug in {slug for slug, _ in served}:
            raise SlugTakenError
        if opening.kind == "cna" and "cna" in {kind for _, kind in served}:
            raise OneCnaError
        values = upsert(Founding).values(slug=opening.slug, **row)
        session.execute(values.on_conflict_do_update(index_elements=["slug"], set_=row))
    order_checkpoint(session, "directory", now)
    order_checkpoint(session, "cases", now)
    return code


def found(session: Session, statement: Statement[Body], code: str, *, hub: str, now: datetime) -> Accepted:
    """Append a tenant's first roster and the notice that admits it, in one transaction (RO-1, LO-6).

    FoundingCodeError, and whatever refuses the roster.
    """
    roster = narrow(statement, Roster)
    if roster.body.version != 1:
        raise MalformedError("RO-1", "a tenant is founded by version 1 of its roster")
    opened = _use_code(session, roster.body.slug, code)
    tenant = AdmittedTenant(
        id=roster.hash,
        slug=opened.slug,
        name=opened.name,
        kind=opened.kind,
        stage=FIRST_STAGE,
        announce_to=opened.announce_to,
        profile=opened.profile,
    )
    notice = _admission(session, tenant, hub=hub, now=now)
    receipts = append_directory(session, [statement, notice], hub=hub, now=now)
    session.add(tenant)
    return Accepted(receipts, [])


def accept(session: Session, statements: Sequence[Statement[Body]], *, hub: str, now: datetime) -> Accepted:
    """Append statements that people of admitted tenants signed: all of them, or none.

    NotAllowedError for what only the hub says (LO-6) or what founds a tenant (RO-1), and what refuses one.
    """
    for statement in statements:
        if statement.body.SIGNED is Signed.NOTICE:
            raise NotAllowedError("LO-6", "a notice is the hub's own")
        if isinstance(statement.body, Roster) and statement.body.version == 1:
            raise NotAllowedError("RO-1", "a tenant is founded with the code that the operator gave")
    receipts = append_directory(session, statements, hub=hub, now=now)
    return Accepted(receipts, [narrow(each, Share) for each in statements if isinstance(each.body, Share)])


def set_stage(session: Session, slug: str, stage: Stage, *, hub: str, now: datetime) -> None:
    """Say by a notice how the tenant is served from now on; nobody of a suspended one may sign in."""
    tenant = admitted(session, slug)
    tenant.stage = stage
    append_directory(session, [_admission(session, tenant, hub=hub, now=now)], hub=hub, now=now)


def admitted(session: Session, slug: str) -> AdmittedTenant:
    """Return the tenant served under this slug; TenantNotFoundError."""
    tenant = session.scalars(select(AdmittedTenant).where(AdmittedTenant.slug == slug)).one_or_none()
    if tenant is None:
        raise TenantNotFoundError
    return tenant


def all_admitted(session: Session) -> Sequence[AdmittedTenant]:
    """Return every tenant that was ever admitted, by slug."""
    return session.scalars(select(AdmittedTenant).order_by(AdmittedTenant.slug)).all()


def _use_code(session: Session, slug: str, code: str) -> Founding:
    mine = delete(Founding).where(Founding.slug == slug).returning(Founding)
    with also_as_system(session, OPERATOR):
        opened = session.scalars(mine).one_or_none()
        if opened is None or not hmac.compare_digest(opened.code_hash, _hash(code)):
            raise FoundingCodeError
    return opened


def _admission(session: Session, tenant: AdmittedTenant, *, hub: str, now: datetime) -> Statement[Body]:
    directory = replay_now(session, hub=hub).directory
    body = Admission(
        hub=hub,
        id=new_id(),
        created=now.replace(microsecond=0),
        log=LogPoint(size=directory.size, root=directory.root()),
        by=NOBODY,
        tenant=tenant.id,
        slug=tenant.slug,
        kind=cast("Kind", tenant.kind),
        stage=cast("Stage", tenant.stage),
    )
    return check(encode(body), hub=hub)


def _check_words(opening: Opening) -> None:
    try:
        for value, form in ((opening.slug, Slug), (opening.name, Name)):
            form.__metadata__[0].check(value, "opening")  # type: ignore[attr-defined]  # an Annotated alias
    except MalformedError as error:
        raise InvalidError(error.message, rule=error.rule) from error
    for read in (countries, blackouts):
        read(opening.profile or {})


def _hash(code: str) -> bytes:
    return sha256(code.encode()).digest()
