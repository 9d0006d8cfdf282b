"""A repeated POST is answered from memory: the Idempotency-Key of a person and the answer it got (P7).

The key is claimed first in the request's transaction and settled last, so that it stands or falls with the
effect. Of two equal requests at once the second waits for the first at the primary key and then finds its
answer. Callers without an account bring a person id of their own making, the hub's stand-in for a person
(hub/access).
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from tenants.kernel.errors import ConflictError, InvalidError
from tenants.kernel.orm import Base, Hash32, PartyId, PersonOwned
from tenants.kernel.scope import also_as_system, scope_of

HOUSEKEEPING = "housekeeping"
"""The system name that keys are deleted under, whosesoever they are."""

# At least the length of 128 bits in base64url; visible ASCII, as it is a header.
_KEY = re.compile(r"[!-~]{22,128}", re.ASCII)


class IdempotencyKeyReusedError(ConflictError):
    """One key, two different requests: the second would get the answer to the first."""

    slug = "idempotency-key-reused"
    title = "The Idempotency-Key belongs to another request"


class IdempotencyKeyError(InvalidError):
    """The key is missing or has not the form of one."""

    slug = "idempotency-key"
    title = "An Idempotency-Key of 22 to 128 visible characters is needed"


class Answered(PersonOwned, Base):
    """What a person's key was used for, and the answer: status, the headers that matter, and the body."""

    __tablename__ = "idempotency"

    person_id: Mapped[PartyId] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[Hash32]
    claimed_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any] | None]
    body: Mapped[bytes | None]


@dataclass(frozen=True)
class Answer:
    """An answer as it was given."""

    status: int
    headers: dict[str, str]
    body: bytes


def claim_key(session: Session, key: str | None, request_hash: bytes, now: datetime) -> Answer | None:
    """Return the answer that this request got before, or None: then do the work and `settle_key` it.

    `request_hash` is the SHA-256 of method, path and body. IdempotencyKeyError for a missing or malformed
    key, IdempotencyKeyReusedError for a key that was used for something else.
    """
    if key is None or not _KEY.fullmatch(key):
        raise IdempotencyKeyError("send 128 random bits as Idempotency-Key")
    mine = {"person_id": scope_of(session).person_id, "key": key}
    claimed = session.execute(
        insert(Answered)
        .values(**mine, request_hash=request_hash, claimed_at=now)
        .on_conflict_do_nothing()
        .returning(Answered.key)
    )
    if claimed.first() is not None:
        return None
    columns = (Answered.request_hash, Answered.status, Answered.headers, Answered.body)
    known = session.execute(select(*columns).where(Answered.key == key)).one()
    if known.request_hash != request_hash or known.status is None:
        raise IdempotencyKeyReusedError("this key was sent with another request")
    return Answer(known.status, dict(known.headers or {}), known.body or b"")


def settle_key(session: Session, key: str, answer: Answer) -> None:
    """Remember the answer to a claimed key, in the transaction of its effect."""
    session.execute(
        update(Answered)
        .where(Answered.key == key)
        .values(status=answer.status, headers=answer.headers, body=answer.body)
        .execution_options(synchronize_session=False)
    )


def forget_keys(session: Session, before: datetime) -> None:
    """Delete everybody's keys that were claimed before an instant: a repeated request is a new one then."""
    with also_as_system(session, HOUSEKEEPING):
        session.execute(
            delete(Answered).where(Answered.claimed_at < before).execution_options(synchronize_session=False)
        )
