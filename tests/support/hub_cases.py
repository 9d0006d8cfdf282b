"""Cases at a test's hub: acts are signed here, POSTed as their signer, read back and folded.

room = Room(hub)                                   # pip, uv, cpython with people; edges between pip and uv
case = room.open(room.ada, room.ben)               # Ada opens, grants Ben, founds the joint ring
case.put(case.proposal(room.ada))                  # must be taken in
problem = case.refused(case.grant(room.eve, room.eve), 404)     # nothing may be stored
letter = case.write(case.ring("joint"), room.ada)  # an envelope, handed in
case.read(room.ben, letter)                        # the answer to fetching it
"""

import threading
from collections.abc import Iterable, Sequence
from hashlib import sha256
from http import HTTPStatus

import pytest
from sqlalchemy import event

from crypto import age, strict_json
from crypto.kinds import Share
from crypto.kinds.body import Body
from crypto.kinds.sharing import Manifest, RingRef
from crypto.statement import Entry, parse
from hub.db import db
from tenants.directory.people import key_of_device
from tenants.kernel.pages import PAGE
from tests.support.cases import CaseLog, recipient, reporter_keys
from tests.support.hub import Hub, batch, running
from tests.support.people import Actor
from tests.support.stored_rows import rows


def sealed(to: str, size: int = 300) -> bytes:
    """An age file to one recipient; what is in it does not matter to a hub."""
    return age.seal(b"x" * size, [age.X25519Recipient.parse(to)])


def key_of(hub: Hub, actor: Actor) -> str:
    """What somebody is called in rows."""
    return key_of_device(hub.now, actor.fingerprint)


class Room:
    """pip and uv, who take cases from each other, and cpython, who stays outside."""

    def __init__(self, hub: Hub, database):
        """Found them, with the people that the tests speak of; `database` is for looking past the walls."""
        self.hub, self.database = hub, database
        self.pip = hub.found("pip", "ada")
        self.ada = self.pip["ada"]
        self.ben, self.eve = hub.join(self.pip, "ben"), hub.join(self.pip, "eve")
        self.uv = hub.found("uv", "uma")
        self.uma = self.uv["uma"]
        self.udo, self.ulf = hub.join(self.uv, "udo"), hub.join(self.uv, "ulf")
        self.cpython = hub.found("cpython", "cyd")
        self.cyd = self.cpython["cyd"]
        hub.connect(self.pip, self.uv)
        hub.put(hub.duty(self.pip, self.ada))

    def open(self, by: Actor, *granted: Actor, **changes: object) -> "HubCase":
        """A case of the opener's tenant, with its roll, its readers and its joint ring."""
        owner = next(each for each in (self.pip, self.uv, self.cpython) if by.name in each.actors)
        case = HubCase(self.hub, self.hub.opening(by, owner, **changes), owner, by)
        case.start(*granted)
        return case


