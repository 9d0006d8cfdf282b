"""The tokens: one file for all pages, legible in both schemes, and nothing else names a colour or a size."""

import re
from pathlib import Path

import pytest

from hub.pages.style import LEAST, SIZES, USES, colours, contrast, schemes, sizes
from tests.support.markup import page

ROOT = Path(__file__).parents[3]
CSS = (ROOT / "hub" / "vault" / "src" / "look" / "tokens.css").read_text()
TEXT = ("ink", "quiet", "accent", "warn", "calm")
CONTROL = 3.0


def test_a_token_file_without_a_colour_is_a_fault():
    with pytest.raises(KeyError):
        list(colours(":root { --paper: #ffffff; }"))


def test_there_are_eight_colours_in_both_schemes_and_three_sizes():
    light, dark = schemes(CSS)

    assert light.keys() == dark.keys() == USES.keys()
    assert [name for name in USES if light[name] == dark[name]] == []
    assert [name for name, _ in sizes(CSS)] == list(SIZES)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "card"])
@pytest.mark.parametrize("name", TEXT)
def test_text_is_legible_on_every_ground(scheme, ground, name):
    chosen = schemes(CSS)[scheme]

    assert contrast(chosen[name], chosen[ground]) >= LEAST


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == contrast("#ffffff", "#000000") == 21
    assert contrast("#777777", "#777777") == 1
    assert contrast("#767676", "#ffffff") == 4.54  # the guidelines' own example of grey that passes


def test_no_other_sheet_of_these_pages_names_a_colour_or_a_size_of_type():
    css = (ROOT / "hub" / "static" / "accord.css").read_text()

    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", css) == []
    assert re.findall(r"font-size:(?!\s*(?:var\(--|inherit))[^;]+", css) == []
    used = set(re.findall(r"var\((--[a-z-]+)", css))
    named = set(re.findall(r"(--[a-z-]+):", css + CSS))
    assert {name for name in used if not name.startswith("--pico-")} <= named


def test_the_page_shows_every_token_with_its_contrast(hub):
    read = page(hub.client.get("/style"))

    for name in (*USES, *SIZES):
        assert name in read.words
    for each in colours(CSS):
        assert each.light in read.words
        assert each.dark in read.words
