"""What proofs.json asks of an implementation, asked of ours."""

from crypto import merkle, notes, tlog, tlog_proof
from crypto.checkpoint_watch import CheckpointWatch, Verdict
from crypto.errors import NotAllowedError
from crypto.notes import VerifierKey

Vectors = dict

# A watch answers with a verdict where others raise: these are its rules.
RULES = {Verdict.FORK: "LG-16", Verdict.ROLLBACK: "LG-17", Verdict.BAD_PROOF: "LG-18"}


def check_proof(file: Vectors, case: Vectors) -> Vectors:
    """Ask the question of the case's kind."""
    key = VerifierKey.parse(file["vkey"])
    return KINDS[case["kind"]](case, file["origin"], key)


def _inclusion(case: Vectors, _origin: str, _key: VerifierKey) -> Vectors:
    leaf, root = bytes.fromhex(case["leaf"]), bytes.fromhex(case["root"])
    proof = _hashes(case["proof"])
    merkle.verify_inclusion(index=case["index"], size=case["size"], leaf=leaf, proof=proof, root=root)
    return {}


def _consistency(case: Vectors, _origin: str, _key: VerifierKey) -> Vectors:
    old_root, new_root = bytes.fromhex(case["old_root"]), bytes.fromhex(case["new_root"])
    proof = _hashes(case["proof"])
    merkle.verify_consistency(
        old=case["old"], old_root=old_root, new=case["new"], new_root=new_root, proof=proof
    )
    return {}


def _checkpoint(case: Vectors, origin: str, key: VerifierKey) -> Vectors:
    found = tlog.open_checkpoint(case["note"].encode(), origin=origin, key=key)
    return {"size": found.size, "root": found.root.hex()}


def _cosignatures(case: Vectors, _origin: str, _key: VerifierKey) -> Vectors:
    witnesses = {tenant: VerifierKey.parse(text) for tenant, text in case["witnesses"].items()}
    note = notes.parse(case["note"].encode())
    return {"cosigned": tlog.cosigned_by(note, witnesses, besides=case["besides"])}


def _text(case: Vectors, origin: str, key: VerifierKey) -> Vectors:
    proof = tlog_proof.parse(case["text"].encode())
    tlog_proof.verify(proof, leaf=bytes.fromhex(case["leaf"]), origin=origin, key=key)
    return {}


def _watch(case: Vectors, origin: str, key: VerifierKey) -> Vectors:
    highest = case["highest"].encode() if "highest" in case else None
    judged = CheckpointWatch(origin, key, highest).judge(case["note"].encode(), _hashes(case["proof"]))
    if judged.verdict in RULES:
        raise NotAllowedError(RULES[judged.verdict], judged.verdict)
    return {}


def _hashes(texts: list[str]) -> list[bytes]:
    return [bytes.fromhex(each) for each in texts]


KINDS = {
    "inclusion": _inclusion,
    "consistency": _consistency,
    "checkpoint": _checkpoint,
    "cosignatures": _cosignatures,
    "tlog-proof": _text,
    "watch": _watch,
}
