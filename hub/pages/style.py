"""The style of all pages on one: the tokens with their contrasts, type, controls and states.

The tokens are one file, which the vault's pages use too; it is read here, so that what is shown is used.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, current_app, render_template

from hub.access import CallerKind, allow

blueprint = Blueprint("style", __name__)

TOKENS = Path("dist", "tokens.css")
USES = {
    "paper": "the ground of a page",
    "card": "what lies on it: panels, fields, text on the accent",
    "ink": "text",
    "quiet": "text that may be missed, edges of controls",
    "line": "lines between things",
    "accent": "what can be done: links, buttons, focus",
    "warn": "what is overdue, refused or final",
    "calm": "what is agreed or done",
}
SIZES = ("small", "text", "large")
LEAST = 4.5
"""The least contrast of text on its ground (WCAG 2.2, 1.4.3)."""

_COLOUR = re.compile(r"--([a-z]+):\s*(#[0-9a-f]{6});")
_SIZE = re.compile(r"--([a-z]+):\s*([0-9.]+rem);")
_SRGB_KNEE = 0.04045
_DARK = "prefers-color-scheme: dark"


@dataclass(frozen=True)
class Colour:
    """One token in both schemes, with its contrast to the paper of each."""

    name: str
    use: str
    light: str
    dark: str
    on_light: float
    on_dark: float


def colours(css: str) -> Iterator[Colour]:
    """Yield the eight colours of a token file; KeyError if one is missing."""
    light, dark = schemes(css)
    for name, use in USES.items():
        pairs = [(scheme[name], scheme["paper"]) for scheme in (light, dark)]
        yield Colour(name, use, light[name], dark[name], *(contrast(*pair) for pair in pairs))


def schemes(css: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return the colours by name, light and dark."""
    light, _, dark = css.partition(_DARK)
    return dict(_COLOUR.findall(light)), dict(_COLOUR.findall(light)) | dict(_COLOUR.findall(dark))


def sizes(css: str) -> Iterator[tuple[str, str]]:
    """Yield the three sizes of type."""
    found = dict(_SIZE.findall(css))
    return ((name, found[name]) for name in SIZES)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours ``#rrggbb`` (WCAG 2.2, relative luminance)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return round((high + 0.05) / (low + 0.05), 2)


@blueprint.get("/style")
@allow(CallerKind.ANYONE, CallerKind.WEB)
def style() -> str:
    """Show the tokens and what is made with them."""
    css = Path(current_app.static_folder or "", TOKENS).read_text()
    return render_template("style.html", colours=list(colours(css)), sizes=list(sizes(css)), least=LEAST)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= _SRGB_KNEE else ((part + 0.055) / 1.055) ** 2.4
