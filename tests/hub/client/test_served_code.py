"""What a hub serves, held to what is installed: one changed byte, one changed header, one lost file."""

import pytest

from hub.client.address import checked, main_of, reach, vault_of
from hub.client.errors import ClientError
from hub.client.served_code import Difference, differences
from hub.vault.release import VAULT_HEADERS, Release
from tests.support.release import FILES, small_release


@pytest.fixture
def installed(tmp_path):
    (tmp_path / "installed").mkdir()
    return small_release(tmp_path / "installed")


@pytest.fixture
def vault(people, tmp_path):
    """The vault of a hub, and a way to spoil the release that it serves."""

    def serve(**changed):
        (tmp_path / "served").mkdir(exist_ok=True)
        people.hub.app.extensions["accord.vault"] = small_release(tmp_path / "served", **changed)
        return vault_of(people.url.replace("127.0.0.1", "localhost"))

    return serve


def test_an_address_that_is_none_is_said():
    for wrong in ("", "accord.example", "file:///etc/passwd", "https://me@accord.example", "https://"):
        with pytest.raises(ClientError, match="is no address of a hub"):
            checked(wrong)


def test_an_installation_without_a_vault_has_nothing_to_compare(tmp_path):
    with pytest.raises(ClientError, match="install the released wheel"):
        differences("http://vault.localhost:1", Release(tmp_path / "nowhere"))


def test_a_hub_that_is_away_is_said(installed):
    with pytest.raises(ClientError, match="does not answer"):
        differences("http://vault.localhost:1", installed)


@pytest.mark.parametrize("name", ["assets/app.js", "index.html", "assets/part-BBBB.js"])
def test_one_planted_byte_is_found_and_named(vault, installed, name):
    origin = vault(**{name: FILES[name].encode() + b" "})
    found = {each.path: each.what for each in differences(origin, installed)}

    assert found.keys() == {"/" if name == "index.html" else f"/{name}", "/assets.json"}
    assert "is another file: SHA-256" in found["/" if name == "index.html" else f"/{name}"]


def test_a_file_that_is_not_served_is_found(vault, installed, people):
    origin = vault()
    people.hub.app.extensions["accord.vault"].assets.pop("/assets/vault.css")

    assert differences(origin, installed) == [
        Difference("/assets/vault.css", "is not served: the hub answered 404")
    ]


@pytest.fixture
def spoil(people):
    """Let the hub change headers of all its answers: a value by name, None takes it away."""
    changed = {}

    def lie(response):
        for name, value in changed.items():
            response.headers.remove(name) if value is None else response.headers.set(name, value)
        return response

    people.hub.app.after_request_funcs.setdefault(None, []).insert(0, lie)  # the last to be called
    return changed


def found_alike(vault, installed):
    """What differs, where every file differs alike."""
    found = differences(vault, installed)
    assert {each.path for each in found} in (set(), set(installed.assets))
    return {each.what for each in found}


@pytest.mark.slow
def test_another_policy_is_found_though_every_byte_is_right(vault, installed, spoil):
    origin = vault()
    for name in (*VAULT_HEADERS, "Cache-Control", "Content-Type"):
        for value in ("default-src *", None):
            spoil.clear()
            spoil[name] = value
            assert found_alike(origin, installed) == {f"is served with another {name}: {value or 'none'}"}


@pytest.mark.slow
def test_what_no_file_of_the_vault_may_carry_is_found(vault, installed, spoil):
    origin = vault()
    for name in (
        "Access-Control-Allow-Origin",
        "Clear-Site-Data",
        "Link",
        "Refresh",
        "Service-Worker-Allowed",
        "Set-Cookie",
        "SourceMap",
        "X-SourceMap",
    ):
        spoil.clear()
        spoil[name] = "*"
        assert found_alike(origin, installed) == {f"is served with a {name}, which no release has: *"}


def test_another_style_sheet_of_the_main_origin_is_found(vault, tmp_path):
    origin, name = vault(), "static/dist/tokens.css"
    (tmp_path / "other").mkdir()
    other = small_release(tmp_path / "other", **{name: b":root{}"})
    found = {each.path: each.what for each in differences(origin, other)}

    assert found.keys() == {f"/{name}", "/assets.json"}
    assert "is another file: SHA-256" in found[f"/{name}"]
    assert other.assets.keys().isdisjoint(other.shared), "the vault's hosts serve none of it"


def test_the_released_vault_is_found_the_same(vault, installed):
    assert differences(vault(), installed) == []


class TestCommand:
    """`accord verify-assets`, of this very installation."""

    @pytest.fixture
    def hub(self, people):
        if not Release().assets:
            pytest.skip("the vault was not built here: make assets")
        people.hub.app.extensions["accord.vault"] = Release()
        return people.url.replace("127.0.0.1", "localhost")

    def test_what_differs_is_named_and_the_exit_code_is_1(self, people, hub, vault):
        vault()
        told = people.run("nobody", "verify-assets", hub)

        assert told.exit_code == 1
        assert "/assets.json is another file" in told.stdout

    @pytest.mark.slow
    def test_the_same_is_said_with_the_count_of_files(self, people, hub):
        count = len(Release().assets) + len(Release().shared)
        assert f"serves the {count} files" in people.tell("nobody", "verify-assets", hub)
        assert people.say("nobody", "verify-assets", hub)["differences"] == []


@pytest.mark.parametrize(
    ("url", "vault"),
    [
        ("https://accord.example", "https://vault.accord.example"),
        ("https://accord.example/report?x", "https://vault.accord.example"),
        ("http://localhost:8080/", "http://vault.localhost:8080"),
        ("http://vault.pip-lead.localhost:8080", "http://vault.pip-lead.localhost:8080"),
    ],
)
def test_the_vault_of_a_hub_is_its_host_under_a_label(url, vault):
    assert vault_of(url) == vault


def test_the_main_origin_of_a_vault_is_its_host_without_the_label():
    assert main_of("https://vault.accord.example") == "https://accord.example"
    assert main_of("http://vault.localhost:8080") == "http://localhost:8080"


def test_names_under_localhost_are_reached_on_loopback_whatever_resolves():
    assert reach("http://vault.localhost:8080") == ("http://127.0.0.1:8080", {"Host": "vault.localhost:8080"})
    assert reach("https://vault.accord.example") == ("https://vault.accord.example", {})
    assert reach("http://localhost:8080") == ("http://localhost:8080", {})
