"""Challenges, bearer tokens, web sessions and one-time links: secrets of which the hub keeps only the hash.

What a token may do is decided at each request against the directory as it stands then
(`hub.access`); here is only whom it was given to, and until when.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from tenants.directory.errors import LoginRefusedError
from tenants.directory.models import ACCESS, AccessToken, Challenge, SignInLink
from tenants.kernel.scope import also_as_system

CHALLENGE_LIVES = timedelta(minutes=2)
LINK_LIVES = timedelta(minutes=5)
SECRET_BYTES = 32


class TokenKind(StrEnum):
    """What a token opens."""

    MEMBER = "member"
    REPORTER = "reporter"
    WEB = "web"


LIVES = {
    TokenKind.MEMBER: timedelta(hours=1),
    TokenKind.REPORTER: timedelta(minutes=15),
    TokenKind.WEB: timedelta(hours=8),
}


@dataclass(frozen=True)
class Holder:
    """Whom a token was given to, and for which device; a reporter has a fingerprint and no tenant."""

    kind: TokenKind
    tenant: str
    person: str
    device: str


def new_challenge(session: Session, *, now: datetime) -> tuple[str, datetime]:
    """Return 64 random hex digits that a login may answer once, and until when."""
    value, expires = secrets.token_hex(SECRET_BYTES), now + CHALLENGE_LIVES
    with also_as_system(session, ACCESS):
        _forget(session, Challenge, now)
        session.execute(insert(Challenge).values(value=value, expires_at=expires))
    return value, expires


def use_challenge(session: Session, value: str, *, now: datetime) -> None:
    """Take the challenge; LoginRefusedError if it was never given, is used or is too old."""
    mine = delete(Challenge).where(Challenge.value == value, Challenge.expires_at > now)
    with also_as_system(session, ACCESS):
        if session.execute(_returning(mine, Challenge.value)).first() is None:
            raise LoginRefusedError("the challenge is not an open one: ask for another")


def issue(session: Session, holder: Holder, *, now: datetime) -> str:
    """Return the secret of a new token."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    row = _row(holder, secret, now + LIVES[holder.kind]) | {"kind": holder.kind.value}
    with also_as_system(session, ACCESS):
        _forget(session, AccessToken, now)
        session.execute(insert(AccessToken).values(row))
    return secret


def holder_of(session: Session, secret: str, *, now: datetime) -> Holder | None:
    """Return whom the token was given to; None if there is no such token, or none any more."""
    columns = (AccessToken.kind, AccessToken.holder_tenant, AccessToken.holder, AccessToken.device)
    wanted = select(*columns).where(AccessToken.secret_hash == _hash(secret), AccessToken.expires_at > now)
    with also_as_system(session, ACCESS):
        row = session.execute(wanted).one_or_none()
    return None if row is None else Holder(TokenKind(row[0]), row[1], row[2], row[3])


def revoke(session: Session, secret: str) -> None:
    """Make the token worthless; nothing happens if it is already."""
    with also_as_system(session, ACCESS):
        gone = delete(AccessToken).where(AccessToken.secret_hash == _hash(secret))
        session.execute(gone.execution_options(synchronize_session=False))


def new_link(session: Session, holder: Holder, *, now: datetime) -> str:
    """Return the secret of a link that turns once into a web session of the holder."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with also_as_system(session, ACCESS):
        _forget(session, SignInLink, now)
        session.execute(insert(SignInLink).values(_row(holder, secret, now + LINK_LIVES)))
    return secret


def use_link(session: Session, secret: str, *, now: datetime) -> Holder:
    """Take the link and return whose web session it opens; LoginRefusedError if it is not an open one."""
    mine = delete(SignInLink).where(SignInLink.secret_hash == _hash(secret), SignInLink.expires_at > now)
    columns = (SignInLink.holder_tenant, SignInLink.holder, SignInLink.device)
    with also_as_system(session, ACCESS):
        row = session.execute(_returning(mine, *columns)).one_or_none()
        if row is None:
            raise LoginRefusedError("the link was used or is too old: ask for another")
    return Holder(TokenKind.WEB, row[0], row[1], row[2])


def _row(holder: Holder, secret: str, expires: datetime) -> dict[str, Any]:
    return {
        "secret_hash": _hash(secret),
        "holder_tenant": holder.tenant,
        "holder": holder.person,
        "device": holder.device,
        "expires_at": expires,
    }


def _hash(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


def _returning(statement: Any, *columns: Any) -> Any:  # noqa: ANN401 - SQL expressions
    return statement.returning(*columns).execution_options(synchronize_session=False)


def _forget(session: Session, table: Any, now: datetime) -> None:  # noqa: ANN401 - a mapped class
    gone = delete(table).where(table.expires_at <= now)
    session.execute(gone.execution_options(synchronize_session=False))
