"""The logs: trees, signed checkpoints, cosignatures and proofs, and every way to bend them (LG-1 to 18)."""

from hashlib import sha256

from crypto import merkle, notes, tlog, tlog_proof
from crypto.notes import Note, NoteSignature
from crypto.tlog import Checkpoint, LogSigner, WitnessSigner
from tests.support.people import HUB, digits
from tests.vectors.recorder import Recorder, Vectors

ORIGIN = f"{HUB}/directory"
LEAVES = [merkle.leaf_hash(f"leaf {number}".encode()) for number in range(13)]
SIZE = len(LEAVES)
MOMENT = 1795248000
LOG = LogSigner(sha256(b"log").digest(), HUB)
OTHER_LOG = LogSigner(sha256(b"another log").digest(), HUB)
UV = WitnessSigner(sha256(b"uv").digest(), "uv")
PYPI = WitnessSigner(sha256(b"pypi").digest(), "pypi")


def _tree() -> merkle.Tree:
    tree = merkle.Tree(merkle.MemoryStorage())
    for leaf in LEAVES:
        tree.append(leaf)
    return tree


TREE = _tree()


def proofs() -> Vectors:
    """`kind` says which question a case asks."""
    record = Recorder(
        "inclusion: does `proof` lead from `leaf` at `index` to `root` of `size`? consistency: do the trees "
        "`old` and `new` agree? checkpoint: is `note` of the log `origin` with the key `vkey`? cosignatures: "
        "which tenants besides `besides` cosigned `note`? tlog-proof: does `text` prove `leaf`? watch: may "
        "`note` follow `highest`?"
    )
    record.shared |= {"origin": ORIGIN, "vkey": str(LOG.key)}
    _inclusion(record)
    _consistency(record)
    _checkpoints(record)
    _cosignatures(record)
    _texts(record)
    _watch(record)
    return record.file()


def _hex(hashes: list[bytes]) -> list[str]:
    return [each.hex() for each in hashes]


def _inclusion(record: Recorder) -> None:
    def inputs(index: int, size: int, /, **changes: object) -> Vectors:
        proof = _hex(TREE.inclusion_proof(index, size))
        given = {"leaf": LEAVES[index].hex(), "root": TREE.root(size).hex(), "proof": proof}
        return {"kind": "inclusion", "index": index, "size": size, **given, **changes}

    for index, size in ((0, 1), (0, 2), (1, 2), (2, 3), (4, 5), (0, 8), (7, 8), (6, 13), (12, 13)):
        record.accepted(f"leaf {index} of {size}", **inputs(index, size))
    proof = inputs(6, SIZE)["proof"]
    for name, rule, changes in (
        ("another leaf", "LG-4", {"leaf": LEAVES[7].hex()}),
        ("another index", "LG-4", {"index": 5}),
        ("another root", "LG-4", {"root": TREE.root(12).hex()}),
        ("a smaller tree", "LG-3", {"size": 8}),
        ("an index beyond", "LG-2", {"index": 13}),
        ("a hash missing", "LG-3", {"proof": proof[:-1]}),
        ("a hash more", "LG-3", {"proof": [*proof, digits("more", 64)]}),
        ("hashes in another order", "LG-4", {"proof": proof[::-1]}),
        ("a hash of another length", "LG-1", {"proof": [*proof[:-1], proof[-1][2:]]}),
    ):
        record.refused(f"inclusion: {name}", rule, **inputs(6, SIZE, **changes))


