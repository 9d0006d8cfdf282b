"""What disclosure.json asks of an implementation, asked of ours: the fold of a case's log, what is due."""

from datetime import UTC, datetime

from crypto.kinds import KINDS
from crypto.statement import Entry, Statement
from tenants.cases.states import PXAMove, RMMove, VFDMove
from tenants.disclosure import events
from tenants.disclosure.decide import decide
from tenants.disclosure.elapse import elapsed, may_publish, next_change
from tenants.disclosure.embargo import Reason
from tenants.disclosure.events import Answer, Doubt, Event, Ready
from tenants.disclosure.plan import readiness
from tenants.disclosure.replay import replay
from tenants.disclosure.state import DisclosureState, Party, may_receive
from tenants.disclosure.statements import event_of
from tenants.disclosure.turns import whose_turn
from tests.vectors.recorder import instant

Vectors = dict

KINDS_OF_EVENT = {
    "case-opened": events.CaseOpened,
    "invited": events.Invited,
    "invitation-withdrawn": events.InvitationWithdrawn,
    "accepted": events.Accepted,
    "declined": events.Declined,
    "reason-given": events.ReasonGiven,
    "proposed": events.Proposed,
    "withdrawn": events.Withdrawn,
    "responded": events.Responded,
    "status-reported": events.StatusReported,
    "terminated": events.Terminated,
    "readiness-said": events.ReadinessSaid,
}
_NAMES = {kind: name for name, kind in KINDS_OF_EVENT.items()}
_MACHINES = {"rm": (RMMove,), "vfd": (VFDMove,), "pxa": (PXAMove, Doubt)}
_ENUMS = {"answer": Answer, "reason": Reason, "ready": Ready}
_INSTANTS = ("at", "received_at", "deadline", "t0")


def fold(file: Vectors, case: Vectors) -> Vectors:
    """disclosure.json."""
    if "body" in case:
        entry = _entry(case)
        found = event_of(entry, owner=case["owner"])
        return {"event": written(found) if found else None}
    told = [read(each) for each in case["events"]]
    if case["verdict"] == "refused":
        decide(replay(told[:-1]).state, told[-1], now=told[-1].at)
    replayed = replay(told)
    return {
        "not_counted": [[each.index, each.rule] for each in replayed.not_counted],
        "states": [seen(replayed.state, _time(look["at"])) for look in case["states"]],
    }


def seen(state: DisclosureState, now: datetime) -> Vectors:
    """What a state amounts to at an instant, as the file writes it."""
    dues = [[due.tenant, due.what.value, instant(due.by)] for due in whose_turn(state, now)]
    state = elapsed(state, now)
    later = next_change(state)
    return {
        "at": instant(now),
        "em": state.em.value,
        "t0": instant(state.t0) if state.t0 else None,
        "terms": state.terms,
        "revision": state.embargo.revision if state.embargo else 0,
        "agreed": state.agreed,
        "pxa": state.pxa.value,
        "pending": [" ".join([each.id, *sorted(each.signed_by)]) for each in state.pending],
        "claims": [f"{each.move} {each.by}" for each in state.claims],
        "ended": f"{state.ending.reason} {instant(state.ending.at)}" if state.ending else None,
        "counted": " ".join(sorted(state.counted)),
        "may_publish": may_publish(state, now),
        "next_change": instant(later) if later else None,
        "parties": {tenant: _party(state, party) for tenant, party in state.parties.items()},
        "due": [" ".join(due) for due in dues],
    }


def _party(state: DisclosureState, party: Party) -> str:
    """In or out, consent, report, fix, what became of the invitation, readiness, whether it receives."""
    word = readiness(state, party.tenant)
    invitation = "open" if party.invitation_open else party.refusal or "-"
    return " ".join(
        (
            "in" if party.takes_part else "out",
            *(party.consent, party.progress.rm, party.progress.vfd, invitation, word or "silent"),
            "receives" if may_receive(state, party.tenant) else "-",
        )
    )


def read(event: Vectors) -> Event:
    """An event from its JSON."""
    fields = {name: _value(name, value) for name, value in event.items() if name not in ("kind", "machine")}
    if "machine" in event:
        fields["move"] = next(
            enum(event["move"]) for enum in _MACHINES[event["machine"]] if event["move"] in list(enum)
        )
    return KINDS_OF_EVENT[event["kind"]](**fields)


def written(event: Event) -> Vectors:
    """The JSON of an event."""
    found: Vectors = {"kind": _NAMES[type(event)]}
    for name, value in vars(event).items():
        if isinstance(value, datetime):
            found[name] = instant(value)
        elif name == "move":
            found["machine"] = next(name for name, enums in _MACHINES.items() if isinstance(value, enums))
            found[name] = value.value
        elif value is not None:
            found[name] = value
    return found


def _value(name: str, value: object) -> object:
    if name in _INSTANTS:
        return _time(value)
    return _ENUMS[name](value) if name in _ENUMS else value


def _entry(case: Vectors) -> Entry:
    fields = {name: value for name, value in case["body"].items() if name not in ("v", "type")}
    body = KINDS[case["body"]["type"]].parse(fields)
    return Entry(case["index"], Statement(body, None, case["hash"], ()), _time(case["logged_at"]))


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
