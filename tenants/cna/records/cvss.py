"""CVSS: scores by the `cvss` library, objects by hand, because its JSON does not fit the CVE schema.

The library writes version "4" for "4.0", "Critical" for "CRITICAL" and other key names. The vector is the
truth; score and band are computed from its base metrics alone (CVSS-B), as the field `baseScore` says.
"""

from dataclasses import dataclass

from cvss import CVSS3, CVSS4
from cvss.exceptions import CVSSError

_BASE_4 = 12  # "CVSS:4.0" and the eleven base metrics
_BASE_3 = 9  # "CVSS:3.1" and the eight base metrics


@dataclass(frozen=True, slots=True)
class Score:
    """A vector's version ("3.0", "3.1" or "4.0"), base score (0.0 to 10.0) and band (NONE to CRITICAL)."""

    version: str
    vector: str
    base: float
    band: str


def score_of(vector: str) -> Score:
    """Return the score of a vector in the metric order of its specification.

    Raises ValueError for a version other than 3.0, 3.1 and 4.0, a missing or unknown metric, or a vector in
    another order than the specification's (OSV refuses those).
    """
    four = vector.startswith("CVSS:4.0/")
    if not four and not vector.startswith(("CVSS:3.0/", "CVSS:3.1/")):
        raise ValueError("the vector is not of CVSS 3.0, 3.1 or 4.0")
    library, count = (CVSS4, _BASE_4) if four else (CVSS3, _BASE_3)
    try:
        whole = library(vector)
        base = library("/".join(vector.split("/")[:count]))
    except CVSSError:
        raise ValueError("the vector has missing, unknown or misplaced metrics") from None
    if whole.clean_vector() != vector:
        raise ValueError("the vector is not in the order of its specification")
    version = vector.removeprefix("CVSS:").split("/", 1)[0]
    return Score(version, vector, float(base.base_score), str(base.severities()[0]).upper())


def metric(vector: str) -> dict[str, object]:
    """Return one item of a CVE container's `metrics`: what the schema requires; the vector says the rest.

    Raises ValueError as `score_of` does.
    """
    score = score_of(vector)
    key = "cvssV" + score.version.replace(".", "_")
    values = {
        "version": score.version,
        "vectorString": score.vector,
        "baseScore": score.base,
        "baseSeverity": score.band,
    }
    return {"format": "CVSS", "scenarios": [{"lang": "en", "value": "GENERAL"}], key: values}
