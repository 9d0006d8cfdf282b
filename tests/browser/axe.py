"""axe-core on a page, in both colour schemes: WCAG 2.2 at level AA."""

from functools import cache
from pathlib import Path

AXE = Path(__file__).parents[2] / "hub" / "vault" / "node_modules" / "axe-core" / "axe.min.js"
EVERY_RULE = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# A scheme changes colours and nothing else, so the rules about anything else are asked once.
ASKED = {"dark": OF_COLOURS, "light": EVERY_RULE}
RUN = """
async (asked) => {
  const found = await axe.run(document, {runOnly: asked});
  return found.violations.map((each) => each.id + ": " + each.help + " | "
    + each.nodes.slice(0, 3).map((it) => it.html.slice(0, 150) + (it.any[0]?.message ?? "")).join(" | "));
}
"""


@cache
def source():
    """The library's own text."""
    return AXE.read_text()


def violations(page, schemes=tuple(ASKED)):
    """Return what axe objects to, dark and light; the page is left in the last of them."""
    found = []
    page.evaluate(source())
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{scheme}: {each}" for each in page.evaluate(RUN, ASKED[scheme])]
    page.judged = page.content()
    return found


def violations_since(page):
    """Return what axe objects to in a page that changed since it looked; in one scheme, as it is slow."""
    return [] if getattr(page, "judged", None) == page.content() else violations(page, ["light"])


def too_wide(page):
    """Return by how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
