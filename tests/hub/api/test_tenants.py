"""Who takes part, for anyone to match products against."""


def test_a_hub_without_teams_says_so(hub):
    assert hub.get("tenants").get_json() == {"tenants": []}


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
        "profile": {},
    }
    assert (second["genesis"], second["products"]) == (uv.genesis, ["pkg:pypi/pip"])
    assert second["profile"] == said


def test_an_opened_slug_is_no_team_yet(hub):
    hub.open_slug("later")

    assert hub.get("tenants").get_json()["tenants"] == []
