"""A hub as a client sees it, over in-memory logs: it answers what it is told to answer, lies included."""

import base64
import json
from datetime import datetime, timedelta

from crypto import dsse
from crypto.merkle import MemoryStorage, Tree
from crypto.tlog import Checkpoint, LogSigner
from tests.support.people import LOG, START, World


class ShownHub:
    """Both logs of one hub; `get` answers as the API does. `directory_size` may hide what came later."""

    url = "http://hub.test"

    def __init__(self, world: World, log: LogSigner = LOG) -> None:
        self.world = world
        self.log = log
        self.directory = Tree(MemoryStorage())
        self.cases = Tree(MemoryStorage())
        self.case_leaves: list[bytes] = []
        self.anchors: list[dict] = []
        self.case_entries: dict[str, list[dict]] = {}
        self.notes: dict[str, list[tuple[int, bytes]]] = {"directory": [], "cases": []}
        self.entries: list[dict] = []
        self.changed: dict[str, object] = {}

    def sign_off(self, at: datetime | None = None) -> None:
        """Copy what the world has logged, and sign a checkpoint over it."""
        for entry in self.world.entries[self.directory.size :]:
            self.directory.append(dsse.leaf_hash(entry.statement.signed))
            wire = json.loads(dsse.write(entry.statement.signed))
            self.entries.append({"index": entry.index, "wire": wire, "logged_at": "1999-01-01T00:00:00Z"})
        self.sign("directory", self.directory, at)

    def add_leaf(self, leaf: bytes, at: datetime | None = None) -> None:
        """One more leaf of the case log, signed off at once."""
        self.cases.append(leaf)
        self.case_leaves.append(leaf)
        self.sign("cases", self.cases, at)

    def sign(self, log: str, tree: Tree, at: datetime | None = None) -> None:
        moment = at or START + timedelta(minutes=len(self.notes[log]))
        line = f"time {moment:%Y-%m-%dT%H:%M:%SZ}"
        checkpoint = Checkpoint(f"{self.world.hub}/{log}", tree.size, tree.root(), (line,))
        self.notes[log].append((tree.size, self.log.sign_checkpoint(checkpoint)))

    def get(self, path: str, **query: int) -> dict:  # noqa: PLR0911 - one answer a path
        """The honest answer, unless `changed` has another for the path."""
        if path in self.changed:
            return self.changed[path]
        match path.split("/"):
            case ["logs", log, "checkpoint"]:
                size, note = self.notes[log][-1] if self.notes[log] else (0, b"")
                return {"size": size, "note": note.decode(), "cosignatures": []}
            case ["logs", log, "checkpoints"]:
                later = [each for each in self.notes[log] if each[0] > query["after"]]
                return {"checkpoints": [{"size": size, "note": note.decode()} for size, note in later]}
            case ["logs", log, "consistency"]:
                tree = self.directory if log == "directory" else self.cases
                proof = tree.consistency_proof(query["old"], query["new"])
                return {"hashes": [base64.b64encode(each).decode() for each in proof]}
            case ["directory", "entries"]:
                return {"size": self.directory.size, "entries": self.entries[query["from"] :][:2]}
            case ["logs", "cases", "leaves"]:
                return {"leaves": [each.hex() for each in self.case_leaves[query["from"] :]]}
            case ["logs", "cases", "anchors"]:
                return {"anchors": [each for each in self.anchors if each["index"] >= query["from"]]}
            case ["cases", case, "entries"]:
                return {
                    "entries": [each for each in self.case_entries[case] if each["index"] >= query["from"]]
                }
        raise AssertionError(path)
