"""The closed list of section 1: each type has the fields, the log and the form that FORMATS.md gives it."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

import crypto
from crypto.errors import MalformedError
from crypto.kinds import KINDS
from crypto.kinds.body import Body, Signed
from crypto.kinds.cases import History
from crypto.kinds.sharing import Author, RingRef
from tests.support.samples import CASE, FIELDS, HASH, PERSON, TENANT, payload

FORMATS = Path(crypto.__file__).parent / "FORMATS.md"
COMMON = {each.name for each in fields(Body)}
LOGS = {"directory": "D", "case": "C", "never": "\N{EN DASH}", "either": "D intake, C else"}


def rows_of_the_table():
    """Section 1: type, log, fields, signers, what it replaces."""
    lines = (line for line in FORMATS.read_text().splitlines() if line.startswith("| `"))
    rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return {row[0].strip("`"): row[1:] for row in rows}


ROWS = rows_of_the_table()


def parse(name, **changes):
    given = {**payload(name), **changes}
    del given["v"], given["type"]
    return KINDS[name].parse({key: value for key, value in given.items() if value is not None})


def rule_of(name, **changes):
    with pytest.raises(MalformedError) as refused:
        parse(name, **changes)
    return refused.value.rule


def test_the_list_is_that_of_the_specification():
    """ST-1."""
    assert KINDS.keys() == ROWS.keys() == FIELDS.keys()


@pytest.mark.parametrize("name", KINDS)
def test_a_type_has_exactly_the_fields_of_the_specification(name):
    """ST-5: and the same ones are optional."""
    listed = re.sub(r"\{[^}]*\}|\[\]|\s", "", ROWS[name][1]).split(",")

    own = [each for each in fields(KINDS[name]) if each.name not in COMMON]
    assert {each.name + ("?" if each.default is None else "") for each in own} == set(listed)


@pytest.mark.parametrize("name", KINDS)
def test_a_type_belongs_to_the_log_of_the_specification(name):
    """Section 1, and LO-6 for what nobody signs."""
    log, _, signers, _ = ROWS[name]

    assert LOGS[KINDS[name].LOG] == log
    assert (KINDS[name].SIGNED is Signed.NOTICE) == signers.startswith("nobody")


@pytest.mark.parametrize("name", KINDS)
def test_a_body_comes_back_as_it_was(name):
    """ST-4, ST-5: what is dumped is what was parsed."""
    assert parse(name).dump() == payload(name)


@pytest.mark.parametrize("name", [name for name in KINDS if "seq" in FIELDS[name]])
def test_what_comes_first_has_no_previous_and_everything_else_has_one(name):
    """ST-12: of two forms of a first statement there is only one."""
    assert parse(name, seq=1, previous=None).seq == 1
    assert rule_of(name, seq=1) == "ST-12"
    assert rule_of(name, previous=None) == "ST-12"


def test_the_first_roster_and_no_other_names_no_tenant():
    """RO-1."""
    assert parse("roster", version=1, previous=None, tenant=None).tenant is None
    assert rule_of("roster", version=1, previous=None) == "RO-1"
    assert rule_of("roster", tenant=None) == "RO-1"
    assert rule_of("roster", previous=None) == "ST-12"


def test_the_first_epoch_and_no_other_has_no_previous():
    """RI-3."""
    assert parse("epoch", epoch=1, previous=None).epoch == 1
    assert rule_of("epoch", epoch=1) == "ST-12"
    assert rule_of("epoch", previous=None) == "ST-12"


@pytest.mark.parametrize("history", [{"start": "now", "epoch": 1}, {"start": "epoch"}])
def test_a_history_starts_now_or_at_a_named_epoch(history):
    """CA-8."""
    with pytest.raises(MalformedError) as refused:
        History.parse(history)

    assert refused.value.rule == "CA-8"


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("intake", {"tenant": TENANT}),
        ("joint", {"case": CASE}),
        ("reporter", {"case": CASE}),
        ("record", {"case": CASE}),
        ("tenant", {"case": CASE, "tenant": TENANT}),
        ("thread", {"case": CASE, "parties": [TENANT]}),
    ],
)
def test_a_ring_names_what_its_holders_are_computed_from_and_nothing_else(kind, names):
    """RI-1."""
    ring = {"id": CASE, "kind": kind}
    assert RingRef.parse(ring | names).dump() == ring | names

    every = {"case": CASE, "tenant": TENANT, "parties": [TENANT]}
    for wrong in ({}, every, *(dict(list(names.items())[1:]) for _ in names)):
        with pytest.raises(MalformedError) as refused:
            RingRef.parse(ring | wrong)
        assert refused.value.rule == "RI-1"


@pytest.mark.parametrize(
    "author",
    [
        {},
        {"tenant": TENANT},
        {"person": PERSON},
        {"reporter": HASH},
        {"tenant": TENANT, "sign": HASH},
        {"tenant": TENANT, "person": PERSON, "reporter": HASH, "sign": HASH},
    ],
)
def test_an_author_is_a_member_or_a_reporter_and_whole(author):
    """EV-1."""
    with pytest.raises(MalformedError) as refused:
        Author.parse(author)

    assert refused.value.rule == "EV-1"
    assert Author.parse({"reporter": HASH, "sign": HASH}).tenant is None


def test_letters_commit_to_their_plaintext_and_attachments_never_do():
    """EV-1, EV-10: an attachment has no salt, so its hash would say what it is."""
    assert parse("manifest", kind="attachment", purpose="comment", plain=None).plain is None
    assert rule_of("manifest", kind="attachment", purpose="comment") == "EV-1"
    assert rule_of("manifest", kind="record", plain=None) == "EV-1"


@pytest.mark.parametrize("purpose", ["report", "impact", "reason", "draft", "quote"])
def test_an_attachment_is_no_act(purpose):
    """EV-1: what a letter does, it does itself; a file that is a reason would count as one."""
    assert rule_of("manifest", kind="attachment", purpose=purpose, plain=None) == "EV-1"


@pytest.mark.parametrize(
    ("outcome", "cve", "cna", "fits"),
    [
        ("assigned", "CVE-1900-0001", None, True),
        ("referred", None, "Another CNA", True),
        ("refused", None, None, True),
        ("assigned", None, None, False),
        ("pending", "CVE-1900-0001", None, False),
        ("referred", None, None, False),
        ("pending", None, "Another CNA", False),
    ],
)
def test_an_assignment_names_the_id_and_a_referral_the_other_cna(outcome, cve, cna, fits):
    """CN-1: and nothing else does."""
    changes = {"outcome": outcome, "cve": cve, "cna": cna}

    if fits:
        assert parse("id-decision", **changes).outcome == outcome
    else:
        assert rule_of("id-decision", **changes) == "CN-1"
