"""The doors of a demo: a role's device goes into one browser, once, and no other hub has a door."""

import subprocess
import sys
from base64 import b64encode
from dataclasses import replace

import pytest

from hub.app import create_app
from hub.cli.serve import application
from hub.config import Settings
from hub.demo import doors
from hub.vault.release import VAULT_HEADERS
from tests.support.release import put_up

HOST = {"Host": "vault.pip-lead.localhost:8080"}
OWN = HOST | {"Sec-Fetch-Site": "same-origin"}
KEY = {"file": "YWdl", "passphrase": "of the demo"}


@pytest.fixture
def settings(tmp_path):
    return Settings(data=tmp_path / "hub", secret_key="k" * 32, demo=True)


@pytest.fixture
def client(settings, tmp_path):
    settings.data.mkdir()
    app = put_up(create_app(settings), tmp_path / "dist")
    doors.install(app, settings)
    return app.test_client()


def test_no_hub_but_a_demo_gets_doors(settings):
    production = replace(settings, demo=False)
    app = create_app(production)

    with pytest.raises(ValueError, match="only a demo has doors"):
        doors.install(app, production)
    assert not [rule for rule in app.vault_map.iter_rules() if "demo" in rule.rule]
    assert application(production) == "hub.wsgi:application"
    assert application(settings) == "hub.demo.wsgi:application"


def test_the_application_of_other_hubs_knows_nothing_of_the_demo():
    code = "import sys, hub.app, hub.cli.serve; sys.exit('hub.demo' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_demo_whose_application_was_not_extended_has_no_doors(settings):
    settings.data.mkdir()
    secret = doors.leave(settings.data, KEY)

    assert create_app(settings).test_client().post(f"/demo/{secret}", headers=OWN).status_code == 404


@pytest.mark.parametrize("secret", ["x", "..", "%2e%2e%2fsecret-key", "a/b", "0" * 64])
def test_a_secret_that_was_never_given_opens_nothing(client, secret):
    assert client.post(f"/demo/{secret}", headers=OWN).status_code == 404


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_page_of_others_takes_no_key_and_uses_none_up(client, settings, site):
    secret = doors.leave(settings.data, KEY)

    assert client.post(f"/demo/{secret}", headers=HOST | {"Sec-Fetch-Site": site}).status_code == 403
    assert client.post(f"/demo/{secret}", headers=HOST).status_code == 403
    assert client.post(f"/demo/{secret}", headers=OWN).status_code == 200


def test_the_main_origin_has_no_doors(client, settings):
    secret = doors.leave(settings.data, KEY)

    for host in ("localhost:8080", "pip.localhost:8080"):
        assert client.get(f"/demo/{secret}", headers={"Host": host}).status_code == 404
        headers = {"Host": host, "Sec-Fetch-Site": "same-origin"}
        assert client.post(f"/demo/{secret}", headers=headers).status_code == 404


def test_looking_at_the_page_uses_nothing_up_and_the_script_gets_the_key_once(client, settings):
    secret = doors.leave(settings.data, KEY)
    page = client.get(f"/demo/{secret}", headers=HOST)

    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert 'src="/demo/door.js"' in page.text
    assert client.get("/demo/door.js", headers=HOST).mimetype == "text/javascript"
    first, second = (client.post(f"/demo/{secret}", headers=OWN) for _ in range(2))
    assert first.get_json() == KEY | {"ahead": 0}
    assert second.status_code == 404
    for answer in (page, first, second):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Security-Policy"] == VAULT_HEADERS["Content-Security-Policy"]
        assert "Set-Cookie" not in answer.headers
    assert list((settings.data / doors.DOORS).iterdir()) == [], "nothing of it is left behind"


@pytest.mark.parametrize("moved", [864_000, -864_000])
def test_a_vault_is_told_how_far_the_demos_clock_has_gone_on_by_now(settings, tmp_path, moved):
    """The door may have been left before the replay moved on."""
    settings.data.mkdir()
    clock = tmp_path / "clock"
    app = put_up(create_app(replace(settings, demo_clock_file=clock)), tmp_path / "dist")
    doors.install(app, settings)
    secret = doors.leave(settings.data, KEY)
    clock.write_text(f"{moved}\n")

    assert app.test_client().post(f"/demo/{secret}", headers=OWN).get_json()["ahead"] == moved


def test_a_key_that_waits_is_its_owners_alone_and_its_file_does_not_name_the_secret(settings):
    settings.data.mkdir()
    secret = doors.leave(settings.data, KEY)
    [file] = (settings.data / doors.DOORS).iterdir()

    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert secret not in file.name
    assert len(secret) >= 32


def test_the_script_says_nothing_inline_and_asks_its_own_origin_alone():
    page, script = doors.PAGE.read_text(), doors.SCRIPT.read_text()

    assert "<style" not in page
    assert "style=" not in page
    assert page.count("<script") == page.count('<script type="module" src="/demo/door.js"></script>') == 1
    assert "//" not in script.replace("/**", "").replace(" */", ""), "no address of anybody else"
    assert "innerHTML" not in script


def test_a_role_brings_what_the_vault_puts_in_place(tmp_path):
    (tmp_path / "device.age").write_bytes(b"age")
    (tmp_path / "passphrase").write_text("of the demo\n")

    key = doors.key_of(tmp_path, name="pip Lead", slug="pip")

    assert key == {
        "file": b64encode(b"age").decode(),
        "passphrase": "of the demo",
        "name": "pip Lead",
        "slug": "pip",
    }
