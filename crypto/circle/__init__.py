"""Cases: who takes part, who reads, and whether a statement counts (FORMATS.md 5).

`Circle` takes the statements of one case in order and keeps what counts; `computed_holders` and its
neighbours are the pure functions behind it. What an embargo amounts to is decided elsewhere, from what counts
here.
"""

from crypto.circle.circle import Circle, case_in, fault_of
from crypto.circle.facts import Facts, Invited
from crypto.circle.readers import computed_holders, counts, granted, granted_people, is_lead, participants

__all__ = [
    "Circle",
    "Facts",
    "Invited",
    "case_in",
    "computed_holders",
    "counts",
    "fault_of",
    "granted",
    "granted_people",
    "is_lead",
    "participants",
]
