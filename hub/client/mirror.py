"""Copying the logs and believing nothing: what reaches the store was checked against signed checkpoints.

To copy a log: (1) open its newest checkpoint with the pinned key, (2) go forward from the highest one known,
never back or aside (LO-2), (3) fetch every checkpoint between, (4) fetch what stands below, contents of the
directory and blinded leaves of the case log, (5) recompute the root at each of those checkpoints (LO-3), (6)
keep all of it. A leaf's time is that of the first checkpoint over it (ST-11). Entries of a case, which only
its readers are given, are compared with their leaves.

An agent and a command line may copy into one home at once. So a copy is judged by the checkpoints that were
kept when it began, whatever is kept meanwhile: what the other was shown later is no rollback for this one.
Checkpoints and what they cover are kept together, and what covers is read before what is covered.
"""

import base64
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from crypto import dsse, notes, tlog
from crypto.checkpoint_watch import CheckpointWatch, Verdict
from crypto.errors import CryptoError
from crypto.merkle import Frontier
from crypto.notes import VerifierKey
from hub.client.errors import HubLiesError
from hub.client.home import Membership
from hub.client.store import Kept, Store
from hub.client.transport import PAGE, Transport
from hub.clock import SystemClock

DIRECTORY, CASES, ANCHOR = "directory", "cases", "anchor"
INVITED = "invited"
"""What an invitee is shown of a case it does not read: kept apart, as the case does not begin there."""
FRESH = "fresh"
"""The fact that remembers how old the directory is by its newest checkpoint, signed again (LO-4)."""
TIME_LINE = "time "
LIES = {
    Verdict.ROLLBACK: "the hub showed an older log than before",
    Verdict.FORK: "the hub showed two logs that contradict each other; both notes are kept as the proof",
    Verdict.BAD_PROOF: "the hub could not prove that its log only grew",
}


@dataclass(frozen=True)
class Timeline:
    """The checkpoints of a log, by size: from them every leaf has its time."""

    sizes: tuple[int, ...]
    times: tuple[datetime, ...]

    @classmethod
    def of(cls, checkpoints: Iterable[tlog.Checkpoint]) -> "Timeline":
        """Those of these checkpoints, smallest first."""
        opened = list(checkpoints)
        return cls(tuple(each.size for each in opened), tuple(time_of(each) for each in opened))

    @property
    def size(self) -> int:
        """How many leaves are covered."""
        return self.sizes[-1] if self.sizes else 0

    def logged_at(self, place: int) -> datetime:
        """The time of the first checkpoint that covers the leaf."""
        return self.times[bisect_right(self.sizes, place)]


@dataclass(frozen=True)
class News:
    """What is shown of a log above the `size` leaves that are kept: notes, their checkpoints, all times."""

    size: int
    notes: list[tuple[int, bytes]]
    fresh: list[tlog.Checkpoint]
    timeline: Timeline


