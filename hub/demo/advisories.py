"""The two advisories of the replayed case: entry-point names that escape the scripts directory, 2026.

Tools, versions and public addresses are those of the public case; people are fictitious and named by role,
IDs are of the year 1900 (CNA rule 5.4), and every description ends by saying that it is a replay.
"""

from datetime import datetime

from tenants.cna.records.model import (
    Advisory,
    Credit,
    CreditRole,
    Product,
    Reference,
    ReferenceTag,
    Scheme,
    Standing,
    ToolRow,
    VersionRange,
    Weakness,
)
from tenants.cna.records.parse import advisory_bytes

NOTICE = (
    "This is a replay: it shows a public case of 2026 as it could have gone. "
    "The people are fictitious and the identifiers are of the year 1900."
)
UV_CVE_ID = "CVE-1900-9118"  # as another CNA could have assigned it; recorded, never reserved by the PSF
PIP_ID = "pip-2026-1"
UV_ID = "uv-2026-1"

_TRAVERSAL = Weakness(
    "CWE-22", "Improper Limitation of a Pathname to a Restricted Directory ('Path Traversal')"
)
# The public score is 4.1; the record's own vector is not repeated here, this one gives the same score.
_PIP_VECTOR = "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:A/VC:N/VI:H/VA:N/SC:N/SI:N/SA:N"
_UV_VECTOR = "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:P/VC:N/VI:H/VA:N/SC:N/SI:N/SA:N"

_REPORTER = Credit("Reporter of the replay", CreditRole.REPORTER)
_COORDINATOR = Credit("Coordinator of pip in the replay", CreditRole.COORDINATOR)
_PIP_CREDITS = (
    _REPORTER,
    _COORDINATOR,
    Credit("Fix developer of pip in the replay", CreditRole.REMEDIATION_DEVELOPER),
    Credit("Fix reviewer of pip in the replay", CreditRole.REMEDIATION_REVIEWER),
)
_UV_CREDITS = (
    _REPORTER,
    _COORDINATOR,
    Credit("Fix developer of uv in the replay", CreditRole.REMEDIATION_DEVELOPER),
    Credit("Fix reviewer of uv in the replay", CreditRole.REMEDIATION_REVIEWER),
)


def pip_advisory(*, cve_id: str, page: str, public_at: datetime) -> Advisory:
    """Return pip's advisory under the reserved `cve_id`; `page` is its public address, `public_at` is T0."""
    return Advisory(
        id=PIP_ID,
        cna="PSF",
        cve_id=cve_id,
        title="Entry point names can place scripts outside the scripts directory",
        description=(
            "When pip installs a wheel, the name of a console or GUI entry point is used as a file name "
            "without a check for path separators. A crafted wheel can so write its generated script outside "
            "of the scripts directory of the environment, over a file that the installing user may write.\n\n"
            "Wheels can carry code that runs once it is imported; this flaw matters where a wheel is "
            "installed and then inspected or thrown away without ever being run.\n\n" + NOTICE
        ),
        products=(
            Product(
                vendor="Python Packaging Authority",
                name="pip",
                purl="pkg:pypi/pip",
                repository="https://github.com/pypa/pip",
                ranges=(VersionRange(Scheme.PYTHON, "0", fixed="26.1.2"),),
            ),
        ),
        weaknesses=(_TRAVERSAL,),
        severities=(_PIP_VECTOR,),
        references=(
            Reference(page, (ReferenceTag.VENDOR_ADVISORY,)),
            Reference("https://github.com/pypa/pip/pull/14000", (ReferenceTag.PATCH,)),
            Reference("https://pip.pypa.io/en/stable/news/", (ReferenceTag.RELEASE_NOTES,)),
        ),
        credits=_PIP_CREDITS,
        rows=tool_rows(pip_cve_id=cve_id),
        related=(UV_CVE_ID,),
        public_at=public_at,
    )


def uv_advisory(*, pip_cve_id: str, page: str, public_at: datetime) -> Advisory:
    """Return uv's advisory: no ID of the PSF's, another CNA's is recorded (CNA rule 4.3.1)."""
    return Advisory(
        id=UV_ID,
        cna="GitHub_M",
        cve_id=UV_CVE_ID,
        title="Entry point names can place scripts outside the scripts directory",
        description=(
            "When uv installs a wheel, the name of an entry point may hold path separators, so that the "
            "generated script is written outside of the scripts directory of the environment.\n\n"
            "The flaw is in uv's own installer code and was fixed there; pip had the same class of flaw in "
            "code of its own.\n\n" + NOTICE
        ),
        products=(
            Product(
                vendor="astral-sh",
                name="uv",
                purl="pkg:pypi/uv",
                repository="https://github.com/astral-sh/uv",
                ranges=(VersionRange(Scheme.PYTHON, "0", fixed="0.11.15"),),
            ),
        ),
        weaknesses=(_TRAVERSAL,),
        severities=(_UV_VECTOR,),
        references=(
            Reference(page, (ReferenceTag.VENDOR_ADVISORY,)),
            Reference("https://github.com/astral-sh/uv/releases/tag/0.11.15", (ReferenceTag.RELEASE_NOTES,)),
        ),
        credits=_UV_CREDITS,
        rows=tool_rows(pip_cve_id=pip_cve_id),
        related=(pip_cve_id,),
        public_at=public_at,
    )


def tool_rows(*, pip_cve_id: str) -> tuple[ToolRow, ...]:
    """Return the per-tool table that both advisories carry."""
    return (
        ToolRow("pip", Standing.AFFECTED, "before 26.1.2", "26.1.2", pip_cve_id, "numbered by the PSF"),
        ToolRow("uv", Standing.AFFECTED, "before 0.11.15", "0.11.15", UV_CVE_ID, "numbered by GitHub's CNA"),
    )


def written(advisory: Advisory) -> str:
    """Return the advisory as the file that a team's member drafts from."""
    return advisory_bytes(advisory).decode()
