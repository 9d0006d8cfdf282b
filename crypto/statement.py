"""Signed statements: DSSE around one of a closed list of payloads (FORMATS.md 2).

Bytes in, a checked `Statement` out: form, signatures and schema. Whether its signer *may* say so is decided
against the log, in `crypto.directory` and `crypto.circle`. Nothing here signs; `crypto.unseal` does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar, cast

from crypto import dsse, strict_json
from crypto.errors import BadSignatureError, MalformedError, NotAllowedError
from crypto.kinds import KINDS, Sequel
from crypto.kinds.body import Body, Signed, payload_type

NOBODY = "0" * 64
_BY_PAYLOAD_TYPE = {payload_type(name): kind for name, kind in KINDS.items()}

B_co = TypeVar("B_co", bound=Body, covariant=True)
C = TypeVar("C", bound=Body)


@dataclass(frozen=True)
class Statement(Generic[B_co]):
    """A statement whose form and signatures hold: `hash` is its leaf, `keys` who signed (hex, in order)."""

    body: B_co
    signed: dsse.SignedStatement
    hash: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """A statement at its place in a log; `logged_at` is the time of the first checkpoint over it (ST-11)."""

    index: int
    statement: Statement[Body]
    logged_at: datetime


def encode(body: Body) -> dsse.SignedStatement:
    """The unsigned envelope of a body: what a device is asked to sign, or a notice as it stands (LO-6)."""
    return dsse.SignedStatement(payload_type(body.TYPE), strict_json.dump(body.dump()), ())


def parse(wire: bytes, *, hub: str) -> Statement[Body]:
    """Parse the JSON wire form and `check` it."""
    return check(dsse.parse(wire), hub=hub)


def check(signed: dsse.SignedStatement, *, hub: str) -> Statement[Body]:
    """Check ST-1 to ST-8 and ST-14; MalformedError, LimitError or BadSignatureError names the rule.

    That no key signs twice (ST-3) is DS-6 already.
    """
    kind = _kind_of(signed)
    return _checked(signed, kind, kind.SIGNED.value, hub)


def check_begun(signed: dsse.SignedStatement, *, hub: str) -> Statement[Body]:
    """Check, as `check` does, what only its author has signed yet and another signs beside (EN-6, EN-12)."""
    return _checked(signed, _kind_of(signed), Signed.ONE.value, hub)


def _kind_of(signed: dsse.SignedStatement) -> type[Body]:
    kind = _BY_PAYLOAD_TYPE.get(signed.payload_type)
    if kind is None:
        raise MalformedError("ST-1", "not a type of statement of the list")
    return kind


def _checked(
    signed: dsse.SignedStatement, kind: type[Body], signatures: tuple[int, int], hub: str
) -> Statement[Body]:
    keys = tuple(key.hex() for key in dsse.verify_all(signed))  # ST-2: before the payload is looked at
    fewest, most = signatures
    if not fewest <= len(keys) <= most:
        raise BadSignatureError("ST-8", f"a {kind.TYPE} carries {fewest} to {most} signatures")
    body = _parse_body(kind, strict_json.parse(signed.payload, limit=dsse.MAX_PAYLOAD))
    if body.hub != hub:
        raise MalformedError("ST-7", f"meant for the hub {body.hub}")
    if (kind.SIGNED is Signed.NOTICE) != (body.by == NOBODY):
        raise MalformedError("ST-8", "by is zero in a notice and nowhere else")
    return Statement(body, signed, dsse.leaf_hash(signed).hex(), keys)


def _parse_body(kind: type[Body], fields: Mapping[str, object]) -> Body:
    value = dict(fields)
    if value.pop("type", None) != kind.TYPE:
        raise MalformedError("ST-6", "type is not that of the payload type")
    version = value.pop("v", None)
    if version != 1 or isinstance(version, bool):
        raise MalformedError("ST-6", "v is not 1")
    return kind.parse(value)


def narrow(statement: Statement[Body], kind: type[C]) -> Statement[C]:
    """The same statement, known to be of `kind`; MalformedError (ST-1) if it is another."""
    if not isinstance(statement.body, kind):
        raise MalformedError("ST-1", f"a {statement.body.TYPE} where a {kind.TYPE} belongs")
    return cast("Statement[C]", statement)


def require_next(statement: Statement[Sequel], before: Statement[Sequel] | None) -> None:
    """Return if `statement` replaces `before`, the one in force, or is the first (ST-12).

    Raises NotAllowedError: an old one shown again, a gap, or the second of two with one `previous`.
    """
    expected = (1, None) if before is None else (before.body.seq + 1, before.hash)
    if (statement.body.seq, statement.body.previous) != expected:
        raise NotAllowedError("ST-12", "does not follow the statement in force")
