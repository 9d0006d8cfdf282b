"""The JSON form of an advisory is read strictly, completely and without repeating content."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.cna.errors import AdvisoryInvalidError
from tenants.cna.records.model import Advisory, Credit, CreditRole, ReferenceTag
from tenants.cna.records.parse import advisory_bytes, instant, parse_advisory


def findings(document):
    with pytest.raises(AdvisoryInvalidError) as refused:
        parse_advisory(document if isinstance(document, bytes) else json.dumps(document).encode())
    return [(finding.rule, finding.path) for finding in refused.value.findings]


@pytest.fixture
def form(pip):
    return json.loads(advisory_bytes(pip))


@pytest.mark.parametrize("document", [b"", b"null", b"[]", b"3", b'"x"', b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_object_is_refused(document):
    assert findings(document)[0][0] in {"AD-1", "AD-2"}


def test_an_oversize_document_is_refused_before_it_is_read():
    assert findings(b" " * 1_000_001)[0] == ("AD-1", "")


def test_an_empty_object_names_every_missing_member():
    missing = {field.name for field in dataclasses.fields(Advisory) if field.default is dataclasses.MISSING}
    assert set(findings({})) == {("AD-1", name) for name in missing | {"v"}}


def test_a_repeated_member_is_refused(pip):
    assert findings(advisory_bytes(pip).replace(b'"v":1', b'"v":1,"v":1')) == [("AD-1", "")]


@pytest.mark.parametrize("version", [0, 2, "1", None, [1]])
def test_another_version_is_refused(form, version):
    assert findings(form | {"v": version}) == [("AD-1", "v")]


def test_unknown_members_are_refused_wherever_they_stand_and_odd_names_are_not_repeated(form):
    form["colour"] = "blue"
    form["products"][0]["ranges"][0]["until"] = "9"
    form["credits"][0]["\nX-Header: 1"] = "y"
    assert set(findings(form)) == {
        ("AD-1", "colour"),
        ("AD-1", "products[0].ranges[0].until"),
        ("AD-1", "credits[0].?"),
    }


def test_everything_that_is_wrong_is_said_at_once(form):
    form |= {
        "title": 7,
        "credits": {},
        "tags": ["secret"],
        "public_at": "tomorrow",
        "severities": ["x", None],
    }
    form["references"][0]["tags"] = ["nice"]
    assert set(findings(form)) == {
        ("AD-2", "title"),
        ("AD-2", "credits"),
        ("AD-2", "tags[0]"),
        ("AD-2", "severities[1]"),
        ("AD-2", "references[0].tags[0]"),
        ("AD-8", "public_at"),
    }


def test_a_long_list_is_refused(form):
    assert findings(form | {"aliases": ["CVE-1900-0001"] * 513}) == [("AD-2", "aliases")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " a",
        "a ",
        "a\r\nBcc: x",
        "a\nb",
        "a\tb",
        "a\x00b",
        "a\x1b[31mb",
        "a\u202eb",
        "a\u2028b",
        "a\ud800b",
        "x" * 513,
    ],
    ids=range(12),
)
def test_a_title_that_could_break_a_mail_header_or_a_terminal_is_refused(form, text):
    assert findings(form | {"title": text}) == [("AD-3", "title")]


def test_a_description_has_lines_and_a_limit(form):
    parse_advisory(json.dumps(form | {"description": "one\n\ntwo"}).encode())
    assert findings(form | {"description": "x" * 4097}) == [("AD-3", "description")]
    assert findings(form | {"description": "one\r\ntwo"}) == [("AD-3", "description")]


@pytest.mark.parametrize(
    "written",
    [
        "2026-05-31",
        "2026-05-31T15:00:00",
        "2026-05-31T15:00:00+00:00",
        "2026-05-31T15:00:00.5Z",
        "2026-02-30T00:00:00Z",
    ],
)
def test_an_instant_has_one_spelling(form, written):
    assert findings(form | {"public_at": written}) == [("AD-8", "public_at")]


def test_a_naive_instant_is_not_written(pip):
    with pytest.raises(ValueError, match="zone"):
        instant(pip.public_at.replace(tzinfo=None))


def test_messages_do_not_repeat_content(form):
    form |= {"title": "planted\x00canary", "tags": ["planted canary"], "public_at": "planted canary"}
    with pytest.raises(AdvisoryInvalidError) as refused:
        parse_advisory(json.dumps(form).encode())
    assert "canary" not in str(refused.value)
    assert not any("canary" in finding.message for finding in refused.value.findings)


def test_the_demos_advisories_are_read_back_equal(pip, uv):
    for advisory in (pip, uv):
        assert parse_advisory(advisory_bytes(advisory)) == advisory


def test_the_form_is_canonical_and_leaves_defaults_out(pip):
    written = advisory_bytes(pip)
    assert written == advisory_bytes(parse_advisory(written))
    assert b'"cause"' not in written
    assert b"null" not in written


@given(
    roles=st.lists(st.sampled_from(CreditRole), min_size=1, max_size=10),
    tags=st.lists(st.sampled_from(ReferenceTag), max_size=19),
)
def test_every_word_of_the_vocabularies_comes_back(roles, tags, worded):
    advisory = worded(roles, tags)
    assert parse_advisory(advisory_bytes(advisory)) == advisory


@pytest.fixture(scope="module")
def worded():
    def make(roles, tags):
        start = parse_advisory(START)
        reference = dataclasses.replace(start.references[0], tags=tuple(tags))
        credits_ = tuple(Credit("Somebody", role) for role in roles)
        return dataclasses.replace(start, references=(reference,), credits=credits_)

    return make


START = json.dumps(
    {
        "v": 1,
        "id": "a-1",
        "cna": "PSF",
        "title": "A title",
        "description": "A description.",
        "products": [],
        "references": [{"url": "https://example.org/"}],
    }
).encode()
