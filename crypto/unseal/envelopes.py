"""Opening envelopes, check after check in the order of FORMATS.md 7.

The caller has done EV-7 (signature, inclusion and author at the leaf, by `crypto.replay`); here are EV-8 to
EV-11. Nothing is returned before the last of them has passed.
"""

from dataclasses import dataclass

from crypto import dsse, strict_base64
from crypto.envelope import check_file
from crypto.errors import CryptoError, MalformedError, NotAllowedError
from crypto.kinds import Manifest
from crypto.letter import (
    Attached,
    Letter,
    Quoted,
    check_against,
    from_plaintext,
    plain_hash,
    unpad_attachment,
)
from crypto.statement import Statement, check, narrow
from crypto.unseal.age import open_file
from crypto.unseal.age_x25519 import X25519Identity


def open_letter(manifest: Manifest, file: bytes, identity: X25519Identity) -> Letter:
    """EV-8 to EV-11 for a letter or record; the error names the first rule that failed.

    `identity` is that of the manifest's ring and epoch; WrongKeyError (AGE-11) if it is not.
    """
    if manifest.kind == "attachment":
        raise MalformedError("AT-1", "an attachment is opened through the letter that names it")
    check_file(manifest, file)  # EV-8
    plaintext = open_file(file, [identity])  # EV-9
    if plain_hash(plaintext) != manifest.plain:  # EV-10
        raise MalformedError("EV-10", "the plaintext is not the one the manifest commits to")
    letter = from_plaintext(plaintext)
    check_against(letter, manifest)  # EV-11
    return letter


def open_attachment(
    letter: tuple[Manifest, Attached], manifest: Manifest, file: bytes, identity: X25519Identity
) -> bytes:
    """AT-1: the bytes of an attachment that `letter` names; it shares author, case, ring and epoch."""
    outside, named = letter
    if (manifest.kind, manifest.envelope) != ("attachment", named.envelope):
        raise NotAllowedError("AT-1", "not the attachment that the letter names")
    theirs = (manifest.hub, manifest.author, manifest.case, manifest.ring.id, manifest.ring.epoch)
    if theirs != (outside.hub, outside.author, outside.case, outside.ring.id, outside.ring.epoch):
        raise NotAllowedError("AT-1", "the attachment is from another author or place than the letter")
    check_file(manifest, file)
    return unpad_attachment(open_file(file, [identity]), named)


@dataclass(frozen=True)
class Quotation:
    """A quoted letter; `fault` says why it proves nothing, and then it is its quoter's words (LE-2)."""

    letter: Letter | None
    manifest: Statement[Manifest] | None
    fault: CryptoError | None


def read_quoted(quoted: Quoted, *, hub: str) -> Quotation:
    """LE-2: form and signature of the inner manifest, and its commitment to the plaintext.

    Whether its author counts at its leaf is asked of the replay by the caller.
    """
    try:
        plaintext = strict_base64.decode(quoted.plaintext, rule="LE-2")
        manifest = narrow(check(dsse.parse(quoted.manifest.encode()), hub=hub), Manifest)
        if plain_hash(plaintext) != manifest.body.plain:
            raise MalformedError("LE-2", "the quoted text is not the one its manifest commits to")
        letter = from_plaintext(plaintext)
        check_against(letter, manifest.body)
    except CryptoError as fault:
        return Quotation(None, None, fault)
    return Quotation(letter, manifest, None)
