"""Callers: what a token says, held against the directory of this very moment."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from crypto.directory import View
from tenants.directory.service import CLOSED_STAGES
from tenants.directory.tokens import Holder, TokenKind, holder_of
from tenants.journal.record import cna_of, replay_now
from tenants.kernel.ids import person_key
from tenants.kernel.scope import Scope


class CallerKind(StrEnum):
    """How somebody calls."""

    ANYONE = "anyone"
    MEMBER = "member"
    REPORTER = "reporter"
    WEB = "web"


@dataclass(frozen=True)
class Caller:
    """Who calls. `person` is a member's id or a reporter's fingerprint; the empty word stands for nobody.

    `roles` are those of the roster in force; `cna` is among them for people of the hub's CNA alone. `since`
    is the leaf that began the membership.
    """

    kind: CallerKind = CallerKind.ANYONE
    tenant: str = ""
    person: str = ""
    device: str = ""
    roles: frozenset[str] = frozenset()
    since: int = 0

    @property
    def scope(self) -> Scope:
        """What rows they see."""
        key = person_key(self.tenant, self.person, self.since)
        return Scope(tenant_id=self.tenant, person_id=key, roles=self.roles)

    @property
    def holder(self) -> Holder:
        """The same person, as tokens are given out to."""
        return Holder(TokenKind(self.kind.value), self.tenant, self.person, self.device)


def caller_of(session: Session, secret: str, *, hub: str, now: datetime) -> Caller | None:
    """Return whose token this is, if they may still use it."""
    holder = holder_of(session, secret, now=now)
    if holder is None:
        return None
    if holder.kind is TokenKind.REPORTER:
        return Caller(CallerKind.REPORTER, "", holder.person, holder.device)
    view = replay_now(session, hub=hub).directory.now
    return member_at(view, holder.device, CallerKind(holder.kind.value), tenant=holder.tenant)


def member_at(view: View, device: str, kind: CallerKind, *, tenant: str | None = None) -> Caller | None:
    """Return the member whose active device this is; None if there is none, or their tenant is not served."""
    located = view.device(device)
    if located is None or not located.active or tenant not in (None, located.tenant):
        return None
    person, home = view.person(located.tenant, located.person), view.tenant(located.tenant)
    if person is None or home is None or home.stage is None or home.stage in CLOSED_STAGES:
        return None
    roles = person.roles if located.tenant == cna_of(view) else person.roles - {"cna"}
    return Caller(kind, located.tenant, located.person, device, roles, person.since)
