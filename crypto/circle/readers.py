"""Who reads a case, and who holds each of its rings: pure functions of the logs (CA-2, CA-7, RI-1)."""

from collections.abc import Iterator
from datetime import datetime

from crypto.circle.facts import Facts, Invited
from crypto.device import fingerprint
from crypto.directory import Person, View
from crypto.kinds.directory import DeviceKeys
from crypto.kinds.sharing import RingRef
from crypto.ring.holders import BEFORE_ALL, NO_TENANT, Claim, Reader, Start, claim

BOTH_RINGS = frozenset({"joint", "record"})
LEAD_ROLES = frozenset({"admin", "coordinator"})


def counts(facts: Facts, tenant: str) -> bool:
    """CA-2: the owner always, others while the roll lists them and their invitation stands accepted."""
    if tenant == facts.owner:
        return True
    seats = facts.roll.participants if facts.roll else ()
    invited = facts.invited.get(tenant)
    return invited is not None and invited.stands and any(seat.tenant == tenant for seat in seats)


def participants(facts: Facts) -> dict[str, frozenset[str]]:
    """The tenants that count, the owner first, each with the rings that both roll and invitation name."""
    found = {facts.owner: BOTH_RINGS}
    for seat in facts.roll.participants if facts.roll else ():
        if seat.tenant != facts.owner and counts(facts, seat.tenant):
            found[seat.tenant] = frozenset(seat.rings) & frozenset(facts.invited[seat.tenant].body.rings)
    return found


def granted(facts: Facts, view: View, reader: Reader) -> Person | None:
    """CA-7, CA-15: the person with active devices if they read the case in the directory `view`."""
    word, person = facts.says.get(reader), view.person(*reader)
    if word is None or reader in facts.recused or not counts(facts, reader.tenant):
        return None
    return person if person is not None and person.since == word.since else None


def granted_people(facts: Facts, view: View, tenant: str) -> dict[Reader, Person]:
    """The granted people of a tenant."""
    found = {each: granted(facts, view, each) for each in facts.says if each.tenant == tenant}
    return {reader: person for reader, person in found.items() if person is not None}


def is_lead(facts: Facts, view: View, reader: Reader) -> bool:
    """Whether the person answers for its tenant: an admin or coordinator who is not recused (CA-4, CA-9)."""
    person = view.person(*reader)
    return person is not None and reader not in facts.recused and not person.roles.isdisjoint(LEAD_ROLES)


def computed_holders(facts: Facts, view: View, ring: RingRef, when: datetime) -> dict[str, Claim]:
    """RI-1: the devices that belong into a ring of the case, by fingerprint; `when` is log time (CA-13)."""
    found = [each for tenant in _tenants(facts, ring) for each in _claims(facts, view, tenant)]
    if ring.kind in BOTH_RINGS:
        found += _presealed(facts, view, ring.kind, when)
    if ring.kind == "reporter" and facts.roll and facts.roll.reporter:
        found += _reporter(facts.roll.reporter)
    return {each.fingerprint: each for each in found}


def _tenants(facts: Facts, ring: RingRef) -> tuple[str, ...]:
    match ring.kind:
        case "joint" | "record":
            return tuple(tenant for tenant, rings in participants(facts).items() if ring.kind in rings)
        case "tenant":
            return (ring.tenant or "",)
        case "thread":
            return ring.parties or ()
        case _:
            return (facts.owner,)


def _claims(facts: Facts, view: View, tenant: str) -> Iterator[Claim]:
    for reader, person in granted_people(facts, view, tenant).items():
        starts = _starts(facts, reader)
        for keys in person.devices.values():
            yield claim(keys, reader, starts)


def _starts(facts: Facts, reader: Reader) -> tuple[Start, ...]:
    word, invited = facts.says[reader], facts.invited.get(reader.tenant)
    own, theirs = word.start if word else None, tenant_start(invited) if invited else None
    return tuple(start for start in (own, theirs) if start is not None)


def tenant_start(invited: Invited) -> Start:
    """CA-8: from where an invited tenant may read, and so the most that any of its people may."""
    return Start(invited.index, invited.body.history.epoch, invited.body.tenant, None)


def _presealed(facts: Facts, view: View, ring: str, when: datetime) -> Iterator[Claim]:
    for tenant, invited in facts.invited.items():
        if not invited.open or ring not in invited.body.rings or when >= invited.body.expires:
            continue
        for name, since in invited.preseal.items():
            reader = Reader(tenant, name)
            person = view.person(*reader) if is_lead(facts, view, reader) else None
            start = Start(invited.index, invited.body.history.epoch, tenant, name)
            for keys in person.devices.values() if person and person.since == since else ():
                yield claim(keys, reader, (start,), presealed=True)


def _reporter(keys: DeviceKeys) -> Iterator[Claim]:
    name = fingerprint(keys)
    yield claim(keys, Reader(NO_TENANT, name), (Start(BEFORE_ALL, None, NO_TENANT, name),))
