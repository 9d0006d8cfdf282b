"""${message}."""

import sqlalchemy as sa
from alembic import op

from migrations.row_security import protect

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, each with its wall."""
    ${upgrades if upgrades else "pass"}
