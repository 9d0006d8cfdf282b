"""Letters and envelopes: inside, outside, and every field taken from another place (section 7)."""

import base64
import json
from dataclasses import replace

from crypto import age
from crypto.envelope import Sealed
from crypto.kinds import Manifest
from crypto.letter import Letter, plain_hash, to_plaintext
from crypto.padding import padded_length
from crypto.unseal.signing import DeviceSecret
from tests.support.envelopes import (
    ADA,
    BEN,
    CASE,
    KEY,
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
)
from tests.support.people import HUB, digits
from tests.vectors.recorder import Recorder, Vectors, wire

ELSEWHERE = "elsewhere.example"


def letters() -> Vectors:
    """`letter.from_plaintext` of `text` filled up to `length` bytes with `fill`."""
    record = Recorder(
        "Parse the plaintext: `text` in UTF-8, filled up to `length` bytes with the byte `fill`."
    )
    named, _ = attach(b"+ fixed\n")
    whole = letter(
        attachments=(named,), reply_to=digits("older"), body="ein Gru\N{LATIN SMALL LETTER SHARP S}\n"
    )
    first = letter(case=None, author=OF_REPORTER, purpose="report", reporter=REPORTER.keys)
    for name, given in (
        ("a letter", letter()),
        ("a letter with all it may have", whole),
        ("a first report", first),
    ):
        record.accepted(name, **_plaintext(_text(given.dump())))
    long = letter(body="a" * 6000)
    record.accepted("a letter beyond 4 KiB", **_plaintext(_text(long.dump())))
    for name, rule, inputs in (*_paddings(), *_changed(), *_attachments(named.dump()), *_keys()):
        record.refused(name, rule, **inputs)
    return record.file()


def _text(fields: Vectors) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _plaintext(text: str, length: int | None = None, fill: int = 32) -> Vectors:
    size = len(text.encode())
    return {"text": text, "length": padded_length(size) if length is None else length, "fill": fill}


def _paddings():
    text = _text(letter().dump())
    for name, length, fill in (
        ("no padding", len(text), 32),
        ("one space less", 4095, 32),
        ("one space more", 4097, 32),
        ("padded to the next length", 4352, 32),
        ("padded with zeros", 4096, 0),
        ("padded with line feeds", 4096, 10),
    ):
        yield name, "EV-10", _plaintext(text, length, fill)
    yield "nothing", "EV-10", _plaintext("")
    yield "no JSON", "JS-2", _plaintext("{x}")


def _changed():
    for name, rule, changes in (
        ("no version", "LE-1", {"v": None}),
        ("another version", "LE-1", {"v": 2}),
        ("a version that is true", "LE-1", {"v": True}),
        ("a field missing", "ST-5", {"salt": None}),
        ("an unknown field", "ST-5", {"bcc": digits("x")}),
        ("another purpose", "ST-5", {"purpose": "joke"}),
        ("an attachment as a letter", "ST-5", {"kind": "attachment"}),
        ("a subject of two lines", "LE-1", {"subject": "one\ntwo"}),
        ("a subject of 201 characters", "LE-1", {"subject": "a" * 201}),
        ("a body that acts on a terminal", "LE-1", {"body": "\N{ESCAPE}[2J"}),
        ("a body with carriage returns", "LE-1", {"body": "one\r\ntwo"}),
        ("an author of half a kind", "EV-1", {"author": {"tenant": digits("t", 64)}}),
        ("a quotation without its text", "ST-5", {"quoted": {"manifest": "{}"}}),
    ):
        fields = {name: value for name, value in (letter().dump() | changes).items() if value is not None}
        yield name, rule, _plaintext(_text(fields))
    twice = _text(letter().dump())[:-1] + ',"body":"another"}'
    yield "a field twice", "JS-3", _plaintext(twice)


def _attachments(named: Vectors):
    for name, rule, changes in (
        ("a file name with a folder", "LE-1", {"name": "../fix.patch"}),
        ("a file name of another system's folder", "LE-1", {"name": "a\\b"}),
        ("a hidden file", "LE-1", {"name": ".bashrc"}),
        ("a file name that turns text around", "LE-1", {"name": "fix\N{RIGHT-TO-LEFT OVERRIDE}hctap.exe"}),
        ("a media type with parameters", "LE-1", {"type": "text/plain; charset=utf-8"}),
        ("an attachment beyond 25 MiB", "ST-5", {"size": 25 * 2**20 + 1}),
    ):
        yield name, rule, _plaintext(_text(letter().dump() | {"attachments": [named | changes]}))
    for name, count, size in (("33 attachments", 33, 1), ("attachments beyond 50 MiB", 3, 20 * 2**20)):
        listed = [named | {"size": size}] * count
        yield name, "AT-1", _plaintext(_text(letter().dump() | {"attachments": listed}))


def _keys():
    for name, author, keys in (
        ("another's keys to answer to", OF_REPORTER, ADA.keys),
        ("a member with keys to answer to", OF_BEN, REPORTER.keys),
    ):
        fields = letter().dump() | {"author": author.dump(), "reporter": keys.dump()}
        yield name, "RE-3", _plaintext(_text(fields))


