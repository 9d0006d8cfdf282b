"""Letters: what they may say, how they are padded, and that each is bound to its place and author."""

import base64
import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import CryptoError, LimitError, MalformedError, NotAllowedError
from crypto.kinds import Manifest
from crypto.kinds.sharing import RingPlace
from crypto.letter import (
    LETTER_LIMIT,
    Letter,
    Quoted,
    check_against,
    from_plaintext,
    pad_attachment,
    plain_hash,
    to_plaintext,
    unpad_attachment,
)
from crypto.padding import padded_length
from tests.support.envelopes import (
    ADA,
    OF_BEN,
    OF_REPORTER,
    OTHER_CASE,
    OTHER_RING,
    REPORTER,
    attach,
    letter,
    outside,
    seal,
)
from tests.support.people import digits

RLO = "\N{RIGHT-TO-LEFT OVERRIDE}"


def rule_of(act, *args):
    with pytest.raises(CryptoError) as refused:
        act(*args)
    return refused.value.rule


def padded(text):
    return text.ljust(padded_length(len(text)))


def read(**changes):
    """Parse a letter whose JSON was changed; None takes a field away."""
    given = {**letter().dump(), **changes}
    kept = {name: value for name, value in given.items() if value is not None}
    text = json.dumps(kept, ensure_ascii=False)
    return from_plaintext(padded(text.encode()))


def attached(**changes):
    named, _ = attach(b"+ fixed\n")
    return {**named.dump(), **changes}


@pytest.mark.parametrize("plaintext", [b"", b" " * 4096, b"\0" * 4096, b"null".ljust(4096)])
def test_what_is_no_letter_is_refused(plaintext):
    assert rule_of(from_plaintext, plaintext) == "EV-10"


def test_a_text_in_braces_need_not_be_json():
    assert rule_of(from_plaintext, b"{}".ljust(4096)) == "LE-1"
    assert rule_of(from_plaintext, b"{x}".ljust(4096)) == "JS-2"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text,
        lambda text: text.ljust(4095),
        lambda text: text.ljust(4097),
        lambda text: text.ljust(8192),
        lambda text: text.ljust(4096, b"\0"),
        lambda text: text.ljust(4095) + b"\n",
    ],
    ids=["none", "one short", "one more", "the next size", "zeros", "a line feed at the end"],
)
def test_padding_other_than_spaces_to_the_one_length_is_refused(spoil):
    """EV-10."""
    text = to_plaintext(letter()).rstrip(b" ")

    assert rule_of(from_plaintext, spoil(text)) == "EV-10"


@pytest.mark.parametrize("version", [None, 0, 2, True, "1"])
def test_a_letter_of_another_version_is_refused(version):
    """LE-1: without `v`, too."""
    assert rule_of(lambda: read(v=version)) == "LE-1"


@pytest.mark.parametrize("name", [each.name for each in fields(Letter)])
def test_no_field_may_be_of_another_form(name):
    """ST-5 and, for what people read, LE-1."""
    assert rule_of(lambda: read(**{name: 7.5 if name == "epoch" else 7})) in ("ST-5", "LE-1", "JS-4")


@pytest.mark.parametrize("name", [each.name for each in fields(Letter) if each.name not in letter().dump()])
def test_what_a_letter_may_leave_out_is_absent_and_never_null(name):
    """ST-5."""
    text = json.dumps({**letter().dump(), name: None}).encode()

    assert rule_of(from_plaintext, padded(text)) == "JS-6"


