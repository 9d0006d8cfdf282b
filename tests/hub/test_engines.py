"""The embedded engines: what stands in their way is said in one sentence, and a killed hub starts again."""

import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from hub.engines import EngineError, binaries, start
from hub.engines.ground import MARKER, command_line, take
from hub.engines.postgres import APPLICATION, OWNER, administer

ROOT = os.geteuid() == 0


@pytest.fixture
def folder(tmp_path_factory, request):
    """A place that the engines' account can pass through, unlike pytest's own when root runs it."""
    made = Path("/tmp") / f"accord-engines-{os.getpid()}-{request.node.name[:20]}"  # noqa: S108 - see above
    made.mkdir()
    made.chmod(0o755)
    yield made
    subprocess.run(["/bin/rm", "-rf", made], check=True)


def test_a_directory_with_other_files_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(EngineError, match="choose an empty directory"):
        take(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("words", [b"layout 9", b"\xff\xfe", b""], ids=["text", "bytes", "nothing"])
def test_a_directory_of_another_layout_is_refused(tmp_path, words):
    (tmp_path / MARKER).write_bytes(words)
    with pytest.raises(EngineError, match="another version"):
        take(tmp_path)


def test_a_directory_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError, match=r"cannot write to the data directory .*choose one of your own"):
        take(tmp_path / "file" / "data")


def test_a_directory_in_use_is_refused_and_names_the_process(tmp_path):
    ground = take(tmp_path / "data")
    with pytest.raises(EngineError, match=f"in use by process {os.getpid()}: stop it"):
        take(tmp_path / "data")
    ground.release()
    take(tmp_path / "data").release()


def test_a_room_of_somebody_else_is_refused(tmp_path):
    ground = take(tmp_path / "data")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "data" / "postgres").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(EngineError, match="somebody else"):
        ground.room("postgres")
    ground.release()


def test_a_long_path_gets_its_sockets_elsewhere_and_closed(tmp_path):
    ground = take(tmp_path / ("long" * 30))
    assert len(str(ground.sockets)) < 80
    assert stat.S_IMODE(ground.sockets.stat().st_mode) == 0o700
    ground.sockets.rmdir()
    ground.release()


@pytest.mark.parametrize("package", ["no_such_wheel", "email"])
def test_without_the_extra_the_sentence_names_it(package):
    with pytest.raises(EngineError, match=r"pip install 'accord-hub\[embedded\]'.*DATABASE_URL"):
        binaries._inside(package, "bin/postgres")


def test_another_releases_database_is_refused(folder):
    data = folder / "data" / "postgres"
    take(folder / "data").release()
    data.mkdir()
    (data / "PG_VERSION").write_text("16\n")
    with pytest.raises(EngineError, match="made by PostgreSQL 16 and this is 18"):
        start(folder / "data")


def test_a_database_that_cannot_start_is_reported_with_its_log(folder):
    with start(folder / "data", durable=False):
        pass
    (folder / "data" / "postgres" / "postgresql.conf").write_text("nonsense nonsense nonsense\n")
    with pytest.raises(EngineError, match=r"did not start: see .*postgres\.log"):
        start(folder / "data")
    take(folder / "data").release()  # a failed start lets the directory go


def test_a_valkey_that_cannot_start_is_reported_with_its_log_and_takes_the_database_along(folder):
    with start(folder / "data", durable=False):
        pass
    (folder / "data" / "run" / "valkey.sock").mkdir()
    with pytest.raises(EngineError, match=r"Valkey did not start: see .*valkey\.log"):
        start(folder / "data")
    assert not (folder / "data" / "postgres" / "postmaster.pid").exists()


def test_programs_that_are_not_there_are_an_empty_command_line():
    assert command_line("999999999") == ""
    assert "python" in command_line(str(os.getpid()))


