"""Who takes part, for anyone to match products against."""


def test_a_hub_without_teams_says_so(hub):
    assert hub.get("tenants").get_json() == {"tenants": [], "holidays": {}}


def test_every_team_is_named_with_its_genesis_products_and_public_profile(hub):
    said = {"scope": [{"purl": "pkg:pypi/pip", "repository": "x"}, 7], "capabilities": ["extracts wheels"]}
    pip = hub.found("pip", "ada")
    uv = hub.found("uv", "uma", profile=said)

    first, second = hub.get("tenants").get_json()["tenants"]

    assert first == {
        "genesis": pip.genesis,
        "slug": "pip",
        "name": "Pip",
        "kind": "installer",
        "stage": "informal",
        "products": [],
        "countries": [],
        "blackouts": [],
        "profile": {},
    }
    assert (second["genesis"], second["products"]) == (uv.genesis, ["pkg:pypi/pip"])
    assert second["profile"] == said


def test_an_opened_slug_is_no_team_yet(hub):
    hub.open_slug("later")

    assert hub.get("tenants").get_json()["tenants"] == []


def test_the_holidays_of_the_teams_countries_are_the_same_for_everybody(hub):
    hub.found("pip", "ada", profile={"countries": ["DE"], "blackouts": ["2027-01-02"]})
    hub.found("uv", "uma", profile={"countries": ["US", "DE"]})

    told = hub.get("tenants").get_json()

    assert [each["countries"] for each in told["tenants"]] == [["DE"], ["US", "DE"]]
    assert [each["blackouts"] for each in told["tenants"]] == [["2027-01-02"], []]
    assert list(told["holidays"]) == ["DE", "US"]
    assert "Christmas Day" in {each["name"] for each in told["holidays"]["DE"]}
