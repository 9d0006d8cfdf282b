"""A hub on a real socket, and people who run the shipped client against it, each with a home of their own.

    def test_x(people):                                      # the fixture of this module
        said = people.say("ada", "list")                     # `accord list --json` as Ada; the object
        told = people.refused("eve", "show", CASE, status=3) # the one sentence
        with people.desk("ben") as desk: ...                 # the client itself, unlocked and in step

The first test of a process founds three teams and opens a case (`furnish`); every test gets a copy. The
worker's work is done before each reply.
"""

import atexit
import json
import os
import shutil
import socket
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from werkzeug.serving import WSGIRequestHandler, make_server

from hub import migrate
from hub.cli.main import accord
from hub.client.desk import Desk
from hub.client.home import Home
from tests.support.engines import Database
from tests.support.hub import log_key, running

PASSPHRASE = "correct horse battery staple"  # of people who do not exist
REPORT = "A wheel can write outside.\nSteps follow.\n"
ANSWER = "Thank you, we look at it.\n"
CHECKPOINT = "/logs/cases/checkpoint"


class Quiet(WSGIRequestHandler):
    """Says nothing about requests."""

    def log_request(self, code="-", size="-"):
        """Say nothing."""


class Served:
    """A hub's application behind a socket on loopback."""

    def __init__(self, hub):
        """Take the hub.

        `lost` counts the replies that are still to be lost after their work was done, `late` the questions
        for the case log's checkpoint that its worker, which has not signed, is still to be late for.
        """
        self.hub, self.lost, self.late = hub, 0, 0
        self._in_hand = None
        self._lock = threading.Lock()
        # As under gunicorn: few threads answer, and each folds the log once, not for every connection. They
        # are not traced: what a hub does is measured by the tests of its own rooms, people's commands here.
        self._threads = ThreadPoolExecutor(2, initializer=sys.settrace, initargs=(None,))
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True, request_handler=Quiet)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    def hold(self):
        """Keep each PUT in hand from now on: nothing is done about it, and its sender hears nothing."""
        self._in_hand = []

    def let_go(self):
        """Do what was kept in hand; how many requests that were."""
        kept, self._in_hand = self._in_hand, None
        for environ in kept:
            self.hub.app(environ, lambda *_: None).close()
            with self._lock:
                self.hub.work()
        return len(kept)

    def _answer(self, environ, start_response):
        if self._in_hand is not None and environ["REQUEST_METHOD"] == "PUT":
            whole = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            self._in_hand.append(environ | {"wsgi.input": BytesIO(whole)})
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            start_response("500 Kept", [])
            return []
        body = self._threads.submit(self.hub.app, environ, start_response).result()
        acts = environ["REQUEST_METHOD"] != "GET"
        with self._lock:
            waited, self.late = self.late, max(self.late - environ["PATH_INFO"].endswith(CHECKPOINT), 0)
            if self.late == 0 and (acts or waited):
                self._threads.submit(self.hub.work).result()
            lose = acts and self.lost > 0
            self.lost -= lose
        if lose:
            body.close()
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            return []
        return body

    @contextmanager
    def open(self):
        """Yield it while it answers."""
        self._thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._threads.shutdown()


