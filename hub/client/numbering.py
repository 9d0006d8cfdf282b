"""CVE IDs and records: asking without details, deciding, drafting, reviewing, arming (FORMATS.md 9).

The exact bytes of every record follow from the advisory that stands in the record ring; whoever signs
recomputes them and signs nothing that somebody else only says they are.
"""

import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Any

from crypto import age
from crypto.circle import Circle
from crypto.kinds import Arming, Disarming, IdDecision, IdRequest, Review, ThirdPartyId
from crypto.kinds.decisions import ArmedRecord
from hub.client.deciding import state_of
from hub.client.desk import Desk, batch
from hub.client.errors import ClientError, Exit
from hub.client.lookup import all_of, chained, latest
from hub.client.reading import Read, letters
from hub.client.writing import Draft, RingChoice, Sent, send
from tenants.cna.records.cve import PSF, cna_container
from tenants.cna.records.exact import record_bytes
from tenants.cna.records.model import Advisory
from tenants.cna.records.osv import osv_record
from tenants.cna.records.parse import advisory_bytes, parse_advisory

MADE_WITHIN_S = 20


@dataclass(frozen=True)
class Drafted:
    """An advisory that stands in the case as a record, its author's tenant, and its manifest's hash."""

    advisory: Advisory
    tenant: str
    manifest: str


def request(desk: Desk, case_id: str, product: str) -> str:
    """Ask the CNA for an ID, saying nothing but the product (CN-1); the request's id."""
    body = desk.body(
        IdRequest, case=case_id, tenant=desk.tenant, request=secrets.token_hex(16), product=product
    )
    desk.post_case(case_id, [desk.sign(body)])
    return body.request


def decide(
    desk: Desk, asked: dict[str, Any], outcome: str, *, rule: str, cve: str | None, cna: str | None
) -> str:
    """Answer a request as the CNA; `asked` is a row of the CNA's queue."""
    body = desk.body(
        IdDecision,
        case=asked["case"],
        tenant=desk.tenant,
        request=asked["request"],
        outcome=outcome,
        rule=rule,
        cve=cve,
        cna=cna,
    )
    path = f"cna/requests/{asked['request']}/decision"
    said = desk.transport.post(path, batch([desk.sign(body)], None))
    return str(said["receipts"][0]["hash"])


def third_party(desk: Desk, case_id: str, cve: str, cna: str) -> str:
    """Record the ID that another CNA gave to this tenant's flaw."""
    asked = latest(desk.known.circle(case_id), IdRequest, tenant=desk.tenant)
    if asked is None:
        raise ClientError("this team has not asked for an ID on the case", code=Exit.NOT_FOUND)
    body = desk.body(
        ThirdPartyId, case=case_id, tenant=desk.tenant, request=asked.body.request, cve=cve, cna=cna
    )
    return desk.post_case(case_id, [desk.sign(body)])[0]


def assigned(circle: Circle, tenant: str) -> str | None:
    """The CVE ID that the CNA assigned to this tenant's request."""
    mine = {each.body.request for each in all_of(circle, IdRequest, tenant=tenant)}
    given = [
        each.body.cve for each in all_of(circle, IdDecision, outcome="assigned") if each.body.request in mine
    ]
    return given[-1] if given else None


def draft(desk: Desk, case_id: str, data: bytes, ring: RingChoice) -> Sent:
    """Put an advisory into the case as a record; AdvisoryInvalidError lists all that is wrong with it."""
    advisory = parse_advisory(data)
    text = advisory_bytes(advisory).decode()
    return send(desk, case_id, ring, Draft(text, subject=advisory.title, purpose="draft", kind="record"))


def drafts(desk: Desk, case_id: str) -> list[Drafted]:
    """The latest advisory of every tenant that this member can read."""
    found: dict[str, Drafted] = {}
    for read in letters(desk, case_id):
        if read.manifest.kind == "record" and read.letter is not None and read.manifest.author.tenant:
            found[read.manifest.author.tenant] = _drafted(read, read.manifest.author.tenant, read.letter.body)
    return list(found.values())


def _drafted(read: Read, tenant: str, body: str) -> Drafted:
    return Drafted(parse_advisory(body.encode()), tenant, read.hash)


def review(desk: Desk, case_id: str, cve: str) -> str:
    """Sign the hash of the exact CVE record that follows from the draft (CN-2)."""
    found = _numbered(desk, case_id, cve)
    digest = hashlib.sha256(_cve_bytes(found.advisory)).hexdigest()
    body = desk.body(Review, case=case_id, tenant=desk.tenant, cve=cve, draft=found.manifest, sha256=digest)
    return desk.post_case(case_id, [desk.sign(body)])[0]


