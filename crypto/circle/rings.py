"""The rings of one case by id, and who belongs into each of them at any leaf (RI-1, RI-2, SH-2)."""

from datetime import datetime

from crypto.circle.facts import Facts, Past
from crypto.circle.readers import computed_holders
from crypto.directory import Directory, View
from crypto.errors import NotAllowedError
from crypto.kinds.sharing import At, RingRef
from crypto.ring import Claim, Holder, Ring

ONE_EACH = frozenset({"joint", "reporter", "record", "tenant"})


class CaseRings:
    """What was folded of them; `past` and `directory` are folded by the caller."""

    def __init__(self, directory: Directory, past: Past) -> None:
        """Begin without a ring."""
        self.by_id: dict[str, Ring] = {}
        self.recipients: set[str] = set()
        self._directory = directory
        self._past = past

    def founded(self, ref: RingRef) -> Ring:
        """The ring of that id, or a new one if the case has room for it (RI-4); NotAllowedError."""
        if ref.id in self.by_id:
            return self.by_id[ref.id]
        others = {(each.ref.kind, each.ref.tenant) for each in self.by_id.values()}
        if ref.kind in ONE_EACH and (ref.kind, ref.tenant) in others:
            raise NotAllowedError("RI-4", "the case has such a ring already")
        return Ring(ref)

    def holders(self, facts: Facts, view: View, ref: RingRef, when: datetime) -> dict[str, Holder]:
        """The computed holders of a ring, founded or not, with their first epochs."""
        ring = self.by_id.get(ref.id) or Ring(ref)
        return ring.holders(computed_holders(facts, view, ref, when))

    def claims_at(self, at: At, ref: RingRef, when: datetime) -> dict[str, Claim]:
        """Who belonged into a ring at those sizes of both logs; nobody before the case was opened."""
        facts = self._past.before(at.cases)
        return computed_holders(facts, self._directory.at(at.directory), ref, when) if facts else {}
