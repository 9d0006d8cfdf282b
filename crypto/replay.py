"""Both logs, folded by whoever holds them: a client what it fetched, the hub what it stored (FORMATS.md 3).

The directory log is folded whole (LO-3). Of the case log a client sees all anchors and the statements of its
own cases, with gaps between the indexes; nothing of a case is judged by what stands in another (LO-9), so
every reader comes to the same verdicts.
"""

from collections.abc import Mapping
from datetime import datetime

from crypto.circle import Circle, case_in, fault_of
from crypto.directory import Directory
from crypto.errors import MalformedError, NotAllowedError
from crypto.kinds.body import Body
from crypto.kinds.directory import Anchor
from crypto.kinds.sharing import Epoch, Manifest, Share
from crypto.ring import Due, Holder, Ring, Rotation, pending_shares, rotation_due
from crypto.ring.intake import IntakeRings
from crypto.statement import Entry, Statement, narrow
from crypto.verdict import Verdict


class Replay:
    """Everything that follows from two logs. `cna` is the genesis of the CNA that the reader pinned."""

    def __init__(self, *, hub: str, cna: str | None) -> None:
        """Begin with empty logs of the hub of that name."""
        self.directory = Directory(hub=hub)
        self.circles: dict[str, Circle] = {}
        self.anchored = 0
        self.case_size = 0
        self._cna = cna
        self._intake = IntakeRings(self.directory)
        self._anchor_ids: set[str] = set()
        self._gaps: dict[str, str] = {}

    @property
    def intake(self) -> Mapping[str, Ring]:
        """The intake rings by the genesis of their tenant."""
        return self._intake.rings()

    @property
    def gaps(self) -> Mapping[str, str]:
        """RI-9: letters at intake, by hash, with what their authors saw and this reader did not."""
        return self._gaps

    def intake_holders(self, ring: Ring, *, size: int | None = None) -> dict[str, Holder]:
        """RI-1 and SH-2: who holds an intake ring by a directory of `size` leaves (the newest)."""
        return self._intake.holders(ring, self.directory.at(self.directory.size if size is None else size))

    def intake_rotation(self, ring: Ring, *, when: datetime) -> Rotation | None:
        """RI-6: why an intake ring should rotate at log time `when`, or None."""
        return rotation_due(ring, self.intake_holders(ring), when)

    def pending_intake_shares(self, ring: Ring) -> list[Due]:
        """The shares that those on duty should have and have not."""
        return pending_shares(ring, self.intake_holders(ring))

    def judge_directory(self, statement: Statement[Body], *, when: datetime) -> None:
        """Return if the statement would count as the next leaf of the directory log, logged at `when`.

        Raises NotAllowedError or MalformedError with the rule, BadSignatureError for a bad copy.
        """
        self.directory.judge(statement, when=when)
        if isinstance(statement.body, Epoch | Share):
            self._intake.judge(statement, index=self.directory.size)

    def add_directory(self, entry: Entry) -> Verdict:
        """Fold the next leaf of the directory log; ValueError out of order, BadSignatureError (ST-15)."""
        statement, of_ring = entry.statement, isinstance(entry.statement.body, Epoch | Share)
        fault = fault_of(lambda: self._intake.judge(statement, index=entry.index)) if of_ring else None
        verdict = self.directory.add(entry)
        if verdict.counts and of_ring and fault is None:
            self._intake.add(entry)
        return verdict if fault is None or not verdict.counts else Verdict(entry, fault)

    def judge_case(self, statement: Statement[Body], *, when: datetime, index: int | None = None) -> None:
        """Return if the statement would count as leaf `index` (the next) of the case log, logged at `when`.

        Errors as `judge_directory`. Stricter than folding in one point: a letter whose author saw another
        chain than this one is refused here (RI-9), and only noted there.
        """
        self._judge_case(statement, index=self.case_size if index is None else index, when=when)
        if isinstance(statement.body, Manifest):
            ring = self._ring_of(statement.body)
            gap = ring.gap(statement.body.ring) if ring else None
            if gap is not None:
                raise NotAllowedError("RI-9", gap)

    def add_case(self, entry: Entry) -> Verdict:
        """Fold a leaf of the case log; those between it and the last one are other cases'.

        Raises BadSignatureError for a bad copy, and ValueError if it is out of order or an anchor is for more
        of the directory than was folded.
        """
        if entry.index < self.case_size:
            message = f"leaf {entry.index} after leaf {self.case_size - 1}"
            raise ValueError(message)
        case = case_in(entry.statement.body)
        verdict = self._fold_apart(entry) if case is None else self._fold_case(case, entry)
        self.case_size = entry.index + 1
        return verdict

    def _judge_case(self, statement: Statement[Body], *, index: int, when: datetime) -> None:
        body = statement.body
        if isinstance(body, Anchor):
            self._judge_anchor(body)
            return
        case = case_in(body)
        if case is not None:
            self._circle(case).judge(statement, size=self.anchored, index=index, when=when)
        elif isinstance(body, Manifest):
            self._intake.judge_letter(narrow(statement, Manifest), size=self.anchored, when=when)
        else:
            raise MalformedError("ST-1", f"a {body.TYPE} has no place there in the case log")

    def _judge_anchor(self, body: Anchor) -> None:
        """LO-5: the directory never shrinks and is the one that everybody folds; NotAllowedError."""
        size = body.directory.size
        if size > self.directory.size:
            message = (
                f"an anchor for {size} leaves of the directory, of which {self.directory.size} were folded"
            )
            raise ValueError(message)
        if body.id in self._anchor_ids:
            raise NotAllowedError("ST-9", "the id was used by another anchor")
        if size < self.anchored:
            raise NotAllowedError("LO-5", "an anchor for less of the directory than the one before")
        if body.directory.root != self.directory.root(size):
            raise NotAllowedError(
                "LO-5", "the anchor's root is not that of the directory: the trace of a fork"
            )
        self.directory.check_point(body.log, limit=size)

    def _fold_apart(self, entry: Entry) -> Verdict:
        statement, body = entry.statement, entry.statement.body
        fault = fault_of(lambda: self._judge_case(statement, index=entry.index, when=entry.logged_at))
        if isinstance(body, Anchor):
            self._anchor_ids.add(body.id)
            self.anchored = self.anchored if fault else body.directory.size
        elif isinstance(body, Manifest) and body.case is None:
            self._fold_letter(narrow(statement, Manifest), counts=fault is None)
        return Verdict(entry, fault)

    def _fold_case(self, case: str, entry: Entry) -> Verdict:
        circle = self._circle(case)
        verdict = circle.add(entry, size=self.anchored)
        if verdict.counts:
            self.circles[case] = circle
        return verdict

    def _fold_letter(self, statement: Statement[Manifest], *, counts: bool) -> None:
        gap = self._intake.add_letter(statement) if counts else None
        if gap is not None:
            self._gaps[statement.hash] = gap
        self._intake.use_id(statement.body)

    def _circle(self, case: str) -> Circle:
        return self.circles.get(case) or Circle(case, directory=self.directory, cna=self._cna)

    def _ring_of(self, body: Manifest) -> Ring | None:
        if body.case is None:
            return self._intake.ring(body.ring.id)
        return self._circle(body.case).rings.get(body.ring.id)
