"""Bad input at each route that takes statements or files: the rule is named, nothing is stored."""

import base64
from dataclasses import replace
from hashlib import sha256
from uuid import uuid4

import pytest

from crypto import dsse, strict_json
from crypto.statement import encode
from crypto.unseal.signing import SigningKey
from tests.support.cases import reporter_keys
from tests.support.hub import API
from tests.support.hub_cases import sealed
from tests.support.stored_rows import rows

TOO_MUCH = 2**20 + 2**16


class Desk:
    """Pip's intake ring and a case whose ring was rotated; of everything there is one that was taken in."""

    def __init__(self, room):
        """Make it."""
        self.room, self.hub = room, room.hub
        self.hub.put(self.hub.intake_epoch(room.pip, room.ada))
        self.case = room.open(room.ada, room.ben)
        self.joint = self.case.ring("joint")
        self.stale = self.case.sealed_letter(self.joint, room.ada)
        self.case.rotate(self.joint, room.ada)
        self.secret, _ = reporter_keys("rae")
        self.taken = {}
        for route in ROUTES:
            body, file = self.taken[route] = self.fresh(route)
            answer = self.send(route, text_of(self.hub.signed(body).signed), file, body)
            assert answer.status_code == 201, answer.get_json()
            self.hub.sync()
            self.case.sync()

    def fresh(self, route, size=300):
        """What this route would take, as a body and its file."""
        if "envelopes" not in route:
            return {
                "directory/statements": lambda: self.hub.duty(self.room.pip, self.room.ada),
                "cases": lambda: self.hub.opening(self.room.ada, self.room.pip),
                "cases/<case>/statements": lambda: self.case.proposal(self.room.ada),
            }[route](), None
        rings = {"cases/<case>/envelopes": self.case.circle.rings[self.joint.id]}
        ring = rings.get(route, self.hub.replay.intake[self.room.pip.genesis])
        file = sealed(ring.current.recipient, size)
        named = {"sha256": sha256(file).hexdigest(), "size": len(file)}
        if route in rings:
            return self.case.letter(self.joint, self.room.ada, **named), file
        return self.hub.report(self.room.pip, self.secret, **named), file

    def send(self, route, text, file, body):
        """Send a statement's text, and the file, as whoever may; the answer."""
        headers = {"Idempotency-Key": uuid4().hex}
        if "intake" not in route:
            headers |= self.hub.headers(self.room.ada)
        if file is not None:
            headers["Accord-Manifest"] = base64.b64encode(text).decode()
            path = f"{route.replace('<case>', self.case.id)}/{body.envelope}"
            elsewhere = {"REMOTE_ADDR": "192.0.2.11"}  # others' tests may count in this minute, too
            return self.hub.client.put(API + path, data=file, headers=headers, environ_overrides=elsewhere)
        if "<case>" in route:
            headers["If-Match"] = f'"{self.case.version()}"'
        path = route.replace("<case>", self.case.id)
        act = b'{"statements": [' + text + b'], "files": {}}'
        return self.hub.client.post(API + path, data=act, headers=headers, content_type="application/json")

    def signer(self, body):
        """The seed of whoever signs this."""
        return self.hub.secrets[body.by].sign_seed


@pytest.fixture(scope="module")
def desk(room):
    """Give the tests of this module one of everything."""
    return Desk(room)


def text_of(signed):
    """A statement as the wire has it."""
    return dsse.write(signed)


def signed_raw(desk, body, payload):
    """A payload of one's own making, signed as this body would be."""
    whole = dsse.SignedStatement(encode(body).payload_type, payload, ())
    return text_of(SigningKey(desk.signer(body)).add_signature(whole))


def malformed(_desk, _body, _other):
    """No statement."""
    return b'{"payload":"AAAA"}'


def resigned(desk, body, _other):
    """Signed by another device than it names."""
    return text_of(SigningKey(desk.room.cyd.device.sign_seed).add_signature(encode(body)))


