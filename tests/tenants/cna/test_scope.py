"""Who numbers what, on which day (CNA rules 4.2.16.1, 4.3.1 and 3.1.2)."""

from datetime import date

import pytest

from tenants.cna.errors import OutOfScopeError
from tenants.cna.rule_texts import text_of
from tenants.cna.rules import gate
from tenants.cna.scope import SCOPES, InScope, Referred, Scope, ScopePending, decide, normalised

TODAY = date(2026, 5, 31)


@pytest.mark.parametrize("purl", ["", "pkg:", "pkg:pypi", "pkg:/pip"])
def test_a_malformed_purl_is_no_product(purl):
    with pytest.raises(ValueError, match=r"purl|required"):
        decide(purl, TODAY)


@pytest.mark.parametrize(
    "product", ["left-pad", "pkg:npm/left-pad", "pkg:pypi/poetry", "pkg:pypi/pip-tools", "setuptools"]
)
def test_what_nobody_is_known_to_cover_is_referred_to_the_cna_of_last_resort(product):
    decision = decide(product, TODAY)
    assert isinstance(decision, Referred)
    assert (decision.cna, decision.rule) == ("MITRE", "4.2.16.1")


@pytest.mark.parametrize("product", ["uv", "pkg:pypi/uv", "pkg:pypi/UV@0.11.14", "pkg:github/astral-sh/uv"])
def test_uv_is_referred_to_githubs_cna(product):
    decision = decide(product, TODAY)
    assert decision == Referred("pkg:pypi/uv", "GitHub_M", decision.contact)
    assert decision.contact.startswith("https://")
    with pytest.raises(OutOfScopeError) as refused:
        gate(product, TODAY)
    assert refused.value.rule == "4.2.16.1"
    assert "GitHub_M" in refused.value.detail


@pytest.mark.parametrize("product", ["pypi", "warehouse", "pkg:github/pypi/warehouse"])
def test_the_index_waits_for_a_scope_change(product):
    decision = decide(product, TODAY)
    assert isinstance(decision, ScopePending)
    with pytest.raises(OutOfScopeError) as refused:
        gate(product, TODAY)
    assert refused.value.rule == "3.1.2"


OURS = (
    *(
        "CPython",
        "python",
        "pip",
        "pkg:pypi/pip",
        "pkg:pypi/pip@26.1.1",
        "pkg:github/pypa/pip",
        "Flask",
        "Jinja",
    ),
    *("pkg:pypi/jinja2", "pkg:github/pallets/jinja", "Click", "MarkupSafe", "Werkzeug", "ItsDangerous"),
)


@pytest.mark.parametrize("product", OURS)
def test_cpython_pip_and_the_pallets_projects_are_the_psfs(product):
    decision = decide(product, TODAY)
    assert isinstance(decision, InScope)
    assert decision.cna == "PSF"
    assert gate(product, TODAY) == decision


def test_a_scope_holds_from_its_first_day_to_the_day_before_its_last():
    assert isinstance(decide("flask", date(2024, 9, 3)), Referred)
    assert isinstance(decide("flask", date(2024, 9, 4)), InScope)
    changed = (*SCOPES, Scope("pkg:pypi/build", "PSF", date(2027, 1, 1), date(2028, 1, 1)))
    assert isinstance(decide("build", date(2026, 12, 31), scopes=changed), Referred)
    assert isinstance(decide("build", date(2027, 12, 31), scopes=changed), InScope)
    assert isinstance(decide("build", date(2028, 1, 1), scopes=changed), Referred)


def test_another_cna_with_our_desk_decides_from_its_own_side():
    assert isinstance(decide("uv", TODAY, ours="GitHub_M"), InScope)
    assert decide("pip", TODAY, ours="GitHub_M").cna == "PSF"


def test_every_product_of_the_table_is_written_as_it_is_looked_up():
    assert [normalised(scope.product) for scope in SCOPES] == [scope.product for scope in SCOPES]


def test_the_rules_of_decisions_have_texts():
    for product in ("pip", "uv", "pypi"):
        assert text_of(decide(product, TODAY).rule)