def test_a_field_that_nobody_knows_is_refused():
    """ST-5."""
    assert rule_of(lambda: read(bcc="ada")) == "ST-5"
    assert rule_of(lambda: read(attachments=[attached(url="x")])) == "ST-5"
    assert rule_of(lambda: read(body=None)) == "ST-5"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("subject", "a" * 201),
        ("subject", "one\ntwo"),
        ("subject", "one\N{LINE SEPARATOR}two"),
        ("subject", "\N{ESCAPE}[2J"),
        ("body", "a" * (512 * 1024 + 1)),
        ("body", "\N{LATIN SMALL LETTER E WITH ACUTE}" * (256 * 1024 + 1)),
        ("body", "\N{ESCAPE}[2J"),
        ("body", "\x9b2J"),
        ("body", "one\r\ntwo"),
        ("body", "nul\0"),
    ],
    ids=lambda value: repr(value)[:12],
)
def test_text_that_is_too_long_or_acts_on_a_screen_is_refused(name, value):
    """LE-1."""
    assert rule_of(lambda: read(**{name: value})) == "LE-1"
    assert rule_of(to_plaintext, letter(**{name: value})) == "LE-1"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a" * 121,
        "../x",
        "a/b",
        "a\\b",
        "C:x",
        ".bashrc",
        " x",
        "x ",
        "x.",
        "..",
        "a\nb",
        "a\0b",
        f"fdp{RLO}txt.exe",
        "x\N{ZERO WIDTH SPACE}y",
        "x\N{ZERO WIDTH NO-BREAK SPACE}",
    ],
)
def test_a_file_name_that_leads_elsewhere_or_deceives_is_refused(name):
    """LE-1."""
    assert rule_of(lambda: read(attachments=[attached(name=name)])) == "LE-1"


@pytest.mark.parametrize(
    "kind", ["", "text", "text/", "/plain", "Text/plain", "text/plain; charset=utf-8", "a/b/c"]
)
def test_a_media_type_is_two_tokens(kind):
    """LE-1."""
    assert rule_of(lambda: read(attachments=[attached(type=kind)])) == "LE-1"


@pytest.mark.parametrize(
    ("sizes", "rule"),
    [
        ([], "ST-5"),
        ([1] * 33, "AT-1"),
        ([25 << 20, 25 << 20, 1], "AT-1"),
        ([(25 << 20) + 1], "ST-5"),
        ([-1], "ST-5"),
    ],
    ids=["an empty list", "33", "beyond 50 MiB", "one beyond 25 MiB", "negative"],
)
def test_more_attachments_than_a_letter_takes_are_refused(sizes, rule):
    """AT-1."""
    assert rule_of(lambda: read(attachments=[attached(size=size) for size in sizes])) == rule


def test_attachments_up_to_the_limits_are_taken():
    assert len(read(attachments=[attached(size=1)] * 32).attachments) == 32
    assert len(read(attachments=[attached(size=25 << 20)] * 2).attachments) == 2


def test_a_letter_beyond_a_mebibyte_is_not_sealed():
    """EV-2: a quotation is as long as the letter it hands on."""
    quoted = Quoted(manifest="{}", plaintext=base64.b64encode(bytes(800_000)).decode())

    assert rule_of(to_plaintext, letter(quoted=quoted)) == "EV-2"


def test_a_letter_beyond_a_mebibyte_is_not_read():
    text = b"{%b}" % (b"x" * LETTER_LIMIT)

    with pytest.raises(LimitError):
        from_plaintext(padded(text))


def test_what_is_sealed_is_what_would_be_read():
    """A lone surrogate has no UTF-8, a salt has one form: neither gets into a file that nobody could open."""
    assert rule_of(to_plaintext, letter(body="\ud800")) == "LE-1"
    assert rule_of(to_plaintext, letter(salt="pepper")) == "ST-5"


# Each other value stands where the manifest has the first one.
INSIDE = {
    "hub": "elsewhere.example",
    "case": OTHER_CASE,
    "ring": OTHER_RING,
    "epoch": 2,
    "envelope": digits("another envelope"),
    "author": OF_BEN,
    "kind": "record",
    "purpose": "reason",
}
FREE = {"salt", "subject", "body", "reply_to", "attachments", "reporter", "quoted"}


def test_every_field_of_a_letter_is_bound_or_its_author_s_own():
    """What is not compared with the outside is held by `plain` (EV-10), see the tests of opening."""
    assert {each.name for each in fields(Letter)} == INSIDE.keys() | FREE
    assert {each.name for each in fields(RingPlace)} == {"id", "epoch", "count", "head"}