@dataclass(frozen=True)
class Mirror:
    """A member's copy of both logs of one hub."""

    store: Store
    transport: Transport
    member: Membership

    def copy_directory(self) -> None:
        """Bring the directory up to date; HubLiesError if what is shown cannot be true."""
        news = self._news(DIRECTORY)
        if not news.notes:
            return
        kept = self.directory_leaves()[: news.size]
        wires = list(self._pages("directory/entries", "entries", news.size, news.timeline.size))
        found = [_wire(each["wire"]) for each in wires]
        _check_roots(kept + [dsse.leaf_hash(dsse.parse(wire)) for wire in found], news.fresh)
        entries = [
            Kept(DIRECTORY, place, DIRECTORY, wire, news.timeline.logged_at(place))
            for place, wire in enumerate(found, news.size)
        ]
        self.store.keep(DIRECTORY, notes=news.notes, entries=entries)

    def copy_cases(self, case_ids: Iterable[str]) -> None:
        """Bring the case log's leaves, its anchors and the entries of these cases up to date."""
        news = self._news(CASES)
        shown = self._pages("logs/cases/leaves", "leaves", news.size, news.timeline.size)
        found = [bytes.fromhex(each) for each in shown]
        leaves = self.store.leaves()[: news.size] + found
        if news.fresh:
            _check_roots(leaves, news.fresh)
        self.store.keep(CASES, notes=news.notes, leaves=list(enumerate(found, news.size)))
        self._copy_entries("logs/cases/anchors", "anchors", ANCHOR, leaves, news.timeline)
        for case_id in case_ids:
            self._copy_entries(f"cases/{case_id}/entries", "entries", case_id, leaves, news.timeline)

    def keep_entries(self, scope: str, shown: Iterable[Mapping[str, Any]]) -> None:
        """Keep entries of a case that came by another way, such as an invitation's."""
        self._keep_entries(shown, scope, self.store.leaves(), self.timeline(CASES))

    def directory_leaves(self) -> list[bytes]:
        """The leaf hashes of the directory entries kept."""
        return [dsse.leaf_hash(dsse.parse(each.wire)) for each in self.store.entries(DIRECTORY)]

    def timeline(self, log: str) -> Timeline:
        """The checkpoints kept of a log."""
        return Timeline.of(self.open_note(log, note) for note in self.store.notes(log))

    def _news(self, log: str) -> News:
        """Steps 1 to 3, from what is kept at this moment."""
        kept = self.store.notes(log)
        known = [self.open_note(log, note) for note in kept]
        size = known[-1].size if known else 0
        newest = self.transport.get(f"logs/{log}/checkpoint")
        if not newest.get("note"):
            if size:
                raise HubLiesError(LIES[Verdict.ROLLBACK], rule="LO-2")
            return News(0, [], [], Timeline((), ()))
        note = newest["note"].encode()
        self._go_forward(log, size, kept[-1] if kept else None, note)
        if newest.get("fresh"):
            self._stay_fresh(log, note, newest["fresh"].encode())
        new = self._new_notes(log, size, self.open_note(log, note).size)
        fresh = [self.open_note(log, each) for _, each in new]
        timeline = Timeline.of(known + fresh)
        sizes, times = pairwise(timeline.sizes), pairwise(timeline.times)
        if any(a >= b for a, b in sizes) or any(a > b for a, b in times):
            raise HubLiesError("the hub's checkpoints do not go forward in size and time", rule="LO-2")
        return News(size, new, fresh, timeline)

    def _new_notes(self, log: str, size: int, newest: int) -> list[tuple[int, bytes]]:
        """Every checkpoint after `size`, a page at a time, up to the newest."""
        new: list[tuple[int, bytes]] = []
        while size < newest:
            shown = self.transport.get(f"logs/{log}/checkpoints", after=size)["checkpoints"]
            if not shown or int(shown[-1]["size"]) <= size:
                raise HubLiesError("the hub withholds checkpoints of its log", rule="LO-2")
            new += [(int(each["size"]), str(each["note"]).encode()) for each in shown]
            size = new[-1][0]
        return new

    def _stay_fresh(self, log: str, note: bytes, again: bytes) -> None:
        """LO-4: a quiet log's newest checkpoint, signed again, says how old the copy is."""
        newest, fresh = self.open_note(log, note), self.open_note(log, again)
        if fresh.size != newest.size:
            return
        if fresh.root != newest.root:
            self.store.remember(f"evidence {log} {fresh.size}", again.decode())
            raise HubLiesError(LIES[Verdict.FORK], rule="LO-2")
        self.store.remember(f"{FRESH} {log}", time_of(fresh).isoformat())

    def _go_forward(self, log: str, size: int, highest: bytes | None, note: bytes) -> None:
        watch = CheckpointWatch(self._origin(log), self._key, highest)
        proof: list[bytes] = []
        offered = self.open_note(log, note).size
        if highest is not None and offered > size:
            shown = self.transport.get(f"logs/{log}/consistency", old=size, new=offered)
            proof = [base64.b64decode(each) for each in shown["hashes"]]
        judgement = watch.judge(note, proof)
        if judgement.verdict in LIES:
            self.store.remember(f"evidence {log} {SystemClock().now().isoformat()}", note.decode())
            raise HubLiesError(LIES[judgement.verdict], rule="LO-2")

    def _copy_entries(
        self, path: str, field: str, scope: str, leaves: list[bytes], timeline: Timeline
    ) -> None:
        while True:
            start = self.store.next_place(CASES, scope)
            shown = self.transport.get(path, **{"from": start})[field]
            self._keep_entries(shown, scope, leaves, timeline)
            if len(shown) < PAGE or self.store.next_place(CASES, scope) == start:
                return

    def _keep_entries(
        self, shown: Iterable[Mapping[str, Any]], scope: str, leaves: list[bytes], timeline: Timeline
    ) -> None:
        entries = []
        for each in shown:
            place, wire = int(each["index"]), _wire(each["wire"])
            if place >= min(len(leaves), timeline.size):
                break  # appended since the checkpoint: it is there at the next copy
            if leaves[place] != dsse.leaf_hash(dsse.parse(wire)):
                raise HubLiesError(
                    f"the hub showed a statement that is not leaf {place} of its log", rule="LO-8"
                )
            entries.append(Kept(CASES, place, scope, wire, timeline.logged_at(place)))
        self.store.keep(CASES, entries=entries)

    def _pages(self, path: str, field: str, start: int, end: int) -> Iterator[Any]:
        while start < end:
            page = self.transport.get(path, **{"from": start})[field][: end - start]
            if not page:
                raise HubLiesError(f"the hub withholds what stands at place {start} of its log", rule="LO-3")
            yield from page
            start += len(page)

    def _origin(self, log: str) -> str:
        return f"{self.member.hub}/{log}"

    @property
    def _key(self) -> VerifierKey:
        return VerifierKey.parse(self.member.log_key)

    def open_note(self, log: str, note: bytes) -> tlog.Checkpoint:
        """A checkpoint by the pinned key; HubLiesError (LO-1) by another."""
        try:
            return tlog.open_checkpoint(note, origin=self._origin(log), key=self._key)
        except CryptoError as error:
            raise HubLiesError(
                f"the checkpoint is not by the log key that is pinned: {error}", rule="LO-1"
            ) from error


