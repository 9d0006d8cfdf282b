"""The advisory in plain text, for mail and for whoever reads without a browser.

The form follows the announcement that the Python security team sends: title with the ID, one sentence of
severity, the description, then where to read more.
"""

from dataclasses import dataclass

from tenants.cna.records.cve import credit_text
from tenants.cna.records.cvss import Score, score_of
from tenants.cna.records.model import Advisory, Product, ToolRow, VersionRange
from tenants.cna.records.parse import instant


@dataclass(frozen=True, slots=True)
class Announcement:
    """Subject (one line, no line feed: AD-3) and body (lines end in a line feed) of the announcement mail."""

    subject: str
    body: str


def announcement(advisory: Advisory, *, page: str) -> Announcement:
    """Return the mail that announces an advisory whose page stands at the address `page`."""
    name = advisory.cve_id or advisory.id
    return Announcement(f"[{name}] {advisory.title}", advisory_text(advisory, page=page))


def severity_sentence(advisory: Advisory) -> str:
    """Say the band, score and vector of the first vector, or that there is none."""
    products = " and ".join(product.name for product in advisory.products)
    if not advisory.severities:
        return f"There is a vulnerability affecting {products}; no CVSS score was given."
    score = score_of(advisory.severities[0])
    return f"There is a {score.band} severity vulnerability affecting {products}."


def advisory_text(advisory: Advisory, *, page: str) -> str:
    """Return the whole advisory as plain text: no credit, CWE, CVSS vector or reference is left out."""
    severities = [f"CVSS {one.version}: {one.base} {one.band} {one.vector}" for one in _scores(advisory)]
    kinds = [f"{one.cwe} {one.name}" for one in advisory.weaknesses]
    kinds += [advisory.cause] if advisory.cause else []
    credits_ = [f"{one.role}: {credit_text(one)}" for one in advisory.credits]
    names = [f"{advisory.cve_id} (assigned by {advisory.cna})"] if advisory.cve_id else []
    names += [*advisory.aliases]
    sections = [
        [advisory.title],
        [severity_sentence(advisory)],
        [advisory.description],
        _section("Identifiers", names),
        _section("Affected", [line for product in advisory.products for line in _versions(product)]),
        _section("Per tool", [_row(row) for row in advisory.rows]),
        _section("Severity", severities),
        _section("Type", kinds),
        _section("References", [reference.url for reference in advisory.references]),
        _section("Related", [*advisory.related, *advisory.upstream]),
        _section("Credits", credits_),
        _section("Public since", [instant(advisory.public_at)] if advisory.public_at else []),
        [f"This advisory: {page}"],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def range_text(one: VersionRange) -> str:
    """Say a range in words: "before 26.1.2", "3.9.0 up to before 3.9.20", "1.0 and later"."""
    start = "" if one.introduced == "0" else one.introduced
    if one.fixed is not None:
        return f"{start} up to before {one.fixed}" if start else f"before {one.fixed}"
    if one.last is not None:
        return one.last if one.last == start else f"{start or 'all'} up to {one.last}"
    return f"{start} and later" if start else "all versions"


def _scores(advisory: Advisory) -> list[Score]:
    return [score_of(vector) for vector in advisory.severities]


def _section(title: str, lines: list[str]) -> list[str]:
    return [f"{title}:", *(f"  - {line}" for line in lines)] if lines else []


def _versions(product: Product) -> list[str]:
    return [f"{product.name} ({product.vendor}): {range_text(one)}" for one in product.ranges]


def _row(row: ToolRow) -> str:
    parts = [f"{row.tool}: {row.standing}"]
    parts += [f"versions {row.affected}"] if row.affected else []
    parts += [f"fixed in {row.fixed}"] if row.fixed else []
    parts += [part for part in (row.identifier, row.note) if part]
    return ", ".join(parts)
