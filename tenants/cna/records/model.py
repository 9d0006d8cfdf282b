"""One advisory, as a value that every output is rendered from: nothing else is the source of a fact.

All texts are English. Values are checked by `parse` and `lint`, not here; the vocabularies are those of the
CVE Record Format 5.2.0.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CreditRole(StrEnum):
    """The ten credit types; OSV writes the same words in upper case with underscores."""

    FINDER = "finder"
    REPORTER = "reporter"
    ANALYST = "analyst"
    COORDINATOR = "coordinator"
    REMEDIATION_DEVELOPER = "remediation developer"
    REMEDIATION_REVIEWER = "remediation reviewer"
    REMEDIATION_VERIFIER = "remediation verifier"
    TOOL = "tool"
    SPONSOR = "sponsor"
    OTHER = "other"


class ReferenceTag(StrEnum):
    """The nineteen reference tags."""

    BROKEN_LINK = "broken-link"
    CUSTOMER_ENTITLEMENT = "customer-entitlement"
    EXPLOIT = "exploit"
    GOVERNMENT_RESOURCE = "government-resource"
    ISSUE_TRACKING = "issue-tracking"
    MAILING_LIST = "mailing-list"
    MITIGATION = "mitigation"
    NOT_APPLICABLE = "not-applicable"
    PATCH = "patch"
    PERMISSIONS_REQUIRED = "permissions-required"
    MEDIA_COVERAGE = "media-coverage"
    PRODUCT = "product"
    RELATED = "related"
    RELEASE_NOTES = "release-notes"
    SIGNATURE = "signature"
    TECHNICAL_DESCRIPTION = "technical-description"
    THIRD_PARTY_ADVISORY = "third-party-advisory"
    VENDOR_ADVISORY = "vendor-advisory"
    VDB_ENTRY = "vdb-entry"


class RecordTag(StrEnum):
    """The three tags of a CNA container."""

    UNSUPPORTED = "unsupported-when-assigned"
    HOSTED = "exclusively-hosted-service"
    DISPUTED = "disputed"


class Scheme(StrEnum):
    """How versions of a range compare: PEP 440, commits of a git repository, or semantic versions."""

    PYTHON = "python"
    GIT = "git"
    SEMVER = "semver"


class Standing(StrEnum):
    """A tool's row in the table of a joint case."""

    AFFECTED = "affected"
    NOT_AFFECTED = "not affected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class VersionRange:
    """Affected from `introduced` ("0": from the first) up to `fixed` exclusive or `last` inclusive.

    With neither the range is open: every later version is affected.
    """

    scheme: Scheme
    introduced: str
    fixed: str | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """An affected product. `purl` has no version; `versions` may list the affected releases one by one.

    `collection` is the address of the registry and `package` the name there, as some CVE records give them.
    """

    vendor: str
    name: str
    ranges: tuple[VersionRange, ...]
    purl: str | None = None
    repository: str | None = None
    collection: str | None = None
    package: str | None = None
    platforms: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weakness:
    """A CWE entry: `cwe` is ``CWE-22``, `name` its title without the number."""

    cwe: str
    name: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A public address about this vulnerability."""

    url: str
    tags: tuple[ReferenceTag, ...] = ()
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """Who did what. The person agreed to be named; `contact` is an address they chose."""

    name: str
    role: CreditRole
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class ToolRow:
    """One line of the per-tool table: a tool's own answer, its versions in words and its own ID."""

    tool: str
    standing: Standing
    affected: str = ""
    fixed: str = ""
    identifier: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Advisory:
    """The whole of what is published about one vulnerability in one team's products.

    `id` is the advisory's own name in public addresses. `cve_id` may come from another CNA: `cna` says whose
    it is (short name). `cause` stands in for `weaknesses` when no CWE fits (CNA rule 5.1.7). `severities` are
    CVSS vectors, version 4 first. `aliases` are other names of the same vulnerability; `related` are siblings
    of a joint case, which are never aliases; `upstream` are what it derives from. `public_at` is T0.
    """

    id: str
    cna: str
    title: str
    description: str
    products: tuple[Product, ...]
    references: tuple[Reference, ...]
    cve_id: str | None = None
    weaknesses: tuple[Weakness, ...] = ()
    cause: str | None = None
    severities: tuple[str, ...] = ()
    credits: tuple[Credit, ...] = ()
    rows: tuple[ToolRow, ...] = ()
    tags: tuple[RecordTag, ...] = ()
    aliases: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    public_at: datetime | None = None
