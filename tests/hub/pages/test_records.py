"""CVE and OSV records are served byte by byte as they were published, each under its own kind alone."""

from hashlib import sha256

import pytest

BODY = b'{"b":1,"a":"\xc3\xa4"}\n'


@pytest.mark.parametrize(
    ("kind", "name", "other"), [("cve", "CVE-1900-1001", "osv"), ("osv", "PSF-1900-1", "cve")]
)
def test_a_record_is_its_exact_bytes(hub, published, kind, name, other):
    published(name, kind=kind, body=BODY)
    answer = hub.client.get(f"/{kind}/{name}.json")

    assert answer.data == BODY
    assert answer.content_type == "application/json"
    assert answer.headers["ETag"] == f'"{sha256(BODY).hexdigest()}"'
    assert answer.headers["Last-Modified"] == "Mon, 01 Jun 2026 15:00:00 GMT"
    assert hub.client.get(f"/{other}/{name}.json").status_code == 404
    assert hub.client.get(f"/advisories/{name}").status_code == 404


def test_who_has_a_record_is_not_sent_it_again(hub, published):
    published("CVE-1900-1001", kind="cve", body=BODY)
    first = hub.client.get("/cve/CVE-1900-1001.json")
    again = hub.client.get("/cve/CVE-1900-1001.json", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304
    assert again.data == b""


def test_an_advisory_is_no_record(hub, published):
    published()

    assert hub.client.get("/cve/pip-2026-1.json").status_code == 404