@pytest.mark.skipif(not ROOT, reason="only root has somebody to become")
def test_root_without_setpriv_is_told_to_be_somebody_else(tmp_path, monkeypatch):
    tmp_path.chmod(0o700)
    monkeypatch.setenv("PATH", "")
    ground = take(tmp_path / "data")
    with pytest.raises(EngineError, match="run as an ordinary user"):
        ground.run(["/bin/true"], tmp_path / "log")
    ground.release()


@pytest.mark.skipif(not ROOT, reason="only root can lock itself out and still start")
def test_root_starts_in_a_directory_that_nobody_else_may_enter(folder):
    folder.chmod(0o700)
    with start(folder / "data", durable=False) as engines, administer(engines.ground.sockets) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_they_listen_on_no_port_and_let_no_other_account_in(bench):
    with administer(bench.sockets) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    with Redis.from_url(bench.engines.redis_url) as client:
        assert client.config_get("port") == {"port": "0"}
    assert stat.S_IMODE(bench.sockets.stat().st_mode) == 0o700
    names = {each.name for each in bench.sockets.iterdir() if stat.S_ISSOCK(each.stat().st_mode)}
    assert names == {".s.PGSQL.5432", "valkey.sock"}


def test_the_roles_are_plain_and_the_application_makes_nothing(bench):
    with administer(bench.sockets) as connection:
        roles = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles"
            " WHERE rolname LIKE 'accord%' ORDER BY 1"
        ).fetchall()
    assert roles == [(APPLICATION, *[False] * 4), (OWNER, *[False] * 4)]


def test_a_failed_statement_leaves_no_value_in_the_log(bench, database):
    for statement in ("SELECT CAST('canary' AS integer)", "SELECT 1/0 AS canary"):
        with database.connect() as connection, pytest.raises(psycopg.DataError):
            connection.execute(statement)
    log = (bench.engines.ground.directory / "postgres.log").read_text()
    assert "starting PostgreSQL" in log
    assert "canary" not in log


def test_what_was_written_is_there_after_a_clean_stop_and_another_start(folder):
    for expected in (0, 1):
        with start(folder / "data", durable=False) as engines, administer(engines.ground.sockets) as admin:
            admin.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
            assert admin.execute("SELECT count(*) FROM kept").fetchone() == (expected,)
            admin.execute("INSERT INTO kept VALUES (1)")


KILLED = """
import os, signal, sys
from pathlib import Path
from hub.engines import start
from hub.engines.postgres import administer
engines = start(Path(sys.argv[1]))
with administer(engines.ground.sockets) as admin:
    admin.execute("CREATE TABLE kept (id int)")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_after_the_hub_was_killed_the_next_start_recovers(folder):
    """The killed process leaves both servers running; they are stopped, not trusted."""
    killed = subprocess.run([sys.executable, "-c", KILLED, folder / "data"], check=False)
    assert killed.returncode == -signal.SIGKILL
    left_over = (folder / "data" / "postgres" / "postmaster.pid").read_text().split("\n")[0]
    with start(folder / "data", durable=False) as engines, administer(engines.ground.sockets) as admin:
        assert command_line(left_over) == ""
        assert admin.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_number_that_another_program_has_by_now_does_not_stop_the_start(folder):
    with start(folder / "data", durable=False) as engines:
        pid_file = engines.ground.directory / "postgres" / "postmaster.pid"
        words = pid_file.read_text()
    pid_file.write_text(words.replace(words.split("\n")[0], str(os.getpid()), 1))
    with start(folder / "data", durable=False) as engines, administer(engines.ground.sockets) as admin:
        assert admin.execute("SELECT 1").fetchone() == (1,)


def test_a_second_stop_does_nothing(folder):
    engines = start(folder / "data", durable=False)
    engines.stop()
    engines.stop()
    with pytest.raises((ConnectionRefusedError, FileNotFoundError)), socket.socket(socket.AF_UNIX) as client:
        client.connect(str(engines.ground.sockets / "valkey.sock"))
