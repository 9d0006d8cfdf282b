"""Letters and attachments: what an envelope holds once it is open (FORMATS.md 7).

`to_plaintext` and `from_plaintext` go between a `Letter` and its padded bytes. What a letter says is bound
to the place it was written for: `check_against` compares every field that also stands in the manifest.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from crypto.device import fingerprint
from crypto.errors import MalformedError, NotAllowedError
from crypto.kinds.directory import DeviceKeys
from crypto.kinds.sharing import Author, Manifest, Purpose
from crypto.padding import padded_length
from crypto.plaintext import Plaintext
from crypto.schema import Hash, HubName, Id, Positive, Range, Size, Struct

LETTER_LIMIT = 1024 * 1024
MEMBER_ATTACHMENT_LIMIT = 25 * 1024 * 1024
REPORTER_ATTACHMENT_LIMIT = 5 * 1024 * 1024
ATTACHMENTS_LIMIT = 50 * 1024 * 1024
MOST_ATTACHMENTS = 32

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Text:
    """Free text of at most `limit` bytes; line feed and tab are its only control characters."""

    limit: int

    def check(self, value: object, where: str) -> str:
        """Return `value`; MalformedError (LE-1) if it is no such text."""
        if not isinstance(value, str) or len(value.encode("utf-8", "surrogatepass")) > self.limit:
            raise MalformedError("LE-1", f"{where}: not a text of at most {self.limit} bytes")
        # Quick for most texts; spaces other than U+0020 are not printable either, and get the closer look.
        printable = value.replace("\n", "").replace("\t", "").isprintable()
        if not printable and _CONTROL.search(value):
            raise MalformedError("LE-1", f"{where}: holds a control character")
        return value


@dataclass(frozen=True)
class Line:
    """A string that matches `regex` from end to end."""

    regex: str
    says: str

    def check(self, value: object, where: str) -> str:
        """Return `value`; MalformedError (LE-1) saying what it should be."""
        if not isinstance(value, str) or not re.fullmatch(self.regex, value):
            raise MalformedError("LE-1", f"{where}: {self.says}")
        return value


_BREAKS = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
# A file name is read before somebody opens it: nothing that separates, hides or turns text around.
_DECEIT = (
    r"/\\:\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
)
Subject = Annotated[str, Line(rf"[^{_BREAKS}]{{0,200}}", "a subject is one line of at most 200 characters")]
FileName = Annotated[
    str,
    Line(
        rf"(?![. ])[^{_BREAKS}{_DECEIT}]{{1,120}}(?<![. ])",
        "a file name is 1 to 120 visible characters, no separator, no dot or space at an end",
    ),
]
MediaType = Annotated[str, Line(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}", "not a media type")]
Base64 = Annotated[str, Line(r"[A-Za-z0-9+/]+={0,2}", "not base64")]


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
class Letter(Plaintext):
    """The plaintext of an envelope of kind letter or record."""

    RULE: ClassVar = "LE-1"

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
    attachments: Annotated[tuple[Attached, ...], Size(1, 1024, ordered=True)] | None = None
    reporter: DeviceKeys | None = None
    quoted: Quoted | None = None

    def __post_init__(self) -> None:
        """AT-1: how much is attached. RE-3: the keys to answer to are the author's own."""
        attached = self.attachments or ()
        if len(attached) > MOST_ATTACHMENTS:
            raise MalformedError("AT-1", f"more than {MOST_ATTACHMENTS} attachments")
        if sum(each.size for each in attached) > ATTACHMENTS_LIMIT:
            raise MalformedError("AT-1", "the attachments are more than 50 MiB together")
        if self.reporter is not None and (fingerprint(self.reporter), self.reporter.sign) != (
            self.author.reporter,
            self.author.sign,
        ):
            raise MalformedError("RE-3", "the keys to answer to are not those of the author")


def to_plaintext(letter: Letter) -> bytes:
    """The letter's JSON and the spaces that pad it; MalformedError as `from_plaintext`, EV-2 beyond 1 MiB."""
    text = letter.to_json()
    length = padded_length(len(text))
    if length > LETTER_LIMIT:
        raise MalformedError("EV-2", "the letter is more than 1 MiB")
    return text.ljust(length)


def from_plaintext(plaintext: bytes) -> Letter:
    """Parse a padded plaintext; MalformedError (EV-10 for the padding, JS, LE-1, ST-5, AT-1, RE-3)."""
    text = plaintext.rstrip(b" ")
    # JSON itself would allow white space of other kinds after it: padding has one spelling.
    if len(plaintext) != padded_length(len(text)) or not text.endswith(b"}"):
        raise MalformedError("EV-10", "the letter is not followed by spaces up to the length that is its own")
    return Letter.from_json(text, limit=LETTER_LIMIT)


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
