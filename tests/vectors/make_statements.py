"""Statements by themselves: one of each type, and every fault of form (FORMATS.md 2)."""

import json

from crypto import dsse
from crypto.kinds import KINDS
from crypto.kinds.body import Signed
from tests.support.people import HUB, digits
from tests.support.samples import DEVICE, payload, sign_raw
from tests.vectors.recorder import Recorder, Vectors, wire


def statements() -> Vectors:
    """`statement.parse(wire, hub)`."""
    record = Recorder(
        "Parse the statement for the hub: form, signatures and schema, before any log is asked."
    )
    record.shared["hub"] = HUB
    for name, kind in KINDS.items():
        signed = _signed(name, kind.SIGNED.value[0])
        keys = [each.key.hex() for each in signed.signatures]
        record.accepted(f"a {name}", wire=wire(signed), hash=dsse.statement_hash(signed), keys=keys)
    _spelt_otherwise(record)
    for name, rule, text in (*_types(), *_signatures(), *_json(), *_fields(), *_between_fields(), *_wires()):
        record.refused(name, rule, wire=text)
    return record.file()


def _signed(kind: str, count: int = 1, /, **changes: object) -> dsse.SignedStatement:
    fields = {field: value for field, value in (payload(kind) | changes).items() if value is not ...}
    return sign_raw(kind, json.dumps(fields, separators=(",", ":")).encode(), count)


def _spelt_otherwise(record: Recorder) -> None:
    """There is no canonical JSON: what was signed is what counts."""
    turned = json.dumps(dict(reversed(payload("duty").items())), indent=2).encode()
    for name, signed in (
        ("payload in another order and with white space", sign_raw("duty", turned)),
        ("a name beyond ASCII, escaped", _signed("group", name="P\N{LATIN SMALL LETTER A WITH DIAERESIS}ck")),
    ):
        record.accepted(name, wire=wire(signed), hash=dsse.statement_hash(signed), keys=[DEVICE.keys.sign])


def _types():
    duty = _signed("duty")
    for name, kind in (
        ("a type that is not on the list", "application/vnd.accord.duties.v1+json"),
        ("another version of a type", "application/vnd.accord.duty.v2+json"),
        ("somebody else's type", "application/vnd.in-toto+json"),
    ):
        yield name, "ST-1", wire(dsse.SignedStatement(kind, duty.payload, ()))
    yield "a payload under another type", "ST-6", wire(sign_raw("decline", duty.payload))
    yield "another version", "ST-6", wire(_signed("duty", v=2))
    yield "a version that is true", "ST-6", wire(_signed("duty", v=True))
    yield "no version", "ST-6", wire(_signed("duty", v=...))
    yield "no type inside", "ST-6", wire(_signed("duty", type=...))
    yield "another hub", "ST-7", wire(_signed("duty", hub="elsewhere.example"))


def _signatures():
    duty, roster = _signed("duty"), _signed("roster", 2)
    first, second = roster.signatures
    bad = dsse.Signature(second.key, first.signature)
    yield (
        "a signature over something else",
        "DS-7",
        wire(dsse.SignedStatement(duty.payload_type, duty.payload + b" ", duty.signatures)),
    )
    forged = dsse.SignedStatement(roster.payload_type, roster.payload, (first, bad))
    yield "one bad signature of two", "DS-7", wire(forged)
    unread = sign_raw("duty", b"not JSON")
    broken = dsse.SignedStatement("application/vnd.accord.device.v1+json", unread.payload, unread.signatures)
    yield "a bad signature over what is no JSON", "DS-7", wire(broken)
    twice = json.loads(wire(duty))
    twice["signatures"] *= 2
    yield "a key that signs twice", "DS-6", json.dumps(twice)
    for name, kind in KINDS.items():
        if kind.SIGNED in (Signed.NOTICE, Signed.TWO):
            yield f"a {name} with one signature", "ST-8", wire(_signed(name, 1))
    yield "a duty with no signature", "ST-8", wire(_signed("duty", 0))
    yield "a duty with two signatures", "ST-8", wire(_signed("duty", 2))
    yield "a duty by nobody", "ST-8", wire(_signed("duty", by="0" * 64))
    yield "a notice by somebody", "ST-8", wire(_signed("anchor", 0, by=DEVICE.fingerprint))


def _json():
    text = _signed("duty").payload
    for name, rule, data in (
        ("no JSON", "JS-2", b"duty"),
        ("a list", "JS-2", b"[]"),
        ("not UTF-8", "JS-1", text.replace(b"duty", b"dut\xff")),
        ("a byte order mark", "JS-1", b"\xef\xbb\xbf" + text),
        ("a field twice", "JS-3", text[:-1] + b',"seq":2}'),
        ("a field twice, inside", "JS-3", text.replace(b'"size":7', b'"size":7,"size":7')),
        ("a float", "JS-4", text.replace(b'"seq":2', b'"seq":2.0')),
        ("an exponent", "JS-4", text.replace(b'"seq":2', b'"seq":2e0')),
        ("minus zero", "JS-4", text.replace(b'"seq":2', b'"seq":-0')),
        ("an integer of 2^53", "JS-5", text.replace(b'"seq":2', b'"seq":9007199254740992')),
        ("null", "JS-6", text.replace(b'"seq":2', b'"seq":null')),
        ("seventeen arrays in each other", "JS-7", text[:-1] + b',"x":' + b"[" * 17 + b"]" * 17 + b"}"),
        ("a lone surrogate", "JS-8", text.replace(b'"duty"', b'"dut\\ud800"')),
    ):
        yield f"payload: {name}", rule, wire(sign_raw("duty", data))