class _Envelopes(Recorder):
    """Cases with a manifest and a file, which is kept once under a name."""

    def envelope(
        self,
        name: str,
        rule: str | None,
        manifest: Manifest,
        file: str,
        by: DeviceSecret = ADA,
        **more: object,
    ) -> None:
        given = {"identity": str(KEY), "manifest": wire(by.sign(manifest)), "file": file, **more}
        if manifest.hub != HUB:
            given["hub"] = manifest.hub
        if rule is None:
            self.accepted(name, **given)
        else:
            self.refused(name, rule, **given)

    def keep(self, name: str, file: bytes) -> bytes:
        self.shared["files"][name] = base64.b64encode(file).decode()
        return file


def envelopes() -> Vectors:
    """`open_letter`, `open_attachment`, `read_quoted`."""
    record = _Envelopes(
        "Check `manifest` as a statement, then open `file` with `identity`: EV-8 to EV-11; with "
        "`letter_manifest` and `named` as an attachment of that letter: AT-1; `quoted` as a quotation: LE-2."
    )
    record.shared |= {"hub": HUB, "files": {}}
    mine = letter()
    sealed = seal(mine)
    record.keep("letter", sealed.file)
    manifest = outside(mine, sealed)
    record.envelope("a letter", None, manifest, "letter", letter=mine.dump())
    _reporters(record)
    _forged(record, manifest, mine)
    _resealed(record, manifest, mine)
    _files(record, manifest, sealed)
    _attached(record, manifest)
    _cut(record, manifest)
    _quoted(record, mine, sealed)
    return record.file()


def _reporters(record: _Envelopes) -> None:
    first = letter(case=None, author=OF_REPORTER, purpose="report", reporter=REPORTER.keys)
    sealed = seal(first)
    record.keep("report", sealed.file)
    manifest = outside(first, sealed, by=REPORTER)
    record.envelope("a report", None, manifest, "report", REPORTER, letter=first.dump())
    claimed = outside(first, sealed, case=CASE, by=REPORTER)
    record.envelope("a report moved into a case", "EV-11", claimed, "report", REPORTER)


def _forged(record: _Envelopes, manifest: Manifest, mine: Letter) -> None:
    """Each field of the outside as another envelope has it, well signed."""
    place = manifest.ring
    for name, rule, changes in (
        ("hub", "EV-11", {"hub": ELSEWHERE}),
        ("case", "EV-11", {"case": OTHER_CASE}),
        ("case, left out", "EV-11", {"case": None}),
        ("ring", "EV-11", {"ring": replace(place, id=OTHER_RING)}),
        ("epoch", "EV-11", {"ring": replace(place, epoch=2)}),
        ("envelope", "EV-11", {"envelope": digits("another")}),
        ("kind", "EV-11", {"kind": "record"}),
        ("purpose", "EV-11", {"purpose": "reason"}),
        ("author", "EV-11", {"author": OF_BEN}),
        ("author, a reporter", "EV-11", {"author": OF_REPORTER}),
        ("plain", "EV-10", {"plain": digits("another", 64)}),
        ("sha256", "EV-8", {"sha256": digits("another", 64)}),
        ("size", "EV-2", {"size": manifest.size + 1}),
        ("size, beyond the limit", "EV-2", {"size": 2 * 2**20}),
    ):
        record.envelope(f"another {name} outside", rule, replace(manifest, **changes), "letter")
    theirs = outside(mine, seal(mine), by=BEN, author=OF_BEN)
    record.envelope("re-signed by another member as theirs", "EV-11", theirs, "letter", BEN)


def _resealed(record: _Envelopes, manifest: Manifest, mine: Letter) -> None:
    """Each field of the inside as another letter has it, in a file that the manifest names."""
    for name, changes in (
        ("body", {"body": "Publish at once."}),
        ("reply", {"reply_to": digits("another letter")}),
        ("salt", {"salt": digits("pepper")}),
    ):
        other = seal(replace(mine, **changes))
        record.keep(f"another {name}", other.file)
        named = renamed(manifest, other.file)
        record.envelope(f"another {name} inside", "EV-10", named, f"another {name}")
    for name, changes in (("epoch", {"epoch": 2}), ("author", {"author": OF_BEN})):
        other = seal(replace(mine, **changes))
        record.keep(f"another {name}", other.file)
        named = replace(renamed(manifest, other.file), plain=other.plain)
        record.envelope(f"another {name} inside", "EV-11", named, f"another {name}")
    short = to_plaintext(mine)[:-1]
    file = record.keep("padding", _sealed(short))
    named = replace(renamed(manifest, file), plain=plain_hash(short))
    record.envelope("one space of padding less", "EV-10", named, "padding")


def _sealed(plaintext: bytes, *recipients: str) -> bytes:
    parsed = [age.X25519Recipient.parse(each) for each in recipients or (RECIPIENT,)]
    return age.seal(plaintext, parsed, random=fixed_random("sealed by hand"))


