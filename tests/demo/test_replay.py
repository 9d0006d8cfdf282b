"""The real case, end to end: what the replay made true, looked at from outside and with stock tools."""

import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from base64 import b64decode
from datetime import datetime
from urllib.parse import urlsplit

import pyrage
import pytest
import requests
from jsonschema import Draft7Validator, Draft202012Validator

from hub.demo.controls import DISGUISES
from hub.demo.mailbox import REPEATED, read_mails
from hub.demo.script import AFTERWARDS, STEPS
from hub.demo.steps_left import FRESH_TITLE
from tests.support.facts import document

pytestmark = pytest.mark.slow
ROLES = {"reporter", "coordinator", "remediation developer", "remediation reviewer"}


def test_the_report_names_the_eight_steps_and_what_is_left_with_their_seconds(replayed):
    assert len(STEPS) == 8
    names = [step.name for step in (*STEPS, *AFTERWARDS)]
    assert [each["name"] for each in replayed.report["steps"]] == names
    assert all(each["seconds"] > 0 for each in replayed.report["steps"])
    assert replayed.report["page_seconds"] > 0
    assert all(step.name in replayed.told for step in STEPS)


def test_nothing_died_on_the_way_and_no_process_logged_an_error(replayed):
    assert set(replayed.report["processes"].values()) == {0}
    words = replayed.log("web.log") + replayed.log("worker.log")
    lines = [json.loads(line) for line in words.splitlines() if line.startswith("{")]
    assert {each["event"] for each in lines} >= {"request"}
    assert [each for each in lines if each["level"] == "error"] == []


def test_both_searches_saw_everything_and_found_the_controls_alone(replayed):
    scans = replayed.report["scans"]

    assert scans.keys() == {"after the date is agreed", "before T0"}
    for scan in scans.values():
        assert scan["leaks"] == []
        assert scan["bytes"] > 30_000_000
        assert any(where.startswith("table tenant") for where in scan["controls"]["profile"])
        assert any(where.startswith("logs/replay.log") for where in scan["controls"]["log"])
        assert all(where for where in scan["controls"].values())
        assert DISGUISES.keys() <= scan["controls"].keys()


def test_the_planted_words_are_those_that_people_wrote(replayed):
    memory = json.loads((replayed.home("replay.json")).read_text())["canaries"]

    planted = {"report_title", "report_body", "answer", "reporter_reply", "impact", "impact_title", "reason"}
    assert planted | {"draft_note"} == memory["planted"].keys()
    assert len(memory["phrases"]) == 3


def test_homes_are_their_owners_alone(replayed):
    for home in (replayed.data / "people").iterdir():
        assert home.stat().st_mode & 0o077 == 0 or home.name == "replay.json"
    words = replayed.home("reporter") / "words"
    assert (len(words.read_text().split()), words.stat().st_mode & 0o777) == (12, 0o600)


def test_one_mail_announces_and_no_mail_came_before_it_with_content(replayed):
    mails = read_mails(replayed.data / "mails")

    announced = [mail for mail in mails if mail["To"] == "announce@pip.example"]
    assert len(announced) == 1
    assert len({mail["Message-ID"] for mail in mails}) == len(mails)
    assert not (replayed.data / "mails" / REPEATED).exists()


def test_a_letter_of_uvs_opens_in_other_implementations_of_age(replayed):
    planted = json.loads(replayed.home("replay.json").read_text())["canaries"]["planted"]["impact"]
    home = replayed.home("pip-lead")
    identities = [pyrage.x25519.Identity.from_str(key) for key in (home / "joint.key").read_text().split()]

    letter = json.loads(pyrage.decrypt((home / "letter.age").read_bytes(), identities))

    assert planted in letter["body"]
    stock = shutil.which("age")
    assert replayed.report["facts"]["age"] is (stock is not None)
    if stock:
        command = [stock, "--decrypt", "--identity", home / "joint.key", home / "letter.age"]
        assert json.loads(subprocess.run(command, capture_output=True, check=True).stdout) == letter


def test_addresses_that_are_stable_are_served_without_script_or_cookie(get, replayed):
    facts = replayed.report["facts"]
    paths = ["/", "/healthz", "/readyz", "/advisories", "/advisories/pip-2026-1", "/advisories/uv-2026-1"]
    paths += ["/advisories.atom", f"/cve/{facts['cve']}.json", f"/osv/{facts['osv']}.json", "/tenants/pip"]
    for path in [*paths, "/.well-known/security.txt", "/api/v1/openapi.json"]:
        answer = get(path)
        assert answer.status_code == 200, path
        assert "Set-Cookie" not in answer.headers
        assert "script-src" not in answer.headers["Content-Security-Policy"]
        assert "<script" not in answer.text
        is_page = answer.headers["Content-Type"].startswith("text/html")
        assert ("as it could have gone" in answer.text) or not is_page, "every page says that it is a replay"


def test_the_records_pass_the_official_schemas_with_all_four_credit_types(get, replayed):
    cve = get(f"/cve/{replayed.report['facts']['cve']}.json").json()
    osv = get(f"/osv/{replayed.report['facts']['osv']}.json").json()

    assert {each["type"] for each in cve["containers"]["cna"]["credits"]} == ROLES
    assert {each["type"].lower().replace("_", " ") for each in osv["credits"]} == ROLES
    cve_schema = document("schemas/cve/CVE_Record_Format_bundled.json")
    assert list(Draft7Validator(cve_schema).iter_errors(cve)) == []
    assert list(Draft202012Validator(document("schemas/osv/osv-schema.json")).iter_errors(osv)) == []


