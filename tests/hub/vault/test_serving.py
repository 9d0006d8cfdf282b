"""The vault's hosts: these files under their policy and nothing else, and nowhere else."""

import json
from hashlib import sha256

import pytest

from hub.access import CallerKind, allow
from hub.access.guard import NoPermissionError
from hub.app import HEADERS, create_app
from hub.config import Settings
from hub.vault.release import CONTENT_SECURITY, FOREVER, VAULT_HEADERS, Release
from hub.vault.serving import add_route
from tests.support.hub import hub, signed_in
from tests.support.release import FILES, put_up

__all__ = ["hub", "signed_in"]

pytestmark = pytest.mark.slow

HOST = "vault.localhost:8080"
HOSTS = [HOST, "vault.pip-lead.localhost:8080", "VAULT.localhost:8080", "vault.pip.localhost"]
NOT_HERE = ["/advisories", "/queue", "/tenants", "/healthz", "/readyz", "/static/accord.css", "/sign-in/x"]
NO_FILE = [
    "/index.html",
    "/assets",
    "/assets/",
    "/assets/nothing.js",
    "/assets/../assets.json",
    "/assets/%2e%2e/built-from",
    "/assets//etc/passwd",
    "/built-from",
    "/report/",
    "/report/pip",
    "/api",
    "/api/v2/hub",
]
ENCODINGS = ["identity", "gzip;q=0", "br", ""]


@pytest.fixture
def app(tmp_path):
    return put_up(create_app(Settings(data=tmp_path, secret_key="k" * 32)), tmp_path / "dist")


@pytest.fixture
def client(app):
    return app.test_client()


def get(client, path, host=HOST, **headers):
    return client.get(path, headers={"Host": host, **{k.replace("_", "-"): v for k, v in headers.items()}})


@pytest.mark.parametrize("path", [*NOT_HERE, *NO_FILE])
def test_nothing_else_is_there(client, path):
    answer = get(client, path)

    assert answer.status_code == 404
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY
    assert "/static/" not in answer.text, "the page of an error loads nothing"


@pytest.mark.parametrize("path", ["/assets.json", "/assets/app.js", "/receipt"])
@pytest.mark.parametrize(
    "host", ["localhost:8080", "pip.localhost:8080", "xvault.localhost", "pip.vault.localhost"]
)
def test_other_hosts_have_none_of_it(client, host, path):
    assert get(client, path, host).status_code == 404


@pytest.mark.parametrize("host", ["vault.evil.example", "vault.localhost.evil.example", "vault"])
def test_a_host_that_is_none_of_ours_is_refused(client, host):
    assert get(client, "/", host).status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_files_are_only_read(client, method):
    assert getattr(client, method)("/", headers={"Host": HOST}).status_code == 405


def test_a_hub_whose_own_name_begins_so_keeps_its_pages(tmp_path):
    settings = Settings(origin="https://vault.example", data=tmp_path, secret_key="k" * 32)
    client = put_up(create_app(settings), tmp_path / "dist").test_client()

    assert get(client, "/healthz", "vault.example").status_code == 200
    assert get(client, "/assets.json", "vault.example").status_code == 404
    assert get(client, "/assets.json", "vault.vault.example").status_code == 200


@pytest.mark.check
def test_where_nothing_was_built_nothing_is_served(app, tmp_path):
    app.extensions["accord.vault"] = Release(tmp_path / "nowhere")

    assert get(app.test_client(), "/").status_code == 404


def test_a_route_without_a_permission_is_not_added(app):
    with pytest.raises(NoPermissionError):
        add_route(app, "/x", "x", lambda: "")


def test_an_added_route_is_the_vaults_alone(app):
    add_route(app, "/x", "x", allow(CallerKind.ANYONE)(lambda: "said"))

    assert get(app.test_client(), "/x").text == "said"
    assert get(app.test_client(), "/x", "localhost").status_code == 404


