"""Opening: each field from another place, each cut, each changed byte is refused (EV-8 to EV-11, AT-1)."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import age, dsse
from crypto.age.stream import CHUNK_SIZE, NONCE_SIZE, SEALED_CHUNK_SIZE
from crypto.errors import CryptoError, WrongKeyError
from crypto.kinds import Manifest
from crypto.kinds.body import Body
from crypto.kinds.sharing import Author, RingPlace
from crypto.letter import Letter, Quoted, plain_hash, to_plaintext
from crypto.statement import parse
from crypto.unseal.envelopes import open_attachment, open_letter
from tests.support.envelopes import (
    ADA,
    BEN,
    KEY,
    OF_ADA,
    OF_BEN,
    OF_REPORTER,
    OTHER_CASE,
    OTHER_RING,
    RECIPIENT,
    REPORTER,
    attach,
    fixed_random,
    identity_of,
    letter,
    outside,
    outside_attached,
    renamed,
    seal,
    signed,
)
from tests.support.people import HUB, digits

MINE = letter()
SEALED = seal(MINE)
MANIFEST = outside(MINE, SEALED)
WIRE = dsse.write(ADA.sign(MANIFEST))


def rule_of(act, *args, **kwargs):
    with pytest.raises(CryptoError) as refused:
        act(*args, **kwargs)
    return refused.value.rule


def age_file(plaintext):
    return age.seal(plaintext, [age.X25519Recipient.parse(RECIPIENT)], random=fixed_random("again"))


PLACE = MANIFEST.ring

# What an attacker who holds the ring could say outside, over somebody else's file, and what refuses it.
# None: it is no claim about the text; the author's signature and the log hold it (see the test below).
FORGED_OUTSIDE = {
    "hub": ({"hub": "elsewhere.example"}, "EV-11"),
    "case": ({"case": OTHER_CASE}, "EV-11"),
    "ring.id": ({"ring": replace(PLACE, id=OTHER_RING)}, "EV-11"),
    "ring.epoch": ({"ring": replace(PLACE, epoch=2)}, "EV-11"),
    "envelope": ({"envelope": digits("another")}, "EV-11"),
    "kind": ({"kind": "record"}, "EV-11"),
    "purpose": ({"purpose": "reason"}, "EV-11"),
    "author": ({"author": OF_BEN}, "EV-11"),
    "author.tenant": ({"author": replace(OF_ADA, tenant=OF_BEN.tenant)}, "EV-11"),
    "author.person": ({"author": replace(OF_ADA, person=OF_BEN.person)}, "EV-11"),
    "author.reporter": ({"author": OF_REPORTER}, "EV-11"),
    "author.sign": ({"author": replace(OF_REPORTER, sign=ADA.keys.sign)}, "EV-11"),
    "plain": ({"plain": digits("another plain", 64)}, "EV-10"),
    "sha256": ({"sha256": digits("another file", 64)}, "EV-8"),
    "size": ({"size": SEALED.size + 1}, "EV-2"),
    "suite": ({"suite": "age-v2"}, "ST-5"),
    "ring.count": ({"ring": replace(PLACE, count=1)}, None),
    "ring.head": ({"ring": replace(PLACE, head=digits("head", 64))}, None),
    "id": ({"id": digits("another id")}, None),
    "created": ({"created": MANIFEST.created.replace(year=2027)}, None),
    "log": ({"log": replace(MANIFEST.log, size=1)}, None),
    "by": ({"by": BEN.fingerprint}, None),
}


def test_every_field_of_a_manifest_is_in_the_table():
    own = {each.name for each in fields(Manifest)} - {"ring"}
    place = {f"ring.{each.name}" for each in fields(RingPlace)}
    author = {f"author.{each.name}" for each in fields(Author)}

    assert FORGED_OUTSIDE.keys() == own | place | author
    assert {each.name for each in fields(Body)} <= own


@pytest.mark.parametrize(
    "name", [name for name, (_, rule) in FORGED_OUTSIDE.items() if rule not in (None, "ST-5")]
)
def test_another_s_text_under_one_s_own_manifest_is_refused(name):
    """EV-11 for what stands inside too: re-signing makes nothing one's own."""
    changes, rule = FORGED_OUTSIDE[name]

    assert rule_of(open_letter, replace(MANIFEST, **changes), SEALED.file, KEY) == rule


def test_another_suite_has_no_manifest():
    """ST-5: there is one suite and no other way to open."""
    assert rule_of(ADA.sign, replace(MANIFEST, **FORGED_OUTSIDE["suite"][0])) == "ST-5"


