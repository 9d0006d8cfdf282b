"""The tables of the CNA desk and of publication.

Requests, ledger and OSV numbers belong to the CNA: a case tells it the product and nothing else. Armed files
show inside their case alone. Publications are public, mails are seen by the job that sends them.
"""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, column
from sqlalchemy.orm import Mapped, mapped_column

from tenants.cna.rules_reservation import Entry, LedgerState
from tenants.kernel.orm import Base, CaseBound, Id, PartyId, TenantOwned, word

NUMBERING = "numbering"
"""The system name that a request, an allotment and a publication write the CNA's own tables under."""
MAIL = "mail"
"""The system name that mails are written and sent under."""

HASH = String(64)
WORD = String(16)
SLUG = String(32)
CVE = String(24)
CODE_NAME = String(48)
NAME = String(120)


class CnaRequest(TenantOwned, Base):
    """A wish for an ID in the CNA's queue; `outcome` is open, or that of the decision in force.

    `cve_id` and `cna` are the ID that was assigned or that another CNA gave, and that CNA's name.
    """

    __tablename__ = "cna_request"

    tenant_id: Mapped[PartyId] = mapped_column(primary_key=True)
    request: Mapped[Id] = mapped_column(primary_key=True)
    case_id: Mapped[Id]
    from_tenant: Mapped[PartyId]
    from_slug: Mapped[str] = mapped_column(SLUG)
    code_name: Mapped[str] = mapped_column(CODE_NAME)
    product: Mapped[str]
    outcome: Mapped[str] = mapped_column(WORD)
    rule: Mapped[str | None] = mapped_column(WORD)
    cve_id: Mapped[str | None] = mapped_column(CVE)
    cna: Mapped[str | None] = mapped_column(String(80))
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class Reservation(TenantOwned, Base):
    """One line of the ledger (`rules_reservation.Entry`).

    `request` says for whom; it is an empty word for an ID that is free to be given. `missing_since` is since
    when CVE Services does not list the ID as reserved, though it should.
    """

    __tablename__ = "reservation"

    tenant_id: Mapped[PartyId] = mapped_column(primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    request: Mapped[Id]
    state: Mapped[LedgerState] = mapped_column(word(LedgerState))
    cve_id: Mapped[str | None] = mapped_column(CVE, unique=True)
    planned_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]
    empty_looks: Mapped[int]
    missing_since: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_reservation_request",
            "tenant_id",
            "request",
            unique=True,
            postgresql_where=(column("request") != "") & (column("state") != "failed"),
        ),
    )

    @property
    def entry(self) -> Entry:
        """The line as the rules take it."""
        return Entry(self.state, self.cve_id, self.sent_at, self.looked_at, self.empty_looks)

    def write(self, entry: Entry) -> None:
        """Take over what the rules made of it."""
        self.state, self.cve_id, self.sent_at = entry.state, entry.cve_id, entry.sent_at
        self.looked_at, self.empty_looks = entry.looked_at, entry.empty_looks


class Comparison(TenantOwned, Base):
    """When the ledger was last compared with CVE Services to the end."""

    __tablename__ = "comparison"

    tenant_id: Mapped[PartyId] = mapped_column(primary_key=True)
    compared_at: Mapped[datetime]


class OsvNumber(TenantOwned, Base):
    """An OSV ID, final from the moment it is given (OSV-1)."""

    __tablename__ = "osv_number"

    id: Mapped[str] = mapped_column(CVE, primary_key=True)
    tenant_id: Mapped[PartyId] = mapped_column(index=False)
    cve_id: Mapped[str] = mapped_column(CVE, unique=True)
    given_at: Mapped[datetime]


class Publisher(CaseBound, Base):
    """A fresh recipient for the records of a case, asked for under `proposal`, the date in force.

    `recipient` is set by the worker, which alone has the identity; from `ended_at` on it is erased.
    """

    __tablename__ = "publisher"

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    proposal: Mapped[str] = mapped_column(HASH)
    t0: Mapped[datetime]
    recipient: Mapped[str | None] = mapped_column(String(62))
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        Index("uq_publisher_live", "case_id", unique=True, postgresql_where=column("ended_at").is_(None)),
    )


class ArmedFile(CaseBound, Base):
    """An age file to a publisher's recipient; deleted once its record is out or its arming is void."""

    __tablename__ = "armed_file"

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    envelope: Mapped[Id] = mapped_column(primary_key=True)
    publisher: Mapped[Id]
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class ArmedName(CaseBound, Base):
    """A name that a case's armed records hold until they are out or void; no other case's have it."""

    __tablename__ = "armed_name"

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(NAME, primary_key=True, unique=True)


class Publication(Base):
    """A public record by its name: the exact bytes. `tenant` is the slug of whose flaw it is about."""

    __tablename__ = "publication"

    name: Mapped[str] = mapped_column(NAME, primary_key=True)
    kind: Mapped[str] = mapped_column(WORD)
    tenant: Mapped[str] = mapped_column(SLUG)
    cve: Mapped[str | None] = mapped_column(CVE, index=True)
    title: Mapped[str | None]
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(HASH)
    published_at: Mapped[datetime]

    __table_args__ = (Index("ix_publication_kind_published_at", "kind", "published_at"),)


class Mail(Base):
    """A mail to be sent once; `id` begins its Message-ID, and is the same however often it is sent."""

    __tablename__ = "mail"

    id: Mapped[Id] = mapped_column(primary_key=True)
    address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
