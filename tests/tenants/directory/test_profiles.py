"""A profile is words of any shape; what is read out of it is not."""

import pytest

from tenants.directory.profiles import blackouts, countries, products
from tenants.kernel.errors import InvalidError


def test_products_are_named_by_package_url_in_either_shape():
    assert products({"scope": [{"purl": "pkg:pypi/pip"}, "pkg:pypi/uv", 7, {}]}) == (
        "pkg:pypi/pip",
        "pkg:pypi/uv",
    )
    assert products({}) == ()


@pytest.mark.parametrize(
    ("named", "read"),
    [
        (["DE", "US"], ("DE", "US")),
        (["US", "DE", "US"], ("US", "DE")),
        ([], ()),
    ],
)
def test_countries_are_read_once_each(named, read):
    assert countries({"countries": named}) == read


@pytest.mark.parametrize(
    "named", ["DE", ["de"], ["DEU"], ["D1"], [7], [None], {"DE": 1}, ["DE"] * 33, ["ÄÖ"]]
)
def test_what_is_no_list_of_countries_is_refused_with_how_to_write_it(named):
    with pytest.raises(InvalidError, match="countries: a list of at most 32 ISO 3166 codes"):
        countries({"countries": named})


@pytest.mark.parametrize(
    ("named", "read"),
    [(["2027-01-02", "2026-12-31"], ("2026-12-31", "2027-01-02")), (["2026-12-31"] * 2, ("2026-12-31",))],
)
def test_blackout_days_are_read_in_order_once_each(named, read):
    assert blackouts({"blackouts": named}) == read


@pytest.mark.parametrize(
    "named",
    [
        "2026-12-31",
        ["2026-02-30"],
        ["31.12.2026"],
        ["20261231"],
        [20261231],
        ["2026-W01-1"],
        ["2026-12-31"] * 367,
    ],
)
def test_what_is_no_list_of_days_is_refused_with_how_to_write_it(named):
    with pytest.raises(InvalidError, match="blackouts: a list of at most 366 days"):
        blackouts({"blackouts": named})


def test_a_profile_need_not_name_either():
    assert (countries({}), blackouts({})) == ((), ())
