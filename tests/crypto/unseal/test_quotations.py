"""Quotations: an older letter handed on proves its author, or is its quoter's own words (LE-2)."""

import base64
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import dsse
from crypto.envelope import Sealed
from crypto.letter import Quoted, plain_hash, to_plaintext
from crypto.unseal.envelopes import open_letter, read_quoted
from tests.support.envelopes import (
    ADA,
    BEN,
    KEY,
    OF_BEN,
    OF_REPORTER,
    OTHER_CASE,
    OTHER_RING,
    REPORTER,
    attach,
    letter,
    outside,
    outside_attached,
    seal,
)
from tests.support.people import HUB

MINE = letter()
SEALED = seal(MINE)
MANIFEST = outside(MINE, SEALED)


def quoted(mine=MINE, sealed=SEALED, by=ADA, plaintext=None, **changes):
    wire = dsse.write(by.sign(outside(mine, sealed, by=by, **changes))).decode()
    text = to_plaintext(mine) if plaintext is None else plaintext
    return Quoted(manifest=wire, plaintext=base64.b64encode(text).decode())


def spoilt_signature(given):
    """The manifest of a quotation over another instant, under the old signature."""
    statement = dsse.parse(given.manifest.encode())
    payload = statement.payload.replace(b"2026-11-21", b"2026-11-22")
    forged = dsse.SignedStatement(statement.payload_type, payload, statement.signatures)
    return replace(given, manifest=dsse.write(forged).decode())


FORGED_QUOTES = {
    "another text": (quoted(plaintext=to_plaintext(letter(body="Publish at once."))), "LE-2"),
    "text without padding": (quoted(plaintext=to_plaintext(MINE).rstrip(b" ")), "LE-2"),
    "another's text, re-signed": (quoted(by=BEN, author=OF_BEN), "EV-11"),
    "moved to another case": (quoted(case=OTHER_CASE), "EV-11"),
    "moved to another ring": (quoted(ring=replace(MANIFEST.ring, id=OTHER_RING)), "EV-11"),
    "another purpose": (quoted(purpose="report"), "EV-11"),
    "another signature": (spoilt_signature(quoted()), "DS-7"),
    "another hub": (quoted(letter(hub="elsewhere.example")), "ST-7"),
    "a manifest that is none": (replace(quoted(), manifest="{}"), "DS-2"),
    "no manifest": (replace(quoted(), manifest=dsse.write(ADA.sign(MANIFEST)).decode()[:-1]), "JS-2"),
    "base64 of another spelling": (replace(quoted(), plaintext="QQ"), "LE-2"),
    "padding that commits": (
        quoted(sealed=Sealed(SEALED.file, SEALED.sha256, plain_hash(b"{}")), plaintext=b"{}"),
        "EV-10",
    ),
}


@pytest.mark.parametrize("name", FORGED_QUOTES)
def test_a_forged_quotation_is_its_quoter_s_own_words(name):
    """LE-2: nothing is raised, the reader shows it without its claimed author."""
    given, rule = FORGED_QUOTES[name]

    read = read_quoted(given, hub=HUB)

    assert (read.letter, read.manifest) == (None, None)
    assert read.fault.rule == rule


def test_a_quoted_statement_of_another_type_proves_nothing():
    """LE-2, ST-1: an attachment commits to no plaintext, a login is no manifest."""
    named, sealed = attach(b"+ fixed\n")
    attachment = dsse.write(ADA.sign(outside_attached(MINE, named, sealed))).decode()

    assert read_quoted(replace(quoted(), manifest=attachment), hub=HUB).fault.rule == "LE-2"


@given(data=st.data(), field=st.sampled_from(["manifest", "plaintext"]), flip=st.integers(1, 127))
def test_any_changed_byte_of_a_quotation_leaves_its_quoter_s_own_words(data, field, flip):
    """LE-2: in the manifest, or in the base64 of the text."""
    whole = quoted()
    text = getattr(whole, field)
    place = data.draw(st.integers(0, len(text) - 1))
    changed = text[:place] + chr(ord(text[place]) ^ flip) + text[place + 1 :]

    read = read_quoted(replace(whole, **{field: changed}), hub=HUB)

    assert (read.letter, read.manifest) == (None, None)
    assert read.fault.rule


def test_a_true_quotation_shows_its_author():
    """LE-2: the report of the intake ring, handed on inside the case."""
    report = letter(case=None, author=OF_REPORTER, purpose="report", reporter=REPORTER.keys)
    given = quoted(report, seal(report), by=REPORTER)
    outer = letter(purpose="quote", quoted=given)

    opened = open_letter(outside(outer, seal(outer)), seal(outer).file, KEY)
    read = read_quoted(opened.quoted, hub=HUB)

    assert read.fault is None
    assert read.letter == report
    assert read.manifest.body.author == OF_REPORTER
    assert read.manifest.keys == (REPORTER.keys.sign,)
