"""The tables of cases: a cache of what the case log says, and the rows by which people find their cases.

`CaseAccess` is the unit of access (P1): without a row of their own nobody enters a case. All of these are
written by `tenants.cases.places` and by nobody else.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.orm import Base, CaseBound, Id, PartyId, PersonOnCase, TenantOnCase
from tenants.kernel.versions import Versioned

CODE_NAME = String(48)
WORD = String(24)
SLUG = String(32)


class CaseFile(CaseBound, Versioned, Base):
    """A case as it stands. `em` and `t0` are the embargo's; `summary` is what its readers are shown.

    `refused_at`, which no log says, is since when a record that should be public is refused.
    """

    __tablename__ = "case_file"

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    owner_id: Mapped[PartyId]
    code_name: Mapped[str] = mapped_column(CODE_NAME)
    received_at: Mapped[datetime]
    em: Mapped[str] = mapped_column(WORD)
    t0: Mapped[datetime | None]
    exited: Mapped[bool]
    summary: Mapped[dict[str, Any]]
    refused_at: Mapped[datetime | None]


class CaseAccess(PersonOnCase, Base):
    """One person reads one case: their line in the queue. A reporter's has no tenant (an empty word).

    `role` is owner, participant or reporter; `due_what` and `due_by` are what the person's own tenant owes
    next, `turn` is the slug of the tenant whose act is the most urgent of all.
    """

    __tablename__ = "case_access"

    person_id: Mapped[PartyId] = mapped_column(primary_key=True)
    case_id: Mapped[Id] = mapped_column(primary_key=True, index=True)
    tenant_id: Mapped[PartyId]
    role: Mapped[str] = mapped_column(WORD)
    code_name: Mapped[str] = mapped_column(CODE_NAME)
    state: Mapped[str] = mapped_column(WORD)
    t0: Mapped[datetime | None]
    due_what: Mapped[str | None] = mapped_column(WORD)
    due_by: Mapped[datetime | None]
    turn: Mapped[str | None] = mapped_column(SLUG)
    version: Mapped[int]


class CaseStub(TenantOnCase, Base):
    """What an invited tenant may know: code name, inviter and date; while it may answer, also the words.

    `place` and `wire` are the invitation's leaf and contents, `terms_place` and `terms_wire` those of the
    proposal it names. The contents go when the invitation is answered or lapses (CA-5).
    """

    __tablename__ = "case_stub"

    tenant_id: Mapped[PartyId] = mapped_column(primary_key=True)
    case_id: Mapped[Id] = mapped_column(primary_key=True, index=True)
    code_name: Mapped[str] = mapped_column(CODE_NAME)
    inviter: Mapped[str] = mapped_column(SLUG)
    t0: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(WORD)
    place: Mapped[int]
    wire: Mapped[bytes | None] = mapped_column(LargeBinary)
    logged_at: Mapped[datetime]
    terms_place: Mapped[int | None]
    terms_wire: Mapped[bytes | None] = mapped_column(LargeBinary)
    terms_logged_at: Mapped[datetime | None]