def test_the_feed_is_atom_and_has_both_advisories_at_t0(get, replayed):
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(get("/advisories.atom").text)  # noqa: S314 - our own server's

    links = [entry.find(f"{atom}link").get("href") for entry in feed.iter(f"{atom}entry")]
    assert sorted(urlsplit(link).path for link in links) == [
        "/advisories/pip-2026-1",
        "/advisories/uv-2026-1",
    ]
    t0 = datetime.fromisoformat(replayed.report["facts"]["t0_pip"])
    updated = [datetime.fromisoformat(each.text) for each in feed.iter(f"{atom}updated")]
    assert all(0 <= (moment - t0).total_seconds() < 60 for moment in updated)


def test_a_finished_replay_is_served_again_and_says_the_way_in(served, replayed):
    told = "\n".join(served)

    assert f"http://localhost:{replayed.port}/advisories/pip-2026-1" in told
    assert re.search(r"ACCORD_HOME=\S+pip-lead .* read [a-z]+-[a-z]+-", told)


def test_a_case_waits_for_pips_answer_and_a_report_to_be_taken_on(served, replayed):
    facts = replayed.report["facts"]

    _, case, _ = replayed.client("pip-lead", "show", facts["open_code_name"])
    assert (case["state"], case["t0"]) == ("revise", facts["open_t0"])
    assert [each["t0"] for each in case["pending"]] == [facts["open_later"]]
    assert "pip" in case["turn"]
    _, waiting, _ = replayed.client("pip-maintainer", "intake", "list")
    assert [each["subject"] for each in waiting["reports"]] == [FRESH_TITLE]
    stem = json.loads(replayed.home("replay.json").read_text())["canaries"]["stem"]
    _, said, _ = replayed.client("uv-maintainer", "read", facts["open_case"])
    assert stem not in json.dumps([said, waiting]), "no planted word stands in them"


def test_the_first_minute_opens_a_door_once_on_the_vault_of_the_role(served, get, replayed):
    told = "\n".join(served)
    doors = dict(re.findall(r"^  (\S.*?)  +(http://\S+/demo/\S+)$", told, re.MULTILINE))
    assert doors.keys() == {"pip Lead", "uv Lead", "CNA Operator One", "CPython Lead"}
    assert f"First minute: open  {doors['pip Lead']}" in told

    link = urlsplit(doors["uv Lead"])
    assert link.hostname == "vault.uv-lead.localhost"
    assert get(link.path, link.hostname).status_code == 200
    assert get(link.path).status_code == 404, "the main origin has no doors"
    browser = Browser(doors["uv Lead"], replayed.port)
    key = browser.post(doors["uv Lead"]).json()
    assert (key["name"], key["slug"]) == ("uv Lead", "uv")
    assert abs(key["ahead"] - int((replayed.data / "clock").read_text())) <= 1
    assert b64decode(key["file"]) == (replayed.home("uv-lead") / "device.age").read_bytes()
    assert browser.post(doors["uv Lead"]).status_code == 404


def test_each_role_signs_in_once_on_its_own_host_and_sees_its_own_queue(served, replayed):
    code_name = str(replayed.report["facts"]["code_name"])
    links = dict(re.findall(r"^  (\S.*?)  +(http://\S+/sign-in/\S+)$", "\n".join(served), re.MULTILINE))
    assert links.keys() == {"pip Lead", "uv Lead", "CNA Operator One", "CPython Lead"}

    for who, link in links.items():
        assert urlsplit(link).hostname == f"{who.split()[0].lower()}.localhost".replace("cna", "psf")
        browser = Browser(link, replayed.port)
        assert browser.get(link).status_code == 200, "following the link alone uses nothing up"
        assert browser.post(link).headers["Location"] == "/queue"
        assert (code_name in browser.get("/queue").text) == (who != "CPython Lead"), who
        assert Browser(link, replayed.port).post(link).status_code == 403, "a link works once"


class Browser:
    """A browser whose name server knows every host under localhost; it keeps one cookie."""

    def __init__(self, link, port):
        self.host, self.base = urlsplit(link).netloc, f"http://127.0.0.1:{port}"
        self.cookie = ""

    def get(self, link):
        """Follow a link."""
        return self._send("GET", link)

    def post(self, link):
        """Press the button of a page."""
        return self._send("POST", link)

    def _send(self, method, link):
        headers = {"Host": self.host, "Cookie": self.cookie, "Sec-Fetch-Site": "same-origin"}
        url = self.base + urlsplit(link).path
        answer = requests.request(method, url, headers=headers, timeout=10, allow_redirects=False)
        self.cookie = "; ".join(f"{name}={value}" for name, value in answer.cookies.items()) or self.cookie
        return answer


def test_people_read_after_the_replay_what_they_may_and_nothing_else(served, replayed):
    case = replayed.report["facts"]["case"]

    status, said, _ = replayed.client("pip-release-manager", "read", case)
    assert status == 0
    assert {each["ring"] for each in said["letters"]} == {"joint", "record", "reporter"}
    assert {each["fault"] for each in said["letters"]} == {None}

    for who in ("cpython-developer", "pip-triager", "uv-release-manager", "pypi-lead"):
        status, said, words = replayed.client(who, "show", case)
        nobody = replayed.client(who, "show", "0" * 32)
        assert (status, said, words) == nobody == (3, {}, words)