class HubCase(CaseLog):
    """A case at the hub, as `reader`, who opened it, knows it."""

    def __init__(self, hub: Hub, opening: Body, owner, reader: Actor):
        """Nothing is posted yet; `start` opens it."""
        super().__init__(hub, opening, owner)
        self.reader = reader
        self._version: int | None = None
        self.files: dict[str, bytes] = {}
        self.sent: dict[str, bytes] = {}

    @property
    def path(self) -> str:
        """Its address below /api/v1."""
        return f"cases/{self.id}"

    def start(self, *granted: Actor) -> None:
        """Open it; grant; found the joint ring."""
        hub, by = self.world, self.reader
        bodies = [self.opening, self.roll(by), *(self.grant(by, each) for each in granted)]
        answer = hub.post("cases", batch([hub.signed(each) for each in bodies]), by=by)
        assert answer.status_code == 201, answer.get_json()
        self.sync()
        self.rotate(self.ring("joint"), by)

    # Acting

    def version(self, by: Actor | None = None) -> int:
        """The version that somebody sees now."""
        return self.world.get(self.path, by=by or self.reader).get_json()["version"]

    def post(self, *bodies: Body, by=None, version=None, files=None, key=None):
        """POST statements, as the signer of the first, at the version of now."""
        hub = self.world
        statements = [hub.signed(each) for each in bodies]
        given = [self.files[each.sha256] for each in bodies if isinstance(each, Share)]
        signer = by or hub.secrets[bodies[0].by]
        seen = self.version() if version is None else version
        body = batch(statements, given if files is None else files)
        return hub.post(f"{self.path}/statements", body, by=signer, version=seen, key=key)

    def put(self, body: Body, **how: object):
        """POST a statement that must be taken in, and fold what the hub then serves."""
        return self._taken([body], **how)

    def put_all(self, bodies: Iterable[Body]) -> None:
        """The same of several at once, as a client posts the shares of an epoch."""
        if given := list(bodies):
            self._taken(given)

    def _taken(self, bodies: Sequence[Body], **how: object):
        """POST at the version that was answered last, or, if others acted since, at that of now."""
        answer = self.post(*bodies, **{"version": self._version, **how})
        if answer.status_code == HTTPStatus.PRECONDITION_FAILED and "version" not in how:
            answer = self.post(*bodies, **how)
        assert answer.status_code == HTTPStatus.CREATED, answer.get_json()
        self._version = answer.get_json()["version"]
        return self.sync(answer.get_json()["receipts"][0]["hash"])

    def refused(self, *bodies: Body, status: int, **how: object):
        """POST statements that must be refused and leave nothing; the problem document."""
        before = self.stored()
        answer = self.post(*bodies, **how)
        assert answer.status_code == status, answer.get_json()
        assert answer.mimetype == "application/problem+json"
        assert self.stored() == before
        return answer.get_json()

    def stored(self) -> tuple[int, dict[str, int]]:
        """The case's version, and how many rows every table of the hub has."""
        return self.version(), rows(self.world.settings)

    def share(self, ref: RingRef, by: Actor, to: Actor | str, **changes: object) -> Share:
        """As always, with a real file, which is kept for `post`."""
        body = super().share(ref, by, to, **changes)
        file = sealed(recipient("share"))
        digest = sha256(file).hexdigest()
        self.files[digest] = file
        return super().share(ref, by, to, **{"id": body.id, **changes, "sha256": digest, "size": len(file)})

    def sync(self, wanted: str | None = None):
        """Fold the case's entries and the anchors between them; the statement with the hash `wanted`."""
        hub, found = self.world, None
        shown = [
            *hub.get("logs/cases/anchors", from_=hub.replay.case_size).get_json()["anchors"],
            *hub.get(f"{self.path}/entries", by=self.reader, from_=hub.replay.case_size).get_json()[
                "entries"
            ],
        ]
        for each in sorted(shown, key=lambda entry: entry["index"]):
            statement = parse(strict_json.dump(each["wire"]), hub=hub.hub)
            verdict = hub.replay.add_case(Entry(each["index"], statement, hub.time))
            assert verdict.fault is None, verdict.fault
            self._remember(statement)
            found = statement if statement.hash == wanted else found
        return found

    def _remember(self, statement) -> None:
        body = statement.body
        key = (body.TYPE, getattr(body, "tenant", ""), getattr(body, "person", ""))
        self._last[key] = statement

    # Envelopes

    def sealed_letter(self, ref: RingRef, by: Actor, **changes: object) -> tuple[Manifest, bytes]:
        """A letter's manifest and a file that it is true of."""
        current = self.circle.rings[ref.id].current
        file = sealed(current.recipient if current else recipient("none"))
        fields = {"sha256": sha256(file).hexdigest(), "size": len(file)} | changes
        return self.letter(ref, by, **fields), file

    def hand_in(self, manifest: Manifest, file: bytes, *, by=None, envelope=None, key=None):
        """PUT an envelope; the answer."""
        hub = self.world
        path = f"{self.path}/envelopes/{envelope or manifest.envelope}"
        signer = by or hub.secrets[manifest.by]
        return hub.put_file(path, file, hub.signed(manifest), by=signer, key=key)

    def write(self, ref: RingRef, by: Actor, **changes: object) -> Manifest:
        """Hand in a letter that must be taken in."""
        manifest, file = self.sealed_letter(ref, by, **changes)
        answer = self.hand_in(manifest, file)
        assert answer.status_code == 201, answer.get_json()
        self.sent[manifest.envelope] = file
        self.sync()
        return manifest

    def reply(self, ref: RingRef, secret, **changes: object):
        """A reporter's letter, handed in; the answer."""
        file = sealed(self.circle.rings[ref.id].current.recipient)
        manifest = self.answer(ref, secret, sha256=sha256(file).hexdigest(), size=len(file), **changes)
        answer = self.hand_in(manifest, file, by=secret)
        self.sent[manifest.envelope] = file
        self.sync()
        return answer

    def read(self, by, manifest: Manifest):
        """GET an envelope; the answer."""
        return self.world.get(f"{self.path}/envelopes/{manifest.envelope}", by=by)

    def line(self, by) -> dict | None:
        """The case in somebody's queue."""
        cases = self.world.get("cases", by=by).get_json()["cases"]
        return next((each for each in cases if each["case"] == self.id), None)

    def stub(self, by) -> dict | None:
        """The invitation that somebody is shown."""
        invitations = self.world.get("invitations", by=by).get_json()["invitations"]
        return next((each for each in invitations if each["case"] == self.id), None)

    def shares(self, by) -> list[dict]:
        """The shares of the case that somebody is handed."""
        shares = self.world.get("shares", by=by).get_json()["shares"]
        return [each for each in shares if each["case"] == self.id]

    def listed(self, by) -> list[dict]:
        """The envelopes that somebody is shown, page after page."""
        found = []
        while page := self._page(by, found[-1]["index"] + 1 if found else 0):
            found += page
        return found

    def _page(self, by, start: int) -> list[dict]:
        answer = self.world.get(f"{self.path}/envelopes", by=by, from_=start).get_json()["envelopes"]
        assert len(answer) <= PAGE
        return answer

    def letters(self, by, start: int | None = 0) -> list[list[dict]]:
        """The letters that somebody is handed with their files, page by page."""
        pages = []
        while start is not None:
            answer = self.world.get(f"{self.path}/letters", by=by, from_=start).get_json()
            pages.append(answer["letters"])
            start = answer["next"]
        return pages

    # uv comes in

    def invite(self, team, **changes: object):
        """The owner invites, under the terms in force."""
        embargo = self.world.get(self.path, by=self.reader).get_json()["embargo"]
        proposal = embargo["terms"] or next(iter(embargo["pending"]), None)
        last = self.circle._register.proposals.get(proposal["proposal"]) if proposal else None
        terms = {"terms": proposal["proposal"], "t0": last.t0} if proposal else {}
        return self.put(self.invitation(self.reader, team, **(terms | changes)))

    def admit(self, *teams) -> None:
        """The owner's roll with these teams, and the rotation that follows."""
        self.put(self.roll(self.reader, *teams))
        self.rotate(self.ring("joint"), self.reader)


