"""Sealing letters: the ring asked for, a rotation on the spot if one is pending, then file and manifest."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from crypto.circle import Circle
from crypto.envelope import Sealed, seal_letter
from crypto.kinds import Manifest
from crypto.kinds.sharing import Purpose, RingPlace
from crypto.letter import Attached, Letter, Quoted
from crypto.ring import Ring
from hub.client.attaching import File, attached_outside, check_files, seal_file
from hub.client.desk import Desk
from hub.client.errors import ClientError, Exit
from hub.client.upkeep import found_own_ring, rotate_if_due

RingChoice = Literal["joint", "reporter", "tenant", "record"]
SHOWN_DIGITS = 8  # of an envelope, where people read it


@dataclass(frozen=True)
class Draft:
    """What somebody wants to say; `reply_to` is an envelope, or how its id begins."""

    body: str
    subject: str = ""
    purpose: Purpose = "comment"
    kind: Literal["letter", "record"] = "letter"
    reply_to: str | None = None
    attachments: Sequence[File] = ()
    quoted: Quoted | None = None


@dataclass(frozen=True)
class Sent:
    """An envelope that is in the log: its id, its manifest's hash, and who can read it."""

    envelope: str
    manifest: str
    readers: tuple[str, ...]


def ring_of(circle: Circle, choice: RingChoice, tenant: str) -> Ring:
    """The case's ring of that name; for ``tenant`` the one of that tenant. ClientError if there is none."""
    for ring in circle.rings.values():
        if ring.ref.kind == choice and ring.ref.tenant in (None, tenant):
            return ring
    raise ClientError(f"the case has no {choice} ring", code=Exit.NOT_FOUND)


def send(desk: Desk, case_id: str, choice: RingChoice, draft: Draft) -> Sent:
    """Seal a draft to a ring of a case and hand it in: attachments first, then the letter that names them.

    ClientError if they are too many or too large (EV-2, AT-1), or if it answers a letter of elsewhere (LE-5).
    """
    check_files(draft.attachments, reporter=desk.author.reporter is not None)
    if draft.reply_to is not None:
        draft = replace(draft, reply_to=_answered(desk, case_id, choice, draft.reply_to))
    return desk.retried(lambda: _send(desk, case_id, choice, draft))


def _send(desk: Desk, case_id: str, choice: RingChoice, draft: Draft) -> Sent:
    if desk.author.reporter is None:  # a reporter signs no epoch (RE-4)
        if choice == "tenant" and not _has_own(desk, case_id):
            found_own_ring(desk, case_id)
        rotate_if_due(desk, case_id, ring_of(desk.known.circle(case_id), choice, desk.tenant))
    _, before = target(ring_of(desk.known.circle(case_id), choice, desk.tenant))
    attached = tuple(_attach(desk, case_id, choice, each) for each in draft.attachments)
    recipient, place = target(ring_of(desk.known.circle(case_id), choice, desk.tenant))
    if attached and place.epoch != before.epoch:  # AT-1: a letter names what is of its own epoch
        return _send(desk, case_id, choice, draft)
    letter = Letter(
        hub=desk.key.member.hub,
        case=case_id,
        ring=place.id,
        epoch=place.epoch,
        envelope=secrets.token_hex(16),
        author=desk.author,
        kind=draft.kind,
        purpose=draft.purpose,
        salt=secrets.token_hex(16),
        subject=draft.subject,
        body=plain_lines(draft.body),
        reply_to=draft.reply_to,
        attachments=attached or None,
        quoted=draft.quoted,
    )
    sealed = seal_letter(Letter.parse(letter.dump()), recipient)
    manifest = desk.body(Manifest, **outside(letter, sealed, place))
    path = f"cases/{case_id}/envelopes/{letter.envelope}"
    found = desk.put_envelope(path, sealed.file, desk.sign(manifest))
    circle = desk.known.circle(case_id)
    return Sent(letter.envelope, found, readers_of(desk, circle, circle.rings[place.id]))


def _answered(desk: Desk, case_id: str, choice: RingChoice, word: str) -> str:
    """LE-5: the envelope of the one letter of the ring whose id begins so; ClientError if there is none."""
    circle = desk.known.circle(case_id)
    named = [
        each
        for each in circle.letters.values()
        if each.kind != "attachment" and len(word) >= SHOWN_DIGITS and each.envelope.startswith(word)
    ]
    if not named:
        sentence = f"LE-5: the case has no letter {word}; `accord read` shows {SHOWN_DIGITS} digits of each"
        raise ClientError(sentence, code=Exit.NOT_FOUND, rule="LE-5")
    if len(named) > 1:
        raise ClientError(
            f"several letters begin with {word}: give more digits", code=Exit.USAGE, rule="LE-5"
        )
    place = circle.rings[named[0].ring.id].ref
    if (place.kind, place.tenant) not in {(choice, None), (choice, desk.tenant)}:
        sentence = f"LE-5: that letter is in the {place.kind} ring: answer it there, with --ring {place.kind}"
        raise ClientError(sentence, rule="LE-5")
    return named[0].envelope


def _has_own(desk: Desk, case_id: str) -> bool:
    rings = desk.known.circle(case_id).rings.values()
    return any(ring.ref.kind == "tenant" and ring.ref.tenant == desk.tenant for ring in rings)


def plain_lines(text: str) -> str:
    """The text with the line ends that letters have (LE-1), whatever the editor wrote."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def target(ring: Ring) -> tuple[str, RingPlace]:
    """What to seal to, and the place in the ring as this reader sees it (RI-8)."""
    current = ring.current
    if current is None:
        raise ClientError("the ring has no key yet")
    return current.recipient, RingPlace(
        id=ring.ref.id, epoch=current.number, count=ring.count, head=ring.heads[-1]
    )


def outside(letter: Letter, sealed: Sealed, place: RingPlace) -> dict[str, Any]:
    """The manifest's own fields for a sealed letter."""
    return {
        "case": letter.case,
        "ring": place,
        "envelope": letter.envelope,
        "kind": letter.kind,
        "purpose": letter.purpose,
        "author": letter.author,
        "suite": "age-v1",
        "plain": sealed.plain,
        "sha256": sealed.sha256,
        "size": sealed.size,
    }


def readers_of(desk: Desk, circle: Circle, ring: Ring) -> tuple[str, ...]:
    """Who holds a ring, by name: what is shown before anything is sealed to it."""
    holders = circle.holders(ring.ref, when=desk.now)
    names = set()
    for each in holders.values():
        person = desk.known.view.person(*each.reader) if each.reader.tenant else None
        names.add(f"{person.name} ({desk.known.slug(each.reader.tenant)})" if person else "the reporter")
    return tuple(sorted(names))


def _attach(desk: Desk, case_id: str, choice: RingChoice, file: File) -> Attached:
    recipient, place = target(ring_of(desk.known.circle(case_id), choice, desk.tenant))
    attached, sealed = seal_file(file, recipient)
    manifest = desk.body(Manifest, case=case_id, **attached_outside(attached, sealed, place, desk.author))
    desk.put_envelope(f"cases/{case_id}/envelopes/{attached.envelope}", sealed.file, desk.sign(manifest))
    return attached
