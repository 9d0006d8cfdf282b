"""A server that answers what a test tells it, on loopback: for answers that no right server gives."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hub.adapters.cve_services import CveServicesClient
from tests.support.cve_double import Double


class Scripted(ThreadingHTTPServer):
    """Answers `script` in turn: (status, body or bytes, headers); keeps what was asked."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answering)
        self.script = []
        self.asked = []

    def client(self):
        url = f"http://127.0.0.1:{self.server_port}/api"
        return CveServicesClient(url=url, org="PSF", user="accord-hub", key="secret", limits=(20.0, 20.0))


class Answering(BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.command, self.path, dict(self.headers), body))
        status, body, *headers = self.server.script.pop(0)
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in dict(*headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    do_GET = do_POST = do_PUT = answer  # noqa: N815 -- the names that the standard library calls

    def log_message(self, *values):
        """Say nothing."""


@pytest.fixture
def server():
    scripted = Scripted()
    thread = threading.Thread(target=scripted.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield scripted
    scripted.shutdown()
    scripted.server_close()
    thread.join()


@pytest.fixture(scope="session")
def one_double(tmp_path_factory):
    running = Double(tmp_path_factory.mktemp("cve"))
    yield running
    running.end()


@pytest.fixture
def double(one_double):
    one_double.forget()
    return one_double
