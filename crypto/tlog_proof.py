"""The proof a person can keep: this leaf stands in that log (c2sp.org/tlog-proof@v1).

    LG-14  The text is, each on its line: ``c2sp.org/tlog-proof@v1``; if there is any, ``extra`` and base64
           (not authenticated); ``index`` and a decimal; at most 63 hashes in base64; an empty line; the
           signed checkpoint as it came. It has at most 128 KiB.
    LG-15  It holds if the checkpoint counts (LG-11) and the hashes lead from the leaf to its root (LG-4).

Whether enough witnesses cosigned is for the reader to ask (`tlog.cosigned_by`): a missing quorum only
warns.
"""

from dataclasses import dataclass

from crypto import merkle, strict_base64, tlog
from crypto.errors import LimitError, MalformedError
from crypto.notes import VerifierKey

_FIRST_LINE = "c2sp.org/tlog-proof@v1"
_EXTRA = "extra "
_INDEX = "index "
MAX_HASHES = 63
MAX_TEXT = 128 * 1024


@dataclass(frozen=True)
class LogProof:
    """A leaf's `index`, the `hashes` up to the root, and the signed `checkpoint` note (LG-14)."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes = b""


def parse(data: bytes) -> LogProof:
    """Read a proof, verifying nothing (LG-14); MalformedError, LimitError."""
    if len(data) > MAX_TEXT:
        raise LimitError("LG-14", f"a proof of more than {MAX_TEXT} bytes")
    head, blank, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise MalformedError("LG-14", "a proof's own lines are ASCII") from None
    if not blank or lines.pop(0) != _FIRST_LINE:
        raise MalformedError("LG-14", "not a tlog-proof of version 1")
    extra = _take(lines, _EXTRA)
    index = _take(lines, _INDEX)
    if index is None:
        raise MalformedError("LG-14", "a proof names the index of its leaf")
    if len(lines) > MAX_HASHES:
        raise LimitError("LG-14", f"a proof of more than {MAX_HASHES} hashes")
    return LogProof(
        index=tlog.parse_decimal(index, rule="LG-14"),
        hashes=tuple(strict_base64.decode(line, rule="LG-14") for line in lines),
        checkpoint=checkpoint,
        extra=_extra(extra),
    )


def write(proof: LogProof) -> bytes:
    """Return the text of `proof`; `parse` gives the same proof back."""
    lines = [_FIRST_LINE]
    if proof.extra:
        lines.append(_EXTRA + strict_base64.encode(proof.extra))
    lines.append(f"{_INDEX}{proof.index}")
    lines.extend(strict_base64.encode(value) for value in proof.hashes)
    return "\n".join([*lines, "", ""]).encode("ascii") + proof.checkpoint


def verify(proof: LogProof, *, leaf: bytes, origin: str, key: VerifierKey) -> tlog.Checkpoint:
    """Return the checkpoint under which `proof` shows the leaf hash `leaf` (LG-15).

    Raises what `tlog.open_checkpoint` and `merkle.verify_inclusion` raise.
    """
    checkpoint = tlog.open_checkpoint(proof.checkpoint, origin=origin, key=key)
    merkle.verify_inclusion(
        index=proof.index, size=checkpoint.size, leaf=leaf, proof=proof.hashes, root=checkpoint.root
    )
    return checkpoint


def _take(lines: list[str], word: str) -> str | None:
    if lines and lines[0].startswith(word):
        return lines.pop(0).removeprefix(word)
    return None


def _extra(text: str | None) -> bytes:
    if text is None:
        return b""
    extra = strict_base64.decode(text, rule="LG-14")
    if not extra:
        raise MalformedError("LG-14", "an extra line without extra data")
    return extra
