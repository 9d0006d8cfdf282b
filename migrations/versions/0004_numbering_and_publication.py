"""Requests for IDs, the ledger, OSV numbers, armed files, publications and mails."""

import sqlalchemy as sa
from alembic import op

from migrations.row_security import grant, protect
from tenants.cna.models import MAIL, NUMBERING

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID, HASH, SLUG, CODE_NAME, CVE = sa.String(32), sa.String(64), sa.String(32), sa.String(48), sa.String(24)
WORD, INSTANT = sa.String(16), sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, each with its wall; what is public can be added to and not changed."""
    _numbering()
    _arming()
    _publication()


def _numbering() -> None:
    op.create_table(
        "cna_request",
        sa.Column("tenant_id", HASH, primary_key=True),
        sa.Column("request", ID, primary_key=True),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("from_tenant", HASH, nullable=False),
        sa.Column("from_slug", SLUG, nullable=False),
        sa.Column("code_name", CODE_NAME, nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("outcome", WORD, nullable=False),
        sa.Column("rule", WORD, nullable=True),
        sa.Column("cve_id", CVE, nullable=True),
        sa.Column("cna", sa.String(80), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
    )
    protect("cna_request", "tenant_id", systems=(NUMBERING,), verbs=("SELECT", "INSERT", "UPDATE"))
    op.create_table(
        "reservation",
        sa.Column("tenant_id", HASH, primary_key=True),
        sa.Column("id", ID, primary_key=True),
        sa.Column("request", ID, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("cve_id", CVE, nullable=True),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("looked_at", INSTANT, nullable=True),
        sa.Column("empty_looks", sa.Integer(), nullable=False),
        sa.Column("missing_since", INSTANT, nullable=True),
        sa.UniqueConstraint("cve_id", name=op.f("uq_reservation_cve_id")),
    )
    bound = sa.text("request <> '' AND state <> 'failed'")
    op.create_index(
        "uq_reservation_request",
        "reservation",
        ["tenant_id", "request"],
        unique=True,
        postgresql_where=bound,
    )
    protect("reservation", "tenant_id", systems=(NUMBERING,), verbs=("SELECT", "INSERT", "UPDATE"))
    op.create_table(
        "comparison",
        sa.Column("tenant_id", HASH, primary_key=True),
        sa.Column("compared_at", INSTANT, nullable=False),
    )
    protect("comparison", "tenant_id", verbs=("SELECT", "INSERT", "UPDATE"))
    op.create_table(
        "osv_number",
        sa.Column("id", CVE, primary_key=True),
        sa.Column("tenant_id", HASH, nullable=False),
        sa.Column("cve_id", CVE, nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.UniqueConstraint("cve_id", name=op.f("uq_osv_number_cve_id")),
    )
    protect("osv_number", "tenant_id", systems=(NUMBERING,), verbs=("SELECT", "INSERT"))


def _arming() -> None:
    op.create_table(
        "publisher",
        sa.Column("case_id", ID, primary_key=True),
        sa.Column("id", ID, primary_key=True),
        sa.Column("proposal", HASH, nullable=False),
        sa.Column("t0", INSTANT, nullable=False),
        sa.Column("recipient", sa.String(62), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
    )
    live = sa.text("ended_at IS NULL")
    op.create_index("uq_publisher_live", "publisher", ["case_id"], unique=True, postgresql_where=live)
    protect("publisher", "case_id", verbs=("SELECT", "INSERT", "UPDATE"))
    op.create_table(
        "armed_file",
        sa.Column("case_id", ID, primary_key=True),
        sa.Column("envelope", ID, primary_key=True),
        sa.Column("publisher", ID, nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
    )
    protect("armed_file", "case_id", verbs=("SELECT", "INSERT", "DELETE"))
    op.create_table(
        "armed_name",
        sa.Column("case_id", ID, primary_key=True),
        sa.Column("name", sa.String(120), primary_key=True),
        sa.UniqueConstraint("name", name=op.f("uq_armed_name_name")),
    )
    protect("armed_name", "case_id", verbs=("SELECT", "INSERT", "DELETE"))


def _publication() -> None:
    op.create_table(
        "publication",
        sa.Column("name", sa.String(120), primary_key=True),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("tenant", SLUG, nullable=False),
        sa.Column("cve", CVE, nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", HASH, nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
    )
    op.create_index(op.f("ix_publication_cve"), "publication", ["cve"])
    op.create_index("ix_publication_kind_published_at", "publication", ["kind", "published_at"])
    grant("publication", "SELECT", "INSERT")
    op.create_table(
        "mail",
        sa.Column("id", ID, primary_key=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
    )
    protect("mail", systems=(MAIL,), verbs=("SELECT", "INSERT", "UPDATE"))
