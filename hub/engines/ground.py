"""The ground the embedded engines stand on: a directory of ours, held by one process, and who runs in it.

PostgreSQL refuses to run as root. Started by root, the engines run as the account that owns nothing, in
directories of their own; nobody's permissions are widened. Where that account may not even pass through (a
home of root), the engine keeps the one right to pass, by util-linux's setpriv.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, STDOUT, Popen
from typing import IO, Any

MARKER = "accord-data"
_MARKER_WORDS = b"This directory belongs to Accord: embedded engines, layout 1.\n"
_UNPRIVILEGED = "nobody"
# sun_path is 104 bytes on macOS and 108 on Linux; both engines put their socket's name behind the directory.
_SOCKET_DIRECTORY_LIMIT = 80
_OTHERS_MAY_PASS = 0o001


class EngineError(Exception):
    """An engine cannot run here. The message is one sentence that says what to do."""


@dataclass(frozen=True)
class Ground:
    """A data directory that this process holds. `sockets` is the directory of the engines' sockets, 0700."""

    directory: Path
    sockets: Path
    lock: IO[str]
    account: pwd.struct_passwd | None

    def room(self, name: str) -> Path:
        """Return a directory in which an engine may write, made 0700 and its own."""
        return _own_directory(self.directory / name, self.account)

    def run(self, command: Sequence[str], log: Path) -> Popen[bytes]:
        """Start an engine's program; its words go to the log, and Ctrl-C at the terminal passes it by."""
        prefix, identity = self._become(Path(command[0]))
        with log.open("ab") as out:
            return Popen(  # noqa: S603 - programs of installed wheels, arguments of ours
                [*prefix, *command],
                stdin=DEVNULL,
                stdout=out,
                stderr=STDOUT,
                cwd="/",
                env=_environment(),
                start_new_session=True,
                **identity,
            )

    def release(self) -> None:
        """Let another process have the directory."""
        self.lock.close()

    def _become(self, program: Path) -> tuple[list[str], Mapping[str, Any]]:
        if self.account is None:
            return [], {}
        uid, gid = self.account.pw_uid, self.account.pw_gid
        if _can_pass(program) and _can_pass(self.directory / MARKER):
            return [], {"user": uid, "group": gid, "extra_groups": []}
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            raise EngineError(
                f"PostgreSQL does not run as root, and the account {_UNPRIVILEGED} may not enter "
                f"{self.directory} or {program.parent}: run as an ordinary user"
            )
        right = "-all,+dac_override"
        ids = [f"--reuid={uid}", f"--regid={gid}", "--clear-groups"]
        return [setpriv, *ids, f"--inh-caps={right}", f"--ambient-caps={right}", "--"], {}


def take(directory: Path) -> Ground:
    """Hold a data directory, making it if there is none.

    EngineError if it cannot be written, holds something else, or is held by another process.
    """
    directory = directory.resolve()
    account = pwd.getpwnam(_UNPRIVILEGED) if os.geteuid() == 0 else None
    try:
        directory.mkdir(mode=0o711, parents=True, exist_ok=True)
        _claim(directory)
        lock = _lock(directory)
        sockets = _own_directory(socket_directory(directory), account)
    except OSError as error:
        raise EngineError(
            f"cannot write to the data directory {directory} ({error.strerror}): choose one of your own"
        ) from error
    return Ground(directory, sockets, lock, account)


def command_line(pid: str) -> str:
    """Return the words a process was started with; nothing if there is no such process."""
    if Path("/proc/self").exists():
        words = Path("/proc", pid, "cmdline")
        return words.read_bytes().replace(b"\0", b" ").decode(errors="replace") if words.exists() else ""
    listing = ["/bin/ps", "-o", "command=", "-p", pid]  # macOS has no /proc
    return subprocess.run(listing, capture_output=True, text=True, check=False).stdout  # noqa: S603 - a number


def _claim(directory: Path) -> None:
    marker = directory / MARKER
    if not marker.exists():
        if any(directory.iterdir()):
            raise EngineError(f"{directory} holds files that are not Accord's: choose an empty directory")
        marker.write_bytes(_MARKER_WORDS)
    elif marker.read_bytes() != _MARKER_WORDS:
        raise EngineError(f"{directory} was made by another version of Accord: choose an empty directory")


def _lock(directory: Path) -> IO[str]:
    lock = (directory / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip()
        lock.close()
        raise EngineError(
            f"the data directory {directory} is in use by process {holder}: "
            "stop it or choose another directory"
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def socket_directory(directory: Path) -> Path:
    """Return where the engines of a resolved data directory listen."""
    sockets = directory / "run"
    if len(os.fsencode(sockets)) <= _SOCKET_DIRECTORY_LIMIT:
        return sockets
    name = hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"accord-{os.geteuid()}-{name}"


def _own_directory(directory: Path, account: pwd.struct_passwd | None) -> Path:
    directory.mkdir(mode=0o700, exist_ok=True)
    owner = os.geteuid() if account is None else account.pw_uid
    if account is not None and directory.stat().st_uid == 0:
        os.chown(directory, account.pw_uid, account.pw_gid)
    if directory.is_symlink() or directory.stat().st_uid != owner:
        raise EngineError(f"{directory} belongs to somebody else: choose another data directory")
    directory.chmod(0o700)
    return directory


def _can_pass(path: Path) -> bool:
    return all(parent.stat().st_mode & _OTHERS_MAY_PASS for parent in path.parents)


def _environment() -> dict[str, str]:
    # Nothing of the caller's: PGDATA, PGHOST and the like would move the engine, and secrets have no
    # business there.
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
