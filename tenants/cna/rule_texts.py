"""The numbered rules of the CNA desk as data: in our own short words, so that every refusal can be read.

Numbers like ``4.2.16.1`` are the CVE Numbering Authority Operational Rules, version 4.2.0, in force since
25 August 2026; a new version of the rules changes this table and no code. Numbers with letters are ours:
AD for the form of an advisory, RES for reservations, REV for reviews, PUB for publication, OSV for OSV IDs.
"""

from collections.abc import Mapping
from types import MappingProxyType

CNA_RULES_VERSION = "4.2.0"

_CNA = {
    "3.1.2": "a CNA's scope changes only with the agreement of its Root and the Secretariat",
    "4.2.1": "the CNA with the most appropriate scope has the right of first refusal",
    "4.2.5": "an ID that was assigned must be published or rejected",
    "4.2.13": "products that share the vulnerable code must not get more than one ID",
    "4.2.14": "where a specification can be used safely, each faulty implementation gets its own ID",
    "4.2.16.1": "a CNA must not assign outside its own scope",
    "4.2.16.8": "whoever asks for an ID says whether another CNA was asked already",
    "4.3.1": "a request outside the scope is passed to the CNA that covers the product",
    "4.3.3": "the ID must be given to whoever reported the vulnerability",
    "4.5.1.3": "the record should follow within 24 hours of the disclosure of the ID",
    "4.5.1.4": "the record must follow within 72 hours of the disclosure of the ID",
    "4.5.1.6": "the same 72 hours run when somebody else disclosed the ID",
    "4.5.2.2": "a supplier's CNA has a public place that names the CVE IDs it assigned",
    "4.5.3.5": "an ID that was not used is rejected",
    "4.5.3.8": "of merged IDs the redundant one is rejected and names its replacement",
    "4.5.3.10": "a disputed record carries the tag and an explanation, not a text prefix",
    "5.1.3": "a record names at least one affected product",
    "5.1.4": "every product has versions or a status",
    "5.1.7": "a record names the type or the cause of the vulnerability",
    "5.1.11.1": "exclusively-hosted-service is for records whose products are all hosted",
    "5.2.4": "the description does not credit anyone",
    "5.2.5": "there is exactly one English description",
    "5.3.1": "a public reference exists before or with the record, which is never the first disclosure",
    "5.3.3": "a reference opens without login, is about this vulnerability and is not the record itself",
    "5.4": "IDs of the year 1900 are for examples and tests only",
}
_OURS = {
    "AD-1": "an advisory is one JSON object of version 1 without unknown, missing or repeated members",
    "AD-2": "every member has its type, its length and its vocabulary",
    "AD-3": "texts hold no control characters, no written-out escapes and no blanks at either end",
    "AD-4": "versions can be compared in their scheme and a range ends after it begins",
    "AD-5": "a purl names a package without its version",
    "AD-6": "a CVSS vector is complete and in the order of its specification",
    "AD-7": "references and credits are not repeated; addresses begin with https",
    "AD-8": "an instant is written in UTC and to the second",
    "AD-9": "credits name reporter, coordinator, remediation developer and remediation reviewer",
    "AD-10": "vendor and product are names, not placeholders",
    "RES-1": "the ledger moves only as its table of states says",
    "RES-2": "one reservation at a time: none is sent while another one's outcome is unknown",
    "RES-3": "a reservation without a usable answer is looked up, never sent again",
    "RES-4": "an ID belongs to one request and is used for one vulnerability",
    "RES-5": "CVE Services could not take the call just now; nothing was done",
    "RES-6": "CVE Services refused the call",
    "RES-7": "ledger and CVE Services are compared each day: ours is entered, the rest is shown to a person",
    "REV-1": "a review names the hash of the exact bytes that are published",
    "REV-2": "the reviewer is another person than the author of the draft",
    "PUB-1": "at T0 the order is advisory, CVE record, OSV record",
    "PUB-2": "a record that is already there is compared, never replaced unread",
    "PUB-3": "an advisory's name begins with its team's slug, and no two records have one name",
    "OSV-1": "an OSV ID is final before it is published: never a placeholder, never twice",
    "OSV-2": "a prefix is used only for records of the CNA that owns it",
}

RULES: Mapping[str, str] = MappingProxyType(_CNA | _OURS)


def text_of(number: str) -> str:
    """Our short wording of rule `number`; KeyError for a number that is not in the table."""
    return RULES[number]
