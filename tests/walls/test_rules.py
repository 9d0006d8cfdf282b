"""Every rule of FORMATS.md has a number that errors and tests can name, and no other number is named."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEFINED = re.compile(r"\*\*([A-Z]{2}-[0-9]+)\*\*")

# What no code refuses by its number, and what holds it instead.
HELD_OTHERWISE = {
    "CA-14": "who is meant by tenant and lead: each act's own rule refuses the others",
    "EN-7": "what a hub does not do: it has no such route",
    "EV-12": "what a reader shows: gaps are folded by RI-9",
    "GR-2": "what a group does not give: no fold asks for groups but that of edges",
    "LE-3": "what a client tells the network: nothing",
}
# What no test names, beside those, and which tests hold it.
TESTED_OTHERWISE = {
    "DI-2": "the closed lists of three fields: tests/crypto/test_kinds.py refuses everything else as ST-5",
    "LE-4": "tests/hub/api/test_intake.py hands drops in",
}


def defined():
    return set(DEFINED.findall((ROOT / "crypto" / "FORMATS.md").read_text()))


def named(*places, kinds):
    """The numbers of these families that stand in files below the places."""
    families = "|".join(sorted({each[:2] for each in defined()}))
    number = re.compile(rf"\b(?:{families})-[0-9]+\b")
    files = [each for place in places for kind in kinds for each in (ROOT / place).rglob(f"*.{kind}")]
    ours = (each for each in files if "node_modules" not in each.parts and each.name != Path(__file__).name)
    return {rule for each in ours for rule in number.findall(each.read_text())}


def test_every_rule_that_is_named_is_defined():
    code = named("crypto", "tenants", "hub", "tests", kinds=("py", "ts", "tsx"))
    assert code - defined() == set()


def test_every_rule_is_named_where_it_is_held_or_is_held_otherwise():
    python = named("crypto", "tenants", "hub", kinds=("py",))
    assert defined() - python == HELD_OTHERWISE.keys()


def test_every_rule_is_named_by_a_test_or_is_tested_otherwise():
    tests = named("tests", "hub/vault/tests", kinds=("py", "ts", "json"))
    assert defined() - tests - HELD_OTHERWISE.keys() == TESTED_OTHERWISE.keys()
