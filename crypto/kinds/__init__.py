"""The closed list of statement types: one dataclass each, one schema each (FORMATS.md 1, ST-1)."""

from crypto.kinds.body import Body
from crypto.kinds.cases import Accept, Case, CaseRoll, Decline, Grant, Invitation, Recusal
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
from crypto.kinds.directory import (
    Admission,
    Anchor,
    Boundary,
    Device,
    Duty,
    Group,
    GroupJoin,
    MemberInvitation,
    Rebase,
    Roster,
)
from crypto.kinds.sharing import Epoch, Login, Manifest, Share

_ALL: tuple[type[Body], ...] = (
    *(Roster, MemberInvitation, Device, Duty, Boundary, Group, GroupJoin, Rebase, Admission, Anchor),
    *(Case, CaseRoll, Grant, Recusal, Invitation, Accept, Decline),
    *(Proposal, Response, Termination, Status, Readiness),
    *(Epoch, Share, Manifest, Login),
    *(IdRequest, IdDecision, ThirdPartyId, Review, Arming, Disarming),
)
KINDS: dict[str, type[Body]] = {kind.TYPE: kind for kind in _ALL}

# What can be revoked: each names the one it replaces (ST-12).
Sequel = (
    MemberInvitation | Duty | Boundary | Group | GroupJoin | CaseRoll | Grant | Invitation | Proposal | Arming
)

__all__ = [
    "KINDS",
    "Accept",
    "Admission",
    "Anchor",
    "Arming",
    "Body",
    "Boundary",
    "Case",
    "CaseRoll",
    "Decline",
    "Device",
    "Disarming",
    "Duty",
    "Epoch",
    "Grant",
    "Group",
    "GroupJoin",
    "IdDecision",
    "IdRequest",
    "Invitation",
    "Login",
    "Manifest",
    "MemberInvitation",
    "Proposal",
    "Readiness",
    "Rebase",
    "Recusal",
    "Response",
    "Review",
    "Roster",
    "Share",
    "Status",
    "Termination",
    "ThirdPartyId",
]
