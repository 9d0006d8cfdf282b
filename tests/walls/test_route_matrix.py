"""Every route, asked by every role, about a case that is theirs, another's, and none (P1; T1, T2 and T4)."""

from datetime import timedelta
from hashlib import sha256
from types import SimpleNamespace
from uuid import uuid4

import pytest
from sqlalchemy import event, insert

from hub.access.guard import cookie_name
from hub.db import db
from hub.demo.advisories import pip_advisory
from tenants.cna.models import Publication
from tenants.cna.records.parse import advisory_bytes
from tenants.directory.service import set_stage
from tenants.directory.tokens import Holder, TokenKind, issue
from tenants.kernel.pages import PAGE
from tenants.kernel.scope import NOBODY, Scope, acting_as
from tests.support.hub import batch, running
from tests.support.hub_cases import SIGN_IN, HubCase, Room, reporter, sealed, shape
from tests.support.many_rows import invite_often, lengthen, multiply, number_often, publish_often
from tests.support.people import digits
from tests.support.release import put_up
from tests.walls.route_matrix import AUTHZ, DEARER, ELSEWHERE, ROLES, VAULT, expected

CODE_NAME = "amber-otter-9x"
AHEAD = timedelta(minutes=90)
AUTOMATIC = {"HEAD", "OPTIONS"}
OUTSIDE = ("stranger", "foreign", "colleague", "recused", "removed", "suspended")
PARAMETERS = {"index": 0, "size": 1, "old": 1, "new": 2}
CVE = "CVE-1900-1001"
KEPT = {
    "POST /api/v1/cases/<case>/statements": 201,
    "POST /api/v1/cases/<case>/envelopes/<envelope>/opened": 204,
}
"""Acts of readers whose answers are kept for their keys, and what the acts are answered."""