def _consistency(record: Recorder) -> None:
    def inputs(old: int, new: int, /, **changes: object) -> Vectors:
        proof = _hex(TREE.consistency_proof(old, new))
        given = {"old_root": TREE.root(old).hex(), "new_root": TREE.root(new).hex(), "proof": proof}
        return {"kind": "consistency", "old": old, "new": new, **given, **changes}

    for old, new in ((0, 0), (0, 5), (1, 2), (2, 3), (3, 7), (4, 8), (6, 13), (8, 13), (13, 13)):
        record.accepted(f"{old} and {new}", **inputs(old, new))
    proof = inputs(6, SIZE)["proof"]
    for name, rule, changes in (
        ("another old root", "LG-5", {"old_root": TREE.root(7).hex()}),
        ("another new root", "LG-5", {"new_root": TREE.root(12).hex()}),
        ("a hash missing", "LG-3", {"proof": proof[:-1]}),
        ("a hash more", "LG-3", {"proof": [*proof, digits("more", 64)]}),
        ("the later first", "LG-2", {"old": 13, "new": 6}),
    ):
        record.refused(f"consistency: {name}", rule, **inputs(6, SIZE, **changes))
    forked = inputs(13, 13, new_root=digits("fork", 64))
    record.refused("consistency: two roots of one size", "LG-5", **forked)


def _note(size: int = SIZE, *, root: bytes | None = None, origin: str = ORIGIN, by: LogSigner = LOG) -> bytes:
    return by.sign_checkpoint(Checkpoint(origin, size, root or TREE.root(size)))


def _checkpoints(record: Recorder) -> None:
    good = _note().decode()
    lines = {"kind": "checkpoint", "size": SIZE, "root": TREE.root(SIZE).hex()}
    record.accepted("a checkpoint", **lines, note=good)
    empty = {"kind": "checkpoint", "size": 0, "root": merkle.EMPTY_ROOT.hex()}
    record.accepted("the checkpoint of an empty log", **empty, note=_note(0).decode())
    witnessed = notes.parse(_note()).with_signature(UV.cosign(_parsed(_note()), at=MOMENT))
    record.accepted("a checkpoint with a cosignature", **lines, note=notes.write(witnessed).decode())
    text, _, signature = good.partition("\n\n")
    for name, rule, note in (
        ("by another key", "LG-9", _note(by=OTHER_LOG).decode()),
        ("of another log", "LG-11", _note(origin=f"{HUB}/cases").decode()),
        ("another size under the signature", "LG-9", good.replace("\n13\n", "\n14\n")),
        ("no signature", "LG-6", text + "\n"),
        ("signed twice", "LG-6", good + signature),
        ("cut", "LG-6", good[:-1]),
        ("a carriage return", "LG-6", good.replace("\n13\n", "\n13\r\n")),
        ("a size with a zero in front", "LG-10", _odd("013")),
        ("a negative size", "LG-10", _odd("-1")),
        ("a root of another length", "LG-10", _odd(root="AAAA")),
        ("an empty log with a root", "LG-10", _odd("0")),
    ):
        record.refused(f"checkpoint: {name}", rule, kind="checkpoint", note=note)


def _odd(size: str = "13", root: str | None = None) -> str:
    """A text that is no checkpoint, well signed: a key of the log's that signs anything."""
    shown = _note().decode().split("\n")[2] if root is None else root
    text = f"{ORIGIN}\n{size}\n{shown}\n"
    line = NoteSignature(LOG.key.name, LOG.key.key_id, LOG._sign(text.encode()))
    return notes.write(Note(text, (line,))).decode()


def _parsed(note: bytes) -> Checkpoint:
    return tlog.open_checkpoint(note, origin=ORIGIN, key=LOG.key)


