"""Cases told as events: what the log of a case amounts to, and each refusal of an act on it (design 4)."""

from collections.abc import Iterable
from itertools import chain
from random import Random

from tenants.cases.states import PXAMove, RMMove, VFDMove
from tenants.disclosure.embargo import Reason
from tenants.disclosure.events import Doubt, Event, Ready
from tenants.kernel.errors import DomainError
from tests.support import case_log
from tests.support.case_log import CaseLog, on
from tests.support.people import digits
from tests.support.samples import payload
from tests.vectors.checks_disclosure import fold, read, written
from tests.vectors.make_refusals import refusals
from tests.vectors.recorder import Recorder, Vectors, instant

WALKS, STEPS = 5, 22
GUESTS = ("uv", "pypi", "cpython")
_HOURS = (0, 0, 0, 0, 1, 5, 20, 30)


def disclosure() -> Vectors:
    """Fold `events`, or read the event that `body` is."""
    record = Recorder(
        "Fold the events of a case: the state at each instant of `states`, and the index and rule of each "
        "event that does not count; refused is the last event. With `body`: the event that a statement is."
    )
    # One at a time: the makers go on with the log that they have just yielded.
    for name, log, days in chain(_agreements(), _ends()):
        _story(record, name, log.events, days)
    for name, log, rule in refusals():
        events = [*map(written, log.events)]
        record.refused(name, rule, events=events)
    for seed in range(WALKS):
        events, day = _walk(seed)
        _story(record, f"a walk at random, {seed}", events, (day, day + 10))
    _statements(record)
    return record.file()


def _story(record: Recorder, name: str, events: Iterable[Event], days: Iterable[float]) -> None:
    case = {"verdict": "accepted", "events": [*map(written, events)]}
    case["states"] = [{"at": instant(on(day))} for day in days]
    found = fold({}, case)
    record.accepted(name, events=case["events"], **found)


def _agreements():
    log = CaseLog()
    yield "a case of which nobody has said anything", log, (0, 90)
    yield "the owner's proposal alone is no embargo", case_log.proposed(), (0, 17)
    log = case_log.proposed()
    log.sign("pip", "p1")
    yield "the owner brings its own date into force", log, (0,)
    yield "an invitation waits, and lapses in silence", case_log.invited(), (1, 7, 8)
    log = case_log.invited()
    log.day = 10
    log.accept("uv")
    yield "a late acceptance of terms that stand counts", log, (10,)
    log = case_log.invited()
    log.decline("uv")
    yield "an invitation is declined", log, (1,)
    log = case_log.invited()
    log.propose("pip", "p2", 20)
    log.accept("uv")
    yield "an acceptance of terms that fell is stale", log, (1,)
    log = case_log.proposed()
    log.invite("uv", deadline=on(1))
    yield "a window that is too short is lengthened", log, (0, 3)
    yield "the whole path of the demonstration", _demonstration(), (0, 1, 4, 16, 16.5, 17)
    log = case_log.with_three()
    log.propose("uv", "u1", 10)
    log.propose("pypi", "y1", 6)
    for proposal in ("u1", "p1"):
        for tenant in ("pip", "uv", "pypi"):
            log.sign(tenant, proposal)
    yield "revisions are answered from the earliest to the latest", log, (1,)
    log = case_log.with_three()
    log.propose("pip", "p2", 30)
    log.sign("uv", "p2")
    yield "a later date waits for everybody", log, (1, 15, 17)
    log.reject("pypi", "p2")
    yield "one rejection ends all revisions", log, (1,)
    log = case_log.with_uv()
    log.propose("pip", "p2", 30)
    log.withdraw("pip")
    yield "the only revision is withdrawn", log, (1,)
    log = case_log.joined_before_any_embargo("uv")
    log.propose("pip", "p1", 17)
    log.reject("uv", "p1")
    yield "the only proposal is rejected", log, (0,)
    log = case_log.joined_before_any_embargo("uv")
    log.reason("pip")
    log.reason("uv")
    log.propose("pip", "p1", 120)
    log.propose("uv", "u1", 100)
    log.sign("pip", "u1")
    yield "beyond 90 days everybody signs the date itself", log, (0,)


def _demonstration() -> CaseLog:
    log = CaseLog()
    log.report("pip", RMMove.VALIDATE, RMMove.ACCEPT)
    log.propose("pip", "p1", 17, zone="Europe/Berlin")
    log.invite("uv")
    log.day = 1
    log.accept("uv")
    log.report("uv", RMMove.VALIDATE, RMMove.ACCEPT)
    log.propose("uv", "u1", 4)
    log.sign("pip", "p1")
    log.sign("uv", "p1")
    log.day = 2
    log.invite("psf")
    log.accept("psf")
    log.day = 15
    for tenant in ("pip", "uv"):
        log.report(tenant, VFDMove.READY)
    log.say("pip", Ready.GO, "p1")
    log.say("uv", Ready.READY, "p1")
    return log