@pytest.mark.parametrize("name", [name for name, (_, rule) in FORGED_OUTSIDE.items() if rule is None])
def test_what_stands_outside_only_is_held_by_the_author_s_signature(name):
    """ST-2: changed without signing anew it is nobody's; signed anew it is another author's (EV-3, EV-11)."""
    forged = replace(MANIFEST, **FORGED_OUTSIDE[name][0])
    statement = ADA.sign(MANIFEST)
    payload = BEN.sign(replace(forged, by=BEN.fingerprint)).payload
    wire = dsse.write(dsse.SignedStatement(statement.payload_type, payload, statement.signatures))

    assert rule_of(parse, wire, hub=HUB) == "DS-7"


# Each field of a letter as another letter has it; EV-11 where it also stands outside.
OTHER_INSIDE = {
    "hub": ("elsewhere.example", "EV-11"),
    "case": (OTHER_CASE, "EV-11"),
    "ring": (OTHER_RING, "EV-11"),
    "epoch": (2, "EV-11"),
    "envelope": (digits("another"), "EV-11"),
    "author": (OF_BEN, "EV-11"),
    "kind": ("record", "EV-11"),
    "purpose": ("reason", "EV-11"),
    "salt": (digits("pepper"), None),
    "subject": ("Nothing to see", None),
    "body": ("Publish at once.", None),
    "reply_to": (digits("another letter"), None),
    "attachments": ((attach(b"evil")[0],), None),
    "reporter": (REPORTER.keys, None),
    "quoted": (Quoted(manifest="{}", plaintext="AAAA"), None),
}


def test_every_field_of_a_letter_is_in_the_table():
    assert OTHER_INSIDE.keys() == {each.name for each in fields(Letter)}


@pytest.mark.parametrize("name", OTHER_INSIDE)
def test_another_letter_in_the_author_s_envelope_is_refused(name):
    """EV-8; and EV-10 from the author's own commitment if the file were named after all."""
    value, rule = OTHER_INSIDE[name]
    mine = letter(author=OF_REPORTER) if name == "reporter" else MINE
    manifest = outside(mine, seal(mine))
    other = seal(replace(mine, **{name: value}))
    named = renamed(manifest, other.file)

    assert rule_of(open_letter, manifest, other.file, KEY) in ("EV-2", "EV-8")
    assert rule_of(open_letter, named, other.file, KEY) == "EV-10"
    if rule is not None:
        assert rule_of(open_letter, replace(named, plain=other.plain), other.file, KEY) == rule


def test_a_member_who_signs_another_s_letter_anew_is_refused():
    """EV-11: Ben holds the ring, has Ada's plaintext and signs it in his own name, sealed anew or not."""
    ours = outside(MINE, SEALED, by=BEN, author=OF_BEN)
    resealed = age_file(to_plaintext(MINE))

    assert rule_of(open_letter, signed(ours, BEN).body, SEALED.file, KEY) == "EV-11"
    assert rule_of(open_letter, signed(renamed(ours, resealed), BEN).body, resealed, KEY) == "EV-11"


def test_a_letter_moved_to_another_epoch_or_ring_is_refused():
    """EV-11: sealed anew to a key whose holders it was not written for."""
    for ring, epoch in ((MINE.ring, 2), (OTHER_RING, 1)):
        key = identity_of(epoch, ring)
        file = age.seal(to_plaintext(MINE), [age.X25519Recipient.parse(str(key.recipient))])
        manifest = renamed(replace(MANIFEST, ring=replace(PLACE, id=ring, epoch=epoch)), file)

        assert rule_of(open_letter, manifest, file, key) == "EV-11"


def test_the_key_of_another_epoch_opens_nothing():
    """EV-9, AGE-11: told apart from a broken file."""
    for key in (identity_of(2), identity_of(1, OTHER_RING), ADA.identity):
        with pytest.raises(WrongKeyError):
            open_letter(MANIFEST, SEALED.file, key)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.rstrip(b" "),
        lambda text: text[:-1],
        lambda text: text + b" ",
        lambda text: text.rstrip(b" ").ljust(len(text), b"\0"),
    ],
    ids=["none", "one short", "one more", "zeros"],
)
def test_padding_that_says_something_is_refused(spoil):
    """EV-10."""
    plaintext = spoil(to_plaintext(MINE))
    file = age_file(plaintext)

    assert (
        rule_of(open_letter, replace(renamed(MANIFEST, file), plain=plain_hash(plaintext)), file, KEY)
        == "EV-10"
    )


