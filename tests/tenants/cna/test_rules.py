"""Second person, order at T0 and clocks."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tenants.cna import errors
from tenants.cna.errors import PublishOrderError, ReviewError
from tenants.cna.rule_texts import RULES
from tenants.cna.rules import Review, Step, counted, next_step, record_clock

ROOT = Path(__file__).parents[3]


def test_nobody_reviews_their_own_draft():
    with pytest.raises(ReviewError) as refused:
        counted(Review("ann", "aa"), author="ann", digest="aa")
    assert refused.value.rule == "REV-2"


def test_a_review_of_other_bytes_does_not_count():
    with pytest.raises(ReviewError) as refused:
        counted(Review("bob", "aa"), author="ann", digest="ab")
    assert refused.value.rule == "REV-1"


def test_a_review_by_a_second_person_of_these_bytes_counts():
    review = Review("bob", "aa")
    assert counted(review, author="ann", digest="aa") is review


@pytest.mark.parametrize("done", [{Step.CVE}, {Step.OSV}, {Step.ADVISORY, Step.OSV}, {Step.CVE, Step.OSV}])
def test_a_record_before_its_advisory_is_an_error_and_not_a_state(done):
    with pytest.raises(PublishOrderError):
        next_step(frozenset(done))


def test_advisory_then_cve_then_osv_then_nothing():
    done, order = frozenset(), []
    while (step := next_step(done)) is not None:
        order.append(step)
        done |= {step}
    assert order == [Step.ADVISORY, Step.CVE, Step.OSV]


def test_an_advisory_that_another_cna_numbered_has_no_cve_step():
    wanted = (Step.ADVISORY, Step.OSV)
    assert next_step(frozenset({Step.ADVISORY}), wanted=wanted) is Step.OSV
    assert next_step(frozenset(wanted), wanted=wanted) is None
    with pytest.raises(PublishOrderError):
        next_step(frozenset({Step.CVE}), wanted=wanted)


def test_the_record_should_follow_in_24_and_must_in_72_hours():
    at = datetime(2026, 5, 31, 15, tzinfo=UTC)
    clock = record_clock(at)
    assert (clock.should - at, clock.must - at) == (timedelta(hours=24), timedelta(hours=72))


def test_every_rule_that_the_desk_names_has_a_text():
    named = set()
    for file in (ROOT / "tenants" / "cna").rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        named |= set(re.findall(r"(?:Finding\(|rule=|self\.say\(|rule: str = )\"([A-Z0-9.-]+)\"", source))
    named |= {one.rule for one in vars(errors).values() if isinstance(one, type) and hasattr(one, "rule")} - {
        None
    }
    named = {one for one in named if isinstance(one, str)}
    of_the_formats = {one for one in named if re.fullmatch(r"(CN|EV)-[0-9]+", one)}  # crypto/FORMATS.md
    assert named - of_the_formats - set(RULES) == set()
    assert {"4.2.16.1", "AD-1", "RES-3"} <= named