def _ends():
    for reason in (Reason.PUBLIC, Reason.EXPLOIT_PUBLIC, Reason.ATTACKED):
        log = case_log.with_uv()
        log.say("uv", Ready.GO, "p1")
        log.terminate("pip", reason, "p1")
        yield f"the owner ends the embargo: {reason}", log, (1,)
    log = case_log.with_three()
    for tenant in ("pip", "uv"):
        log.terminate(tenant, Reason.AGREED, "p1")
    yield "an agreed end waits for the last signature", log, (1,)
    log.terminate("pypi", Reason.AGREED, "p1")
    yield "an agreed end", log, (1,)
    log = case_log.with_uv()
    log.report("uv", PXAMove.PUBLIC, PXAMove.ATTACKED)
    yield "silence adopts what is public and never attacks", log, (1, 1.125, 1.25)
    log.report("uv", Doubt.PUBLIC)
    yield "a report that is taken back ends nothing", log, (2,)
    log = case_log.with_three()
    log.report("uv", RMMove.INVALIDATE, RMMove.CLOSE)
    log.uninvite("pypi")
    yield "one party closes its report, another is put out", log, (1,)
    log = case_log.with_uv()
    log.invite("pypi")
    log.say("uv", Ready.HOLD, "p1")
    log.day = 18
    log.report("pip", PXAMove.PUBLIC)
    log.say("pip", Ready.GO, "p1")
    yield "after the end a hold stands, and what is open fell", log, (18,)
    log = case_log.with_uv()
    log.propose("pip", "p2", 10)
    yield "shortening one's own date leaves no revision", log, (1, 10)


def _walk(seed: int) -> tuple[list[Event], float]:
    """Acts at random, those that are refused among them."""
    random, log = Random(seed), CaseLog()  # noqa: S311 - the same walk on every machine, and no secret
    log.propose("pip", "p0", 20)
    for guest in GUESTS[:2]:
        log.invite(guest)
    events = list(log.events)
    for step in range(STEPS):
        log.day += random.choice(_HOURS) / 24
        event = read(_act(random, log, step, index=len(events)))
        events.append(event)
        log.events.append(event)
        try:
            log.state = case_log.decide(log.state, event, now=event.at)
        except DomainError:
            continue
    return events, log.day


def _act(random: Random, log: CaseLog, step: int, *, index: int) -> Vectors:
    by, guest = random.choice(("pip", *GUESTS)), random.choice(GUESTS)
    state = case_log.elapsed(log.state, on(log.day))
    party = state.parties.get(by)
    standing = [each.id for each in (*([state.in_force.proposal] if state.in_force else []), *state.pending)]
    named = random.choice([*standing[:2], *standing[:2], "nonsense"])
    terms = party.invitation.terms if party and party.invitation else state.terms
    t0 = instant(on(int(log.day) + random.randint(0, 130)))
    acts: tuple[Vectors, ...] = (
        {"kind": "proposed", "proposal": f"p{step + 1}", "t0": t0, "zone": "UTC"},
        {"kind": "responded", "proposal": named, "answer": random.choice(("accept", "accept", "reject"))},
        {"kind": "responded", "proposal": named, "answer": "accept"},
        {"kind": "invited", "by": "pip", "tenant": guest, "terms": state.terms},
        {"kind": "accepted", "terms": terms},
        {"kind": "accepted", "by": guest, "terms": state.terms},
        {"kind": random.choice(("declined", "withdrawn", "reason-given"))},
        {"kind": "invitation-withdrawn", "by": "pip", "tenant": guest},
        {"kind": "status-reported", "machine": "rm", "move": random.choice("vvaaidc")},
        {"kind": "status-reported", "machine": "vfd", "move": random.choice("FD")},
        {"kind": "status-reported", "by": guest, "machine": "pxa", "move": random.choice("PXApxa")},
        {"kind": "terminated", "proposal": named, "reason": "agreed"},
        {"kind": "readiness-said", "proposal": named, "ready": random.choice(("ready", "hold", "go"))},
    )
    return {"by": by} | random.choice(acts) | {"index": index, "at": instant(on(log.day))}


def _statements(record: Recorder) -> None:
    place = {
        "index": 4,
        "hash": digits("leaf", 64),
        "logged_at": instant(on(1)),
        "owner": digits("owner", 64),
    }
    for name, kind, changes in _bodies():
        case = {**place, "body": payload(kind) | changes}
        record.accepted(name, **case, **fold({}, case))
    odd = payload("status") | {"machine": "rm", "move": "P"}
    record.refused("a letter that the machine does not have", "CA-12", **place, body=odd)


def _bodies():
    for kind in (
        "case",
        "invitation",
        "accept",
        "decline",
        "proposal",
        "response",
        "termination",
        "readiness",
    ):
        yield f"a {kind} is an event", kind, {}
    yield "an invitation is withdrawn", "invitation", {"state": "withdrawn"}
    yield "a proposal is withdrawn", "proposal", {"state": "withdrawn"}
    for machine, move in (("rm", "a"), ("vfd", "F"), ("pxa", "A"), ("pxa", "a")):
        yield f"a status {machine} {move}", "status", {"machine": machine, "move": move}
    yield "a letter with a reason", "manifest", {"purpose": "reason"}
    reporter = {"reporter": digits("r", 64), "sign": digits("s", 64)}
    yield "a reporter's reason says nothing", "manifest", {"purpose": "reason", "author": reporter}
    yield "another letter says nothing", "manifest", {}
    yield "a roll says nothing", "case-roll", {}