def transplanted(desk, body, other):
    """Under the signature of another statement by the same device."""
    mine, theirs = desk.hub.signed(body).signed, desk.hub.signed(other).signed
    return text_of(dsse.SignedStatement(mine.payload_type, mine.payload, theirs.signatures))


def oversize(desk, body, _other):
    """A payload beyond 64 KiB."""
    whole = strict_json.parse(text_of(desk.hub.signed(body).signed), limit=dsse.MAX_TEXT)
    whole["payload"] = base64.b64encode(encode(body).payload.ljust(2**16 + 3)).decode()
    return strict_json.dump(whole)


def wrong_version(desk, body, _other):
    """Version 2 of its type."""
    return signed_raw(desk, body, encode(body).payload.replace(b'"v":1', b'"v":2', 1))


def elsewhere(desk, body, _other):
    """For another hub."""
    return signed_raw(desk, body, encode(replace(body, hub="elsewhere.example")).payload)


WAYS = {
    malformed: (422, "DS-2"),
    resigned: (422, "ST-8"),
    transplanted: (422, "DS-7"),
    oversize: (413, "DS-1"),
    wrong_version: (422, "ST-6"),
    elsewhere: (422, "ST-7"),
}
ROUTES = (
    "directory/statements",
    "cases",
    "cases/<case>/statements",
    "cases/<case>/envelopes",
    "intake/pip/envelopes",
)
WITH_FILE = ROUTES[3:]


def refused(desk, route, text, file, body):
    """Send what must be refused and stored nowhere; the status and the rule."""
    before = rows(desk.hub.settings)
    answer = desk.send(route, text, file, body)
    assert answer.mimetype == "application/problem+json"
    assert rows(desk.hub.settings) == before
    return answer.status_code, answer.get_json().get("rule")


@pytest.mark.slow
@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_bad_statement_is_refused_by_its_rule_and_nothing_is_stored(desk, route, way):
    (body, file), (other, _) = desk.fresh(route), desk.fresh(route)

    assert refused(desk, route, way(desk, body, other), file, body) == WAYS[way]


@pytest.mark.parametrize("route", ROUTES)
def test_a_statement_cut_short_is_refused_and_nothing_is_stored(desk, route):
    """A cut text in a batch makes the whole body no JSON."""
    body, file = desk.fresh(route)
    cut = text_of(desk.hub.signed(body).signed)[:-9]

    assert refused(desk, route, cut, file, body) == ((422, "JS-2") if file else (400, None))


@pytest.mark.parametrize("route", ROUTES)
def test_what_was_taken_once_is_not_taken_again(desk, route):
    body, file = desk.taken[route]

    status = 409 if "intake" in route else 403  # to a stranger, who is nobody yet, it is taken already
    assert refused(desk, route, text_of(desk.hub.signed(body).signed), file, body) == (status, "ST-9")


@pytest.mark.parametrize("route", WITH_FILE)
def test_a_file_cut_short_exchanged_or_too_large_is_refused_and_nothing_is_stored(desk, route):
    (body, file), (_, other) = desk.fresh(route), desk.fresh(route)
    text = text_of(desk.hub.signed(body).signed)
    large, large_file = desk.fresh(route, TOO_MUCH)

    assert refused(desk, route, text, file[:-1], body) == (422, "EV-2")
    assert refused(desk, route, text, other, body) == (422, "EV-8")
    assert refused(desk, route, text_of(desk.hub.signed(large).signed), large_file, large) == (413, "EV-2")


def test_what_is_sealed_to_an_epoch_that_is_over_is_refused_and_nothing_is_stored(desk):
    body, file = desk.stale
    text = text_of(desk.hub.signed(body).signed)
    route = "cases/<case>/envelopes"
    epoch = desk.case.epoch(desk.joint, desk.room.ada, epoch=2)

    assert refused(desk, route, text, file, body) == (409, "RI-7")
    route, text = "cases/<case>/statements", text_of(desk.hub.signed(epoch).signed)
    assert refused(desk, route, text, None, epoch) == (403, "RI-3")
