"""What the files ask of an implementation, asked of ours: a CryptoError, or what comes out."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

from crypto import statement
from crypto.enrolment import JoinCode, check_code_against
from crypto.kinds import Manifest
from crypto.kinds.sharing import RingRef
from crypto.letter import Attached, Quoted, from_plaintext, to_plaintext
from crypto.pairing import Pairing, check_pairing_against, check_request, read_request
from crypto.replay import Replay
from crypto.ring import Ring
from crypto.statement import Entry, Statement, narrow
from crypto.unseal import X25519Identity
from crypto.unseal.envelopes import open_attachment, open_letter, read_quoted

Vectors = dict
Check = Callable[[Vectors, Vectors], Vectors]


def parse_statement(file: Vectors, case: Vectors) -> Vectors:
    """statements.json."""
    found = statement.parse(case["wire"].encode(), hub=file["hub"])
    return {"hash": found.hash, "keys": list(found.keys)}


def judge_leaf(file: Vectors, case: Vectors) -> Vectors:
    """rosters.json and rings.json."""
    replay = _folded(file, *case["after"])
    if "ring" in case:
        return {"holders": _holders(replay, RingRef.parse(case["ring"]), _time(case["when"]))}
    if "join_code" in case:
        code = JoinCode.from_text(case["join_code"])
        shown = {"checkpoint": case["checkpoint"].encode(), "code_key": case["code_key"]}
        check_code_against(code, replay.directory, **shown, when=_time(case["when"]))
        return {}
    if "pairing" in case or "request" in case:
        return _pair(replay, file, case)
    found, when = _parsed(case["wire"], file["hub"]), _time(case["logged_at"])
    judge = replay.judge_directory if case["log"] == "directory" else replay.judge_case
    judge(found, when=when)
    return {"hash": found.hash}


def _pair(replay: Replay, file: Vectors, case: Vectors) -> Vectors:
    if "pairing" in case:
        pairing, shown = Pairing.from_text(case["pairing"]), case["checkpoint"].encode()
        person = check_pairing_against(pairing, replay.directory, checkpoint=shown)
        return {"fields": pairing.dump(), "whose": person.name}
    request = read_request(case["request"], hub=file["hub"])
    check_request(request, replay.directory.now, tenant=case["tenant"], person=case["person"])
    return {"fingerprint": request.body.by}


def _folded(file: Vectors, directory: int, cases: int) -> Replay:
    replay = Replay(hub=file["hub"], cna=None)
    for leaves, add in (
        (file["directory"][:directory], replay.add_directory),
        (file["case_log"][:cases], replay.add_case),
    ):
        for index, leaf in enumerate(leaves):
            verdict = add(Entry(index, _parsed(leaf["wire"], file["hub"]), _time(leaf["logged_at"])))
            assert verdict.counts, verdict.fault
    return replay


def _holders(replay: Replay, ref: RingRef, when: datetime) -> list[Vectors]:
    if ref.case is None:
        found = replay.intake_holders(replay.intake.get(ref.tenant) or Ring(ref))
    else:
        found = replay.circles[ref.case].holders(ref, when=when)
    return [{"device": device, "first": found[device].first} for device in sorted(found)]


@cache
def _parsed(wire: str, hub: str) -> Statement:
    return statement.parse(wire.encode(), hub=hub)


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def read_letter(file: Vectors, case: Vectors) -> Vectors:
    """letters.json."""
    plaintext = case["text"].encode().ljust(case["length"], bytes([case["fill"]]))
    found = from_plaintext(plaintext)
    assert to_plaintext(found) == plaintext
    return {}


def open_envelope(file: Vectors, case: Vectors) -> Vectors:
    """envelopes.json."""
    hub = case.get("hub", file["hub"])
    if "quoted" in case:
        read = read_quoted(Quoted(**case["quoted"]), hub=hub)
        if read.fault is not None:
            raise read.fault
        return {"letter": read.letter.dump()}
    manifest, identity = _manifest(case["manifest"], hub), X25519Identity.parse(case["identity"])
    data = _spoilt(file, case)
    if "named" not in case:
        return {"letter": open_letter(manifest, data, identity).dump()}
    letter = _manifest(case["letter_manifest"], hub), Attached.parse(case["named"])
    return {"bytes": base64.b64encode(open_attachment(letter, manifest, data, identity)).decode()}


def _manifest(text: str, hub: str) -> Manifest:
    return narrow(_parsed(text, hub), Manifest).body


def _spoilt(file: Vectors, case: Vectors) -> bytes:
    data = bytearray(base64.b64decode(file["files"][case["file"]]))
    if "xor" in case:
        place, mask = case["xor"]
        data[place] ^= mask
    return bytes(data[: case.get("cut", len(data))])
