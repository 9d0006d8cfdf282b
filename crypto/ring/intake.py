"""The intake rings of all tenants: epochs and shares of the directory log, letters of the case log (RI-1).

Epochs and shares are judged with the directory as it stood at their own leaf, letters with the one that the
case log's anchor names (LO-5).
"""

from collections.abc import Mapping
from datetime import datetime

from crypto.directory import Directory, View
from crypto.errors import BadSignatureError, NotAllowedError
from crypto.kinds.body import Body
from crypto.kinds.sharing import Epoch, Manifest, RingRef, Share
from crypto.ring.holders import BEFORE_ALL, Claim, Holder, Reader, Start, claim
from crypto.ring.judgement import Computed, judge_epoch, judge_letter, judge_share
from crypto.ring.ring import Ring, RingEpoch, RingShare
from crypto.statement import Entry, Statement, narrow


def intake_claims(view: View, tenant: str) -> dict[str, Claim]:
    """RI-1: the active devices of the tenant's duty people, by fingerprint."""
    claims = {}
    for name in view.duty(tenant):
        person = view.person(tenant, name)
        start = Start(BEFORE_ALL, None, tenant, name)
        for fingerprint, keys in person.devices.items() if person else ():
            claims[fingerprint] = claim(keys, Reader(tenant, name), (start,))
    return claims


class IntakeRings:
    """Every tenant's intake ring, folded."""

    def __init__(self, directory: Directory) -> None:
        """`directory` is folded by the caller, leaf by leaf beside this."""
        self._directory = directory
        self._by_tenant: dict[str, Ring] = {}
        self._recipients: set[str] = set()
        self._ids: set[tuple[str, str]] = set()
        self._envelopes: set[tuple[str, str]] = set()

    def rings(self) -> Mapping[str, Ring]:
        """The rings by the genesis of their tenant."""
        return self._by_tenant

    def ring(self, ring_id: str) -> Ring | None:
        """The ring of this id."""
        return next((each for each in self._by_tenant.values() if each.ref.id == ring_id), None)

    def holders(self, ring: Ring, view: View) -> dict[str, Holder]:
        """The computed holders of `ring` in the directory `view`."""
        return ring.holders(intake_claims(view, _tenant(ring.ref)))

    def judge(self, statement: Statement[Body], *, index: int) -> None:
        """Judge an epoch or share as leaf `index` of the directory log.

        Raises NotAllowedError, MalformedError if it is neither, and BadSignatureError for a bad copy (ST-15).
        """
        view = self._directory.at(index)
        if isinstance(statement.body, Share):
            ring, creator = self._signed(statement, statement.body.ring, view)
            judge_share(ring, statement.body, self.holders(ring, view), creator=creator)
            return
        body = narrow(statement, Epoch).body
        ring, creator = self._signed(statement, body.ring, view)
        if body.at.directory > index:
            raise NotAllowedError("RI-2", "computed at a directory that is larger than the log")
        if body.recipient in self._recipients or view.key_owner(body.recipient) is not None:
            raise NotAllowedError("RI-5", "the recipient was used before")
        tenant = _tenant(body.ring)
        then = intake_claims(self._directory.at(body.at.directory), tenant)
        judge_epoch(ring, body, Computed(intake_claims(view, tenant), then, creator))

    def add(self, entry: Entry) -> None:
        """Put an epoch or share that was judged into its ring."""
        if isinstance(entry.statement.body, Share):
            share = narrow(entry.statement, Share)
            self._by_tenant[_tenant(share.body.ring)].add_share(RingShare(share, entry.index))
            return
        statement = narrow(entry.statement, Epoch)
        tenant = _tenant(statement.body.ring)
        ring = self._by_tenant.setdefault(tenant, Ring(statement.body.ring))
        claims = intake_claims(self._directory.at(entry.index), tenant)
        readers = frozenset(each.reader for each in claims.values())
        ring.add_epoch(RingEpoch(statement, entry.index, entry.logged_at, readers))
        self._recipients.add(statement.body.recipient)

    def judge_letter(self, statement: Statement[Manifest], *, size: int, when: datetime) -> None:
        """Judge a letter with the directory of `size` leaves, at log time `when`; errors as `judge`."""
        body, view = statement.body, self._directory.at(size)
        self._directory.check_point(body.log, limit=size)
        ring = self.ring(body.ring.id)
        if ring is None:
            raise NotAllowedError("EV-3", "no intake ring has that id")
        if (ring.ref.id, body.id) in self._ids:
            raise NotAllowedError("ST-9", "the id was used by another statement")
        if (ring.ref.id, body.envelope) in self._envelopes:
            raise NotAllowedError("EV-5", "the envelope's id was used before")
        if body.author.tenant is None:
            check_reporter(statement)
        elif view.signer(statement, body.author.tenant).person != body.author.person:
            raise NotAllowedError("EV-3", "signed by another person than its author")
        known = ring.before(size)
        judge_letter(known, body, self.holders(known, view), when)

    def add_letter(self, statement: Statement[Manifest]) -> str | None:
        """Put a letter that was judged into its ring's chain; says what is missing before it (RI-9)."""
        body = statement.body
        ring = next(each for each in self._by_tenant.values() if each.ref.id == body.ring.id)
        gap = ring.gap(body.ring)
        ring.add_manifest(statement.hash)
        self._envelopes.add((ring.ref.id, body.envelope))
        return gap

    def use_id(self, body: Manifest) -> None:
        """Keep the id of a letter, whether it counts or not (ST-9)."""
        self._ids.add((body.ring.id, body.id))

    def _signed(self, statement: Statement[Body], ref: RingRef, view: View) -> tuple[Ring, bool]:
        """ST-13 and RI-4: the tenant's ring, or a new one, and whether the signer may found it."""
        tenant = _tenant(ref)
        signer = view.signer(statement, tenant)
        found = self._by_tenant.get(tenant)
        if found is None and self.ring(ref.id) is not None:
            raise NotAllowedError("RI-4", "the ring's id is that of another tenant's ring")
        return found or Ring(ref), "admin" in signer.roles or signer.person in view.duty(tenant)


def check_reporter(statement: Statement[Manifest]) -> None:
    """ST-8 for a reporter: `by` is the author and its key signed; NotAllowedError, or BadSignatureError."""
    author = statement.body.author
    if statement.body.by != author.reporter:
        raise NotAllowedError("ST-8", "by is not the reporter that it names as author")
    if statement.keys[:1] != (author.sign,):
        raise BadSignatureError("ST-8", "not signed by the reporter that it names as author")


def _tenant(ref: RingRef) -> str:
    if ref.kind != "intake" or ref.tenant is None:
        raise NotAllowedError("ST-1", f"a ring of kind {ref.kind} stands in the case log")
    return ref.tenant
