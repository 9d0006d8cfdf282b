"""`accord desk`: this installation's vault on loopback, a hub's API behind it, and nobody else's page."""

import socket
import threading
from contextlib import contextmanager

import pytest
import requests

from hub.client.errors import ClientError
from hub.client.loopback import DESK, Loopback
from hub.vault.release import VAULT_HEADERS, Release
from tests.support.release import FILES, small_release
from tests.support.served import Quiet


@contextmanager
def open_desk(hub, folder):
    folder.mkdir()
    with Loopback(0, hub, small_release(folder)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def alone(tmp_path):
    """A desk whose hub is away."""
    with open_desk("http://127.0.0.1:1", tmp_path / "installed") as server:
        yield server


@pytest.fixture
def desk(people, tmp_path):
    """A desk before a hub with people."""
    with open_desk(people.url, tmp_path / "installed") as server:
        yield server


def ask(desk, method, path, host=None, **more):
    headers = {"Host": host or f"localhost:{desk.server_port}"} | more.pop("headers", {})
    url = f"http://127.0.0.1:{desk.server_port}{path}"
    return requests.request(method, url, headers=headers, timeout=10, allow_redirects=False, **more)


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost", "localhost:1", "vault.localhost:8080", "[::1]", "."]
)
@pytest.mark.parametrize("path", ["/", "/api/v1/hub"])
def test_another_name_for_this_machine_gets_nothing(alone, host, path):
    answer = ask(alone, "GET", path, host)

    assert answer.status_code == 421
    assert "hub" not in answer.json()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_page_of_others_calls_nothing_through_it(alone, headers):
    assert ask(alone, "GET", "/api/v1/hub", headers=headers).status_code == 403
    assert ask(alone, "POST", "/api/v1/challenges", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "path", ["/index.html", "/assets/x", "/advisories", "/api/v2/hub", "/../etc/passwd", "//x/api/v1/hub"]
)
def test_nothing_else_is_there(alone, path):
    assert ask(alone, "GET", path).status_code == 404
    assert ask(alone, "POST", path).status_code == 404


@pytest.mark.parametrize("line", [b"GET http://evil.example/api/v1/hub", b"GET @evil.example/api/v1/hub"])
def test_a_request_for_another_server_goes_to_none(alone, line):
    with socket.create_connection(("127.0.0.1", alone.server_port), timeout=5) as connection:
        connection.sendall(line + f" HTTP/1.1\r\nHost: localhost:{alone.server_port}\r\n\r\n".encode())
        assert connection.recv(64).startswith(b"HTTP/1.1 404 ")


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_methods_that_no_client_uses_are_not_passed_on(alone, method):
    assert ask(alone, method, "/api/v1/hub").status_code == 501


@pytest.mark.parametrize(
    "headers", [{"Transfer-Encoding": "chunked"}, {"Content-Length": "x"}, {"Content-Length": "-1"}]
)
def test_a_body_without_a_length_is_not_passed_on(alone, headers):
    with socket.create_connection(("127.0.0.1", alone.server_port), timeout=5) as connection:
        lines = [f"POST /api/v1/challenges HTTP/1.1\r\nHost: localhost:{alone.server_port}\r\n"]
        lines += [f"{name}: {value}\r\n" for name, value in headers.items()]
        connection.sendall(("".join(lines) + "\r\n").encode())
        assert connection.recv(64).startswith(b"HTTP/1.1 411 ")


def test_a_hub_that_is_away_is_said_as_a_problem(alone):
    answer = ask(alone, "GET", "/api/v1/hub")

    assert (answer.status_code, answer.headers["Content-Type"]) == (502, "application/problem+json")


def test_a_port_in_use_and_a_missing_vault_are_said(alone, tmp_path):
    with pytest.raises(ClientError, match="choose another --port"):
        Loopback(alone.server_port, "http://localhost", small_release(tmp_path))
    with pytest.raises(ClientError, match="install the released wheel"):
        Loopback(0, "http://localhost", Release(tmp_path / "nowhere"))