class World(Room):
    """A case with somebody of every role around it, and another case that is none of theirs."""

    def __init__(self, hub, database):
        """Let everybody come in; then let some of them lose their place."""
        self.psf = hub.found("psf", "pat", kind="cna")
        hub.pin(self.psf)
        super().__init__(hub, database)
        self.conda = hub.found("conda", "wes")
        self.who = {
            "stranger": None,
            "reporter": reporter(hub, "rae"),
            "foreign": self.cyd,
            "colleague": self.eve,
            "invited": self.uma,
            "granted": self.conda["wes"],
            "owner": self.ada,
            "recused": self.ben,
            "removed": hub.join(self.pip, "bob"),
            "cna": hub.join(self.psf, "quinn", role="cna"),
            "suspended": hub.found("gone", "sam")["sam"],
        }
        hub.connect(self.pip, self.conda)
        hub.put(hub.group(self.pip, "friends"))
        self.own, self.others = self._own(), self._others()
        self.never = SimpleNamespace(id=digits("never"), envelope=digits("never sent"))
        self.intake = digits("left at pip")
        assert hub.put_file(f"intake/pip/envelopes/{self.intake}", sealed(self.key)).status_code == 201
        self._publish()
        hub.work()
        self._lose()

    def _own(self):
        """Pip's case: conda takes part, uv is asked, under a date near enough to arm for."""
        case = self.open(self.ada, self.ben, self.who["removed"], code_name=CODE_NAME)
        t0 = self.hub.time + AHEAD
        case.put(case.proposal(self.ada, t0=t0))
        for team in (self.conda, self.uv):
            case.invite(team, expires=t0 - timedelta(minutes=5))
        wes = self.who["granted"]
        case.put(case.accept(wes, wes), by=wes)
        case.admit(self.conda)
        case.put(case.roll(self.ada, self.conda, reporter=self.who["reporter"].keys))
        case.request_id = case.put(case.request(self.ada)).body.request
        case.envelope = case.write(case.ring("joint"), self.ada).envelope
        self.key = case.circle.rings[case.ring("joint").id].current.recipient
        return case

    def _others(self):
        """A case of a team that nobody here belongs to."""
        spack = self.hub.found("spack", "tod")
        case = HubCase(self.hub, self.hub.opening(spack["tod"], spack), spack, spack["tod"])
        case.start()
        case.envelope = case.write(case.ring("joint"), spack["tod"]).envelope
        return case

    def _publish(self):
        """One record of each kind."""
        body = advisory_bytes(pip_advisory(cve_id=CVE, page="https://hub.example/x", public_at=self.hub.time))
        more = {"tenant": "pip", "cve": CVE, "title": "Said", "body": body, "published_at": self.hub.time}
        more["sha256"] = sha256(body).hexdigest()
        with acting_as(self.hub.sessions(), Scope(system="publish")) as session:
            for kind in ("advisory", "cve", "osv"):
                session.execute(insert(Publication).values(name=f"said-{kind}", kind=kind, **more))
            session.commit()

    def _lose(self):
        """What three of them could do before, they can do no more; their tokens stay the same."""
        hub, self.kept = self.hub, {}
        for role in ("recused", "removed"):
            assert hub.get(self.own.path, by=self.who[role]).status_code == 200
            for route, status in KEPT.items():
                self.kept[role, route] = self._request(role)
                assert self.repeat(route, role, self.own).status_code == status
                self.own.sync()
        assert hub.get("cases", by=self.who["suspended"]).status_code == 200
        self.own.put(self.own.recusal(self.ben, self.ben))
        hub.leave(self.pip, self.who["removed"])
        with acting_as(hub.sessions(), NOBODY) as session:
            set_stage(session, "gone", "suspended", hub=hub.hub, now=hub.time)
            session.commit()

    def _request(self, role):
        """An act that a reader is answered with its receipt, its version and a key of its own."""
        statement = self.hub.signed(self.own.request(self.who[role]))
        return batch([statement]), {"If-Match": f'"{self.own.version()}"', "Idempotency-Key": uuid4().hex}

    def repeat(self, route, role, place):
        """Send what a reader was answered then, byte for byte; about another case it is a first time."""
        body, headers = self.kept[role, route]
        if place is not self.own:
            headers = headers | {"Idempotency-Key": uuid4().hex}
        method, rule = route.split(" ", 1)
        given = {**self.hub.headers(self.who[role]), **headers}
        return self.hub.client.open(self._address(rule, place), method=method, json=body, headers=given)

    def grow(self, count):
        """So many more of everything that anybody is shown; what is copied is nobody's honest work."""
        multiply(self.database, self.own, self.ada, count)
        invite_often(self.database, self.uv, count)
        number_often(self.database, self.psf, count)
        publish_often(self.database, count)
        lengthen(self.database, count)

    def ask(self, route, role, place, host="localhost"):
        """Send what the matrix is about: as good a request as may be that changes nothing."""
        with self._sent(*route.split(" ", 1), role, place, host) as answer:
            answer.get_data()
            return answer

    def _sent(self, method, rule, role, place, host):
        client, headers = self.hub.app.test_client(), {"Sec-Fetch-Site": "same-origin", "Host": host}
        client.environ_base["REMOTE_ADDR"] = "192.0.2.7"  # others' tests may count in this minute, too
        if role == "web":
            client.set_cookie(*self._cookie(), domain=host)
        else:
            headers |= self.hub.headers(self.who[role])
        if method == "GET":
            return client.get(self._address(rule, place), headers=headers, query_string=PARAMETERS)
        headers["Idempotency-Key"] = uuid4().hex
        if method == "PUT":
            return client.put(self._address(rule, place), headers=headers, data=b"no age file")
        body = {} if rule == "/api/v1/token" else {"json": self._body(rule, place)}
        return client.open(self._address(rule, place), method=method, headers=headers, **body)

    def _cookie(self):
        holder = Holder(TokenKind.WEB, self.pip.genesis, self.ada.person, self.ada.fingerprint)
        with acting_as(self.hub.sessions(), NOBODY) as session:
            secret = issue(session, holder, now=self.hub.time)
            session.commit()
        with self.hub.app.app_context():
            return cookie_name(), secret

    def _address(self, rule, place):
        words = {
            "<any(directory, cases):log>": "directory",
            "<case>": place.id,
            "<envelope>": self.intake if "/intake" in rule else place.envelope,
            "<name>": f"said-{rule.split('/')[1]}".replace("advisories", "advisory"),
            "<path:filename>": "accord.css",
            "<path:name>": "app.js",
            "<request_id>": self.own.request_id,
            "<secret>": "never-given",
            "<slug>": "friends" if "groups" in rule else "pip",
        }
        for word, value in words.items():
            rule = rule.replace(word, value)
        return rule

    def _body(self, rule, place):
        if rule.endswith("osv-numbers"):
            return {"cve": CVE, "case": place.id}
        if rule.endswith("cosignatures"):
            return {"size": 1, "line": "no cosignature"}
        if rule.endswith("directory/statements"):
            return batch([self.hub.entries[-1].statement])
        return batch([self.hub.signed(self.own.grant(self.ada, self.eve))])