@pytest.mark.parametrize(("name", "value"), INSIDE.items(), ids=INSIDE)
def test_a_letter_from_another_place_is_refused(name, value):
    """EV-11, whichever side was changed."""
    mine = letter()
    manifest = outside(mine, seal(mine))

    assert rule_of(check_against, letter(**{name: value}), manifest) == "EV-11"

    moved = {"ring": replace(manifest.ring, id=value), "epoch": replace(manifest.ring, epoch=value)}
    other = replace(manifest, **({"ring": moved[name]} if name in moved else {name: value}))
    assert rule_of(check_against, mine, other) == "EV-11"


def test_a_letter_at_intake_names_no_case_and_is_none_of_a_case():
    """EV-11."""
    at_intake = letter(case=None)

    check_against(at_intake, outside(at_intake, seal(at_intake)))
    assert rule_of(check_against, at_intake, outside(letter(), seal(letter()))) == "EV-11"
    assert isinstance(outside(at_intake, seal(at_intake)), Manifest)


@pytest.mark.parametrize(
    ("author", "keys"),
    [
        (OF_REPORTER, ADA.keys),
        (replace(OF_REPORTER, sign=ADA.keys.sign), REPORTER.keys),
        (OF_REPORTER, replace(REPORTER.keys, seal=ADA.keys.seal)),
        (OF_BEN, REPORTER.keys),
    ],
    ids=["another's keys", "another key to sign", "another key to answer to", "a member's letter"],
)
def test_keys_to_answer_to_are_the_reporter_s_own(author, keys):
    """RE-3: else a letter could make the team seal its answers to somebody else."""
    given = {"author": author.dump(), "reporter": keys.dump()}

    assert rule_of(lambda: read(**given)) == "RE-3"


def test_a_reporter_s_first_letter_carries_their_keys():
    """RE-3."""
    assert read(author=OF_REPORTER.dump(), reporter=REPORTER.keys.dump()).reporter == REPORTER.keys


@given(body=st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=5000), subject=st.just(""))
def test_what_is_written_is_what_is_read(body, subject):
    whole = letter(body=body + "\n\ttab", subject=subject, reply_to=digits("older"))

    plaintext = to_plaintext(whole)

    assert from_plaintext(plaintext) == whole
    assert len(plaintext) == padded_length(len(plaintext.rstrip(b" "))) >= 4096
    assert len(plain_hash(plaintext)) == 64


@given(place=st.integers(0, 4095), flip=st.integers(1, 255))
def test_any_changed_byte_of_a_plaintext_is_seen(place, flip):
    """By `plain` if not by the parser: a plaintext has one hash."""
    plaintext = bytearray(to_plaintext(letter()))
    before = plain_hash(bytes(plaintext))
    plaintext[place] ^= flip

    assert plain_hash(bytes(plaintext)) != before


@given(data=st.binary(max_size=5000))
def test_an_attachment_comes_back_as_it_was(data):
    """AT-1."""
    named, _ = attach(data)

    assert unpad_attachment(pad_attachment(data), named) == data


@pytest.mark.parametrize("data", [b"", b"+ fixed\n"])
def test_an_attachment_that_its_letter_does_not_describe_is_refused(data):
    """AT-1: size, hash, and zeros to the one length."""
    named, _ = attach(data)
    whole = pad_attachment(data)

    for wrong in (data, whole[:-1], whole + b"\0", whole[:-1] + b"\1", whole.replace(b"\0", b" ")):
        assert rule_of(unpad_attachment, wrong, named) == "AT-1"
    for changed in ({"size": named.size + 1}, {"size": 5000}, {"sha256": "0" * 64}):
        assert rule_of(unpad_attachment, whole, replace(named, **changed)) == "AT-1"


def test_an_attachment_that_ends_in_zeros_is_not_cut():
    """AT-1: the size decides, not the padding."""
    named, _ = attach(b"x\0\0")

    assert unpad_attachment(pad_attachment(b"x\0\0"), named) == b"x\0\0"
    with pytest.raises(MalformedError):
        unpad_attachment(pad_attachment(b"x\0\0"), replace(named, size=1))


def test_re_signing_is_not_allowed_rather_than_malformed():
    """The bytes are right for somebody: a client says who, not that the file is broken."""
    with pytest.raises(NotAllowedError):
        check_against(letter(author=OF_BEN), outside(letter(), seal(letter())))
