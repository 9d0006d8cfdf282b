"""Cases, envelopes, deliveries, shares and what is handed in at intake."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.row_security import protect, show
from tenants.sharing.models import FANOUT, INTAKE

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID, HASH, SLUG, CODE_NAME = sa.String(32), sa.String(64), sa.String(32), sa.String(48)
WORD, KIND = sa.String(24), sa.String(16)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, each with its wall.

    What a person or tenant is listed on a case is written inside the case alone, so that nobody lists
    themselves.
    """
    _cases()
    _envelopes()
    _shares()
    _intake()


def _cases() -> None:
    op.create_table(
        "case_file",
        sa.Column("case_id", ID, primary_key=True),
        sa.Column("owner_id", HASH, nullable=False),
        sa.Column("code_name", CODE_NAME, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("em", WORD, nullable=False),
        sa.Column("t0", INSTANT, nullable=True),
        sa.Column("exited", sa.Boolean(), nullable=False),
        sa.Column("summary", JSONB(), nullable=False),
        sa.Column("refused_at", INSTANT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    protect("case_file", "case_id", verbs=("SELECT", "INSERT", "UPDATE"))
    op.create_table(
        "case_access",
        sa.Column("person_id", HASH, primary_key=True),
        sa.Column("case_id", ID, primary_key=True),
        sa.Column("tenant_id", HASH, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("code_name", CODE_NAME, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("t0", INSTANT, nullable=True),
        sa.Column("due_what", WORD, nullable=True),
        sa.Column("due_by", INSTANT, nullable=True),
        sa.Column("turn", SLUG, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index(op.f("ix_case_access_case_id"), "case_access", ["case_id"])
    protect("case_access", "case_id")
    show("case_access", "person_id")
    op.create_table(
        "case_stub",
        sa.Column("tenant_id", HASH, primary_key=True),
        sa.Column("case_id", ID, primary_key=True),
        sa.Column("code_name", CODE_NAME, nullable=False),
        sa.Column("inviter", SLUG, nullable=False),
        sa.Column("t0", INSTANT, nullable=True),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("wire", sa.LargeBinary(), nullable=True),
        sa.Column("logged_at", INSTANT, nullable=False),
        sa.Column("terms_place", sa.Integer(), nullable=True),
        sa.Column("terms_wire", sa.LargeBinary(), nullable=True),
        sa.Column("terms_logged_at", INSTANT, nullable=True),
    )
    op.create_index(op.f("ix_case_stub_case_id"), "case_stub", ["case_id"])
    protect("case_stub", "case_id")
    show("case_stub", "tenant_id")


def _envelopes() -> None:
    op.create_table(
        "envelope",
        sa.Column("case_id", ID, primary_key=True),
        sa.Column("id", ID, primary_key=True),
        sa.Column("ring_id", ID, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("purpose", KIND, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("manifest_hash", HASH, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("author_tenant", HASH, nullable=False),
        sa.Column("author_person", HASH, nullable=False),
        sa.Column("posted_at", INSTANT, nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_envelope_case_id_ring_id", "envelope", ["case_id", "ring_id"])
    protect("envelope", "case_id", verbs=("SELECT", "INSERT"))
    op.create_table(
        "delivery",
        sa.Column("person_id", HASH, primary_key=True),
        sa.Column("case_id", ID, primary_key=True),
        sa.Column("envelope_id", ID, primary_key=True),
        sa.Column("tenant_id", HASH, nullable=False),
        sa.Column("person", HASH, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id", "envelope_id"],
            ["envelope.case_id", "envelope.id"],
            name=op.f("fk_delivery_case_id_envelope"),
        ),
    )
    op.create_index("ix_delivery_case_id_envelope_id", "delivery", ["case_id", "envelope_id"])
    protect("delivery", "case_id")
    show("delivery", "person_id")


def _shares() -> None:
    op.create_table(
        "share_file",
        sa.Column("person_id", HASH, primary_key=True),
        sa.Column("hash", HASH, primary_key=True),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("ring_id", ID, nullable=False),
        sa.Column("to_device", HASH, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("wire", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_share_file_case_id", "share_file", ["case_id"])
    protect("share_file", "case_id", systems=(FANOUT,), verbs=("SELECT", "INSERT"))
    show("share_file", "person_id")


def _intake() -> None:
    op.create_table(
        "intake_envelope",
        sa.Column("tenant_id", HASH, primary_key=True),
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("manifest_hash", HASH, nullable=True),
        sa.Column("author_sign", HASH, nullable=True),
        sa.Column("wire", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", HASH, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("taken_case", ID, nullable=True),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=True),
        sa.UniqueConstraint(
            "tenant_id", "manifest_hash", name=op.f("uq_intake_envelope_tenant_id_manifest_hash")
        ),
    )
    op.create_index(
        "ix_intake_envelope_tenant_id_received_at", "intake_envelope", ["tenant_id", "received_at"]
    )
    protect("intake_envelope", "tenant_id", systems=(INTAKE,), verbs=("SELECT", "INSERT", "UPDATE"))
