"""What a member's agent does unasked at every sync: admit, rotate, seal due shares (design 3.3, 3.6).

Each act is decided from the fold alone and harmless to repeat; whatever a lying hub keeps quiet about, the
audit "shares = computed holders" finds in the member's own copy of the logs.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from crypto.circle import Circle
from crypto.kinds import CaseRoll
from crypto.kinds.cases import Seat
from crypto.kinds.sharing import RingRef
from crypto.ring import Ring, pending_shares, rotation_due
from crypto.ring.intake import intake_claims
from hub.client.desk import Desk
from hub.client.keyring import fetch
from hub.client.lookup import chained, latest
from hub.client.rotation import Holders, Signed, due_shares, new_epoch


@dataclass(frozen=True)
class Done:
    """One thing the agent did, in words for people: never content."""

    where: str
    what: str


def run_once(desk: Desk) -> list[Done]:
    """One round over everything this member holds; what others must do is left to them."""
    done = _intake(desk)
    for case_id in list(desk.versions):
        if case_id in desk.known.circles:
            done += desk.retried(partial(_case, desk, case_id))
    return done


def rotate_if_due(desk: Desk, case_id: str, ring: Ring) -> bool:
    """Rotate a case's ring on the spot if a rotation is pending: a sender waits for nobody (RI-6)."""
    return bool(_rotate(desk, case_id, [ring]))


def found_own_ring(desk: Desk, case_id: str) -> None:
    """A tenant's own ring in a case, for its internal notes: whoever first writes to it founds it (RI-4)."""
    circle = desk.known.circle(case_id)
    ref = RingRef(id=secrets.token_hex(16), kind="tenant", case=case_id, tenant=desk.tenant)
    statements, files = new_epoch(desk, ref, None, circle.holders(ref, when=desk.now), {})
    desk.post_case(case_id, statements, files)


def _case(desk: Desk, case_id: str) -> list[Done]:
    """What is due in a case; each kind goes out at once for all rings, and nothing is fetched for none."""
    circle = desk.known.circle(case_id)
    admitted = ["admitted a participant that accepted"] if _admit(desk, case_id, circle) else []
    held = [ring for ring, _ in _held(desk, desk.known.circle(case_id))]
    rotated = [f"rotated the {ring.ref.kind} ring" for ring in _rotate(desk, case_id, held)]
    what = [*admitted, *rotated, *_give(desk, case_id)]
    return [Done(circle.opened.opening.code_name, each) for each in what]


def _held(desk: Desk, circle: Circle) -> list[tuple[Ring, Holders]]:
    """The rings of a case that this device holds, each with all who do."""
    found = [(ring, circle.holders(ring.ref, when=desk.now)) for ring in circle.rings.values()]
    return [(ring, holders) for ring, holders in found if desk.key.secret.fingerprint in holders]


def _admit(desk: Desk, case_id: str, circle: Circle) -> bool:
    """CA-2: the owner's next roll lists who accepted."""
    facts, view = circle.opened, desk.known.view
    mine = any(reader.person == desk.me for reader in circle.readers())
    if facts.owner != desk.tenant or not mine or facts.roll is None:
        return False
    listed = {seat.tenant for seat in facts.roll.participants}
    newcomers = [each for tenant, each in facts.invited.items() if each.stands and tenant not in listed]
    if not newcomers:
        return False
    seats = list(facts.roll.participants)
    for each in newcomers:
        tenant = view.tenant(each.body.tenant)
        if tenant is not None:
            seats.append(Seat(tenant=tenant.genesis, version=tenant.roster.version, rings=each.body.rings))
    roll = desk.body(
        CaseRoll,
        case=case_id,
        **chained(latest(circle, CaseRoll)),
        participants=tuple(sorted(seats, key=lambda seat: seat.tenant)),
        reporter=facts.roll.reporter,
    )
    desk.post_case(case_id, [desk.sign(roll)])
    return True


def _rotate(desk: Desk, case_id: str, rings: Sequence[Ring]) -> list[Ring]:
    """Rotate those of the rings whose rotation is pending; which they were."""
    circle = desk.known.circle(case_id)
    due = [ring for ring in rings if circle.rotation_due(ring, when=desk.now) is not None]
    if not due:
        return []
    keys = fetch(desk)
    held = [(ring, circle.holders(ring.ref, when=desk.now)) for ring in due]
    _post(desk, case_id, [new_epoch(desk, ring.ref, ring, holders, keys.of(ring)) for ring, holders in held])
    return due


def _give(desk: Desk, case_id: str) -> list[str]:
    due = [each for each in _held(desk, desk.known.circle(case_id)) if pending_shares(*each)]
    if not due:
        return []
    keys = fetch(desk)
    made = [due_shares(desk, ring, held, keys.of(ring)) for ring, held in due]
    _post(desk, case_id, made)
    given = [(ring.ref.kind, len(statements)) for (ring, _), (statements, _) in zip(due, made, strict=True)]
    return [f"sealed {count} shares of the {kind} ring" for kind, count in given if count]


def _post(desk: Desk, case_id: str, made: list[Signed]) -> None:
    statements = [each for some, _ in made for each in some]
    if statements:
        desk.post_case(case_id, statements, {name: file for _, some in made for name, file in some.items()})


def _intake(desk: Desk) -> list[Done]:
    """The tenant's intake ring: rotate when the duty list changed or after 90 days, and repair its shares."""
    ring = desk.known.replay.intake.get(desk.tenant)
    claims = intake_claims(desk.known.view, desk.tenant)
    if ring is None or desk.key.secret.fingerprint not in claims:
        return []
    holders = ring.holders(claims)
    rotates = rotation_due(ring, holders, desk.now) is not None
    if not rotates and not pending_shares(ring, holders):
        return []
    keys = fetch(desk)
    if rotates:
        statements, files = new_epoch(desk, ring.ref, ring, holders, keys.of(ring))
        desk.post_directory(statements, files)
        return [Done("intake", "rotated the intake ring")]
    statements, files = due_shares(desk, ring, holders, keys.of(ring))
    if statements:
        desk.post_directory(statements, files)
        return [Done("intake", f"sealed {len(statements)} shares of the intake ring")]
    return []
