"""The files of shares: checked against their statements, kept for the person they are for (SH-3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, insert, or_, select
from sqlalchemy.orm import Session

from crypto import dsse
from crypto.directory import View
from crypto.errors import LimitError
from crypto.kinds import Share
from crypto.ring import check_share_file
from crypto.statement import Statement
from tenants.cases.models import CaseAccess
from tenants.directory.people import key_of_device
from tenants.journal.record import Receipt
from tenants.kernel.pages import page
from tenants.kernel.scope import also_as_system, scope_of
from tenants.sharing.errors import ShareFileError
from tenants.sharing.models import FANOUT, NO_CASE, ShareFile

SHARE_LIMIT = 96 * 1024
"""Bytes of a share's file: some hundreds of epochs."""


@dataclass(frozen=True)
class Shared:
    """A share for one of the caller's devices, with its leaf and file; `case` is None for an intake ring."""

    hash: str
    index: int
    wire: bytes
    file: bytes
    case: str | None


def check_files(shares: Sequence[Statement[Share]], files: Mapping[str, bytes]) -> None:
    """Refuse files (by SHA-256) that are not exactly those of the shares.

    ShareFileError, MalformedError (SH-3, EV-6), LimitError (SH-3).
    """
    if {share.body.sha256 for share in shares} != files.keys():
        raise ShareFileError("a share comes with its file, and no file without a share")
    for share in shares:
        if share.body.size > SHARE_LIMIT:
            raise LimitError("SH-3", "the share is larger than any number of keys needs")
        check_share_file(share.body, files[share.body.sha256])


def keep(
    session: Session,
    shares: Sequence[Statement[Share]],
    receipts: Sequence[Receipt],
    files: Mapping[str, bytes],
    *,
    view: View,
) -> None:
    """Keep the files of shares that were just logged, of one case (inside it) or of intake rings.

    `receipts` may be of more statements than the shares. A `to` that is no device of the directory is the
    case's reporter (SH-1 was judged). Errors as `check_files`.
    """
    check_files(shares, files)
    places = {receipt.hash: receipt.index for receipt in receipts}
    rows = [
        {
            "person_id": key_of_device(view, share.body.to),
            "hash": share.hash,
            "case_id": share.body.ring.case or NO_CASE,
            "ring_id": share.body.ring.id,
            "to_device": share.body.to,
            "place": places[share.hash],
            "wire": dsse.write(share.signed),
            "ciphertext": files[share.body.sha256],
        }
        for share in shares
    ]
    if rows:
        with also_as_system(session, FANOUT):
            session.execute(insert(ShareFile).values(rows))


def mine(session: Session, ring: str | None = None, *, after: str = "") -> list[Shared]:
    """Return a page, by their hashes, of the shares for the caller's devices. One statement.

    They are those of intake rings and of cases that the caller reads.
    """
    person = scope_of(session).person_id
    reads = exists().where(CaseAccess.person_id == person, CaseAccess.case_id == ShareFile.case_id)
    columns = (ShareFile.hash, ShareFile.place, ShareFile.wire, ShareFile.ciphertext, ShareFile.case_id)
    wanted = select(*columns).where(ShareFile.person_id == person, or_(ShareFile.case_id == NO_CASE, reads))
    if ring is not None:
        wanted = wanted.where(ShareFile.ring_id == ring)
    rows = session.execute(page(wanted, ShareFile.hash, after=after))
    return [Shared(digest, place, wire, file, case or None) for digest, place, wire, file, case in rows]
