"""Everybody at work: each act is one run of the shipped client, as a process with its own home directory.

Text goes to a client's standard input and never onto its command line, which other accounts could see.
"""

import json
import os
import secrets
import shlex
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from hub.demo.cast import name_of
from hub.demo.errors import StepFailedError
from hub.demo.processes import ACCORD, environment

REFUSED, NOT_FOUND = 1, 3
_PATIENCE_S = 120


@dataclass(frozen=True)
class Act:
    """One run of the client: who, the words after `accord`, what it shows, and what they type into it.

    `status` is the exit code that the script expects; `env` are further variables of the environment.
    """

    who: str
    words: tuple[str, ...]
    shows: str
    given: str = ""
    status: int = 0
    env: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Outcome:
    """How it went: the exit code, the JSON object that was printed, and the words of a refusal."""

    act: Act
    status: int
    said: dict[str, Any]
    error: str


@dataclass
class Troupe:
    """The people of the replay in `directory`, and a journal of what each of them ran."""

    directory: Path
    journal: Path
    acts: int = 0

    def home(self, who: str) -> Path:
        """Return a person's home directory, made 0700 with a passphrase when they first appear."""
        home = self.directory / who
        if not home.exists():
            home.mkdir(mode=0o700, parents=True)
            with os.fdopen(os.open(home / "passphrase", os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(secrets.token_hex(16) + "\n")
        return home

    def variables(self, who: str) -> dict[str, str]:
        """Return what makes the client this person's."""
        home = self.home(who)
        return {
            "ACCORD_HOME": str(home),
            "ACCORD_PASSPHRASE_FILE": str(home / "passphrase"),
            "ACCORD_DEMO": "1",
        }

    def run(self, act: Act) -> dict[str, Any]:
        """Run one act and return what it printed; StepFailedError if it did not end as the script says."""
        return self.attempt(act).said

    def attempt(self, act: Act) -> Outcome:
        """Run one act; the journal gets its command line without what was typed or printed."""
        begun = time.monotonic()
        done = subprocess.run(  # noqa: S603 - the client itself
            [*ACCORD, *act.words, "--json"],
            input=act.given,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE_S,
            cwd=self.home(act.who),
            env=environment(**self.variables(act.who), **dict(act.env)),
        )
        outcome = Outcome(act, done.returncode, _object(done.stdout), done.stderr.strip())
        self._write_down(outcome, time.monotonic() - begun)
        if outcome.status != act.status:
            raise StepFailedError(
                f"{name_of(act.who)} ran `accord {act.words[0]}` to show: {act.shows}. "
                f"It ended with {outcome.status} instead of {act.status}: {outcome.error[-2000:]}"
            )
        return outcome

    def command(self, who: str, words: Sequence[str]) -> str:
        """Return a command line for a person at a terminal who wants to act as `who`."""
        variables = " ".join(f"{name}={shlex.quote(value)}" for name, value in self.variables(who).items())
        return f"{variables} {shlex.join([*_client(), *words])}"

    def _write_down(self, outcome: Outcome, seconds: float) -> None:
        self.acts += 1
        words = shlex.join(("accord", *_harmless(outcome.act.words)))
        line = {
            "who": outcome.act.who,
            "words": words,
            "status": outcome.status,
            "seconds": round(seconds, 2),
        }
        with self.journal.open("a") as file:
            file.write(json.dumps(line) + "\n")


def _harmless(words: Sequence[str]) -> list[str]:
    """Return the words without a title: the journal is one of the logs that must not hold content."""
    return ["…" if before == "--subject" else word for before, word in pairwise(("", *words))]


def _client() -> Sequence[str]:
    """Return the installed command where there is one: it is shorter to read."""
    script = Path(ACCORD[0]).parent / "accord"
    return [str(script)] if script.exists() else ACCORD


def _object(printed: str) -> dict[str, Any]:
    try:
        found = json.loads(printed)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {"list": found}
