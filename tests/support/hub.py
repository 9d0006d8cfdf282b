"""A hub for tests: the shipped application on a migrated database, and teams that sign and call it by HTTP.

    def test_x(hub):                                       # the fixture of this module
        pip = hub.found("pip", "ada")                      # POSTs the first roster with a founding code
        bob = hub.join(pip, "bob")                         # invitation and device, through the API
        hub.put(hub.duty(pip, pip["ada"]))                 # signed, POSTed as its signer, read back, folded
        answer = hub.post("logs/directory/cosignatures", {...}, by=pip["ada"])
        problem = hub.refused(hub.duty(pip, bob), 422)     # nothing may be stored; the problem document
        hub.work()                                         # what the worker does: checkpoints and the rest
        hub.later(hours=2)                                 # the hub's clock, and this world's

`hub.get` and `hub.post` take `by=` an actor, a device, or None for a stranger. Bodies are made as in
`tests.support.cases.CaseWorld`; `hub.directory` is folded from what the hub serves.
"""

import base64
import pkgutil
from contextlib import ExitStack, contextmanager
from copy import copy, deepcopy
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Config

from crypto import dsse, strict_json
from crypto.kinds import Device, Login
from crypto.statement import Entry, parse
from crypto.unseal.signing import DeviceSecret
from hub import api, jobs
from hub.access.guard import cookie_name
from hub.access.limits import Limiter
from hub.access.login import GRANT_TYPE
from hub.app import create_app
from hub.config import Settings
from hub.db import db, init_app
from hub.jobs.checkpoint import log_signer
from hub.jobs.worker import relay_for
from hub.queue import Bell
from tenants.directory.models import OPERATOR
from tenants.directory.service import Opening, open_slug
from tenants.directory.tokens import Holder, TokenKind, issue
from tenants.kernel.scope import NOBODY, Scope, acting_as
from tests.support.cases import CaseWorld
from tests.support.stored_rows import rows

LOG_SEED, SECRET_KEY = "5e" * 32, "k" * 32
# What two hubs never share, whatever their people know.
OWN = ("app", "settings", "sessions", "client", "_clock", "_open", "_relay")
API = "/api/v1/"

# They are imported where they are first used. Here every process that tests does that, under coverage's eyes;
# the threads of a served hub, which may otherwise be the first, are not watched.
for package in (api, jobs):
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        import_module(found.name)


class Hub(CaseWorld):
    """One hub and everybody who calls it."""

    def __init__(self, app, settings, sessions):
        """Take up a running application; `sessions` are the application's, for looking behind the API."""
        super().__init__()
        self.app, self.settings, self.sessions = app, settings, sessions
        self.client = app.test_client()
        self.time = datetime.now(UTC).replace(microsecond=0)
        self.tokens = {}
        self.receipts = []
        self._clock = settings.demo_clock_file
        self._shift = 0
        self._open = ExitStack()
        self._relay = None

    # Calling

    def get(self, path, *, by=None, **query):
        """GET below /api/v1; `from_` is the parameter `from`."""
        query = {name.rstrip("_"): value for name, value in query.items()}
        return self.client.get(API + path, query_string=query, headers=self.headers(by))

    def post(self, path, body, *, by=None, key=None, version=None):
        """POST JSON below /api/v1, with a fresh Idempotency-Key unless one is given."""
        headers = self.headers(by) | {"Idempotency-Key": key or uuid4().hex}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return self.client.post(API + path, json=body, headers=headers)

    def put_file(self, path, data, manifest=None, *, by=None, key=None):
        """PUT an age file below /api/v1; `manifest` is its signed statement."""
        headers = self.headers(by) | {"Idempotency-Key": key or uuid4().hex}
        if manifest is not None:
            headers["Accord-Manifest"] = base64.b64encode(dsse.write(manifest.signed)).decode()
        return self.client.put(
            API + path, data=data, headers=headers, content_type="application/octet-stream"
        )

    def headers(self, by):
        """The bearer header of an actor or device; nothing for a stranger."""
        if by is None:
            return {}
        device = by if isinstance(by, DeviceSecret) else by.device
        if device.fingerprint not in self.tokens:
            answer = self.sign_in(device)
            assert answer.status_code == 200, answer.get_json()
            self.tokens[device.fingerprint] = answer.get_json()["access_token"]
        return {"Authorization": f"Bearer {self.tokens[device.fingerprint]}"}

    def sign_in(self, device, *, challenge=None, keys=None, **changes):
        """Exchange a login for a token; `keys` are a reporter's two. The answer."""
        login = self.login(device, challenge or self.challenge(), **changes)
        form = {"grant_type": GRANT_TYPE, "statement": dsse.write(login).decode(), **(keys or {})}
        return self.client.post(f"{API}token", data=form)

    def challenge(self):
        """A fresh one."""
        return self.client.post(f"{API}challenges").get_json()["challenge"]

    def login(self, device, challenge, **changes):
        """A signed login."""
        given = {"key": device.keys.sign, "challenge": challenge} | changes
        return device.sign(Login(**(self.common(device.fingerprint) | given)))

    # The directory, through the API

    def open_slug(self, slug, kind="installer", **more):
        """What the operator's command does; the founding code."""
        with acting_as(self.sessions(), Scope(system=OPERATOR)) as session:
            code = open_slug(
                session, Opening(slug, kind, more.pop("name", slug.title()), **more), now=self.time
            )
            session.commit()
        return code

    def found(self, slug, *admins, kind="installer", profile=None, **changes):
        """A tenant whose admins are the people of these names, founded and admitted."""
        code = self.open_slug(slug, kind, profile=profile)
        actors = [self.actor(name) for name in admins]
        body = self.first_roster(slug, *(each.member("admin") for each in actors), **changes)
        roster = self.signed(body, *(each.device for each in actors if each.fingerprint != body.by))
        self.send([roster], founding_code=code)
        return self.team(slug, roster.hash, *actors)

    def append(self, statement):
        """POST one statement as its signer, and fold what the hub then serves; the verdict on it."""
        stranger = isinstance(statement.body, Device)
        return self.send([statement], by=None if stranger else self.secrets[statement.body.by])

    def send(self, statements, *, by=None, files=None, **more):
        """POST a batch that must be taken in; the verdict on its last statement."""
        answer = self.post("directory/statements", batch(statements, files) | more, by=by)
        assert answer.status_code == 201, answer.get_json()
        self.receipts = answer.get_json()["receipts"]
        return self.sync()

    def sync(self):
        """Fold what the hub serves beyond what is known; the verdict on the last entry."""
        verdict = None
        for each in self.get("directory/entries", from_=self.directory.size).get_json()["entries"]:
            statement = parse(strict_json.dump(each["wire"]), hub=self.hub)
            when = datetime.strptime(each["logged_at"], "%Y-%m-%dT%H:%M:%S%z")
            entry = Entry(each["index"], statement, when)
            self.entries.append(entry)
            verdict = self.replay.add_directory(entry)
        return verdict

    def refused(self, body, status, *others, by="signer", **more):
        """POST a statement that must be refused and leave nothing behind; the problem document."""
        signer = self.secrets.get(body.by) if by == "signer" else by
        return self.refused_batch([self.signed(body, *others)], status, by=signer, **more)

    def refused_batch(self, statements, status, *, by=None, **more):
        """The same of a batch, or of raw JSON."""
        before = rows(self.settings)
        body = batch(statements) if isinstance(statements, list) else statements
        answer = self.post("directory/statements", body | more, by=by)
        assert answer.status_code == status, answer.get_json()
        assert answer.mimetype == "application/problem+json"
        assert rows(self.settings) == before
        return answer.get_json()

    # Time and work

    def later(self, **delta):
        """Let time pass, here and at the hub."""
        super().later(**delta)
        self._shift += int(timedelta(**delta).total_seconds())
        self._clock.write_text(str(self._shift))

    def go_on(self, other, copied, *, since):
        """Know what another hub's people knew, when it was so late; `copied` is the memo of deepcopy."""
        copied[id(other)] = self
        for name, value in vars(other).items():
            if name not in OWN:
                setattr(self, name, deepcopy(value, copied))
        self.later(seconds=-int((datetime.now(UTC) - since).total_seconds()))
        self.time = other.time

    def work(self):
        """Do everything that is due, as the worker process does."""
        if self._relay is None:
            self._relay = self._open.enter_context(relay_for(self.settings))
        self._relay.drain()

    def close(self):
        """Let the connections go."""
        self._open.close()
        with self.app.app_context():
            db.engine.dispose()