class People:
    """Whoever runs `accord` here: `root` holds a home for each name."""

    def __init__(self, served, root):
        """Write down the hub's present address in every home that is there."""
        self.served, self.root, self.hub = served, root, served.hub
        root.mkdir(exist_ok=True)
        (root / "passphrase").write_text(PASSPHRASE + "\n")
        for each in root.glob("*/url"):
            each.write_text(served.url)

    @property
    def url(self):
        """The hub's address."""
        return self.served.url

    def home(self, who):
        """The home of a name."""
        return Home(self.root / who)

    def variables(self, who):
        """What makes the client theirs."""
        bare = dict.fromkeys(name for name in os.environ if name.startswith("ACCORD_"))
        return bare | {
            "ACCORD_HOME": str(self.root / who),
            "ACCORD_PASSPHRASE_FILE": str(self.root / "passphrase"),
            "ACCORD_DEMO": "1",
        }

    def run(self, who, *words, given=None, **changes):
        """Run `accord`; `given` is standard input, `changes` are variables."""
        variables = self.variables(who) | changes
        return CliRunner(env=variables).invoke(accord, list(words), input=given)

    def tell(self, who, *words, **how):
        """Run it for people; what is printed."""
        result = self.run(who, *words, **how)
        assert result.exit_code == 0, (result.stderr, result.exception)
        return result.stdout

    def say(self, who, *words, **how):
        """Run it for a script; the object that is printed."""
        return json.loads(self.tell(who, *words, "--json", **how))

    def refused(self, who, *words, status=1, **how):
        """Run what must be refused: nothing is printed but one sentence; that sentence."""
        result = self.run(who, *words, **how)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        told = (result.exit_code, result.stdout, result.stderr.partition("accord: ")[0])
        assert told == (status, "", ""), result.output
        assert len(result.stderr.splitlines()) == 1, result.stderr
        return result.stderr.removeprefix("accord: ").strip()

    def desk(self, who):
        """The client of a name, unlocked, signed in and in step."""
        return Desk.open(self.home(who), lambda: PASSPHRASE)

    # What a hub is furnished with

    def found(self, who, slug, *, kind="installer", cna=None):
        """A team by its first admin; its genesis."""
        place = ["--url", self.url, "--hub", self.hub.hub, "--log-key", str(log_key(self.hub.settings))]
        pinned = ["--cna", cna] if cna else []
        code = self.hub.open_slug(slug, kind)
        return self.say(who, "found", slug, "--name", who, *place, *pinned, ACCORD_CODE=code)["tenant"]

    def join(self, admin, who, role="member"):
        """A newcomer, by a code of the admin's."""
        code = self.say(admin, "member", "invite", who, "--role", role)["code"]
        self.say(who, "join", "--url", self.url, ACCORD_CODE=code)

    def report(self, *, to="pip", subject="Wheels", body=REPORT, **how):
        """A report by somebody without a home; what was printed for scripts."""
        return self.say(
            "nobody", "report", "-", "--to", to, "--url", self.url, "--subject", subject, given=body, **how
        )

    def fact(self, name):
        """A small thing that furnishing left behind."""
        return json.loads((self.root / "facts.json").read_text())[name]

    def furnish(self):
        """Psf (the CNA), pip and uv; pip's Ada takes on a report and grants Ben; pip and uv have edges."""
        psf = self.found("pia", "psf", kind="cna")
        genesis = {"psf": psf}
        genesis["pip"] = self.found("ada", "pip", cna=psf)
        genesis["uv"] = self.found("uma", "uv", cna=psf)
        for admin, who, role in (
            ("ada", "ben", "member"),
            ("ada", "eve", "coordinator"),
            ("uma", "udo", "member"),
        ):
            self.join(admin, who, role)
        for one, other in (("ada", "uv"), ("uma", "pip")):
            self.say(one, "boundary", "set", other, "--rule", "allow", "--verified", "call")
        self.say("ada", "duty", "set", "ada")
        words = self.report()["words"]
        waiting = self.say("ada", "intake", "list")["reports"][0]["envelope"]
        opened = self.say("ada", "take-on", waiting, "--grant", "ben", "--answer", "-", given=ANSWER)
        facts = {"words": words, **opened, **genesis}
        (self.root / "facts.json").write_text(json.dumps(facts))


@contextmanager
def at_work(database, redis_url, folder):
    """Yield the people of a hub on these engines; their homes may be there already, in `folder`/people."""
    with running(database, redis_url, folder) as hub, Served(hub).open() as served:
        yield People(served, folder / "people")


@cache
def homes():
    """Where the furnished homes of this process are; like the database, all areas share them."""
    folder = Path(tempfile.mkdtemp(prefix="accord-people-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@pytest.fixture(scope="session")
def furnished(bench):
    """How to furnish a database that others are copied from, and the homes that go with it."""

    def prepare(owner_url):
        migrate.upgrade(owner_url)
        shutil.rmtree(homes() / "people", ignore_errors=True)
        database = Database("furnished", bench.sockets)
        try:
            with at_work(database, bench.engines.redis_url, homes()) as people:
                people.furnish()
        finally:
            database.dispose()

    return prepare


@pytest.fixture
def people(bench, redis_url, furnished, tmp_path):
    """Give a test people who work on a case already."""
    with bench.database("furnished", furnished) as database:
        shutil.copytree(homes() / "people", tmp_path / "people")
        with at_work(database, redis_url, tmp_path) as there:
            yield there


@pytest.fixture
def strangers(database, redis_url, tmp_path):
    """Give a test an empty hub, and nobody."""
    with at_work(database, redis_url, tmp_path) as nobody:
        yield nobody
