"""The replay at work: the script's lines filled with what was said before, performed, and remembered.

What the driver remembers (ids, words it planted) lies among the people's homes: it is theirs, not the hub's.
"""

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from hub.demo.canaries import Canaries
from hub.demo.errors import DemoError, StepFailedError
from hub.demo.stage import Stage
from hub.demo.troupe import Act, Troupe

PEOPLE = "people"
_BIRD = "bird_"
Said = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """One named step of the replay."""

    number: int
    name: str
    perform: Callable[["Play"], None]


@dataclass
class Memory:
    """What outlives the driver: the finished steps with their seconds, and the facts of the script.

    `begun` is the step in hand; one that was begun and not finished cannot be gone on with.
    """

    path: Path
    port: int
    begun: int = 0
    done: list[tuple[str, float]] = field(default_factory=list)
    facts: Said = field(default_factory=dict)
    canaries: Canaries = field(default_factory=Canaries)
    scans: Said = field(default_factory=dict)

    @classmethod
    def at(cls, data: Path, port: int) -> "Memory":
        """Read the memory of a data directory, or begin; DemoError if it belongs to another kind of run."""
        path = data / PEOPLE / "replay.json"
        if not path.exists():
            if (data / "postgres").exists():
                raise DemoError(f"{data} holds a hub that is no demo: choose an empty directory")
            return cls(path, port)
        found = json.loads(path.read_text())
        canaries = Canaries(**found.pop("canaries"))
        memory = cls(path=path, canaries=canaries, **found)
        if memory.begun > len(memory.done):
            raise DemoError(f"the replay in {data} was interrupted: delete the directory or choose another")
        if memory.port != port:
            raise DemoError(
                f"the replay in {data} belongs to port {memory.port}: start it with --port {memory.port}"
            )
        return memory

    def save(self) -> None:
        """Write it down."""
        self.path.parent.mkdir(mode=0o700, exist_ok=True)
        text = json.dumps({**asdict(self), "path": None}, default=str)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps({k: v for k, v in json.loads(text).items() if k != "path"}))
        fresh.replace(self.path)


@dataclass
class Play:
    """The stage, the people, and what the script knows by now."""

    stage: Stage
    troupe: Troupe
    memory: Memory
    tell: Callable[[str], None]

    @property
    def facts(self) -> Said:
        """What later lines of the script refer to, by name."""
        return self.memory.facts

    def run(self, steps: Sequence[Step], until: int) -> None:
        """Perform the steps that are not done yet, up to number `until`."""
        for step in steps[len(self.memory.done) : until]:
            self.memory.begun = step.number
            self.memory.save()
            begun = time.monotonic()
            step.perform(self)
            seconds = round(time.monotonic() - begun, 1)
            self.memory.done.append((step.name, seconds))
            self.memory.save()
            self.tell(f"  {step.number}. {step.name}  ({seconds:.1f} s)")

    def act(
        self,
        who: str,
        *words: str,
        shows: str,
        given: str = "",
        keep: Mapping[str, str] | None = None,
        env: Sequence[tuple[str, str]] = (),
    ) -> Said:
        """Let one person run the client. In words and text, {name} is a fact and {bird_x} a planted word.

        `keep` makes facts of what was printed: the fact's name, and the key it was printed under.
        """
        said = self.troupe.run(self._filled(Act(who, words, shows, given, env=tuple(env))))
        self.facts.update({name: said[key] for name, key in (keep or {}).items()})
        return said

    def refused(self, who: str, *words: str, shows: str, status: int, given: str = "") -> str:
        """Let one person try what the script says they cannot; the sentence they got."""
        return self.troupe.attempt(self._filled(Act(who, words, shows, given, status))).error

    def together(self, *parts: Callable[[], object]) -> list[Any]:
        """Perform parts whose order does not matter, as many at once as the machine has use for."""
        with ThreadPoolExecutor(max_workers=(os.cpu_count() or 1) + 1) as pool:
            return [each.result() for each in [pool.submit(part) for part in parts]]

    def filled(self, text: str) -> str:
        """Return the text with the script's facts and planted words in it."""
        return text.format_map(_Names(self))

    def _filled(self, act: Act) -> Act:
        return replace(
            act, words=tuple(map(self.filled, act.words)), shows=act.shows, given=self.filled(act.given)
        )


class _Names(dict[str, Any]):
    """Facts by name; a name that begins with ``bird_`` is the word planted under the rest of it."""

    def __init__(self, play: Play) -> None:
        super().__init__(play.facts)
        self._canaries = play.memory.canaries

    def __missing__(self, name: str) -> str:
        if not name.startswith(_BIRD):
            raise KeyError(name)
        return self._canaries.plant(name.removeprefix(_BIRD))


def expect(is_so: object, sentence: str) -> None:
    """StepFailedError with the sentence unless it is so."""
    if not is_so:
        raise StepFailedError(f"the replay expected that {sentence}")
