"""More rows than honest work makes in a test: copies past all walls, for lists to show."""

from hub.engines.postgres import SUPERUSER
from tests.support.hub_cases import HubCase, key_of
from tests.support.people import Actor, Team


def multiply(database, case: HubCase, reader: Actor, count: int, tables=None) -> None:
    """Give a reader so many more of everything that lists show, or of these tables, past all walls."""
    key = key_of(case.world, reader)
    copies = {
        "case_access": ("case_id", "person_id = %(key)s"),
        "case_entry": ("place", "type = 'manifest'"),
        "envelope": ("id", "true"),
        "delivery": ("envelope_id", "person_id = %(key)s"),
        "share_file": ("hash", "person_id = %(key)s"),
    }
    with database.connect(SUPERUSER) as connection:
        connection.execute("SET session_replication_role = replica")
        for table in tables or copies:
            column, where = copies[table]
            _copy(connection, table, column, where, {"key": key, "count": count})
        connection.execute(
            "INSERT INTO intake_envelope (tenant_id, id, kind, sha256, size, received_at, ciphertext)"
            " SELECT %s, md5('intake' || %s || n), 'drop', repeat('a', 64), 1, now(), 'x'"
            " FROM generate_series(1, %s) n",
            [case.owner.genesis, count, count],
        )


def invite_often(database, team: Team, count: int) -> None:
    """Invite a team to so many cases, past all walls."""
    with database.connect(SUPERUSER) as connection:
        connection.execute(
            "INSERT INTO case_stub (tenant_id, case_id, code_name, inviter, expires_at, state, place,"
            " logged_at) SELECT %s, md5('stub' || n), 'amber-quay-7k', 'uv', now(), 'declined', 0, now()"
            " FROM generate_series(1, %s) n ON CONFLICT DO NOTHING",
            [team.genesis, count],
        )


def number_often(database, cna: Team, count: int) -> None:
    """Give the CNA so many more requests and lines in its ledger, past all walls."""
    with database.connect(SUPERUSER) as connection:
        connection.execute(
            "INSERT INTO cna_request (tenant_id, request, case_id, from_tenant, from_slug, code_name,"
            " product, outcome, asked_at) SELECT %s, md5('copy' || n), md5('c'), repeat('a', 64), 'pip',"
            " 'quiet-heron-7k', 'pkg:pypi/pip', 'open', now() FROM generate_series(1, %s) n"
            " ON CONFLICT DO NOTHING",
            [cna.genesis, count],
        )
        connection.execute(
            "INSERT INTO reservation (tenant_id, id, request, state, planned_at, empty_looks)"
            " SELECT %s, md5('copy' || n), md5('copy' || n), 'planned', now(), 0"
            " FROM generate_series(1, %s) n"
            " ON CONFLICT DO NOTHING",
            [cna.genesis, count],
        )


def publish_often(database, count: int) -> None:
    """Have so many more teams take part, and each kind of record published so often, past all walls."""
    with database.connect(SUPERUSER) as connection:
        for kind in ("advisory", "cve", "osv"):
            _copy(connection, "publication", "name", "kind = %(kind)s", {"kind": kind, "count": count})
        connection.execute(
            "INSERT INTO tenant (id, slug, name, kind, stage, profile) SELECT repeat(md5('team' || n), 2),"
            " 'team-' || n, 'Team ' || n, 'installer', 'informal', '{}' FROM generate_series(1, %s) n"
            " ON CONFLICT DO NOTHING",
            [count],
        )


LOGGED = (
    # table, its columns, and what of each fresh row is not that of row one
    (
        "log_leaf",
        "log, place, hash, statement_id",
        "log, 9000 + n, md5('a' || n) || md5('b' || n), md5('' || n)",
    ),
    ("log_open_entry", "log, place, type, wire, appended_at", "log, 9000 + n, type, wire, appended_at"),
    ("log_checkpoint", "log, size, note, key, signed_at", "log, 9000 + n, note, key, signed_at"),
)


def lengthen(database, count: int) -> None:
    """Copy row one of each table of both logs so often: more rows than honest work makes in a test."""
    with database.connect(SUPERUSER) as connection:
        for table, columns, fresh in LOGGED:
            for log in ("directory", "cases"):
                connection.execute(
                    f"INSERT INTO {table} ({columns}) SELECT {fresh} FROM"  # noqa: S608 - names of our own
                    f" (SELECT * FROM {table} WHERE log = %s ORDER BY 2 LIMIT 1) one,"
                    " generate_series(1, %s) n ON CONFLICT DO NOTHING",
                    [log, count],
                )


def _copy(connection, table: str, key: str, where: str, told: dict) -> None:
    names = [
        row[0]
        for row in connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
        )
    ]
    fresh = {
        "name": "md5(%(kind)s || %(count)s || n)",
        "place": "100000 * %(count)s + n",
        "hash": "md5(%(count)s || 'a' || n) || md5(%(count)s || 'b' || n)",
    }.get(key, "md5(%(count)s::text || n)")
    columns = ", ".join(names)
    taken = ", ".join(fresh if name == key else name for name in names)
    if table == "envelope":
        taken = taken.replace("place", "100000 * %(count)s + n")
    connection.execute(
        f"INSERT INTO {table} ({columns}) SELECT {taken} FROM"  # noqa: S608 - names of our own
        f" (SELECT * FROM {table} WHERE {where} LIMIT 1) one, generate_series(1, %(count)s) n",
        told,
    )
