"""Which CNA numbers a product: scopes as data with validity dates, and one pure decision (CNA rule 4.2.16.1).

Today the PSF's scope covers CPython, pip and the Pallets projects only. uv is numbered by GitHub's CNA; the
service behind the package index is in nobody's scope until a scope change is agreed (CNA rule 3.1.2).
"""

from dataclasses import dataclass
from datetime import date

from packageurl import PackageURL

OURS = "PSF"
LAST_RESORT = "MITRE"

CONTACTS = {
    "PSF": "mailto:cna@python.org",
    "GitHub_M": "https://docs.github.com/en/code-security/security-advisories",
    "MITRE": "https://cveform.mitre.org/",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """`cna` numbers `product` (a purl without version) from `since` until the day before `until`.

    `pending` marks a scope that the CNA has asked for and not been given: it never allows an assignment.
    """

    product: str
    cna: str
    since: date
    until: date | None = None
    pending: bool = False

    def holds(self, at: date) -> bool:
        """Say whether the scope is in force on `at`."""
        return self.since <= at and (self.until is None or at < self.until)


_PALLETS = ("flask", "jinja2", "click", "markupsafe", "werkzeug", "itsdangerous")

# The day is known for the Pallets projects alone: the PSF became a CNA in August 2023, and uv is of 2024.
SCOPES = (
    Scope("pkg:github/python/cpython", OURS, date(2023, 8, 1)),
    Scope("pkg:pypi/pip", OURS, date(2023, 8, 1)),
    *(Scope(f"pkg:pypi/{name}", OURS, date(2024, 9, 4)) for name in _PALLETS),
    Scope("pkg:pypi/uv", "GitHub_M", date(2024, 2, 15)),
    Scope("pkg:github/pypi/warehouse", OURS, date(2026, 1, 1), pending=True),
)

# Plain names that people write, and repositories of packages, as the purl that the table uses.
_SAME = {
    "cpython": "pkg:github/python/cpython",
    "python": "pkg:github/python/cpython",
    "pkg:generic/cpython": "pkg:github/python/cpython",
    "pkg:generic/python": "pkg:github/python/cpython",
    "pypi": "pkg:github/pypi/warehouse",
    "warehouse": "pkg:github/pypi/warehouse",
    "jinja": "pkg:pypi/jinja2",
    "pkg:github/pypa/pip": "pkg:pypi/pip",
    "pkg:github/astral-sh/uv": "pkg:pypi/uv",
    "pkg:github/pallets/jinja": "pkg:pypi/jinja2",
    **{f"pkg:github/pallets/{name}": f"pkg:pypi/{name}" for name in _PALLETS},
}


@dataclass(frozen=True, slots=True)
class InScope:
    """`cna` may assign: the product is in its scope since `since`."""

    product: str
    cna: str
    since: date
    rule: str = "4.2.1"


@dataclass(frozen=True, slots=True)
class Referred:
    """We must not assign (`rule`); `cna` at `contact` is the one to ask."""

    product: str
    cna: str
    contact: str
    rule: str = "4.2.16.1"


@dataclass(frozen=True, slots=True)
class ScopePending:
    """We asked for this scope and may not assign before it is agreed; meanwhile `cna` at `contact` may."""

    product: str
    cna: str
    contact: str
    rule: str = "3.1.2"


Decision = InScope | Referred | ScopePending


def normalised(product: str) -> str:
    """Return the purl that stands for `product` in the table: a purl in any spelling, or a plain name.

    A plain name is a package of the index unless the table knows better. Raises ValueError for a malformed
    purl.
    """
    text = product.strip().lower()
    if text in _SAME:
        return _SAME[text]
    if text.startswith("pkg:"):
        parsed = PackageURL.from_string(text)
        bare = PackageURL(type=parsed.type, namespace=parsed.namespace, name=parsed.name).to_string()
    else:
        bare = PackageURL(type="pypi", name=text).to_string()
    return _SAME.get(bare, bare)


def decide(product: str, at: date, *, ours: str = OURS, scopes: tuple[Scope, ...] = SCOPES) -> Decision:
    """Say who numbers `product` (purl or plain name) on the day `at`; nothing of the flaw is looked at.

    A product nobody is known to cover is referred to the CNA of last resort. Raises ValueError for a
    malformed purl.
    """
    bare = normalised(product)
    valid = [scope for scope in scopes if scope.product == bare and scope.holds(at)]
    settled = [scope for scope in valid if not scope.pending]
    for scope in settled:
        if scope.cna == ours:
            return InScope(bare, scope.cna, scope.since)
    cna = settled[0].cna if settled else LAST_RESORT
    contact = CONTACTS.get(cna, CONTACTS[LAST_RESORT])
    if any(scope.cna == ours for scope in valid):
        return ScopePending(bare, cna, contact)
    return Referred(bare, cna, contact)
