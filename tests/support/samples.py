"""One body of every type of statement, in form but of nobody's case; and how tests sign raw payloads."""

from crypto import dsse
from crypto.kinds import KINDS
from crypto.kinds.body import Body, Signed, payload_type
from crypto.unseal.signing import SigningKey
from tests.support.people import HUB, digits, secret_of

DEVICE, OTHER = secret_of("one device"), secret_of("another device")
FINGERPRINT = DEVICE.fingerprint
CASE, PERSON = digits("case"), digits("person")
TENANT, HASH, OLDER = digits("tenant", 64), digits("hash", 64), digits("older", 64)
TIME = "2026-11-21T08:00:00Z"
KEYS = {"sign": DEVICE.keys.sign, "seal": DEVICE.keys.seal}
RING = {"id": digits("ring"), "kind": "intake", "tenant": TENANT}
MEMBER = {"person": PERSON, "name": "Ada", "roles": ["admin", "cna"], "devices": [KEYS]}
RECORD = {"name": "PYSEC-1900-1.json", "kind": "osv", "tenant": TENANT, "sha256": HASH, "envelope": CASE}
NEXT = {"seq": 2, "previous": OLDER}
IN_CASE = {"case": CASE, "tenant": TENANT}

# The fields of each type after the common ones; optional ones are given where the form allows it.
FIELDS: dict[str, dict[str, object]] = {
    "roster": {
        "slug": "pip",
        "tenant": TENANT,
        "version": 2,
        "previous": OLDER,
        "threshold": 1,
        "members": [MEMBER],
        "expires": TIME,
        "witness": HASH,
        "recovery": DEVICE.keys.seal,
    },
    "member-invitation": {
        "tenant": TENANT,
        "person": PERSON,
        "name": "Ada",
        "role": "member",
        "code": HASH,
        "state": "open",
        "expires": TIME,
    }
    | NEXT,
    "device": {"tenant": TENANT, "person": PERSON, "invitation": HASH} | KEYS,
    "duty": {"tenant": TENANT, "people": [PERSON]} | NEXT,
    "boundary": {
        "tenant": TENANT,
        "to": HASH,
        "to_version": 3,
        "rule": "ask",
        "takes": True,
        "verified": "call",
        "until": TIME,
    }
    | NEXT,
    "group": {
        "tenant": TENANT,
        "group": "packaging",
        "name": "Packaging",
        "rule": "ask",
        "takes": False,
        "until": TIME,
    }
    | NEXT,
    "group-join": {"tenant": TENANT, "group": "packaging", "terms": HASH, "state": "joined"} | NEXT,
    "rebase": {"tenant": TENANT, "origin": "old.example", "size": 7, "root": HASH},
    "admission": {"tenant": TENANT, "slug": "pip", "kind": "installer", "stage": "chartered"},
    "anchor": {"directory": {"size": 7, "root": HASH}},
    "case": {"code_name": "calm-otter-7x", "received": TIME, "report": HASH} | IN_CASE,
    "case-roll": {
        "case": CASE,
        "participants": [{"tenant": TENANT, "version": 1, "rings": ["joint", "record"]}],
        "reporter": KEYS,
    }
    | NEXT,
    "grant": {"person": PERSON, "state": "reads", "history": {"start": "epoch", "epoch": 2}} | IN_CASE | NEXT,
    "recusal": {"person": PERSON} | IN_CASE,
    "invitation": {
        "code_name": "calm-otter-7x",
        "terms": HASH,
        "t0": TIME,
        "rings": ["joint"],
        "history": {"start": "now"},
        "preseal": [PERSON],
        "state": "open",
        "expires": TIME,
    }
    | IN_CASE
    | NEXT,
    "accept": {"invitation": HASH, "terms": HASH, "people": [PERSON]} | IN_CASE,
    "decline": {"invitation": HASH} | IN_CASE,
    "proposal": {"t0": TIME, "zone": "Europe/Berlin", "state": "open"} | IN_CASE | NEXT,
    "response": {"proposal": HASH, "answer": "accept"} | IN_CASE,
    "termination": {"proposal": HASH, "reason": "public"} | IN_CASE,
    "status": {"machine": "rm", "move": "V"} | IN_CASE,
    "readiness": {"proposal": HASH, "state": "ready"} | IN_CASE,
    "epoch": {
        "ring": RING,
        "epoch": 2,
        "previous": OLDER,
        "recipient": DEVICE.keys.seal,
        "at": {"directory": 7, "cases": 0},
        "holders": [FINGERPRINT],
    },
    "share": {
        "ring": RING,
        "from_epoch": 1,
        "epoch": 2,
        "recipient": DEVICE.keys.seal,
        "to": FINGERPRINT,
        "sha256": HASH,
        "size": 300,
    },
    "manifest": {
        "case": CASE,
        "ring": {"id": RING["id"], "epoch": 1, "count": 0, "head": HASH},
        "envelope": digits("envelope"),
        "kind": "letter",
        "purpose": "report",
        "author": {"tenant": TENANT, "person": PERSON},
        "suite": "age-v1",
        "plain": HASH,
        "sha256": OLDER,
        "size": 4500,
    },
    "id-request": {"request": digits("request"), "product": "pkg:pypi/pip"} | IN_CASE,
    "id-decision": {
        "request": digits("request"),
        "outcome": "assigned",
        "cve": "CVE-1900-0001",
        "rule": "4.2.1.2",
    }
    | IN_CASE,
    "third-party-id": {"request": digits("request"), "cve": "CVE-1900-0002", "cna": "Another CNA"} | IN_CASE,
    "review": {"cve": "CVE-1900-0001", "draft": HASH, "sha256": HASH} | IN_CASE,
    "arming": {"proposal": HASH, "t0": TIME, "recipient": DEVICE.keys.seal, "records": [RECORD]}
    | IN_CASE
    | NEXT,
    "disarming": {"arming": HASH} | IN_CASE,
    "login": {"key": KEYS["sign"], "challenge": HASH},
}


def common(kind: type[Body]) -> dict[str, object]:
    """The common fields, `v` and `type` included, as they stand in a payload."""
    by = "0" * 64 if kind.SIGNED is Signed.NOTICE else FINGERPRINT
    log = {"size": 7, "root": HASH}
    return {"v": 1, "type": kind.TYPE, "hub": HUB, "id": digits("id"), "created": TIME, "log": log, "by": by}


def payload(name: str) -> dict[str, object]:
    """The payload of the sample of a type, to be changed and signed."""
    return common(KINDS[name]) | FIELDS[name]


def sign_raw(type_name: str, data: bytes, count: int = 1) -> dsse.SignedStatement:
    """Any bytes under any type, signed by as many devices as wanted: what no client of ours would sign."""
    statement = dsse.SignedStatement(payload_type(type_name), data, ())
    for secret in (DEVICE, OTHER, *(secret_of(f"device {n}") for n in range(14)))[:count]:
        statement = SigningKey(secret.sign_seed).add_signature(statement)
    return statement
