"""Files that travel with a letter: how many and how large, and each sealed for its place (EV-2, AT-1)."""

import hashlib
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from crypto.envelope import Sealed, seal_attachment
from crypto.kinds.sharing import Author, RingPlace
from crypto.letter import (
    ATTACHMENTS_LIMIT,
    MEMBER_ATTACHMENT_LIMIT,
    MOST_ATTACHMENTS,
    REPORTER_ATTACHMENT_LIMIT,
    Attached,
)
from hub.client.errors import ClientError, Exit

File = tuple[str, str, bytes]
"""A name, a media type, and the bytes."""

MOST_OF_REPORTER = 20
"""A hub takes 30 envelopes a minute from who has no account."""
_MIB = 1024 * 1024


def largest_file(*, reporter: bool) -> int:
    """EV-2: how many bytes a file may have."""
    return REPORTER_ATTACHMENT_LIMIT if reporter else MEMBER_ATTACHMENT_LIMIT


def check_files(files: Sequence[File], *, reporter: bool) -> None:
    """Refuse before anything is sealed what a hub or a reader would refuse; ClientError names the limit."""
    limit, most = largest_file(reporter=reporter), MOST_OF_REPORTER if reporter else MOST_ATTACHMENTS
    if len(files) > most:
        raise _too_much(f"a letter carries at most {most} files", "AT-1")
    for name, _, data in files:
        if len(data) > limit:
            raise _too_much(f"{name} is larger than the {limit // _MIB} MiB that a file may have", "EV-2")
    if sum(len(data) for _, _, data in files) > ATTACHMENTS_LIMIT:
        raise _too_much(f"the files are more than {ATTACHMENTS_LIMIT // _MIB} MiB together", "AT-1")


def _too_much(sentence: str, rule: str) -> ClientError:
    return ClientError(sentence, code=Exit.USAGE, rule=rule)


def seal_file(file: File, recipient: str) -> tuple[Attached, Sealed]:
    """How a letter names a file, without any path, and the file sealed; MalformedError (LE-1)."""
    name, media_type, data = file
    named = {
        "name": Path(name).name.strip(". ") or "attachment",
        "type": media_type.lower(),
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "envelope": secrets.token_hex(16),
    }
    return Attached.parse(named), seal_attachment(data, recipient)


def attached_outside(attached: Attached, sealed: Sealed, place: RingPlace, author: Author) -> dict[str, Any]:
    """The manifest's own fields for a sealed attachment."""
    return {
        "ring": place,
        "envelope": attached.envelope,
        "kind": "attachment",
        "purpose": "comment",
        "author": author,
        "suite": "age-v1",
        "sha256": sealed.sha256,
        "size": sealed.size,
    }
