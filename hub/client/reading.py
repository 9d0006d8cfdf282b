"""Reading a case: every letter with its author, what was verified, and who else can read it.

A letter is shown only after EV-7 to EV-11 have passed. What fails is listed with its rule, never with text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from crypto import strict_base64
from crypto.circle import Circle
from crypto.errors import CryptoError
from crypto.kinds import Manifest
from crypto.kinds.sharing import Author
from crypto.letter import Attached, Letter
from crypto.unseal.envelopes import open_attachment, open_letter, read_quoted
from hub.client.desk import Desk
from hub.client.errors import ClientError, Exit
from hub.client.keyring import Keyring, fetch
from hub.client.writing import readers_of


@dataclass(frozen=True)
class Read:
    """One envelope as its reader sees it: `letter`, or the `fault` that kept it shut; `gap` by RI-9.

    `answers` is the envelope that it replies to, where that is in the same ring (LE-5).
    """

    manifest: Manifest
    hash: str
    ring: str
    author: str
    readers: tuple[str, ...]
    letter: Letter | None = None
    fault: str | None = None
    gap: str | None = None
    answers: str | None = None
    quoted: Letter | None = None
    vouched: bool = False


def letters(desk: Desk, case_id: str) -> Iterator[Read]:
    """Every letter and record of a case that was delivered to this member, oldest first."""
    circle, keys = desk.known.circle(case_id), fetch(desk)
    for shown in _shown(desk, case_id):
        if int(shown["index"]) < desk.known.at.cases:  # what came since the last sync is there at the next
            yield _read(desk, circle, keys, shown)


def _shown(desk: Desk, case_id: str) -> Iterator[Mapping[str, Any]]:
    """What the hub gives out, page after page; ClientError if a page does not lead on."""
    start: int | None = 0
    while start is not None:
        page = desk.transport.get(f"cases/{case_id}/letters", **{"from": start})
        yield from page["letters"]
        before, start = start, page["next"]
        if start is not None and start <= before:
            raise ClientError("the hub shows the same letters again and again", rule="EV-7")


def _read(desk: Desk, circle: Circle, keys: Keyring, shown: Mapping[str, Any]) -> Read:
    hash_, manifest = _manifest(circle, str(shown["id"]))
    ring = circle.rings[manifest.ring.id]
    read = Read(
        manifest=manifest,
        hash=hash_,
        ring=ring.ref.kind,
        author=author_name(desk, manifest.author),
        readers=readers_of(desk, circle, ring),
        gap=circle.gaps.get(hash_),
    )
    try:
        identity = keys.identity(manifest.ring.id, manifest.ring.epoch)
        letter = open_letter(manifest, strict_base64.decode(str(shown["file"]), rule="EV-8"), identity)
    except CryptoError as fault:
        return _with(read, fault=fault.rule)
    except ClientError as fault:
        return _with(read, fault=fault.sentence)
    quotation = read_quoted(letter.quoted, hub=desk.key.member.hub) if letter.quoted else None
    return _with(
        read,
        letter=letter,
        answers=letter.reply_to if _is_in(circle, manifest.ring.id, letter.reply_to) else None,
        quoted=quotation.letter if quotation else None,
        vouched=quotation is not None and quotation.fault is None,
    )


def _is_in(circle: Circle, ring: str, envelope: str | None) -> bool:
    return any(
        (each.ring.id, each.envelope) == (ring, envelope) and each.kind != "attachment"
        for each in circle.letters.values()
    )


def _with(read: Read, **more: Any) -> Read:  # noqa: ANN401 - the fields of Read
    return replace(read, **more)


def _manifest(circle: Circle, envelope: str) -> tuple[str, Manifest]:
    """EV-7: the manifest counts in the member's own fold; what the hub says of it is not looked at."""
    for hash_, manifest in circle.letters.items():
        if manifest.envelope == envelope:
            return hash_, manifest
    raise ClientError("the hub shows an envelope that is not in the log", rule="EV-7")


def attachment(desk: Desk, case_id: str, letter: tuple[Manifest, Attached]) -> bytes:
    """The bytes of one attachment that a letter names (AT-1)."""
    outside, named = letter
    circle = desk.known.circle(case_id)
    _, manifest = _manifest(circle, named.envelope)
    file = desk.transport.get_bytes(f"cases/{case_id}/envelopes/{named.envelope}")
    identity = fetch(desk).identity(outside.ring.id, outside.ring.epoch)
    return open_attachment(letter, manifest, file, identity)


def author_name(desk: Desk, author: Author) -> str:
    """Who wrote it, by the directory; a reporter is only ever the same reporter as before."""
    if author.reporter is not None:
        return "the reporter"
    person = desk.known.view.person(str(author.tenant), str(author.person))
    return f"{person.name if person else 'a former member'} ({desk.known.slug(str(author.tenant))})"


def exported(desk: Desk, case_id: str, ring_kind: str) -> list[str]:
    """The age identities of a ring, newest first: with them, stock `age` opens its envelopes."""
    circle, keys = desk.known.circle(case_id), fetch(desk)
    for ring in circle.rings.values():
        if ring_kind in (ring.ref.kind, ring.ref.id) and ring.ref.tenant in (None, desk.tenant):
            return [str(identity) for _, identity in sorted(keys.of(ring).items(), reverse=True)]
    raise ClientError(f"the case has no {ring_kind} ring", code=Exit.NOT_FOUND)
