"""Checkpoints and proofs: what outsiders hold the hub to (LO-1, LO-7, LO-8).

The signature is made by the hub's job with the log key; here is what it signs, and what was signed. A leaf's
time is the time line of the first checkpoint that covers it (ST-11).
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from crypto import merkle, notes, tlog
from crypto.errors import MalformedError
from tenants.journal.ledger import frontier, lock
from tenants.journal.models import Cosignature, FreshNote, LogName, SignedCheckpoint
from tenants.journal.nodes import StoredNodes
from tenants.kernel.errors import ConflictError, InvalidError, NotFoundError

TIME_LINE = "time "
REFRESH_EVERY = timedelta(days=1)
PAGE = 500


class ClockBehindError(ConflictError):
    """The clock stands before the last checkpoint's time: signing would turn time back."""

    slug = "clock-behind"
    title = "The clock is behind the log"


def origin(hub: str, log: LogName) -> str:
    """Return the first line of the log's checkpoints (FORMATS.md 3)."""
    return f"{hub}/{log}"


def unsigned(session: Session, hub: str, log: LogName, now: datetime) -> tlog.Checkpoint | None:
    """Return the checkpoint over what is committed, or None if the latest one covers it already.

    An empty log is signed off too, so that whoever founds the first tenant can know the key. The log is
    taken until the transaction ends: of two signers the second finds nothing to sign. Raises
    ClockBehindError: times in a log never go back.
    """
    lock(session, log, now)
    edge = frontier(session, log)
    latest = newest(session, log)
    if latest is not None and latest.size >= edge.size:
        return None
    moment = now.replace(microsecond=0)
    if latest is not None and latest.signed_at > moment:
        raise ClockBehindError(rule="ST-11")
    return tlog.Checkpoint(origin(hub, log), edge.size, edge.root(), (f"{TIME_LINE}{_written(moment)}",))


def aged(session: Session, hub: str, log: LogName, now: datetime) -> tlog.Checkpoint | None:
    """Return the newest checkpoint under the present time if it is a day old, else None (LO-4)."""
    latest = newest(session, log)
    if latest is None or now - max(latest.signed_at, fresh_at(session, log)) < REFRESH_EVERY:
        return None
    known = tlog.Checkpoint.parse(notes.parse(latest.note).text)
    return tlog.Checkpoint(origin(hub, log), known.size, known.root, (f"{TIME_LINE}{_written(now)}",))


def keep_fresh(session: Session, log: LogName, note: bytes) -> None:
    """Store the newest checkpoint as signed again; a leaf's time stays that of the first one (ST-11)."""
    checkpoint = tlog.Checkpoint.parse(notes.parse(note).text)
    row = {"size": checkpoint.size, "note": note, "signed_at": time_of(checkpoint)}
    fresh = upsert(FreshNote).values(log=log, **row)
    session.execute(fresh.on_conflict_do_update(index_elements=["log"], set_=row))


def fresh(session: Session, log: LogName, size: int) -> bytes | None:
    """Return the checkpoint of that size as it was signed again, None if it was not."""
    found = select(FreshNote.note).where(FreshNote.log == log, FreshNote.size == size)
    return session.scalar(found)


def fresh_at(session: Session, log: LogName) -> datetime:
    """When a checkpoint was last signed again; the beginning of time if never."""
    found = session.scalar(select(FreshNote.signed_at).where(FreshNote.log == log))
    return found or datetime.min.replace(tzinfo=UTC)


def keep(session: Session, log: LogName, note: bytes, *, key: notes.VerifierKey) -> None:
    """Store a checkpoint that `key` signed."""
    checkpoint = tlog.Checkpoint.parse(notes.parse(note).text)
    row = {"log": log, "size": checkpoint.size, "note": note, "key": str(key)}
    session.execute(insert(SignedCheckpoint).values(**row, signed_at=time_of(checkpoint)))


def time_of(checkpoint: tlog.Checkpoint) -> datetime:
    """The instant on the checkpoint's time line; MalformedError (LO-1) if it has none."""
    for line in checkpoint.extensions:
        if line.startswith(TIME_LINE):
            try:
                return datetime.strptime(line, f"{TIME_LINE}%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
            except ValueError:
                break
    raise MalformedError("LO-1", "the checkpoint has no time line")


def newest(session: Session, log: LogName) -> SignedCheckpoint | None:
    """The log's latest checkpoint."""
    latest = select(SignedCheckpoint).where(SignedCheckpoint.log == log)
    return session.scalars(latest.order_by(SignedCheckpoint.size.desc()).limit(1)).first()


def after(session: Session, log: LogName, size: int) -> Sequence[SignedCheckpoint]:
    """Up to 500 checkpoints of more than `size` leaves, smallest first."""
    more = select(SignedCheckpoint).where(SignedCheckpoint.log == log, SignedCheckpoint.size > size)
    return session.scalars(more.order_by(SignedCheckpoint.size).limit(PAGE)).all()


def cosignatures(session: Session, log: LogName, size: int) -> Sequence[str]:
    """The witnesses' lines on the checkpoint of that size."""
    found = select(Cosignature.line).where(Cosignature.log == log, Cosignature.size == size)
    return session.scalars(found.order_by(Cosignature.tenant)).all()


def cosign(session: Session, log: LogName, size: int, line: str, *, by: tuple[str, str]) -> None:
    """Add a cosignature to a checkpoint it verifies on (LO-7); `by` is a tenant and its witness key (hex).

    NotFoundError without such a checkpoint; InvalidError (LG-12), or a CryptoError with its rule, if the line
    is not this witness's.
    """
    tenant, witness = by
    known = session.get(SignedCheckpoint, (log, size))
    if known is None:
        raise NotFoundError
    note = notes.parse(known.note + f"{line}\n".encode())
    name = note.signatures[-1].name
    key = notes.VerifierKey(name, notes.SignatureType.COSIGNATURE, bytes.fromhex(witness))
    if tlog.cosigned_at(note, key) is None:
        raise InvalidError("the line is not a cosignature by the roster's witness key", rule="LG-12")
    row = {"log": log, "size": size, "tenant": tenant, "line": line}
    session.execute(upsert(Cosignature).values(**row).on_conflict_do_nothing())


def inclusion(session: Session, log: LogName, index: int, size: int) -> list[bytes]:
    """The RFC 6962 audit path of a leaf; MalformedError (LG-2) beyond the tree."""
    return _tree(session, log).inclusion_proof(index, size)


def consistency(session: Session, log: LogName, old: int, new: int) -> list[bytes]:
    """The RFC 6962 proof that the smaller tree begins the larger; MalformedError (LG-2) beyond the tree."""
    return _tree(session, log).consistency_proof(old, new)


def _tree(session: Session, log: LogName) -> merkle.Tree:
    return merkle.Tree(StoredNodes(session, log), frontier(session, log).size)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