def arm(desk: Desk, case_id: str) -> str:
    """Opt in to publication at T0 (CN-3): the owner seals and signs, the CNA signs the same."""
    circle = desk.known.circle(case_id)
    if circle.opened.owner == desk.tenant:
        return _arm_as_owner(desk, case_id, circle)
    theirs = latest(circle, Arming, tenant=circle.opened.owner)
    if theirs is None:
        raise ClientError("the owner has not armed the case yet", code=Exit.NOT_FOUND)
    body = theirs.body
    for record in body.records:
        if record.kind in ("cve", "osv"):
            _check_same(desk, case_id, record)
    return _sign_arming(desk, case_id, body.recipient, body.records)


def disarm(desk: Desk, case_id: str) -> str:
    """Take back what this tenant armed; after T0 it says that what was refused is seen to (CN-3)."""
    mine = latest(desk.known.circle(case_id), Arming, tenant=desk.tenant)
    if mine is None:
        raise ClientError("your team has armed nothing on this case", code=Exit.NOT_FOUND)
    body = desk.body(Disarming, case=case_id, tenant=desk.tenant, arming=mine.hash)
    return desk.post_case(case_id, [desk.sign(body)])[0]


def _arm_as_owner(desk: Desk, case_id: str, circle: Circle) -> str:
    recipient = _publisher(desk, case_id)
    records = []
    for name, kind, tenant, data in _records(desk, case_id, circle):
        envelope = secrets.token_hex(16)
        sealed = age.seal(data, [age.X25519Recipient.parse(recipient)])
        desk.transport.put(f"cases/{case_id}/armed/{envelope}", sealed)
        digest = hashlib.sha256(data).hexdigest()
        records.append(
            ArmedRecord.parse(
                {"name": name, "kind": kind, "tenant": tenant, "sha256": digest, "envelope": envelope}
            )
        )
    return _sign_arming(desk, case_id, recipient, tuple(sorted(records, key=lambda each: each.name)))


def _publisher(desk: Desk, case_id: str) -> str:
    """The publishing worker's fresh recipient for the case; the worker makes it, so it may take a moment."""
    path = f"cases/{case_id}/publisher"
    found = desk.transport.post(path, {})
    until = time.monotonic() + MADE_WITHIN_S
    while not found["recipient"] and time.monotonic() < until:
        time.sleep(0.1)
        found = desk.transport.get(path)
    if not found["recipient"]:
        raise ClientError("the hub's publisher does not answer: try again later")
    return str(found["recipient"])


def _records(desk: Desk, case_id: str, circle: Circle) -> list[tuple[str, str, str, bytes]]:
    """Name, kind, tenant and bytes of everything that is to appear."""
    found = []
    for each in drafts(desk, case_id):
        found.append((each.advisory.id, "advisory", each.tenant, advisory_bytes(each.advisory)))
        cve = assigned(circle, each.tenant)
        if cve is not None and each.advisory.cve_id == cve:
            osv_id = str(desk.transport.post("cna/osv-numbers", {"cve": cve, "case": case_id})["id"])
            found.append((cve, "cve", each.tenant, _cve_bytes(each.advisory)))
            found.append((osv_id, "osv", each.tenant, _osv_bytes(each.advisory, osv_id)))
    if not found:
        raise ClientError("there is no draft to arm", code=Exit.NOT_FOUND)
    return found


def _check_same(desk: Desk, case_id: str, record: ArmedRecord) -> None:
    """The CNA signs only bytes that follow from the draft it reviewed."""
    for each in drafts(desk, case_id):
        made = _cve_bytes(each.advisory) if record.kind == "cve" else _osv_bytes(each.advisory, record.name)
        if hashlib.sha256(made).hexdigest() == record.sha256:
            return
    raise ClientError(f"{record.name} as armed does not follow from the draft", rule="CN-3")


def _sign_arming(desk: Desk, case_id: str, recipient: str, records: tuple[ArmedRecord, ...]) -> str:
    circle = desk.known.circle(case_id)
    state = state_of(circle, desk.now)
    if state.embargo is None:
        raise ClientError("no date is in force", rule="CN-3")
    body = desk.body(
        Arming,
        case=case_id,
        tenant=desk.tenant,
        proposal=state.terms,
        t0=state.embargo.t0,
        recipient=recipient,
        records=records,
        **chained(latest(circle, Arming, tenant=desk.tenant)),
    )
    return desk.post_case(case_id, [desk.sign(body)])[0]


def _numbered(desk: Desk, case_id: str, cve: str) -> Drafted:
    for each in drafts(desk, case_id):
        if each.advisory.cve_id == cve:
            return each
    raise ClientError(f"no draft of {cve} can be read", code=Exit.NOT_FOUND)


def _cve_bytes(advisory: Advisory) -> bytes:
    return record_bytes(cna_container(advisory, PSF))


def _osv_bytes(advisory: Advisory, osv_id: str) -> bytes:
    at = advisory.public_at
    if at is None:
        raise ClientError("the advisory names no instant of publication", rule="CN-3")
    return record_bytes(osv_record(advisory, osv_id, published=at, modified=at))
