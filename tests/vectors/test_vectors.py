"""The vector files, run through the public API: verdict, rule and what comes out are those written."""

import json

import pytest

from crypto.errors import CryptoError
from tenants.kernel.errors import DomainError
from tests.vectors.checks import judge_leaf, open_envelope, parse_statement, read_letter
from tests.vectors.checks_disclosure import fold
from tests.vectors.checks_keys import compare_device, open_held, open_shared, pad, read_code, read_words
from tests.vectors.checks_logs import check_proof
from tests.vectors.generate import FOLDER, rendered

CHECKS = {
    "statements": parse_statement,
    "rosters": judge_leaf,
    "rings": judge_leaf,
    "letters": read_letter,
    "envelopes": open_envelope,
    "shares": open_shared,
    "device_files": open_held,
    "proofs": check_proof,
    "join_codes": read_code,
    "reporter_words": read_words,
    "fingerprints": compare_device,
    "padding": pad,
    "disclosure": fold,
}
FILES = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
CASES = [(name, case) for name, file in FILES.items() for case in file["cases"]]

# The faults of form and place that a second implementation must not miss.
WANTED = {
    "statements": "ST-1 DS-7 JS-1 JS-2 JS-3 JS-4 JS-5 JS-6 JS-7 JS-8 ST-5 ST-6 ST-7 ST-8 ST-12 ST-14 DS-6",
    "rosters": "RO-1 RO-2 RO-3 RO-4 RO-5 RO-6 RO-7 RO-8 EN-1 EN-3 EN-4 EN-6 EN-11 EN-12 DU-1 BO-1 "
    "ST-9 ST-10 ST-12 ST-13",
    "rings": "RI-2 RI-3 RI-4 RI-5 RI-6 RI-7 RI-9 SH-1 SH-2 EV-3 EV-5 CA-4 CA-7 CA-9 LO-5 ST-8 ST-9 ST-13",
    "letters": "EV-10 LE-1 AT-1 RE-3 ST-5",
    "envelopes": "EV-2 EV-6 EV-8 AGE-11 AGE-13 AGE-14 EV-10 EV-11 AT-1 LE-2",
    "shares": "SH-1 SH-3 SH-4 AGE-11 AGE-13",
    "proofs": "LG-2 LG-3 LG-4 LG-5 LG-6 LG-9 LG-10 LG-11 LG-12 LG-14 LG-16 LG-17 LG-18",
    "join_codes": "EN-1",
    "reporter_words": "RE-1",
    "disclosure": "CA-3 CA-4 CA-5 CA-12 CM-02-005 CM-17-005 CM-18-004 CS-4 EM-1 EMB-14 PEC-1 RM-1 VFD-1 "
    "DP-1 DP-3 DP-6 DP-7 DP-8 DP-9 DP-10 DP-11 VP-04-001 VP-05-001 VP-05-002 VP-06-001 VP-06-002 VP-07-009 "
    "VP-11-008 VP-13-002 VP-13-004 VP-13-005",
}


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}: {case['name']}" for name, case in CASES])
def test_a_case_has_its_verdict_and_its_rule(name, case):
    rule, given = None, {}
    try:
        given = CHECKS[name](FILES[name], case)
    except (CryptoError, DomainError) as refused:
        rule = refused.rule

    assert (rule, case["verdict"]) == (case["rule"], "refused" if rule else "accepted")
    assert given == {field: case.get(field, value) for field, value in given.items()}


def test_every_file_has_its_check_and_its_form():
    assert FILES.keys() == CHECKS.keys()
    for file in FILES.values():
        assert {"description", "cases"} <= file.keys()
        names = [case["name"] for case in file["cases"]]
        assert len(names) == len(set(names))
        assert any(case["rule"] is None for case in file["cases"])


@pytest.mark.parametrize("name", WANTED)
def test_the_faults_that_matter_are_all_there(name):
    assert set(WANTED[name].split()) <= {case["rule"] for case in FILES[name]["cases"]}


def test_what_is_committed_is_what_the_generator_writes():
    """`python -m tests.vectors.generate` writes them anew."""
    assert rendered() == {path.name: path.read_text() for path in FOLDER.glob("*.json")}


def test_all_files_together_stay_below_a_megabyte():
    assert sum(path.stat().st_size for path in FOLDER.glob("*.json")) < 1_000_000
