"""Refusals carry what a problem document needs."""

import pytest

from tenants.kernel import errors
from tenants.kernel.errors import DomainError


def kinds(kind=DomainError):
    """Every class of refusal of the kernel."""
    below = [found for each in kind.__subclasses__() for found in kinds(each)]
    return [each for each in (kind, *below) if each.__module__ == errors.__name__]


def test_no_two_refusals_share_a_slug():
    slugs = [kind.slug for kind in kinds()]
    assert len(slugs) == len(set(slugs)) == 9


@pytest.mark.parametrize("kind", kinds())
def test_a_refusal_without_a_sentence_shows_its_title(kind):
    error = kind()
    assert str(error) == kind.title
    assert error.detail is None


def test_a_refusal_keeps_its_sentence_and_its_rule():
    error = errors.ConflictError("the embargo has ended", rule="EM-7")
    assert (str(error), error.detail, error.rule) == ("the embargo has ended",) * 2 + ("EM-7",)


def test_a_class_may_fix_its_rule():
    class ScopeOfCnaError(errors.ForbiddenError):
        rule = "CNA-4.2.1"

    assert ScopeOfCnaError().rule == "CNA-4.2.1"
    assert ScopeOfCnaError(rule="CNA-4.2.2").rule == "CNA-4.2.2"