@pytest.mark.parametrize("host", HOSTS)
def test_every_file_is_served_as_it_was_built_under_the_policy(client, host):
    listed = json.loads(get(client, "/assets.json", host).data)
    pages = {"index.html": "/", "report.html": "/report", "receipt.html": "/receipt"}

    assert listed.keys() == FILES.keys()
    for name, hash_ in listed.items():
        answer = get(client, pages.get(name, f"/{name}"), host)
        assert (answer.status_code, sha256(answer.data).hexdigest()) == (200, hash_), name
        assert {key: answer.headers.get(key) for key in VAULT_HEADERS} == VAULT_HEADERS
        assert "Set-Cookie" not in answer.headers


def test_the_policy_lets_scripts_of_this_origin_run_and_nothing_be_made_of_text():
    assert CONTENT_SECURITY == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    assert "script" not in HEADERS["Content-Security-Policy"], "the main origin stays without"


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/assets/app.js", "text/javascript; charset=utf-8"),
        ("/assets/vault.css", "text/css; charset=utf-8"),
        ("/assets/icon.svg", "image/svg+xml"),
        ("/assets/licences.txt", "text/plain; charset=utf-8"),
        ("/assets.json", "application/json"),
    ],
)
def test_each_file_has_its_type_and_may_not_be_taken_for_another(client, path, type_):
    answer = get(client, path)

    assert answer.headers["Content-Type"] == type_
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/assets/app.js", "/assets.json"])
def test_a_name_without_a_hash_is_asked_for_each_time_and_sent_once(client, path):
    first = get(client, path)
    again = get(client, path, If_None_Match=first.headers["ETag"])

    assert first.headers["Cache-Control"] == "no-cache"
    assert (again.status_code, again.data) == (304, b"")


def test_a_name_with_a_hash_is_kept(client):
    assert get(client, "/assets/part-AAAA.js").headers["Cache-Control"] == FOREVER


@pytest.mark.check
def test_whoever_takes_gzip_gets_it_under_a_tag_of_its_own(client):
    plain, zipped = get(client, "/assets/app.js"), get(client, "/assets/app.js", Accept_Encoding="br, gzip")

    assert zipped.headers["Content-Encoding"] == "gzip"
    assert len(zipped.data) < len(plain.data)
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    assert plain.headers["Vary"] == zipped.headers["Vary"] == "Accept-Encoding"
    assert (
        get(
            client, "/assets/app.js", Accept_Encoding="gzip", If_None_Match=zipped.headers["ETag"]
        ).status_code
        == 304
    )


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_whoever_does_not_gets_the_bytes(client, encoding):
    answer = get(client, "/assets/app.js", Accept_Encoding=encoding)

    assert "Content-Encoding" not in answer.headers
    assert answer.text == FILES["assets/app.js"]


def test_a_web_session_is_nothing_at_the_vault(hub, signed_in):
    pip = hub.found("pip", "ada")
    for host, status in (("pip.localhost", 200), ("vault.localhost", 401), ("vault.pip.localhost", 401)):
        browser = signed_in(pip, pip["ada"], host)
        assert browser.get("/api/v1/cases", headers={"Host": host}).status_code == status


def test_a_token_is_as_good_at_the_vault_as_elsewhere(hub):
    pip = hub.found("pip", "ada")
    answer = hub.client.get("/api/v1/cases", headers=hub.headers(pip["ada"]) | {"Host": HOST})

    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_api_of_the_vault_is_that_of_the_hub(hub):
    def routes(which):
        return {(each.rule, each.endpoint, frozenset(each.methods)) for each in which.iter_rules()}

    ours = {each for each in routes(hub.app.url_map) if each[0].startswith("/api/")}
    assert ours
    assert ours <= routes(hub.app.vault_map)
    answer = hub.client.options("/api/v1/challenges", headers={"Host": HOST})
    assert "POST" in answer.headers["Allow"]


def test_the_vault_sets_no_cookie_whoever_asks(hub, signed_in):
    pip = hub.found("pip", "ada")
    browser = signed_in(pip, pip["ada"], "vault.localhost")
    for path in ("/", "/api/v1/hub", "/api/v1/cases", "/nowhere"):
        answer = browser.get(path, headers={"Host": "vault.localhost"})
        assert "Set-Cookie" not in answer.headers
