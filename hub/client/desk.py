"""A member at work: everything an act needs, and the two ways to make it binding.

An act is made of bodies, signed here and posted; it is done when a checkpoint covers its leaf and the fold
says that it counts. What is refused for its version was decided on old news: the caller syncs and decides
anew.
"""

import base64
import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from crypto import dsse
from crypto.kinds.body import Body
from crypto.kinds.sharing import Author
from crypto.unseal.signing import ReporterSecret
from hub.client.errors import ClientError, Exit
from hub.client.home import Home
from hub.client.known import Known, fold
from hub.client.mirror import CASES, DIRECTORY, INVITED, Mirror
from hub.client.store import Store
from hub.client.transport import ProblemError, Transport
from hub.client.unlock import Key, sign_in, unlock
from hub.clock import SystemClock

B = TypeVar("B", bound=Body)
T = TypeVar("T")

STALE_DIRECTORY = timedelta(days=7)
COVERED_WITHIN_S = 20
ATTEMPTS = 5
PRECONDITION_FAILED, CONFLICT, NOT_ALLOWED = 412, 409, 403
# Refused because the ring, or what the statement replaces, had moved on since the last sync.
OLD_NEWS = frozenset({"RI-2", "RI-3", "RI-6", "ST-12"})

WAITING = "this device waits for another one of yours to sign it: `accord device wait` shows what to sign"

Files = Mapping[str, bytes]
Receipts = Sequence[Mapping[str, Any]]