def test_an_attachment_is_not_opened_as_a_letter():
    """AT-1."""
    named, sealed = attach(b"+ fixed\n")

    assert rule_of(open_letter, outside_attached(MINE, named, sealed), sealed.file, KEY) == "AT-1"


def test_a_letter_too_large_is_not_even_hashed():
    """EV-2."""
    assert rule_of(open_letter, replace(MANIFEST, size=2 << 20), SEALED.file, KEY) == "EV-2"


@given(place=st.integers(0, SEALED.size - 1), flip=st.integers(1, 255))
def test_any_changed_byte_of_an_envelope_is_refused(place, flip):
    """EV-8; and by age itself if a manifest named the changed file."""
    changed = bytearray(SEALED.file)
    changed[place] ^= flip

    assert rule_of(open_letter, MANIFEST, bytes(changed), KEY) == "EV-8"
    with pytest.raises(CryptoError):
        open_letter(renamed(MANIFEST, bytes(changed)), bytes(changed), KEY)


@given(place=st.integers(0, len(WIRE) - 1), flip=st.integers(1, 255))
def test_any_changed_byte_of_a_manifest_is_refused(place, flip):
    changed = bytearray(WIRE)
    changed[place] ^= flip

    with pytest.raises(CryptoError):
        parse(bytes(changed), hub=HUB)


LONG = attach(bytes(range(256)) * 1024, "long.bin")  # 256 KiB: four whole chunks
HEADER = LONG[1].size - 4 * SEALED_CHUNK_SIZE - NONCE_SIZE
CUTS = {
    "in the header": HEADER - 1,
    "after the header": HEADER,
    "in the nonce": HEADER + 1,
    "after the nonce": HEADER + NONCE_SIZE,
    **{f"after chunk {n}": HEADER + NONCE_SIZE + n * SEALED_CHUNK_SIZE for n in (1, 2, 3)},
    **{f"in chunk {n}": HEADER + NONCE_SIZE + n * SEALED_CHUNK_SIZE + 100 for n in (0, 1, 2, 3)},
    "one byte": LONG[1].size - 1,
    "the last tag": LONG[1].size - 16,
}


@pytest.mark.parametrize("length", CUTS.values(), ids=CUTS)
def test_a_file_cut_anywhere_gives_nothing(length):
    """EV-8; EV-9 if its manifest named the cut file: no shorter text is shown."""
    named, sealed = LONG
    manifest = outside_attached(MINE, named, sealed)
    cut = sealed.file[:length]

    assert rule_of(open_attachment, (MANIFEST, named), manifest, cut, KEY) == "EV-2"
    assert rule_of(open_attachment, (MANIFEST, named), renamed(manifest, cut), cut, KEY).startswith("AGE-")


def test_chunks_in_another_order_are_refused():
    """EV-9, AGE-13."""
    named, sealed = LONG
    start = HEADER + NONCE_SIZE
    one, two = (sealed.file[start + n * SEALED_CHUNK_SIZE :][:SEALED_CHUNK_SIZE] for n in (0, 1))
    turned = sealed.file[:start] + two + one + sealed.file[start + 2 * SEALED_CHUNK_SIZE :]
    manifest = renamed(outside_attached(MINE, named, sealed), turned)

    assert rule_of(open_attachment, (MANIFEST, named), manifest, turned, KEY) == "AGE-13"
    assert len(sealed.file) - HEADER - NONCE_SIZE == 4 * (CHUNK_SIZE + 16)


PATCH = attach(b"+ fixed\n")

# An attachment's manifest, each field as another envelope has it: AT-1 binds it to the letter that names it.
# None: it is no claim about the bytes; the author's signature and the log hold it (see the test below).
FORGED_ATTACHMENT = {
    "hub": ({"hub": "elsewhere.example"}, "AT-1"),
    "case": ({"case": OTHER_CASE}, "AT-1"),
    "ring.id": ({"ring": replace(PLACE, id=OTHER_RING)}, "AT-1"),
    "ring.epoch": ({"ring": replace(PLACE, epoch=2)}, "AT-1"),
    "envelope": ({"envelope": digits("another")}, "AT-1"),
    "kind": ({"kind": "letter", "plain": digits("plain", 64)}, "AT-1"),
    "purpose": ({"purpose": "reason"}, "EV-1"),
    "plain": ({"plain": digits("plain", 64)}, "EV-1"),
    "author": ({"author": OF_BEN}, "AT-1"),
    "author.tenant": ({"author": replace(OF_ADA, tenant=OF_BEN.tenant)}, "AT-1"),
    "author.person": ({"author": replace(OF_ADA, person=OF_BEN.person)}, "AT-1"),
    "author.reporter": ({"author": OF_REPORTER}, "AT-1"),
    "author.sign": ({"author": replace(OF_REPORTER, sign=ADA.keys.sign)}, "AT-1"),
    "sha256": ({"sha256": digits("another file", 64)}, "EV-8"),
    "size": ({"size": PATCH[1].size - 1}, "EV-2"),
    "suite": ({"suite": "age-v2"}, "ST-5"),
    "ring.count": ({"ring": replace(PLACE, count=1)}, None),
    "ring.head": ({"ring": replace(PLACE, head=digits("head", 64))}, None),
    "id": ({"id": digits("another id")}, None),
    "created": ({"created": MANIFEST.created.replace(year=2027)}, None),
    "log": ({"log": replace(MANIFEST.log, size=1)}, None),
    "by": ({"by": BEN.fingerprint}, None),
}


