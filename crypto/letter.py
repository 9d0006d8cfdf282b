"""Letters and attachments: what an envelope holds once it is open (FORMATS.md 7).

`to_plaintext` and `from_plaintext` go between a `Letter` and its padded bytes. What a letter says is bound
to the place it was written for: `check_against` compares every field that also stands in the manifest.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Annotated, Literal

from crypto import strict_json
from crypto.errors import MalformedError, NotAllowedError
from crypto.kinds.directory import DeviceKeys
from crypto.kinds.sharing import Author, Manifest, Purpose
from crypto.padding import padded_length
from crypto.schema import Hash, HubName, Id, Pattern, Positive, Range, Size, Struct

LETTER_LIMIT = 1024 * 1024
MEMBER_ATTACHMENT_LIMIT = 25 * 1024 * 1024
REPORTER_ATTACHMENT_LIMIT = 5 * 1024 * 1024
ATTACHMENTS_LIMIT = 50 * 1024 * 1024


@dataclass(frozen=True)
class Text:
    """Free text of at most `limit` bytes; line feed and tab are its only control characters."""

    limit: int

    def check(self, value: object, where: str) -> str:
        """Return `value`; MalformedError (LE-1) if it is no such text."""
        if not isinstance(value, str) or len(value.encode("utf-8", "surrogatepass")) > self.limit:
            raise MalformedError("LE-1", f"{where}: not a text of at most {self.limit} bytes")
        if re.search(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", value):
            raise MalformedError("LE-1", f"{where}: holds a control character")
        return value


_LINE = r"[^\x00-\x1f\x7f\x80-\x9f\u2028\u2029]{0,200}"
_FILE = r"(?![. ])[^\x00-\x1f\x7f\x80-\x9f/\\:\u2028\u2029]{1,120}(?<! )"
Subject = Annotated[str, Pattern(_LINE, "a subject is one line of at most 200 characters")]
FileName = Annotated[str, Pattern(_FILE, "a file name is at most 120 characters, no separator, no dot first")]
MediaType = Annotated[str, Pattern(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}", "not a media type")]
Base64 = Annotated[str, Pattern(r"[A-Za-z0-9+/]+={0,2}", "not base64")]


@dataclass(frozen=True, kw_only=True)
class Attached(Struct):
    """An attachment as its letter names it: size and hash are of its own bytes, before padding."""

    name: FileName
    type: MediaType
    size: Annotated[int, Range(0, MEMBER_ATTACHMENT_LIMIT)]
    sha256: Hash
    envelope: Id


@dataclass(frozen=True, kw_only=True)
class Quoted(Struct):
    """An older letter handed on: its manifest's wire form and its padded plaintext (LE-2)."""

    manifest: Annotated[str, Text(96 * 1024)]
    plaintext: Base64


@dataclass(frozen=True, kw_only=True)
class Letter(Struct):
    """The plaintext of an envelope of kind letter or record."""

    v: Literal[1] = 1
    hub: HubName
    ring: Id
    epoch: Positive
    envelope: Id
    author: Author
    kind: Literal["letter", "record"]
    purpose: Purpose
    salt: Id
    subject: Subject
    body: Annotated[str, Text(512 * 1024)]
    case: Id | None = None
    reply_to: Id | None = None
    attachments: Annotated[tuple[Attached, ...], Size(1, 32, ordered=True)] | None = None
    reporter: DeviceKeys | None = None
    quoted: Quoted | None = None

    def __post_init__(self) -> None:
        """AT-1: what is attached stays within 50 MiB together."""
        if sum(each.size for each in self.attachments or ()) > ATTACHMENTS_LIMIT:
            raise MalformedError("AT-1", "the attachments are more than 50 MiB together")


def to_plaintext(letter: Letter) -> bytes:
    """The letter's JSON and the spaces that pad it; MalformedError (EV-2) beyond 1 MiB."""
    text = json.dumps(letter.dump(), ensure_ascii=False, separators=(",", ":")).encode()
    length = padded_length(len(text))
    if length > LETTER_LIMIT:
        raise MalformedError("EV-2", "the letter is more than 1 MiB")
    return text.ljust(length)


def from_plaintext(plaintext: bytes) -> Letter:
    """Parse a padded plaintext; MalformedError (EV-10 for the padding, LE-1, ST-5, JS) names the fault."""
    text = plaintext.rstrip(b" ")
    if len(plaintext) != padded_length(len(text)):
        raise MalformedError("EV-10", "the padding is not that of the letter's length")
    return Letter.parse(strict_json.parse(text, limit=LETTER_LIMIT))


def plain_hash(plaintext: bytes) -> str:
    """What `plain` of a manifest commits to."""
    return hashlib.sha256(plaintext).hexdigest()


def check_against(letter: Letter, manifest: Manifest) -> None:
    """EV-11: inside and outside are equal field by field, else NotAllowedError: somebody re-signed it."""
    inside = (letter.hub, letter.case, letter.ring, letter.epoch, letter.envelope)
    outside = (manifest.hub, manifest.case, manifest.ring.id, manifest.ring.epoch, manifest.envelope)
    if inside != outside:
        raise NotAllowedError("EV-11", "the letter was written for another place")
    if (letter.author, letter.kind, letter.purpose) != (manifest.author, manifest.kind, manifest.purpose):
        raise NotAllowedError("EV-11", "the letter is another author's, or another kind of letter")


def pad_attachment(data: bytes) -> bytes:
    """The attachment's bytes and the zeros that pad them."""
    return data.ljust(padded_length(len(data)), b"\0")


def unpad_attachment(plaintext: bytes, named: Attached) -> bytes:
    """AT-1: the bytes that `named` promises, or MalformedError."""
    data = plaintext[: named.size]
    if plaintext != pad_attachment(data) or len(data) != named.size:
        raise MalformedError("AT-1", "the attachment is not padded as its letter says")
    if hashlib.sha256(data).hexdigest() != named.sha256:
        raise MalformedError("AT-1", "the attachment is not the one its letter names")
    return data
