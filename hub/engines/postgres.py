"""The embedded PostgreSQL: made once, started on a socket of its own account, stopped cleanly.

A server that a killed process left behind is stopped first, so that it always runs with the settings below.
"""

import shutil
import signal
import subprocess
import time
from pathlib import Path
from subprocess import Popen
from urllib.parse import quote

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from hub.engines.binaries import POSTGRES_MAJOR, postgres_program
from hub.engines.ground import EngineError, Ground, command_line

DATABASE = "accord"
OWNER, APPLICATION, SUPERUSER = "accord_owner", "accord_app", "postgres"
_STARTING_S, _STOPPING_S = 60, 60
_LOOK_AGAIN_S = 0.02

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "80",
    "jit": "off",
    "log_statement": "none",
    # The text of an error repeats the value it is about, and the statement may hold one; "log" is above
    # "error".
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
_CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

_PLAIN = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"


def url(sockets: Path, role: str, database: str = DATABASE) -> str:
    """Return the address of a database for SQLAlchemy."""
    return f"postgresql+psycopg://{role}@/{database}?host={quote(str(sockets), safe='')}"


def start_postgres(ground: Ground, *, durable: bool) -> Popen[bytes]:
    """Make the cluster if there is none, start it, and wait until it answers. EngineError if it does not."""
    data, log = ground.directory / "postgres", ground.directory / "postgres.log"
    _init(ground, data, log)
    _stop_left_over(ground, data, log)
    settings = {**_SETTINGS, "unix_socket_directories": str(ground.sockets), **({} if durable else _CARELESS)}
    flags = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    process = ground.run([str(postgres_program("postgres")), "-D", str(data), *flags], log)
    _wait_until_it_answers(ground.sockets, process, log)
    return process


def make_database(sockets: Path) -> None:
    """Make the roles and the database of the hub, where they are missing."""
    with administer(sockets) as connection:
        for role in (OWNER, APPLICATION):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(SQL("CREATE ROLE {} {}").format(Identifier(role), SQL(_PLAIN)))
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            for statement in new_database(DATABASE):
                connection.execute(statement)


def new_database(name: str, template: str = "template0") -> tuple[Composed, ...]:
    """Return the statements for a database of the owner that the application may enter, and nobody else."""
    database, owner, application = Identifier(name), Identifier(OWNER), Identifier(APPLICATION)
    create = SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
    return (
        create.format(database, owner, Identifier(template)),
        SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database),
        SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, application),
    )


def administer(sockets: Path) -> psycopg.Connection:
    """Connect as the superuser, outside any transaction: databases and roles are made there."""
    return psycopg.connect(host=str(sockets), user=SUPERUSER, dbname="postgres", autocommit=True)


def stop_postgres(process: Popen[bytes]) -> None:
    """Stop the server: open transactions are rolled back, what was committed is on disk."""
    process.send_signal(signal.SIGINT)  # "fast shutdown" in PostgreSQL's manual
    try:
        process.wait(_STOPPING_S)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)  # "immediate shutdown": the next start recovers
        process.wait()


def _init(ground: Ground, data: Path, log: Path) -> None:
    version = data / "PG_VERSION"
    if version.exists():
        if version.read_text().strip() != str(POSTGRES_MAJOR):
            raise EngineError(
                f"{data} was made by PostgreSQL {version.read_text().strip()} and this is {POSTGRES_MAJOR}: "
                "dump it with the old release, or choose an empty directory"
            )
        return
    # Made beside and renamed: a directory that was left half made has no name that is looked at.
    half_made = ground.directory / "postgres-new"
    shutil.rmtree(half_made, ignore_errors=True)
    ground.room(half_made.name)
    command = [str(postgres_program("initdb")), "-D", str(half_made), "-U", SUPERUSER, "--auth=trust"]
    with ground.run([*command, "--encoding=UTF8", "--locale=C", "--no-sync"], log) as process:
        pass
    if process.returncode != 0:
        raise EngineError(f"PostgreSQL could not make its files: see {log}")
    half_made.rename(data)


def _stop_left_over(ground: Ground, data: Path, log: Path) -> None:
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return
    if str(data) not in command_line(pid_file.read_text().split("\n")[0]):
        # The number belongs to another program by now; PostgreSQL would wait for that one.
        pid_file.unlink()
        return
    stop = [str(postgres_program("pg_ctl")), "-D", str(data), "-m", "fast", "-w", "stop"]
    with ground.run(stop, log):
        pass


def _wait_until_it_answers(sockets: Path, process: Popen[bytes], log: Path) -> None:
    for _ in range(round(_STARTING_S / _LOOK_AGAIN_S)):
        if process.poll() is not None:
            raise EngineError(f"PostgreSQL did not start: see {log}")
        try:
            administer(sockets).close()
        except psycopg.OperationalError:
            time.sleep(_LOOK_AGAIN_S)
        else:
            return
    stop_postgres(process)
    raise EngineError(f"PostgreSQL did not answer within {_STARTING_S} seconds: see {log}")
