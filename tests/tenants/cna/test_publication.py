"""What comes out next at T0, worked out from what is public."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.kinds.decisions import ArmedRecord
from tenants.cna.errors import RecordRefusedError
from tenants.cna.publication import checked, next_records
from tenants.cna.rules import ORDER, Step

PIP, UV, PYPI = "a" * 64, "b" * 64, "c" * 64


def record(kind, name, tenant=PIP):
    return ArmedRecord(name=name, kind=kind, tenant=tenant, sha256="0" * 64, envelope="e" * 32)


RECORDS = (
    record("osv", "PSF-2026-1"),
    record("cve", "CVE-1900-0001"),
    record("cve", "CVE-1900-0002"),
    record("advisory", "pip-1"),
    record("advisory", "uv-1", UV),
    record("cve", "CVE-1900-0003", UV),
    record("advisory", "pypi-1", PYPI),
)
EVERYBODY = frozenset({PIP, UV, PYPI})


def names(found):
    return {each.name for each in found[1]} if found else set()


def test_bytes_of_another_hash_are_refused():
    with pytest.raises(RecordRefusedError) as refused:
        checked(RECORDS[0], b"other bytes")
    assert refused.value.rule == "CN-4"


def test_bytes_of_the_signed_hash_pass():
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert checked(replace(RECORDS[0], sha256=empty), b"") == b""


def test_nothing_comes_out_while_nobody_is_going():
    assert next_records(RECORDS, going=frozenset(), out=frozenset()) is None


def test_a_tenant_without_records_has_nothing_left():
    assert next_records((), going=EVERYBODY, out=frozenset()) is None


def test_everybodys_advisories_come_first_and_together():
    assert names(next_records(RECORDS, going=EVERYBODY, out=frozenset())) == {"pip-1", "uv-1", "pypi-1"}


def test_a_held_tenants_advisory_waits_and_so_do_its_records():
    found = next_records(RECORDS, going=frozenset({UV, PYPI}), out=frozenset({"uv-1", "pypi-1"}))
    assert names(found) == {"CVE-1900-0003"}


def test_no_osv_record_comes_before_every_cve_record_of_its_tenant():
    out = frozenset({"pip-1", "uv-1", "pypi-1", "CVE-1900-0001", "CVE-1900-0003"})
    assert names(next_records(RECORDS, going=EVERYBODY, out=out)) == {"CVE-1900-0002"}


@given(st.lists(st.sets(st.sampled_from(sorted(EVERYBODY))), max_size=6), st.randoms(use_true_random=False))
def test_however_holds_come_and_go_each_record_comes_out_once_behind_what_it_follows(holds, chance):
    out, order = set(), []
    for held in [*holds, None]:
        while found := next_records(RECORDS, going=EVERYBODY - (held or set()), out=frozenset(out)):
            step, due = found
            taken = due if step is Step.ADVISORY else due[:1]
            assert not out & {each.name for each in taken}
            out |= {each.name for each in taken}
            order += taken
            if held is not None and chance.random() < 0.3:
                break
    assert out == {each.name for each in RECORDS}
    for tenant in EVERYBODY:
        kinds = [ORDER.index(Step(each.kind)) for each in order if each.tenant == tenant]
        assert kinds == sorted(kinds)