@pytest.fixture(scope="module")
def world(bench, tmp_path_factory):
    """Set the world up once: what is asked here changes nothing."""
    with (
        bench.database() as database,
        running(database, bench.engines.redis_url, tmp_path_factory.mktemp("hub")) as hub,
    ):
        put_up(hub.app, tmp_path_factory.mktemp("dist"))
        yield World(hub, database)


def test_every_route_stands_in_the_matrix_and_nothing_else(world):
    routes = {
        f"{method} {rule.rule}"
        for rule in world.hub.app.url_map.iter_rules()
        for method in rule.methods - AUTOMATIC
    }
    missing, gone = routes - AUTHZ.keys(), AUTHZ.keys() - routes
    assert not missing, f"say in route_matrix.AUTHZ who may call {sorted(missing)}"
    assert not gone, f"route_matrix.AUTHZ speaks of routes that are no more: {sorted(gone)}"
    with_case = {route for route in routes if "<case>" in route}
    assert with_case <= ELSEWHERE.keys(), "a route on a case says what it answers about another's"


@pytest.mark.parametrize("route", AUTHZ)
def test_each_role_gets_what_the_matrix_says(world, route):
    got = {role: world.ask(route, role, world.own).status_code for role in ROLES}
    assert got == expected(AUTHZ[route])


@pytest.mark.parametrize("route", ELSEWHERE)
def test_the_case_of_others_answers_like_one_that_never_was(world, route):
    for role, status in expected(ELSEWHERE[route]).items():
        never = shape(world.ask(route, role, world.never))
        assert (role, never[0]) == (role, status)
        assert shape(world.ask(route, role, world.others)) == never
        if expected(AUTHZ[route])[role] == status:
            assert shape(world.ask(route, role, world.own)) == never


@pytest.mark.parametrize("route", KEPT)
@pytest.mark.parametrize("role", ["recused", "removed"])
def test_a_kept_answer_is_for_who_still_reads_the_case(world, route, role):
    again, never = (world.repeat(route, role, place) for place in (world.own, world.never))
    assert again.status_code == expected(AUTHZ[route])[role]
    assert shape(again) == shape(never)


@pytest.mark.parametrize("route", ELSEWHERE)
def test_the_hub_works_as_much_for_the_case_of_others_as_for_none(world, route):
    assert statements(world, route, world.others) == statements(world, route, world.never)


def test_the_vaults_hosts_have_the_routes_of_their_own_matrix_and_the_api(world):
    def routes(which):
        return {f"{method} {rule.rule}" for rule in which.iter_rules() for method in rule.methods - AUTOMATIC}

    api = {route for route in AUTHZ if " /api/" in route}
    assert routes(world.hub.app.vault_map) == VAULT.keys() | api


@pytest.mark.parametrize("route", VAULT)
def test_the_vaults_files_are_the_same_for_everybody(world, route):
    answers = {role: world.ask(route, role, world.own, "vault.localhost") for role in ROLES}

    assert {role: answer.status_code for role, answer in answers.items()} == expected(VAULT[route])
    assert len({answer.data for answer in answers.values()}) == 1
    assert not [answer for answer in answers.values() if "Set-Cookie" in answer.headers]


@pytest.mark.parametrize("route", [route for route in AUTHZ if " /api/" in route])
def test_at_the_vault_each_role_gets_the_same_from_the_api_and_a_web_session_is_a_stranger(world, route):
    statuses = expected(AUTHZ[route])
    got = {role: world.ask(route, role, world.own, "vault.localhost").status_code for role in ROLES}

    assert got == {**statuses, "web": statuses["stranger"]}


