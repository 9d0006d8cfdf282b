"""The tables of sharing: ciphertexts, and the rows that say to whom they are handed."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.orm import Base, CaseBound, Id, PartyId, PersonOnCase, TenantOwned

FANOUT = "fanout"
"""The system name under which shares of intake rings are put before the people they are for."""
INTAKE = "intake"
"""The system name under which somebody without an account leaves an envelope at a tenant."""

WORD = String(16)
HASH = String(64)
NO_CASE = ""


class Envelope(CaseBound, Base):
    """An envelope of a case: what its manifest says in clear, and the age file."""

    __tablename__ = "envelope"

    case_id: Mapped[Id] = mapped_column(primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    ring_id: Mapped[Id]
    epoch: Mapped[int]
    kind: Mapped[str] = mapped_column(WORD)
    purpose: Mapped[str] = mapped_column(WORD)
    place: Mapped[int]
    manifest_hash: Mapped[str] = mapped_column(HASH)
    size: Mapped[int]
    author_tenant: Mapped[PartyId]
    author_person: Mapped[PartyId]
    posted_at: Mapped[datetime]
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    __table_args__ = (Index("ix_envelope_case_id_ring_id", "case_id", "ring_id"),)


class Delivery(PersonOnCase, Base):
    """One person is handed one envelope; `opened_at` is when their client said that it opened.

    `person` is the id that their tenant gave them, for colleagues; `person_id` is the key of the wall.
    """

    __tablename__ = "delivery"

    person_id: Mapped[PartyId] = mapped_column(primary_key=True)
    case_id: Mapped[Id] = mapped_column(primary_key=True)
    envelope_id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[PartyId]
    person: Mapped[PartyId]
    opened_at: Mapped[datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["case_id", "envelope_id"], ["envelope.case_id", "envelope.id"]),
        Index("ix_delivery_case_id_envelope_id", "case_id", "envelope_id"),
    )


class ShareFile(PersonOnCase, Base):
    """The age file of a share, for one device of one person; of an intake ring's it has no case."""

    __tablename__ = "share_file"

    person_id: Mapped[PartyId] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(HASH, primary_key=True)
    case_id: Mapped[Id]
    ring_id: Mapped[Id]
    to_device: Mapped[str] = mapped_column(HASH)
    place: Mapped[int]
    wire: Mapped[bytes] = mapped_column(LargeBinary)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (Index("ix_share_file_case_id", "case_id"),)


class IntakeEnvelope(TenantOwned, Base):
    """Something handed in at a tenant; without `wire` a drop, whose sender nobody knows (LE-4).

    Once a case has taken it on, `ciphertext` is gone and `taken_case` says where; the hashes stay. The
    reporter is known by `author_sign`, the key that signed: whoever likes can name another's fingerprint.
    """

    __tablename__ = "intake_envelope"

    tenant_id: Mapped[PartyId] = mapped_column(primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(WORD)
    place: Mapped[int | None]
    manifest_hash: Mapped[str | None] = mapped_column(HASH)
    author_sign: Mapped[str | None] = mapped_column(HASH)
    wire: Mapped[bytes | None] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(HASH)
    size: Mapped[int]
    received_at: Mapped[datetime]
    taken_case: Mapped[str | None] = mapped_column(String(32))
    ciphertext: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    __table_args__ = (
        UniqueConstraint("tenant_id", "manifest_hash"),
        Index("ix_intake_envelope_tenant_id_received_at", "tenant_id", "received_at"),
    )