@pytest.fixture(scope="module")
def room(bench, tmp_path_factory):
    """Give the tests of a module pip, uv and cpython; each opens cases of its own."""
    with (
        bench.database() as database,
        running(database, bench.engines.redis_url, tmp_path_factory.mktemp("hub")) as hub,
    ):
        yield Room(hub, database)


@pytest.fixture
def own_room(hub, database):
    """Give a test a hub with pip, uv and cpython that it may change."""
    return Room(hub, database)


@pytest.fixture
def case(room):
    """Give a test a case of pip that Ada and Ben read."""
    return room.open(room.ada, room.ben)


def reporter(hub: Hub, name: str):
    """A reporter who has signed in: their secret."""
    secret, keys = reporter_keys(name)
    hub.secrets[secret.fingerprint] = secret
    answer = hub.sign_in(secret, keys={"sign": keys.sign, "seal": keys.seal})
    assert answer.status_code == 200, answer.get_json()
    hub.tokens[secret.fingerprint] = answer.get_json()["access_token"]
    return secret


def shape(answer):
    """What a caller can tell an answer by."""
    own = {"X-Request-Id", "Date"}
    headers = sorted((name, value) for name, value in answer.headers if name not in own)
    return answer.status_code, headers, answer.data


def pages(hub: Hub, path: str, field: str, *, key: str, by) -> list[list[dict]]:
    """Every page of a list, as a client reads it."""
    found = [hub.get(path, by=by).get_json()[field]]
    while len(found[-1]) >= PAGE:
        found.append(hub.get(path, by=by, after=found[-1][-1][key]).get_json()[field])
    return found


def counted(hub: Hub, act) -> int:
    """How many SQL statements an act takes beside those that find out who calls."""
    seen = []

    def note(_connection, _cursor, statement, *_):
        seen.append(statement)

    with hub.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        answer = act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code in (200, 201, 204), answer.get_json()
    return len(seen) - SIGN_IN


SIGN_IN = 4  # the scope told twice, the token, the size of the directory


def at_once(*acts):
    """Do all of these on threads; their answers."""
    answers, gate = [None] * len(acts), threading.Barrier(len(acts))

    def run(place, act):
        gate.wait()
        answers[place] = act()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return answers


def posting(case: HubCase, body, *, by, version):
    """An act that is ready to be sent by a client of its own."""
    hub = case.world
    client = hub.app.test_client()
    headers = hub.headers(by) | {"Idempotency-Key": hub.fresh("key"), "If-Match": f'"{version}"'}
    act = batch([hub.signed(body)])
    return lambda: client.post(f"/api/v1/{case.path}/statements", json=act, headers=headers)