@pytest.mark.parametrize("route", [route for route in AUTHZ if " /api/" not in route and route not in VAULT])
def test_at_the_vault_the_other_routes_are_not_there(world, route):
    answers = {role: world.ask(route, role, world.own, "vault.localhost") for role in ROLES}

    assert {answer.status_code for answer in answers.values()} == {404}
    assert len({answer.data for answer in answers.values()}) == 1


def test_who_opens_a_case_under_an_id_that_is_taken_learns_that_and_no_more(world):
    # That it is taken cannot be hidden, as a free one opens; nobody names 128 bits they were not told.
    hub, version = world.hub, world.own.version()
    openings = [
        hub.signed(hub.opening(world.cyd, world.cpython, case=case.id)) for case in (world.own, world.others)
    ]
    answers = [hub.post("cases", batch([each]), by=world.cyd) for each in openings]
    assert shape(answers[0]) == shape(answers[1])
    assert (answers[0].status_code, answers[0].get_json()["rule"]) == (403, "CA-1")
    assert world.own.version() == version
    assert world.own.line(world.cyd) is None


@pytest.mark.parametrize("role", OUTSIDE)
def test_no_answer_names_the_case_to_somebody_outside(world, role):
    for route in AUTHZ:
        said = world.ask(route, role, world.own).data
        for word in (world.own.id, world.own.envelope, CODE_NAME):
            assert word.encode() not in said, route


# From here on the world grows: this stands last.

FEW = 4
# The scope, told once to each session, is all that a stranger costs; a browser's session is asked for, too.
FOUND_OUT = {"stranger": 1, "web": SIGN_IN + 1}
# Whose lists grow, and a stranger, for what everybody is shown.
SHOWN = ("stranger", "owner", "invited", "cna", "web")


def test_every_route_takes_as_few_statements_with_a_thousand_rows_as_with_ten(world):
    asked = [(route, role) for route in AUTHZ for role in SHOWN if expected(AUTHZ[route])[role] < 400]
    assert {route for route, _ in asked} >= {route for route in AUTHZ if route.startswith("GET ")}
    world.grow(10)
    taken(world, asked)  # whoever asks first folds what is new in the directory
    few = taken(world, asked)
    world.grow(1000)
    many = taken(world, asked)

    assert full(world) == FULL
    assert {each: (few[each], many[each]) for each in asked if few[each] != many[each]} == {}
    beside = {each: count - FOUND_OUT.get(each[1], SIGN_IN) for each, count in many.items()}
    dear = {route for (route, _), count in beside.items() if route.startswith("GET ") and count > FEW}
    assert dear == DEARER.keys()


# Whom each kind of row is shown to, under which word: a page of each is full, or the test proves little.
FULL = {
    "GET /api/v1/cases": ("owner", "cases"),
    "GET /api/v1/cases/<case>/entries": ("owner", "entries"),
    "GET /api/v1/cases/<case>/envelopes": ("owner", "envelopes"),
    "GET /api/v1/cna/ledger": ("cna", "ledger"),
    "GET /api/v1/cna/requests": ("cna", "requests"),
    "GET /api/v1/intake": ("owner", "envelopes"),
    "GET /api/v1/invitations": ("invited", "invitations"),
    "GET /api/v1/logs/cases/leaves": ("stranger", "leaves"),
    "GET /api/v1/shares": ("owner", "shares"),
    "GET /api/v1/tenants": ("stranger", "tenants"),
}


def full(world):
    """Those of the lists that show a page or more."""
    answers = {route: world.ask(route, role, world.own).get_json() for route, (role, _) in FULL.items()}
    return {route: FULL[route] for route, answer in answers.items() if len(answer[FULL[route][1]]) >= PAGE}


def taken(world, asked):
    """The SQL statements of each of these."""
    return {each: len(statements(world, each[0], world.own, role=each[1], least=0)) for each in asked}


def statements(world, route, place, *, role="colleague", least=1):
    """The SQL that a request takes."""
    seen = []

    def note(_connection, _cursor, statement, *_):
        seen.append(statement)

    with world.hub.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        world.ask(route, role, place)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(seen) >= least
    return seen
