"""The two logs, admitted tenants, and tokens."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.row_security import grant, protect
from tenants.directory.models import ACCESS, OPERATOR

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LOG, HASH, SLUG, WORD = sa.String(9), sa.String(64), sa.String(32), sa.String(16)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, each with its wall; the logs are append-only but for their right edge."""
    _logs()
    _case_entries()
    _tenants()
    _access()


def _logs() -> None:
    op.create_table(
        "log_tree",
        sa.Column("log", LOG, primary_key=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
    )
    grant("log_tree", "SELECT", "INSERT", "UPDATE")
    op.create_table(
        "log_node",
        sa.Column("log", LOG, primary_key=True),
        sa.Column("level", sa.Integer(), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
    )
    grant("log_node", "SELECT", "INSERT")
    op.create_table(
        "log_leaf",
        sa.Column("log", LOG, primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("hash", HASH, nullable=False),
        sa.Column("statement_id", sa.String(32), nullable=False),
        sa.UniqueConstraint("log", "statement_id", name=op.f("uq_log_leaf_log_statement_id")),
        sa.UniqueConstraint("log", "hash", name=op.f("uq_log_leaf_log_hash")),
    )
    grant("log_leaf", "SELECT", "INSERT")
    op.create_table(
        "log_open_entry",
        sa.Column("log", LOG, primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("type", sa.String(24), nullable=False),
        sa.Column("wire", sa.LargeBinary(), nullable=False),
        sa.Column("appended_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["log", "place"],
            ["log_leaf.log", "log_leaf.place"],
            name=op.f("fk_log_open_entry_log_place_log_leaf"),
        ),
    )
    grant("log_open_entry", "SELECT", "INSERT")
    op.create_table(
        "log_checkpoint",
        sa.Column("log", LOG, primary_key=True),
        sa.Column("size", sa.Integer(), primary_key=True),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("signed_at", INSTANT, nullable=False),
    )
    op.create_index("ix_log_checkpoint_log_signed_at", "log_checkpoint", ["log", "signed_at"])
    grant("log_checkpoint", "SELECT", "INSERT")
    op.create_table(
        "log_fresh",
        sa.Column("log", LOG, primary_key=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("signed_at", INSTANT, nullable=False),
    )
    grant("log_fresh", "SELECT", "INSERT", "UPDATE")
    op.create_table(
        "log_cosignature",
        sa.Column("log", LOG, primary_key=True),
        sa.Column("size", sa.Integer(), primary_key=True),
        sa.Column("tenant", HASH, primary_key=True),
        sa.Column("line", sa.String(), nullable=False),
    )
    grant("log_cosignature", "SELECT", "INSERT")


def _case_entries() -> None:
    op.create_table(
        "case_entry",
        sa.Column("case_id", sa.String(32), primary_key=True),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("directory_size", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(24), nullable=False),
        sa.Column("wire", sa.LargeBinary(), nullable=False),
        sa.Column("appended_at", INSTANT, nullable=False),
    )
    protect("case_entry", "case_id", verbs=("SELECT", "INSERT"))


def _tenants() -> None:
    op.create_table(
        "tenant",
        sa.Column("id", HASH, primary_key=True),
        sa.Column("slug", SLUG, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("stage", WORD, nullable=False),
        sa.Column("announce_to", sa.String(), nullable=True),
        sa.Column("profile", JSONB(), nullable=False),
        sa.UniqueConstraint("slug", name=op.f("uq_tenant_slug")),
    )
    grant("tenant", "SELECT", "INSERT", "UPDATE")
    op.create_table(
        "founding",
        sa.Column("slug", SLUG, primary_key=True),
        sa.Column("code_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("announce_to", sa.String(), nullable=True),
        sa.Column("profile", JSONB(), nullable=False),
    )
    protect("founding", systems=(OPERATOR,))


def _access() -> None:
    op.create_table(
        "challenge",
        sa.Column("value", HASH, primary_key=True),
        sa.Column("expires_at", INSTANT, nullable=False),
    )
    op.create_index(op.f("ix_challenge_expires_at"), "challenge", ["expires_at"])
    protect("challenge", systems=(ACCESS,))
    for table, kind in (
        ("access_token", [sa.Column("kind", sa.String(8), nullable=False)]),
        ("sign_in_link", []),
    ):
        op.create_table(
            table,
            sa.Column("secret_hash", sa.LargeBinary(32), primary_key=True),
            *kind,
            sa.Column("holder_tenant", HASH, nullable=False),
            sa.Column("holder", HASH, nullable=False),
            sa.Column("device", HASH, nullable=False),
            sa.Column("expires_at", INSTANT, nullable=False),
        )
        op.create_index(op.f(f"ix_{table}_expires_at"), table, ["expires_at"])
        protect(table, systems=(ACCESS,))
