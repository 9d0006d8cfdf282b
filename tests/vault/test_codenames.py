"""Code names are made of the same words in both languages."""

import re
from pathlib import Path

from tenants.kernel.words import QUALITIES, THINGS

SOURCE = Path(__file__).parents[2] / "hub" / "vault" / "src" / "client" / "codenames.ts"


def test_both_lists_are_those_of_the_hub():
    found = re.findall(r"const (\w+) = `\n(.*?)`;", SOURCE.read_text(), re.DOTALL)

    assert {name: tuple(words.split()) for name, words in found} == {
        "QUALITIES": tuple(QUALITIES),
        "THINGS": tuple(THINGS),
    }