def test_every_field_of_an_attachment_s_manifest_is_in_the_table():
    assert FORGED_ATTACHMENT.keys() == FORGED_OUTSIDE.keys()


def of_patch(changes):
    """Sign the attachment's manifest anew with these changes, and open the attachment through the letter."""
    named, sealed = PATCH
    manifest = replace(outside_attached(MINE, named, sealed), **changes)
    signer = BEN if manifest.by == BEN.fingerprint else ADA
    return open_attachment((MANIFEST, named), parse_again(manifest, signer), sealed.file, KEY)


def parse_again(manifest, signer):
    """The manifest as a reader has it, who trusts nobody with its form."""
    return parse(dsse.write(signer.sign(manifest)), hub=manifest.hub).body


@pytest.mark.parametrize("name", [name for name, (_, rule) in FORGED_ATTACHMENT.items() if rule])
def test_an_attachment_from_another_place_is_refused(name):
    changes, rule = FORGED_ATTACHMENT[name]

    assert rule_of(of_patch, changes) == rule


@pytest.mark.parametrize("name", [name for name, (_, rule) in FORGED_ATTACHMENT.items() if rule is None])
def test_what_stands_outside_an_attachment_only_is_held_by_the_author_s_signature(name):
    """ST-2: changed without signing anew it is nobody's; and what opens are the same bytes."""
    changes, _ = FORGED_ATTACHMENT[name]
    whole = outside_attached(MINE, *PATCH)
    payload = BEN.sign(replace(whole, **changes | {"by": BEN.fingerprint})).payload
    statement = ADA.sign(whole)
    wire = dsse.write(dsse.SignedStatement(statement.payload_type, payload, statement.signatures))

    assert rule_of(parse, wire, hub=HUB) == "DS-7"
    assert of_patch(changes) == b"+ fixed\n"


# A letter's words on its attachment, each as another letter has it; its name and type are the author's own.
OTHER_WORDS = {
    "size": PATCH[0].size + 1,
    "sha256": digits("other bytes", 64),
    "envelope": digits("another"),
}


@pytest.mark.parametrize("name", OTHER_WORDS)
def test_an_attachment_that_the_letter_does_not_name_is_refused(name):
    """AT-1."""
    named, sealed = PATCH
    other = replace(named, **{name: OTHER_WORDS[name]})

    assert {each.name for each in fields(named)} == OTHER_WORDS.keys() | {"name", "type"}
    assert (
        rule_of(open_attachment, (MANIFEST, other), outside_attached(MINE, named, sealed), sealed.file, KEY)
        == "AT-1"
    )


def test_an_attachment_with_something_in_its_padding_is_refused():
    """AT-1."""
    named, _ = PATCH
    file = age_file(b"+ fixed\n".ljust(4096, b"\1"))
    manifest = renamed(outside_attached(MINE, *PATCH), file)

    assert rule_of(open_attachment, (MANIFEST, named), manifest, file, KEY) == "AT-1"


def test_an_envelope_opens_into_what_was_sealed():
    named, sealed = PATCH
    mine = letter(attachments=(named,))
    manifest = outside(mine, seal(mine))

    assert open_letter(MANIFEST, SEALED.file, KEY) == MINE
    assert open_letter(manifest, seal(mine).file, KEY) == mine
    assert (
        open_attachment((manifest, named), outside_attached(mine, named, sealed), sealed.file, KEY)
        == b"+ fixed\n"
    )
    named, sealed = LONG
    long = open_attachment((MANIFEST, named), outside_attached(MINE, named, sealed), sealed.file, KEY)
    assert long == bytes(range(256)) * 1024
