"""The embedded Valkey: nothing on disk, one socket that only its own account may enter."""

import subprocess
import time
from pathlib import Path
from subprocess import Popen
from urllib.parse import quote

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from hub.engines.binaries import valkey_program
from hub.engines.ground import EngineError, Ground

_STARTING_S, _STOPPING_S = 30, 10
_LOOK_AGAIN_S = 0.02


def url(sockets: Path) -> str:
    """Return the address for redis-py."""
    return f"unix://{quote(str(_socket(sockets)))}"


def start_valkey(ground: Ground) -> Popen[bytes]:
    """Start the server and wait until it answers. EngineError if it does not."""
    socket, log = _socket(ground.sockets), ground.directory / "valkey.log"
    _stop_left_over(socket)
    flags = {
        "port": "0",  # no TCP at all: a port of 127.0.0.1 is open to every account of the machine
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(ground.room("valkey")),
        "save": "",
        "appendonly": "no",
        "daemonize": "no",
        "loglevel": "warning",
    }
    words = [word for name, value in flags.items() for word in (f"--{name}", value)]
    process = ground.run([str(valkey_program()), *words], log)
    for _ in range(round(_STARTING_S / _LOOK_AGAIN_S)):
        if process.poll() is not None:
            raise EngineError(f"Valkey did not start: see {log}")
        if _answers(socket):
            return process
        time.sleep(_LOOK_AGAIN_S)
    stop_valkey(process)
    raise EngineError(f"Valkey did not answer within {_STARTING_S} seconds: see {log}")


def stop_valkey(process: Popen[bytes]) -> None:
    """Stop the server; it has nothing to save."""
    process.terminate()
    try:
        process.wait(_STOPPING_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _socket(sockets: Path) -> Path:
    return sockets / "valkey.sock"


def _client(socket: Path) -> Redis:
    return Redis(unix_socket_path=str(socket), retry=Retry(NoBackoff(), 0))  # the caller looks again itself


def _answers(socket: Path) -> bool:
    with _client(socket) as client:
        try:
            return bool(client.ping())
        except RedisError:
            return False


def _stop_left_over(socket: Path) -> None:
    if _answers(socket):
        with _client(socket) as client:
            client.shutdown(nosave=True)
