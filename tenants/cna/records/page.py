"""What the advisory's page shows, ready for a template that only prints: every value is text.

The template escapes; addresses here have passed the lint (https, no credentials).
"""

from dataclasses import dataclass

from tenants.cna.records.announce import range_text, severity_sentence
from tenants.cna.records.cvss import score_of
from tenants.cna.records.model import Advisory, Credit, Reference, ToolRow
from tenants.cna.records.parse import instant


@dataclass(frozen=True, slots=True)
class AdvisoryPage:
    """The page's view: paragraphs of the description, tables as tuples of rows, lists as they are."""

    id: str
    title: str
    sentence: str
    paragraphs: tuple[str, ...]
    identifiers: tuple[tuple[str, str], ...]  # (ID, who assigned it or "also known as"/"related")
    products: tuple[tuple[str, str, str], ...]  # (product, vendor, versions in words)
    rows: tuple[ToolRow, ...]
    severities: tuple[tuple[str, str, str, str], ...]  # (version, score, band, vector)
    weaknesses: tuple[tuple[str, str], ...]  # (CWE-22 or "cause", name)
    references: tuple[Reference, ...]
    credits: tuple[Credit, ...]
    tags: tuple[str, ...]
    public_at: str


def page(advisory: Advisory) -> AdvisoryPage:
    """Return the view of an advisory; raises ValueError for a bad CVSS vector."""
    scores = [score_of(vector) for vector in advisory.severities]
    kinds = [(one.cwe, one.name) for one in advisory.weaknesses]
    return AdvisoryPage(
        id=advisory.id,
        title=advisory.title,
        sentence=severity_sentence(advisory),
        paragraphs=tuple(part.strip() for part in advisory.description.split("\n\n") if part.strip()),
        identifiers=tuple(_identifiers(advisory)),
        products=tuple(
            (product.name, product.vendor, ", ".join(range_text(one) for one in product.ranges))
            for product in advisory.products
        ),
        rows=advisory.rows,
        severities=tuple((one.version, f"{one.base:.1f}", one.band, one.vector) for one in scores),
        weaknesses=tuple(kinds + ([("cause", advisory.cause)] if advisory.cause else [])),
        references=advisory.references,
        credits=advisory.credits,
        tags=tuple(tag.value for tag in advisory.tags),
        public_at=instant(advisory.public_at) if advisory.public_at else "",
    )


def _identifiers(advisory: Advisory) -> list[tuple[str, str]]:
    own = [(advisory.cve_id, f"assigned by {advisory.cna}")] if advisory.cve_id else []
    also = [(name, "the same vulnerability") for name in advisory.aliases]
    related = [(name, "a related vulnerability") for name in advisory.related]
    return own + also + related + [(name, "the upstream vulnerability") for name in advisory.upstream]