def time_of(checkpoint: tlog.Checkpoint) -> datetime:
    """The instant on the checkpoint's time line; HubLiesError (LO-1) if it has none."""
    for line in checkpoint.extensions:
        if line.startswith(TIME_LINE):
            return datetime.fromisoformat(line.removeprefix(TIME_LINE)).astimezone(UTC)
    raise HubLiesError("a checkpoint has no time line", rule="LO-1")


def check_copy(store: Store, member: Membership) -> None:
    """Check what is kept once more, offline: notes, roots, and every case entry against its leaf."""
    mirror = Mirror(store, Transport(""), member)
    opened = {log: [mirror.open_note(log, note) for note in store.notes(log)] for log in (DIRECTORY, CASES)}
    _check_roots(mirror.directory_leaves(), opened[DIRECTORY])
    entries = store.entries(CASES)
    leaves = store.leaves()
    _check_roots(leaves, opened[CASES])
    for each in entries:
        if leaves[each.place] != dsse.leaf_hash(dsse.parse(each.wire)):
            raise HubLiesError(f"what was kept at place {each.place} is not its leaf", rule="LO-8")


def newest_note(store: Store, log: str) -> notes.Note | None:
    """The highest checkpoint kept, with its signatures."""
    known = store.notes(log)
    return notes.parse(known[-1]) if known else None


def _check_roots(leaves: list[bytes], checkpoints: list[tlog.Checkpoint]) -> None:
    edge, wanted = Frontier(), {each.size: each.root for each in checkpoints}
    for leaf in leaves:
        edge.append(leaf)
        if edge.size in wanted and edge.root() != wanted.pop(edge.size):
            raise HubLiesError(
                f"the contents of the log are not those of its checkpoint {edge.size}", rule="LO-3"
            )
    if wanted.keys() - {0}:
        raise HubLiesError("the hub withholds contents below its checkpoint", rule="LO-3")


def _wire(shown: Mapping[str, Any]) -> bytes:
    """The statement as bytes; its leaf covers type and payload, so writing it anew changes nothing."""
    return dsse.write(dsse.parse(json.dumps(shown).encode()))