def _files(record: _Envelopes, manifest: Manifest, sealed: Sealed) -> None:
    """The file cut or changed: as it was named (EV-8), and named as it is (EV-9)."""
    record.envelope("another file", "EV-8", manifest, "report")
    header = len(bytes(age.inspect(sealed.file)))
    for name, rule, place in (
        ("the version line", "AGE-1", 0),
        ("the share", "AGE-11", header - 120),
        ("the MAC", "AGE-5", header - 20),
        ("the nonce", "AGE-13", header + 1),
        ("the payload", "AGE-13", header + 100),
        ("the last tag", "AGE-13", sealed.size - 1),
    ):
        changed = bytearray(sealed.file)
        changed[place] ^= 1
        spoilt = {"xor": [place, 1]}
        record.envelope(f"a bit of {name} changed", "EV-8", manifest, "letter", **spoilt)
        named = renamed(manifest, bytes(changed))
        record.envelope(f"a bit of {name} changed, and named so", rule, named, "letter", **spoilt)
    for name, rule, cut in (
        ("the last byte", "AGE-13", sealed.size - 1),
        ("the payload", "AGE-14", header + 16),
    ):
        named = renamed(manifest, sealed.file[:cut])
        record.envelope(f"cut before {name}, and named so", rule, named, "letter", cut=cut)
    both = record.keep("two readers", _sealed(to_plaintext(letter()), RECIPIENT, BEN.keys.seal))
    record.envelope("a file that two could read", "EV-6", renamed(manifest, both), "two readers")
    other = {"identity": str(identity_of(2))}
    record.envelope("the key of another epoch", "AGE-11", manifest, "letter", **other)


def _attached(record: _Envelopes, manifest: Manifest) -> None:
    named, sealed = attach(b"+ fixed\n")
    record.keep("patch", sealed.file)
    mine = letter()
    patch = outside_attached(mine, named, sealed)
    by_letter = {"letter_manifest": wire(ADA.sign(manifest)), "named": named.dump()}
    bytes_ = base64.b64encode(b"+ fixed\n").decode()
    record.envelope("an attachment", None, patch, "patch", **by_letter, bytes=bytes_)
    record.envelope("an attachment by itself", "AT-1", patch, "patch")
    for name, rule, changes in (
        ("case", "AT-1", {"case": OTHER_CASE}),
        ("ring", "AT-1", {"ring": replace(patch.ring, id=OTHER_RING)}),
        ("epoch", "AT-1", {"ring": replace(patch.ring, epoch=2)}),
        ("author", "AT-1", {"author": OF_BEN}),
        ("envelope", "AT-1", {"envelope": digits("another")}),
        ("sha256", "EV-8", {"sha256": digits("another", 64)}),
    ):
        record.envelope(f"attachment: another {name}", rule, replace(patch, **changes), "patch", **by_letter)
    for name, changes in (("size", {"size": 9}), ("sha256", {"sha256": digits("another", 64)})):
        other = by_letter | {"named": named.dump() | changes}
        record.envelope(f"attachment: another {name} in the letter", "AT-1", patch, "patch", **other)
    file = record.keep("patch with something in its padding", _sealed(b"+ fixed\n".ljust(4096, b"\1")))
    spoilt = renamed(patch, file)
    record.envelope(
        "attachment: padded with something",
        "AT-1",
        spoilt,
        "patch with something in its padding",
        **by_letter,
    )


def _cut(record: _Envelopes, manifest: Manifest) -> None:
    """An attachment of two chunks, whole and cut."""
    named, sealed = attach(bytes(65537), "long.bin")
    file = record.keep("long", sealed.file)
    by_letter = {"letter_manifest": wire(ADA.sign(manifest)), "named": named.dump()}
    whole = outside_attached(letter(), named, sealed)
    chunks = len(bytes(age.inspect(file))) + 16
    record.envelope("attachment: two chunks", None, whole, "long", **by_letter)
    for name, rule, cut in (
        ("after its first chunk", "AGE-14", chunks + 65552),
        ("in its first chunk", "AGE-13", chunks + 1000),
        ("in its second chunk", "AGE-13", chunks + 66000),
    ):
        record.envelope(
            f"attachment: cut {name}", rule, renamed(whole, file[:cut]), "long", cut=cut, **by_letter
        )


def _quoted(record: _Envelopes, mine: Letter, sealed: Sealed) -> None:
    text = base64.b64encode(to_plaintext(mine)).decode()
    other = base64.b64encode(to_plaintext(replace(mine, body="Publish at once."))).decode()
    true = wire(ADA.sign(outside(mine, sealed)))
    theirs = wire(BEN.sign(outside(mine, sealed, by=BEN, author=OF_BEN)))
    moved = wire(ADA.sign(outside(mine, sealed, case=OTHER_CASE)))
    record.accepted("quoted", quoted={"manifest": true, "plaintext": text}, letter=mine.dump())
    for name, rule, manifest, plaintext in (
        ("another text", "LE-2", true, other),
        ("another's, re-signed", "EV-11", theirs, text),
        ("moved to another case", "EV-11", moved, text),
        ("base64 of another spelling", "LE-2", true, text[:-1]),
        ("no manifest", "DS-2", "{}", text),
    ):
        record.refused(f"quoted: {name}", rule, quoted={"manifest": manifest, "plaintext": plaintext})
