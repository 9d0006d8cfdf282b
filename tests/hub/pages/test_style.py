"""The tokens: one file for all pages, legible in both schemes, and nothing else names a colour or a size."""

import re
from pathlib import Path

import pytest

from hub.pages.style import LEAST, SIZES, USES, colours, contrast, schemes, sizes
from tests.support.markup import page

ROOT = Path(__file__).parents[3]
LOOK = ROOT / "hub" / "vault" / "src" / "look"
CSS = (LOOK / "tokens.css").read_text()
SHEETS = [
    ROOT / "hub/static/accord.css",
    *sorted(each for each in LOOK.glob("*.css") if each.stem != "tokens"),
]
VAULT = [each.read_text() for each in SHEETS if each.parent == LOOK]  # they are bundled into one
COLOUR = (
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\("
    r"|\b(?:white|black|gr[ae]y|silver|red|maroon|orange|yellow|olive|green|teal|blue|navy|purple|pink|brown)\b"
)
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


def of_its_own(css):
    """The declarations that name a colour or a size of type instead of taking a token's."""
    found = re.findall(r"(?m)^\s*([a-z-]+):\s*([^;{}]+);", css)
    sizes_of_type = [f"{name}: {value}" for name, value in found if not takes_its_size(name, value)]
    return [f"{name}: {value}" for name, value in found if re.search(COLOUR, value)] + sizes_of_type


def takes_its_size(name, value):
    """Whether a size of type is a token's or that of the text around it."""
    if name == "font":
        return re.search(r"var\(--(?:small|text|large)\)|\b1em\b|inherit", value) is not None
    return name != "font-size" or re.match(r"var\(--|inherit", value) is not None


@pytest.mark.parametrize(
    "planted",
    [
        "color: #fff;",
        "border: 1px solid rgb(0 0 0 / 50%);",
        "background: white;",
        "color: oklch(0.5 0.1 200);",
        "font-size: 13px;",
        "font: 600 1.1rem / 1 var(--sans);",
    ],
)
def test_a_colour_and_a_size_of_its_own_are_found(planted):
    assert of_its_own(f"p {{\n  {planted}\n  white-space: normal;\n}}") == [planted.removesuffix(";")]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_other_sheet_names_a_colour_or_a_size_of_type(sheet):
    css = sheet.read_text()

    assert of_its_own(css) == []
    used = set(re.findall(r"var\((--[a-z-]+)", css))
    shared = VAULT if sheet.parent == LOOK else [css]
    named = {name for each in (CSS, *shared) for name in re.findall(r"(--[a-z-]+):", each)}
    assert {name for name in used if not name.startswith("--pico-")} <= named


def test_the_page_shows_every_token_with_its_contrast(hub):
    read = page(hub.client.get("/style"))

    for name in (*USES, *SIZES):
        assert name in read.words
    for each in colours(CSS):
        assert each.light in read.words
        assert each.dark in read.words
