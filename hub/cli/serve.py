"""`accord hub serve`: the web process of a hub that has its own engines."""

import importlib.util
import os
import socket
import sys
from pathlib import Path

import rich_click as click

from hub.config import Settings

MEMORY = Path("/dev", "shm")  # Linux's file system in memory; elsewhere gunicorn finds a place


@click.command
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=3, show_default=True, type=click.IntRange(1, 64), help="Processes.")
def serve(*, host: str, port: int, workers: int) -> None:
    """Serve HTTP under gunicorn with the settings of this environment."""
    settings = Settings.from_env()
    refuse_taken(host, port)
    # The control socket that gunicorn 27 would open in a home directory is off, and its heartbeat lives in
    # memory: the process writes nothing to its disk.
    words = ["--no-control-socket", "--worker-class", "gthread", "--threads", "4", "--workers", str(workers)]
    memory = ["--worker-tmp-dir", str(MEMORY)] if MEMORY.is_dir() else []
    bind = ["--bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}"]
    program = [sys.executable, "-m", "gunicorn", *words, *memory, *bind, application(settings)]
    os.execv(sys.executable, program)  # noqa: S606  # the process becomes gunicorn, so that signals reach it


def application(settings: Settings) -> str:
    """Return what gunicorn imports: a demo has doors to its roles, where the replayed case is installed."""
    demo = settings.demo and importlib.util.find_spec("hub.demo") is not None
    return "hub.demo.wsgi:application" if demo else "hub.wsgi:application"


def refuse_taken(host: str, port: int) -> None:
    """Raise ClickException with what to do if nobody could listen here."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or "it cannot be used"
            raise click.ClickException(
                f"cannot listen on {host}, port {port} ({reason}): choose another --port"
            ) from None
