"""`accord hub up`: a whole hub on one machine, with the same processes as in production."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

import rich_click as click

from hub import engines, migrate
from hub.cli.operator_init import secret_file
from hub.cli.serve import refuse_taken
from hub.config import Settings

WORKERS_OWN = ("ACCORD_LOG_KEY", "ACCORD_CVE_")
"""What the web process is not even told."""

_STOPPING_S = 20
_LOOK_EVERY_S = 0.5


@click.command
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
def up(*, host: str, port: int, workers: int) -> None:
    """Start PostgreSQL and Valkey in ACCORD_DATA, migrate, serve and work until stopped."""
    settings = Settings.from_env()
    if settings.data is None or not settings.embedded:
        raise click.ClickException("DATABASE_URL is set: run `accord hub serve` and `accord hub work`")
    refuse_taken(host, port)
    try:
        with engines.start(settings.data) as running:
            migrate.upgrade(running.database_url_owner)
            web, worker = environments(running, port)
            serve = ["serve", "--host", host, "--port", str(port), "--workers", str(workers)]
            with _process(["work"], worker) as one, _process(serve, web) as other:
                click.echo(f"The hub is at {web['ACCORD_ORIGIN']}. Stop it with Ctrl-C.", err=True)
                _wait({"the worker": one, "the web process": other})
    except (engines.EngineError, migrate.MigrationError) as error:
        raise click.ClickException(str(error)) from error


def environments(running: engines.Engines, port: int) -> tuple[dict[str, str], dict[str, str]]:
    """Return the settings of the web process and of the worker; what was not set is made in `keys`."""
    keys = running.ground.directory / "keys"
    web = {
        "ACCORD_ORIGIN": f"http://localhost:{port}",
        **_secret("ACCORD_SECRET_KEY", keys / "secret-key"),
        **os.environ,
        "DATABASE_URL": running.database_url_app,
        "REDIS_URL": running.redis_url,
    }
    worker = {**_secret("ACCORD_LOG_KEY", keys / "log-key"), **web}
    return {name: value for name, value in web.items() if not name.startswith(WORKERS_OWN)}, worker


def _secret(name: str, path: Path) -> dict[str, str]:
    if name in os.environ or f"{name}_FILE" in os.environ:
        return {}
    return {f"{name}_FILE": str(secret_file(path))}


@contextmanager
def _process(words: list[str], environment: Mapping[str, str]) -> Iterator[Popen[bytes]]:
    """Run one of our own commands; Ctrl-C passes it by, so that it is stopped in order."""
    command = [sys.executable, "-m", "hub.cli", "hub", *words]
    process = Popen(command, env=dict(environment), start_new_session=True)  # noqa: S603 - our own program
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_STOPPING_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(processes: Mapping[str, Popen[bytes]]) -> None:
    """Wait for a signal; ClickException if a process ends by itself."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    while not stopping.wait(_LOOK_EVERY_S):
        for name, process in processes.items():
            if process.poll() is not None:
                raise click.ClickException(f"{name} ended by itself: its words are above")