def _cosignatures(record: Recorder) -> None:
    plain = notes.parse(_note())
    checkpoint = _parsed(_note())
    by_uv, by_pypi = (each.cosign(checkpoint, at=MOMENT + n) for n, each in enumerate((UV, PYPI)))
    keys = {"uv": str(UV.key), "pypi": str(PYPI.key)}
    both = plain.with_signature(by_uv).with_signature(by_pypi)

    def inputs(note: Note, /, **changes: object) -> Vectors:
        given = {"note": notes.write(note).decode(), "witnesses": keys, "besides": None}
        return {"kind": "cosignatures", **given, **changes}

    for name, note, changes, found in (
        ("nobody cosigned", plain, {}, {}),
        ("two tenants cosigned", both, {}, {"uv": MOMENT, "pypi": MOMENT + 1}),
        ("one's own is not counted", both, {"besides": "uv"}, {"pypi": MOMENT + 1}),
        (
            "one key is one witness",
            both,
            {"witnesses": {"uv": keys["uv"], "copy": keys["uv"]}},
            {"uv": MOMENT},
        ),
        (
            "a stranger's line is passed over",
            both,
            {"witnesses": {"pypi": keys["pypi"]}},
            {"pypi": MOMENT + 1},
        ),
    ):
        record.accepted(name, **inputs(note, **changes), cosigned=found)
    for name, line in _bad_cosignatures(by_uv):
        record.refused(f"cosignature: {name}", "LG-12", **inputs(plain.with_signature(line)))


def _bad_cosignatures(by_uv: NoteSignature):
    other = UV.cosign(_parsed(_note(12)), at=MOMENT)
    shifted = NoteSignature(by_uv.name, by_uv.key_id, (MOMENT + 9).to_bytes(8, "big") + by_uv.signature[8:])
    yield "over another checkpoint", other
    yield "at another time", shifted
    yield "without its time", NoteSignature(by_uv.name, by_uv.key_id, by_uv.signature[8:])
    yield "at no time", NoteSignature(by_uv.name, by_uv.key_id, bytes(8) + by_uv.signature[8:])


def _texts(record: Recorder) -> None:
    def text(index: int = 6, note: bytes | None = None, extra: bytes = b"") -> str:
        proof = tlog_proof.LogProof(index, tuple(TREE.inclusion_proof(6)), note or _note(), extra)
        return tlog_proof.write(proof).decode()

    leaf = {"kind": "tlog-proof", "leaf": LEAVES[6].hex()}
    record.accepted("a proof to keep", **leaf, text=text())
    record.accepted("a proof with extra data", **leaf, text=text(extra=b"pip, 2026"))
    for name, rule, given in (
        ("another leaf", "LG-4", {"leaf": LEAVES[5].hex(), "text": text()}),
        ("another index", "LG-4", {"text": text(5)}),
        ("a checkpoint by another key", "LG-9", {"text": text(note=_note(by=OTHER_LOG))}),
        ("a checkpoint of another log", "LG-11", {"text": text(note=_note(origin=f"{HUB}/cases"))}),
        ("another version", "LG-14", {"text": text().replace("@v1", "@v2")}),
        ("no index", "LG-14", {"text": text().replace("index 6\n", "")}),
        ("an index with a zero in front", "LG-14", {"text": text().replace("index 6", "index 06")}),
        ("no checkpoint", "LG-14", {"text": text().split("\n\n")[0]}),
    ):
        record.refused(f"tlog-proof: {name}", rule, **(leaf | given))


def _watch(record: Recorder) -> None:
    def inputs(old: int | None, note: bytes, proof: list[bytes]) -> Vectors:
        highest = None if old is None else _note(old).decode()
        shown = {} if highest is None else {"highest": highest}
        return {"kind": "watch", **shown, "note": note.decode(), "proof": _hex(proof)}

    forked = _note(8, root=bytes.fromhex(digits("fork", 64)))
    grown = TREE.consistency_proof(8, SIZE)
    record.accepted("the first checkpoint seen", **inputs(None, _note(), []))
    record.accepted("a larger one with its proof", **inputs(8, _note(), grown))
    record.accepted("the same once more", **inputs(8, _note(8), []))
    record.refused("watch: a fork", "LG-16", **inputs(8, forked, []))
    record.refused("watch: a smaller one", "LG-17", **inputs(SIZE, _note(8), []))
    record.refused("watch: a larger one without its proof", "LG-18", **inputs(8, _note(), []))
    record.refused("watch: a larger one with another proof", "LG-18", **inputs(7, _note(), grown))
