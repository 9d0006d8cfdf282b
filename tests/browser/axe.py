"""axe-core on a page, in both colour schemes: WCAG 2.2 at level AA."""

from functools import cache
from pathlib import Path

AXE = Path(__file__).parents[2] / "hub" / "vault" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """
async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}});
  return found.violations.map((each) => each.id + ": " + each.help + " | "
    + each.nodes.slice(0, 3).map((it) => it.html.slice(0, 150) + (it.any[0]?.message ?? "")).join(" | "));
}
"""


@cache
def source():
    """The library's own text."""
    return AXE.read_text()


def violations(page):
    """Return what axe objects to, light and dark; the page is left in the scheme it was in."""
    found = []
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(source())
        found += [f"{scheme}: {each}" for each in page.evaluate(RUN, TAGS)]
    return found


def too_wide(page):
    """Return by how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