@dataclass
class Desk:
    """A member, their unlocked key, and what they know at this moment (`known` changes with every sync)."""

    home: Home
    store: Store
    transport: Transport
    key: Key
    known: Known
    versions: dict[str, int]
    queue: dict[str, Any]
    patience_s: float = COVERED_WITHIN_S

    @classmethod
    def open(cls, home: Home, ask: Callable[[], str]) -> "Desk":
        """Unlock, sign in and sync; ClientError (EN-6) for a device that its person has not signed yet."""
        key, transport, store = unlock(home, ask), Transport(home.url()), Store(home.cache_path)
        try:
            sign_in(transport, key.member.hub, key.secret)
        except ProblemError:
            if not home.is_waiting():
                raise
            raise ClientError(WAITING, rule="EN-6") from None
        home.settle()
        desk = cls(home, store, transport, key, fold(store, key.member), {}, {})
        desk.sync()
        return desk

    @property
    def me(self) -> str:
        """The person id of the member at work."""
        return self.key.member.person

    @property
    def tenant(self) -> str:
        """The genesis of the member's tenant."""
        return self.key.member.tenant

    @property
    def author(self) -> Author:
        """How this member, or reporter, is named in what they write."""
        secret = self.key.secret
        if isinstance(secret, ReporterSecret):
            return Author(reporter=secret.fingerprint, sign=secret.keys.sign)
        return Author(tenant=self.tenant, person=self.me)

    @property
    def now(self) -> datetime:
        """The time by the logs where they are ahead of this machine, else this machine's."""
        latest = self.known.directory_time
        mine = SystemClock().now()
        return max(mine, latest) if latest else mine

    @property
    def stale(self) -> bool:
        """Whether the directory is too old to seal or sign on; reading goes on (LO-4)."""
        latest = self.known.directory_time
        return latest is not None and SystemClock().now() - latest > STALE_DIRECTORY

    def sync(self) -> Known:
        """Copy the cases this member is on or invited to, then the directory, and fold them.

        In this order no anchor among the cases is for more of the directory than there is (LO-5).
        """
        mirror = Mirror(self.store, self.transport, self.key.member)
        cases = self.transport.get_all("cases", "cases", key="case")
        invited = self.transport.get_all("invitations", "invitations", key="case")
        self.queue = {"cases": sorted(cases, key=_soonest), "invitations": invited}
        self.versions = {each["case"]: int(each["version"]) for each in self.queue["cases"]}
        mirror.copy_cases(self.versions)
        for each in self.queue["invitations"]:
            mirror.keep_entries(f"{INVITED} {each['case']}", each["entries"])
        mirror.copy_directory()
        self.known = fold(self.store, self.key.member)
        return self.known

    def body(self, kind: type[B], /, **given: Any) -> B:  # noqa: ANN401 - each kind checks its own fields
        """A body of `kind` by this device, with the common fields (2.2); checked as a reader would."""
        made = kind(
            hub=self.key.member.hub,
            id=secrets.token_hex(16),
            created=self.now.replace(microsecond=0),
            log=self.known.point,
            by=self.key.secret.fingerprint,
            **given,
        )
        fields = {name: value for name, value in made.dump().items() if name not in ("v", "type")}
        return kind.parse(fields)

    def sign(self, body: Body) -> dsse.SignedStatement:
        """Sign a body; refused on a directory that is too old to decide on (LO-4)."""
        self._require_fresh()
        return self.key.secret.sign(body)

    def co_sign(self, body: Body, to: dsse.SignedStatement) -> dsse.SignedStatement:
        """Sign beside others what they signed, if it says exactly `body`, which was read (DV-3)."""
        self._require_fresh()
        return self.key.secret.add_signature(body, to)

    def _require_fresh(self) -> None:
        if self.stale:
            raise ClientError(
                "the hub's directory is older than 7 days: nothing is signed on it", rule="LO-4"
            )

    def post_directory(
        self, statements: Sequence[dsse.SignedStatement], files: Files | None = None
    ) -> list[str]:
        """Log directory statements and wait for the checkpoint over them; their hashes."""
        said = self.transport.post("directory/statements", batch(statements, files))
        return self.await_checkpoint(DIRECTORY, said["receipts"])

    def open_case(self, statements: Sequence[dsse.SignedStatement], files: Files | None = None) -> list[str]:
        """Log the opening of a case."""
        return self.await_checkpoint(
            CASES, self.transport.post("cases", batch(statements, files))["receipts"]
        )

    def post_case(
        self, case_id: str, statements: Sequence[dsse.SignedStatement], files: Files | None = None
    ) -> list[str]:
        """Log statements on a case, decided on the version seen at the last sync; their hashes."""
        version = self.versions.get(case_id, 0)
        said = self.transport.post(f"cases/{case_id}/statements", batch(statements, files), version=version)
        return self.await_checkpoint(CASES, said["receipts"])

    def put_envelope(self, path: str, file: bytes, manifest: dsse.SignedStatement) -> str:
        """Hand in an envelope and wait for the checkpoint over its manifest; its hash."""
        return self.await_checkpoint(CASES, [self.transport.put(path, file, manifest)["receipt"]])[0]

    def retried(self, act: Callable[[], T]) -> T:
        """Do an act; if the case moved meanwhile (409, 412, or computed on old news), sync and try again."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return act()
            except ProblemError as problem:
                moved = problem.status in (PRECONDITION_FAILED, CONFLICT) or problem.rule in OLD_NEWS
                if not moved or problem.rule == "ST-9" or attempt == ATTEMPTS:
                    raise
                self.sync()
        raise AssertionError("the loop returns or raises")

    def await_checkpoint(self, log: str, receipts: Receipts) -> list[str]:
        """Wait until the receipts' leaves are signed off, and sync; the statements' hashes."""
        wanted = max(int(each["index"]) for each in receipts) + 1
        until = time.monotonic() + self.patience_s
        while time.monotonic() < until:
            shown = self.transport.get(f"logs/{log}/checkpoint")
            if int(shown.get("size") or 0) >= wanted:
                self.sync()
                return [str(each["hash"]) for each in receipts]
            time.sleep(0.05)
        raise ClientError(
            "accepted, but the hub's worker has not signed it off yet: run `accord sync` later",
            code=Exit.REFUSED,
        )


def _soonest(queued: Mapping[str, Any]) -> tuple[bool, str, str]:
    """What is due soonest comes first, and what nothing is due on last."""
    due = queued["due"]
    return due is None, str(due and due["by"]), str(queued["code_name"])


def batch(statements: Sequence[dsse.SignedStatement], files: Files | None) -> dict[str, Any]:
    """The body of a POST: the statements in order, and files by their SHA-256."""
    wires = [wire(each) for each in statements]
    return {
        "statements": wires,
        "files": {name: base64.b64encode(data).decode() for name, data in (files or {}).items()},
    }


def wire(statement: dsse.SignedStatement) -> dict[str, Any]:
    """The JSON object of a signed statement."""
    found: dict[str, Any] = json.loads(dsse.write(statement))
    return found