def _fields():
    for name, rule, kind, changes in (
        ("an unknown field", "ST-5", "duty", {"note": "x"}),
        ("a field missing", "ST-5", "duty", {"people": ...}),
        ("a common field missing", "ST-5", "duty", {"created": ...}),
        ("an unknown field inside", "ST-5", "duty", {"log": {"size": 1, "root": digits("r", 64), "x": 1}}),
        ("a number as text", "ST-5", "duty", {"seq": "2"}),
        ("true as a number", "ST-5", "duty", {"seq": True}),
        ("an empty list", "ST-5", "duty", {"people": []}),
        ("a hash in capitals", "ST-5", "duty", {"tenant": digits("t", 64).upper()}),
        ("an id of another length", "ST-5", "duty", {"id": digits("i", 30)}),
        ("an instant in another form", "ST-5", "duty", {"created": "2026-11-21T08:00:00+00:00"}),
        ("an instant that there is not", "ST-5", "duty", {"created": "2026-02-30T08:00:00Z"}),
        ("a slug in capitals", "ST-5", "roster", {"slug": "Pip"}),
        ("a name that turns text around", "ST-5", "group", {"name": "a\N{RIGHT-TO-LEFT OVERRIDE}b"}),
        ("a name with a space at its end", "ST-5", "group", {"name": "a "}),
        ("a recipient with a wrong checksum", "ST-5", "epoch", {"recipient": "age1" + "q" * 58}),
        ("a recipient in capitals", "ST-5", "epoch", {"recipient": DEVICE.keys.seal.upper()}),
        ("a purl with a version", "ST-5", "id-request", {"product": "pkg:pypi/pip@26.1"}),
        ("another answer", "ST-5", "response", {"answer": "maybe"}),
    ):
        yield name, rule, wire(_signed(kind, **changes))


def _between_fields():
    people, attached = [digits("a"), digits("b")], {"kind": "attachment", "purpose": "comment"}
    for name, rule, kind, changes in (
        ("a set out of order", "ST-14", "duty", {"people": sorted(people, reverse=True)}),
        ("a set with one twice", "ST-14", "duty", {"people": [people[0]] * 2}),
        ("a first with a previous", "ST-12", "duty", {"seq": 1}),
        ("a second without a previous", "ST-12", "duty", {"previous": ...}),
        ("version 2 of a roster without a tenant", "RO-1", "roster", {"tenant": ...}),
        ("a ring that names another's parts", "RI-1", "epoch", {"ring": _ring()}),
        ("a letter without its plaintext's hash", "EV-1", "manifest", {"plain": ...}),
        ("an attachment with a plaintext's hash", "EV-1", "manifest", attached),
        ("an attachment that is an act", "EV-1", "manifest", attached | {"plain": ..., "purpose": "reason"}),
        ("an author of both kinds", "EV-1", "manifest", {"author": _author()}),
        ("a history from an epoch that is not named", "CA-8", "grant", {"history": {"start": "epoch"}}),
        ("an assignment without a number", "CN-1", "id-decision", {"cve": ...}),
        ("a referral without a CNA", "CN-1", "id-decision", {"outcome": "referred", "cve": ...}),
    ):
        yield name, rule, wire(_signed(kind, **changes))


def _ring() -> Vectors:
    return {"id": digits("ring"), "kind": "joint", "tenant": digits("t", 64)}


def _author() -> Vectors:
    return {"tenant": digits("t", 64), "person": digits("p"), "reporter": digits("r", 64)}


def _wires():
    text = wire(_signed("duty"))
    whole = json.loads(text)
    key = whole["signatures"][0]["keyid"]
    yield from (
        ("wire: cut", "JS-2", text[:-1]),
        ("wire: an unknown member", "DS-2", text[:-1] + ',"more":1}'),
        ("wire: no signatures", "DS-2", json.dumps({k: v for k, v in whole.items() if k != "signatures"})),
        ("wire: base64 for URLs", "DS-3", json.dumps(whole | {"payload": "_" + whole["payload"][1:]})),
        ("wire: base64 without padding", "DS-3", text.replace('=="}', '"}')),
        ("wire: keyid in capitals", "DS-5", text.replace(key, key.upper())),
        ("wire: a short signature", "DS-5", _short(whole)),
        ("wire: 17 signatures", "DS-1", json.dumps(whole | {"signatures": whole["signatures"] * 17})),
    )


def _short(whole: Vectors) -> str:
    return json.dumps(whole | {"signatures": [whole["signatures"][0] | {"sig": "AAAA"}]})
