"""Who founds and rotates the rings of a case, shares their keys and writes to them (RI-2 to RI-9, SH-1)."""

from crypto.circle.hearing import Hearing
from crypto.circle.readers import computed_holders
from crypto.device import fingerprint
from crypto.errors import NotAllowedError
from crypto.kinds.sharing import Epoch, Manifest, Share
from crypto.ring import Computed, Ring, RingEpoch, RingShare, judgement
from crypto.ring.intake import check_reporter
from crypto.statement import Entry, narrow


def judge_epoch(hearing: Hearing, body: Epoch) -> None:
    """RI-2 to RI-5: a ring's next epoch, by a holder or by who may found the ring; NotAllowedError."""
    _check_signer(hearing)
    ring = hearing.rings.founded(body.ring)
    if body.at.directory > hearing.view.size or body.at.cases > hearing.index:
        raise NotAllowedError("RI-2", "computed at logs that are larger than those of its leaf")
    used = body.recipient in hearing.rings.recipients
    if used or hearing.view.key_owner(body.recipient) is not None:
        raise NotAllowedError("RI-5", "the recipient was used before")
    here = computed_holders(hearing.facts, hearing.view, body.ring, hearing.when)
    there = hearing.rings.claims_at(body.at, body.ring, hearing.when)
    judgement.judge_epoch(ring, body, Computed(here, there, creator=False))


def judge_share(hearing: Hearing, body: Share) -> None:
    """SH-1 and SH-2: epochs for one holder, by who has them; NotAllowedError."""
    _check_signer(hearing)
    ring = hearing.rings.founded(body.ring)
    holders = hearing.rings.holders(hearing.facts, hearing.view, body.ring, hearing.when)
    judgement.judge_share(ring, body, holders, creator=False)


def judge_letter(hearing: Hearing, body: Manifest) -> None:
    """EV-3 and EV-4: a letter by a holder, or by the reporter of the roll; NotAllowedError."""
    ring = hearing.rings.by_id.get(body.ring.id)
    if ring is None:
        raise NotAllowedError("EV-3", "the case has no ring of that id")
    if body.author.tenant is None:
        _check_reporter(hearing, body, ring)
    elif hearing.signer(body.author.tenant).person != body.author.person:
        raise NotAllowedError("EV-3", "signed by another person than its author")
    holders = hearing.rings.holders(hearing.facts, hearing.view, ring.ref, hearing.when)
    judgement.judge_letter(ring, body, holders, hearing.when)


def note_epoch(hearing: Hearing, entry: Entry) -> None:
    """Put an epoch in force, in a new ring if it is the first."""
    statement = narrow(entry.statement, Epoch)
    ref = statement.body.ring
    claims = computed_holders(hearing.facts, hearing.view, ref, hearing.when)
    readers = frozenset(each.reader for each in claims.values())
    ring = hearing.rings.by_id.setdefault(ref.id, Ring(ref))
    ring.add_epoch(RingEpoch(statement, entry.index, entry.logged_at, readers))
    hearing.rings.recipients.add(statement.body.recipient)


def note_share(hearing: Hearing, entry: Entry) -> None:
    """Keep a share beside the others."""
    statement = narrow(entry.statement, Share)
    hearing.rings.by_id[statement.body.ring.id].add_share(RingShare(statement, entry.index))


def note_letter(hearing: Hearing, entry: Entry) -> None:
    """Put a letter into its ring's chain, and what its author saw that is not here on record (RI-9)."""
    statement = narrow(entry.statement, Manifest)
    ring = hearing.rings.by_id[statement.body.ring.id]
    gap = ring.gap(statement.body.ring)
    if gap is not None:
        hearing.register.gaps[statement.hash] = gap
    ring.add_manifest(statement.hash)
    hearing.register.letters[statement.hash] = statement.body


def _check_signer(hearing: Hearing) -> None:
    """ST-13 and ST-8, whatever the tenant; who may found a ring of a case (RI-4) is among its holders."""
    located = hearing.view.device(hearing.statement.body.by)
    if located is None:
        raise NotAllowedError("ST-13", "not by a device of the directory")
    hearing.signer(located.tenant)


def _check_reporter(hearing: Hearing, body: Manifest, ring: Ring) -> None:
    keys = hearing.facts.roll.reporter if hearing.facts.roll else None
    theirs = keys is not None and (fingerprint(keys), keys.sign) == (body.author.reporter, body.author.sign)
    if ring.ref.kind != "reporter" or not theirs:
        raise NotAllowedError("EV-3", "only the reporter of the roll writes, and to the reporter ring")
    check_reporter(narrow(hearing.statement, Manifest))
