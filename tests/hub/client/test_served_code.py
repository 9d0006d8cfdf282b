"""What a hub serves, held to what is installed: one changed byte, one changed header, one lost file."""

import pytest

from hub.client.address import checked, reach, vault_of
from hub.client.errors import ClientError
from hub.client.served_code import Difference, differences
from hub.vault.release import Release
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


@pytest.mark.parametrize(
    ("header", "value", "what"),
    [
        (
            "Content-Security-Policy",
            "default-src *",
            "is served with another Content-Security-Policy: default-src *",
        ),
        ("X-Content-Type-Options", None, "is served with another X-Content-Type-Options: none"),
        ("Set-Cookie", "a=b", "sets a cookie"),
    ],
)
def test_another_policy_is_found_though_every_byte_is_right(vault, installed, people, header, value, what):
    origin = vault()

    def spoil(response):
        response.headers.remove(header) if value is None else response.headers.set(header, value)
        return response

    people.hub.app.after_request_funcs.setdefault(None, []).insert(0, spoil)  # the last to be called
    found = differences(origin, installed)

    assert {each.path for each in found} == installed.assets.keys()
    assert {each.what for each in found} == {what}


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

    def test_the_same_is_said_with_the_count_of_files(self, people, hub):
        assert f"serves the {len(Release().assets)} files" in people.tell("nobody", "verify-assets", hub)
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


def test_names_under_localhost_are_reached_on_loopback_whatever_resolves():
    assert reach("http://vault.localhost:8080") == ("http://127.0.0.1:8080", {"Host": "vault.localhost:8080"})
    assert reach("https://vault.accord.example") == ("https://vault.accord.example", {})
    assert reach("http://localhost:8080") == ("http://localhost:8080", {})
