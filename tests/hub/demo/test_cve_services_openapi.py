"""The double held against the published contract of CVE Services 2.6.2 and the CVE Record Format 5.2.0.

The contract's answer schemas are references to files that are not published with it, so addresses, methods,
parameters and statuses are held, and records against the record format.
"""

import re

import pytest
from jsonschema import Draft7Validator

from tests.support.facts import document

CALLS = [
    ("POST", "/cve-id"),
    ("GET", "/cve-id"),
    ("GET", "/cve-id/{id}"),
    ("PUT", "/cve-id/{id}"),
    ("GET", "/cve/{id}"),
    ("POST", "/cve/{id}/cna"),
    ("PUT", "/cve/{id}/cna"),
    ("POST", "/cve/{id}/reject"),
    ("PUT", "/cve/{id}/reject"),
    ("GET", "/org/{identifier}"),
    ("GET", "/org/{shortname}/id_quota"),
    ("GET", "/health-check"),
]
# Behaviour of the server's source that its contract leaves out.
UNDOCUMENTED = {413}


@pytest.fixture(scope="module")
def contract():
    return document("schemas/cve-services/openapi-2.6.2.json")


def test_every_call_of_the_path_is_one_of_the_contract_and_the_double_has_no_other(contract, app):
    routes = {
        (method, re.sub(r"<\w+>", "{}", rule.rule.removeprefix("/api")))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert routes == {(method, re.sub(r"\{\w+\}", "{}", path)) for method, path in CALLS}
    assert all(method.lower() in contract["paths"][path] for method, path in CALLS)


def test_the_parameters_of_the_contract_are_taken(contract, psf):
    for method, path in (("POST", "/cve-id"), ("GET", "/cve-id")):
        named = [reference["$ref"].rsplit("/", 1)[1] for reference in parameters(contract, method, path)]
        found = [contract["components"]["parameters"][name] for name in named]
        names = {one["name"] for one in found if one["in"] == "query"}
        values = dict.fromkeys(names, "1") | {"short_name": "PSF", "cve_year": "2026", "state": "RESERVED"}
        values |= {name: "2026-05-31T15:00:00Z" for name in names if name.startswith("time_")}
        values |= {"batch_type": "sequential"}
        wish = {name: value for name, value in values.items() if name in names}
        assert psf.call(method, path[1:], query_string=wish).status_code == 200


def parameters(contract, method, path):
    return [one for one in contract["paths"][path][method.lower()]["parameters"] if "$ref" in one]


def statuses(psf, other, app, container):
    """Make every call well and badly; yield (method, path, answer)."""
    cve_id, unused = psf.new_id(), psf.new_id()
    body = {"cnaContainer": container}
    reasons = {"cnaContainer": {"rejectedReasons": [{"lang": "en", "value": "Unused."}]}}
    plan = [
        ("POST", "/cve-id", "cve-id?amount=1&cve_year=2026&short_name=PSF", None),
        ("POST", "/cve-id", "cve-id?amount=1&cve_year=1998&short_name=PSF", None),
        ("POST", "/cve-id", "cve-id?amount=x", None),
        ("GET", "/cve-id", "cve-id", None),
        ("GET", "/cve-id", "cve-id?colour=blue", None),
        ("GET", "/cve-id/{id}", f"cve-id/{cve_id}", None),
        ("GET", "/cve-id/{id}", "cve-id/CVE-1900-9999", None),
        ("PUT", "/cve-id/{id}", f"cve-id/{unused}?state=REJECTED", None),
        ("PUT", "/cve-id/{id}", "cve-id/CVE-1900-9999?state=REJECTED", None),
        ("PUT", "/cve/{id}/cna", f"cve/{cve_id}/cna", body),
        ("POST", "/cve/{id}/cna", f"cve/{cve_id}/cna", body),
        ("POST", "/cve/{id}/cna", f"cve/{cve_id}/cna", body),
        ("POST", "/cve/{id}/cna", f"cve/{cve_id}/cna", {}),
        ("PUT", "/cve/{id}/cna", f"cve/{cve_id}/cna", body),
        ("GET", "/cve/{id}", f"cve/{cve_id}", None),
        ("GET", "/cve/{id}", "cve/CVE-1900-9999", None),
        ("PUT", "/cve/{id}/reject", f"cve/{cve_id}/reject", reasons),
        ("POST", "/cve/{id}/reject", f"cve/{cve_id}/reject", reasons),
        ("POST", "/cve/{id}/reject", f"cve/{unused}/reject", reasons),
        ("GET", "/org/{identifier}", "org/PSF", None),
        ("GET", "/org/{identifier}", "org/nobody", None),
        ("GET", "/org/{shortname}/id_quota", "org/PSF/id_quota", None),
        ("GET", "/health-check", "health-check", None),
    ]
    for caller in (psf, other):
        for method, path, address, sent in plan:
            yield method, path, caller.call(method, address, json=sent)
    psf.headers["CVE-API-KEY"] = "wrong"
    for method, path, address, sent in plan:
        yield method, path, psf.call(method, address, json=sent)


def test_every_status_is_one_that_the_contract_names(contract, psf, other, app, container):
    seen = set()
    for method, path, answer in statuses(psf, other, app, container):
        allowed = {int(status) for status in contract["paths"][path][method.lower()]["responses"]}
        assert answer.status_code in allowed | UNDOCUMENTED, (method, path, answer.json)
        if answer.status_code >= 400:
            assert set(answer.json) >= {"error", "message"}
        seen.add(answer.status_code)
    assert seen == {200, 400, 401, 403, 404}


def test_stored_records_are_records_of_the_format(psf, container):
    check = Draft7Validator(document("schemas/cve/CVE_Record_Format_bundled.json"))
    cve_id, unused = psf.new_id(), psf.new_id()
    psf.call("POST", f"cve/{cve_id}/cna", json={"cnaContainer": container})
    reasons = {"cnaContainer": {"rejectedReasons": [{"lang": "en", "value": "Unused."}]}}
    psf.call("POST", f"cve/{unused}/reject", json=reasons)
    for one in (cve_id, unused):
        assert [error.message for error in check.iter_errors(psf.call("GET", f"cve/{one}").json)] == []
