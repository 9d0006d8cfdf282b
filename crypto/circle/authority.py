"""The table of FORMATS.md 1 for the case log: who may sign what, and what it changes.

A case's opening is apart (`consent.judge_case`): before it there is nothing to hold a statement against.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from crypto.circle import consent, decisions, sealing
from crypto.circle.hearing import Hearing
from crypto.kinds.body import Body
from crypto.kinds.cases import Accept, CaseRoll, Decline, Grant, Invitation, Recusal
from crypto.kinds.decisions import (
    Arming,
    Disarming,
    IdDecision,
    IdRequest,
    Proposal,
    Readiness,
    Response,
    Review,
    Status,
    Termination,
    ThirdPartyId,
)
from crypto.kinds.sharing import Epoch, Manifest, Share
from crypto.statement import Entry, narrow

B = TypeVar("B", bound=Body)


def _no_note(_hearing: Hearing, _entry: Entry) -> None:
    """The statement is its own record."""


@dataclass(frozen=True)
class Rule(Generic[B]):
    """When a statement of `kind` counts, and what is then kept of it."""

    kind: type[B]
    allows: Callable[[Hearing, B], None]
    note: Callable[[Hearing, Entry], None] = _no_note

    def judge(self, hearing: Hearing) -> None:
        """Refuse what has no authority; NotAllowedError, BadSignatureError for a bad copy (ST-15)."""
        self.allows(hearing, narrow(hearing.statement, self.kind).body)


RULES: Mapping[type[Body], Rule[Any]] = {
    CaseRoll: Rule(CaseRoll, consent.judge_roll, consent.note),
    Grant: Rule(Grant, consent.judge_grant, consent.note),
    Recusal: Rule(Recusal, consent.judge_recusal, consent.note),
    Invitation: Rule(Invitation, consent.judge_invitation, consent.note),
    Accept: Rule(Accept, consent.judge_accept, consent.note),
    Decline: Rule(Decline, consent.judge_decline, consent.note),
    Proposal: Rule(Proposal, decisions.judge_proposal, decisions.note_proposal),
    Response: Rule(Response, decisions.judge_response),
    Termination: Rule(Termination, decisions.judge_about_proposal),
    Readiness: Rule(Readiness, decisions.judge_about_proposal),
    Status: Rule(Status, decisions.judge_status),
    IdRequest: Rule(IdRequest, decisions.judge_request, decisions.note_request),
    IdDecision: Rule(IdDecision, decisions.judge_decision),
    ThirdPartyId: Rule(ThirdPartyId, decisions.judge_third_party),
    Review: Rule(Review, decisions.judge_review),
    Arming: Rule(Arming, decisions.judge_arming, decisions.note_arming),
    Disarming: Rule(Disarming, decisions.judge_disarming, decisions.note_disarming),
    Epoch: Rule(Epoch, sealing.judge_epoch, sealing.note_epoch),
    Share: Rule(Share, sealing.judge_share, sealing.note_share),
    Manifest: Rule(Manifest, sealing.judge_letter, sealing.note_letter),
}