def test_files_are_this_installations_under_its_own_policy(alone):
    for path, name in (("/", "index.html"), ("/report", "report.html"), ("/assets/app.js", "assets/app.js")):
        answer = ask(alone, "GET", path, headers={"Sec-Fetch-Site": "cross-site"})  # somebody followed a link
        assert (answer.status_code, answer.text) == (200, FILES[name])
        assert {key: answer.headers.get(key) for key in VAULT_HEADERS} == VAULT_HEADERS
        again = ask(alone, "GET", path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_no_answer_carries_a_cookie_or_lets_others_in(desk):
    for path in ("/", "/api/v1/hub", "/nowhere"):
        headers = ask(desk, "GET", path, headers={"Cookie": "a=b"}).headers
        assert not [name for name in headers if name.lower().startswith(("access-control", "set-cookie"))]


def test_the_desk_names_its_hub_on_its_own_pages_and_takes_no_such_word_from_the_hub(desk, people):
    def lie(response):
        response.headers[DESK] = "evil.example"
        return response

    people.hub.app.after_request_funcs.setdefault(None, []).append(lie)

    assert ask(desk, "GET", "/").headers[DESK] == people.url
    assert DESK not in ask(desk, "GET", "/api/v1/hub").headers
    assert DESK not in ask(desk, "GET", "/api/v1/nothing").headers


def test_the_time_is_the_hubs_own_so_that_a_clock_that_is_off_is_seen(desk, monkeypatch):
    said = "Tue, 01 Dec 2026 15:00:00 GMT"
    monkeypatch.setattr(Quiet, "date_time_string", lambda _: said)

    assert ask(desk, "GET", "/api/v1/hub").headers["Date"] == said
    for method, path in (("GET", "/"), ("GET", "/nowhere"), ("DELETE", "/api/v1/hub")):
        assert not {"Date", "Server"} & ask(desk, method, path).headers.keys()


def test_the_api_is_the_hubs_with_token_version_and_file(desk, people):
    own = {"Origin": desk.url, "Sec-Fetch-Site": "same-origin"}
    hub = ask(desk, "GET", "/api/v1/hub", headers=own).json()
    assert hub == people.hub.get("hub").get_json()

    assert ask(desk, "GET", "/api/v1/cases", headers=own).status_code == 401
    token = own | {"Authorization": f"Bearer {people.desk('ada').transport.token}"}
    answer = ask(desk, "GET", f"/api/v1/cases/{people.fact('case')}", headers=token)
    assert answer.status_code == 200
    assert answer.headers["ETag"]
    assert ask(desk, "POST", "/api/v1/challenges", headers=own).json().keys() == {"challenge", "expires"}


def test_a_file_goes_up_whole_and_a_refusal_comes_back_as_it_was_said(desk, people):
    data = b"age-encryption.org/v1\n" + bytes(range(256)) * 1024
    headers = {"Content-Type": "application/octet-stream", "Idempotency-Key": "f" * 32}
    through = ask(desk, "PUT", "/api/v1/intake/pip/envelopes/" + "0" * 32, data=data, headers=headers)
    direct = requests.put(
        f"{people.url}/api/v1/intake/pip/envelopes/{'0' * 32}", data=data, headers=headers, timeout=10
    )

    assert (through.status_code, through.json()) == (direct.status_code, direct.json())
    refused = ask(desk, "POST", "/api/v1/directory/statements", json={"statements": []})
    assert (refused.status_code, refused.headers["Content-Type"]) == (422, "application/problem+json")


@pytest.mark.slow
def test_the_client_itself_works_through_it(desk, people):
    people.home("ada").write("url", f"http://127.0.0.1:{desk.server_port}\n".encode())

    assert people.say("ada", "list")["cases"]
    handed = ["--to", "pip", "--url", f"http://127.0.0.1:{desk.server_port}", "--subject", "Wheels"]
    assert people.say("nobody", "report", "-", *handed, given="words")["words"]
    assert [each["body"] for each in people.say("ada", "intake", "list")["reports"]] == ["words"]
