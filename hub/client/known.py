"""What a member knows: both logs folded from their own cache, with the code that the hub judges by too."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from crypto import dsse, tlog
from crypto.circle import Circle
from crypto.directory import View
from crypto.errors import BadSignatureError
from crypto.kinds import Anchor
from crypto.kinds.body import LogPoint
from crypto.kinds.sharing import At
from crypto.merkle import EMPTY_ROOT
from crypto.notes import parse as parse_note
from crypto.replay import Replay
from crypto.statement import Entry, check
from crypto.verdict import Verdict
from hub.client.errors import ClientError, Exit, HubLiesError
from hub.client.home import Membership
from hub.client.mirror import CASES, DIRECTORY, FRESH, INVITED, time_of
from hub.client.store import Kept, Store


@dataclass(frozen=True)
class Known:
    """The fold, and the checkpoints it stands on; `verdicts` are those of the directory."""

    member: Membership
    replay: Replay
    directory: tlog.Checkpoint | None
    cases: tlog.Checkpoint | None
    verdicts: tuple[Verdict, ...]
    fresh: datetime | None = None

    @property
    def view(self) -> View:
        """The directory as it stands."""
        return self.replay.directory.now

    @property
    def circles(self) -> Mapping[str, Circle]:
        """The cases whose statements this member was given."""
        return self.replay.circles

    @property
    def point(self) -> LogPoint:
        """What a statement says its author had verified (2.2)."""
        if self.directory is None:
            return LogPoint(size=0, root=EMPTY_ROOT.hex())
        return LogPoint(size=self.directory.size, root=self.directory.root.hex())

    @property
    def at(self) -> At:
        """Both sizes, as an epoch names them (RI-2)."""
        return At(
            directory=self.directory.size if self.directory else 0, cases=self.cases.size if self.cases else 0
        )

    @property
    def directory_time(self) -> datetime | None:
        """The time of the newest directory checkpoint, as it was last signed (LO-4)."""
        if self.directory is None:
            return None
        signed = time_of(self.directory)
        return max(signed, self.fresh) if self.fresh else signed

    def circle(self, case_id: str) -> Circle:
        """One case; ClientError if nothing of it was shown."""
        found = self.circles.get(case_id)
        if found is None:
            raise ClientError("there is no such case", code=Exit.NOT_FOUND)
        return found

    def slug(self, genesis: str) -> str:
        """The slug a tenant is admitted under; the start of its genesis if it is not."""
        tenant = self.view.tenant(genesis)
        return genesis[:12] if tenant is None else tenant.slug


def fold(store: Store, member: Membership) -> Known:
    """Fold the cache, up to the checkpoints that are the newest now: another process may keep more meanwhile.

    HubLiesError for a signature that does not hold: no honest hub hands one out.
    """
    replay = Replay(hub=member.hub, cna=member.cna or member.tenant)
    directory, cases = _newest(store, DIRECTORY), _newest(store, CASES)
    try:
        covered = store.entries(DIRECTORY)[: directory.size if directory else 0]
        verdicts = tuple(replay.add_directory(_entry(each, member.hub)) for each in covered)
        for each in store.entries(CASES):
            if each.place >= (cases.size if cases else 0):
                break
            entry = _entry(each, member.hub)
            body = entry.statement.body
            if isinstance(body, Anchor) and body.directory.size > replay.directory.size:
                break  # another process keeps more just now: the next fold has the rest
            if not each.scope.startswith(INVITED):
                replay.add_case(entry)
    except BadSignatureError as fault:
        raise HubLiesError(
            f"a logged statement was shown with another signature: {fault}", rule=fault.rule
        ) from fault
    again = store.fact(f"{FRESH} {DIRECTORY}")
    fresh = datetime.fromisoformat(again) if again else None
    return Known(member, replay, directory, cases, verdicts, fresh)


def _entry(kept: Kept, hub: str) -> Entry:
    return Entry(kept.place, check(dsse.parse(kept.wire), hub=hub), kept.logged_at)


def _newest(store: Store, log: str) -> tlog.Checkpoint | None:
    known = store.notes(log)
    return tlog.Checkpoint.parse(parse_note(known[-1]).text) if known else None