def wire(statement):
    """A statement as JSON carries it."""
    return strict_json.parse(dsse.write(statement.signed), limit=dsse.MAX_TEXT)


def batch(statements, files=None):
    """The body of an act; `files` are the age files of its shares."""
    named = {sha256(each).hexdigest(): base64.b64encode(each).decode() for each in files or ()}
    return {"statements": [wire(each) for each in statements], "files": named}


@cache
def _wired():
    """The shipped application without a database, made once in a process: its routes are much work."""
    return create_app(Settings(data=Path(), secret_key=SECRET_KEY, log_key=LOG_SEED, demo=True))


def application(settings):
    """The shipped application for these settings: what it keeps for itself is its own, the routes are not."""
    app = copy(_wired())
    app.config = Config(app.root_path, app.config)
    for name in ("before_request_funcs", "after_request_funcs", "teardown_request_funcs"):
        setattr(app, name, {scope: list(each) for scope, each in getattr(app, name).items()})
    app.teardown_appcontext_funcs = list(app.teardown_appcontext_funcs)
    app.shell_context_processors = list(app.shell_context_processors)
    limiter = Limiter(settings, patience_s=20)  # on a machine that is busy with other tests, too
    own = {"accord": settings, "accord.bell": Bell(settings.redis_url), "accord.limiter": limiter}
    app.extensions = app.extensions | own
    init_app(app, settings.database_url)
    return app


@contextmanager
def running(database, redis_url, folder, made_by=application):
    """Yield a hub on these engines; `folder` is for its clock."""
    settings = Settings(
        data=folder,
        database_url=database.app_url,
        redis_url=redis_url,
        secret_key=SECRET_KEY,
        log_key=LOG_SEED,
        demo=True,
        demo_clock_file=folder / "clock",
    )
    hub = Hub(made_by(settings), settings, database.sessions)
    try:
        yield hub
    finally:
        hub.close()


@pytest.fixture
def hub(database, redis_url, tmp_path):
    """Give a test a hub without tenants."""
    with running(database, redis_url, tmp_path) as fresh:
        yield fresh


@pytest.fixture
def own_hub(database, redis_url, tmp_path):
    """Give a test a hub whose routes it may add to."""
    with running(database, redis_url, tmp_path, create_app) as fresh:
        yield fresh


@pytest.fixture
def signed_in(hub):
    """Return a browser in which a member of a team is signed in."""

    def browser(team, actor, host="localhost"):
        holder = Holder(TokenKind.WEB, team.genesis, actor.person, actor.fingerprint)
        with acting_as(hub.sessions(), NOBODY) as session:
            secret = issue(session, holder, now=hub.time)
            session.commit()
        client = hub.app.test_client()
        with hub.app.test_request_context():
            client.set_cookie(cookie_name(), secret, domain=host)
        return client

    return browser


def log_key(settings):
    """The verifier key of a test hub's logs."""
    return log_signer(settings).key
