"""The signed-in queue: what waits at intake, and each case by its code name. Never a title."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from flask import Blueprint, render_template, request

from crypto.directory import View
from hub.access import Caller, CallerKind, allow, current_caller, current_session, hub_name, now
from hub.pages.frame import PAGE_SIZE
from tenants.cases import queue as cases
from tenants.cases.models import CaseAccess, CaseStub
from tenants.disclosure.embargo import EM
from tenants.disclosure.turns import What
from tenants.journal.record import replay_now
from tenants.sharing import intake

blueprint = Blueprint("queue", __name__)

R = TypeVar("R", CaseAccess, CaseStub)

EMBARGO: Mapping[str, str] = {
    EM.NONE: "none yet",
    EM.PROPOSED: "proposed",
    EM.ACTIVE: "in force",
    EM.REVISE: "in force, a new date is proposed",
    EM.EXITED: "ended",
}
DUE: Mapping[str, str] = {
    What.PROPOSE: "propose a date",
    What.ANSWER_INVITATION: "answer the invitation",
    What.INVITE_AGAIN: "invite again, or go on without",
    What.ANSWER_PROPOSAL: "answer the proposed date",
    What.ACTIVATE: "put the embargo in force",
    What.CONSENT: "sign the embargo",
    What.CONFIRM_REPORT: "confirm or refute that it became known",
    What.ANSWER_END: "agree to an early end, or let the date stand",
    What.SAY_READY: "say whether the release is ready",
    What.SAY_GO: "give the go",
    What.PUBLISH_BY_HAND: "publish by hand what was refused, then disarm",
}


@dataclass(frozen=True)
class CaseLine:
    """A case in the queue: what the team owes by when, and the team whose act is awaited first."""

    code_name: str
    state: str
    ended: bool
    t0: datetime | None
    due: str | None
    due_by: datetime | None
    overdue: bool
    turn: str | None


@dataclass(frozen=True)
class InvitationLine:
    """An invitation of the team. `answer` is what became of it, None while it is open."""

    code_name: str
    inviter: str
    t0: datetime | None
    expires_at: datetime
    answer: str | None


def case_line(row: CaseAccess, now: datetime) -> CaseLine:
    """Return a case as the queue shows it."""
    return CaseLine(
        code_name=row.code_name,
        state=EMBARGO.get(row.state, row.state),
        ended=row.state == EM.EXITED,
        t0=row.t0,
        due=DUE.get(row.due_what, row.due_what) if row.due_what else None,
        due_by=row.due_by,
        overdue=row.due_by is not None and row.due_by < now,
        turn=row.turn,
    )


def invitation_lines(stubs: Iterable[CaseStub]) -> list[InvitationLine]:
    """Return the invitations as the queue shows them."""
    return [
        InvitationLine(
            each.code_name,
            each.inviter,
            each.t0,
            each.expires_at,
            None if each.state == "open" else each.state,
        )
        for each in stubs
    ]


@blueprint.get("/queue")
@allow(CallerKind.WEB)
def queue() -> str:
    """Show the caller's cases, the invitations of their team and, to who is on duty, that reports wait."""
    session, start, asked = current_session(), request.args.get("after", ""), request.args.get("asked", "")
    view, caller = replay_now(session, hub=hub_name()).directory.now, current_caller()
    rows, later = first_of(cases.soonest(session, after=start, limit=PAGE_SIZE + 1))
    stubs, asked_later = first_of(cases.unanswered(session, after=asked, limit=PAGE_SIZE + 1))
    return render_template(
        "queue.html",
        who=name_of(view, caller),
        reports=intake.waiting(session, view=view, person=caller.person),
        cases=[case_line(each, now()) for each in rows],
        invitations=invitation_lines(stubs),
        later=later,
        asked_later=asked_later,
        further=bool(start),
    )


def first_of(rows: Sequence[R]) -> tuple[Sequence[R], str | None]:
    """Return a page of rows, of which one more was read, and the case to go on after if there is one."""
    shown = rows[:PAGE_SIZE]
    return shown, shown[-1].case_id if len(rows) > PAGE_SIZE else None


def name_of(view: View, caller: Caller) -> str:
    """Return a member's name and team, as the roster has them."""
    person, team = view.person(caller.tenant, caller.person), view.tenant(caller.tenant)
    return f"{person.name} ({team.slug})" if person and team else "a former member"
