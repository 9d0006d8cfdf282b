"""The wall of a table, for use in the revision that makes the table.

Policies are plain equality between a column and what the transaction was told (`tenants.kernel.scope`). They
hold no subquery, as one over a membership table reads thousands of foreign rows; whom a row concerns is
written into the row. A word that was never told, or is empty after a commit, equals nothing.
"""

from typing import Literal

from alembic import op

APPLICATION = "accord_app"
"""The role the hub connects as: it owns nothing, and row security applies to it."""

_TOLD_BY = {"tenant_id": "tenant", "person_id": "person", "case_id": "case"}
Column = Literal["tenant_id", "person_id", "case_id"]
Verb = Literal["SELECT", "INSERT", "UPDATE", "DELETE"]
ALL_VERBS: tuple[Verb, ...] = ("SELECT", "INSERT", "UPDATE", "DELETE")


def protect(
    table: str,
    *columns: Column,
    systems: tuple[str, ...] = (),
    anyone_may: tuple[Literal["SELECT", "INSERT"], ...] = (),
    verbs: tuple[Verb, ...] = ALL_VERBS,
) -> None:
    """Force row security on a table and let the application use it.

    A row shows, and may be written, where any of the columns equals what the transaction was told, or for a
    system job that is listed by name. `anyone_may` opens SELECT (a public page) or INSERT (an order to the
    relay) to all. `verbs` is what the application is granted at all: an append-only table leaves out the
    last two.
    """
    equal = [f"{column} = {_told(_TOLD_BY[column])}" for column in columns]
    equal += [f"{_told('system')} = '{name}'" for name in systems]
    wall = " OR ".join(equal)
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY {table}_wall ON {table} USING ({wall}) WITH CHECK ({wall})")
    for verb in anyone_may:
        clause = "USING" if verb == "SELECT" else "WITH CHECK"
        op.execute(f"CREATE POLICY {table}_open_{verb.lower()} ON {table} FOR {verb} {clause} (true)")
    grant(table, *verbs)


def show(table: str, column: Column) -> None:
    """Let a protected table's rows also be seen, and no more, where this column equals what was told.

    For rows that list a person or a tenant on a case: whom they concern sees them, and they are written
    inside the case alone, so that nobody can list themselves.
    """
    op.execute(
        f"CREATE POLICY {table}_shown ON {table} FOR SELECT USING ({column} = {_told(_TOLD_BY[column])})"
    )


def grant(table: str, *verbs: Verb) -> None:
    """Let the application use a table that belongs to nobody, such as the hub's own public records.

    TRUNCATE, which ignores row security, and REFERENCES, which tells whether a foreign row exists, are never
    granted.
    """
    op.execute(f"GRANT {', '.join(verbs)} ON {table} TO {APPLICATION}")


def _told(name: str) -> str:
    return f"NULLIF(current_setting('accord.{name}', true), '')"
