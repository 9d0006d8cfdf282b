"""What the log of a case amounts to: the embargo, every party's consent and progress, and open claims."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tenants.cases.rules import Progress
from tenants.cases.states import PXA, RM, PXAMove
from tenants.disclosure.consent import NO_TERMS, PEC, Invitation, Refusal
from tenants.disclosure.embargo import EM, IN_FORCE, OVER, Embargo, Ending, Proposal
from tenants.disclosure.errors import NotTakingPartError
from tenants.disclosure.events import Ready


@dataclass(frozen=True, kw_only=True)
class Party:
    """A tenant in the case: invited (`admitted` false) or taking part."""

    tenant: str
    admitted: bool = False
    consent: PEC = PEC.NO_EMBARGO
    progress: Progress = field(default_factory=Progress)
    invitation: Invitation | None = None
    refusal: Refusal | None = None
    ready: Ready | None = None
    ready_for: str = NO_TERMS
    reason_given: bool = False

    @property
    def takes_part(self) -> bool:
        """Whether this tenant may act in the case: admitted, and has not closed its report."""
        return self.admitted and self.progress.rm is not RM.CLOSED

    @property
    def invitation_open(self) -> bool:
        """Whether an answer to the invitation is awaited."""
        return self.invitation is not None and not self.admitted and self.refusal is None


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A participant's word that something became known, not yet adopted."""

    move: PXAMove
    by: str
    at: datetime
    index: int


@dataclass(frozen=True, kw_only=True)
class DisclosureState:
    """The whole of a case's disclosure after the event at `index`; `at` is that event's log time.

    `pending` are the undecided proposals, earliest end first: while EM is Proposed those that compete, while
    it is Revise the revisions. `embargo` are the terms in force, and after the exit the last that were.
    """

    owner: str
    received_at: datetime
    index: int
    at: datetime
    parties: Mapping[str, Party]
    em: EM = EM.NONE
    pxa: PXA = PXA.NOTHING
    pending: tuple[Proposal, ...] = ()
    embargo: Embargo | None = None
    ending: Ending | None = None
    end_wishes: frozenset[str] = frozenset()
    claims: tuple[Claim, ...] = ()
    known: frozenset[str] = frozenset()

    @property
    def in_force(self) -> Embargo | None:
        """The embargo that binds now, or None."""
        return self.embargo if self.em in IN_FORCE else None

    @property
    def t0(self) -> datetime | None:
        """The end in force, or None when no embargo binds."""
        return self.in_force.t0 if self.in_force else None

    @property
    def current(self) -> Proposal | None:
        """The one proposal that can be answered now: the earliest that is pending (VP-07-009)."""
        return self.pending[0] if self.pending else None

    @property
    def terms(self) -> str:
        """The terms an invitation names now: in force, else the shortest pending, else none (CA-3)."""
        if self.in_force:
            return self.in_force.proposal.id
        return self.current.id if self.current else NO_TERMS

    @property
    def counted(self) -> frozenset[str]:
        """The tenants whose agreement a date needs: the owner, and who is in the embargo (DP-5)."""
        return frozenset(
            party.tenant
            for party in self.parties.values()
            if party.takes_part
            and (party.tenant == self.owner or party.consent in {PEC.SIGNATORY, PEC.LAPSED, PEC.INVITED})
        )

    @property
    def agreed(self) -> bool:
        """Whether every counted tenant has signed exactly the date in force. Computed, never stored."""
        return self.in_force is not None and self.counted <= self.in_force.proposal.signed_by

    def acting(self, tenant: str) -> Party:
        """Return the party if it may act in the case. Raises NotTakingPartError."""
        party = self.parties.get(tenant)
        if party is None or not party.takes_part:
            raise NotTakingPartError("only who takes part in the case may do this")
        return party


def may_receive(state: DisclosureState, tenant: str) -> bool:
    """Say whether new content may be sealed to the tenant (MV-10-005).

    It takes part, and is a signatory, or there is no embargo to sign. Messages about the embargo itself go to
    everybody who was ever invited.
    """
    party = state.parties.get(tenant)
    if party is None or not party.takes_part:
        return False
    return party.consent is PEC.SIGNATORY or state.em in OVER
