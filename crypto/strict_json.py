"""JSON that every parser reads alike (RFC 8259, narrowed after RFC 7493).

    JS-1  The text is within the reader's limit and is UTF-8 without a byte order mark.
    JS-2  It is one JSON object; white space between tokens is allowed.
    JS-3  No object has two members of one name, at any depth.
    JS-4  Numbers are integers: no fraction, no exponent, no ``-0``, no NaN, no infinity.
    JS-5  Integers lie strictly between -2^53 and 2^53, where every language counts exactly.
    JS-6  There is no null: what is absent is left out.
    JS-7  At most 16 objects and arrays stand inside each other.
    JS-8  Strings and names are Unicode text: no lone surrogate.

There is no canonical form: signatures are verified over the bytes as they came.
"""

import json
import re
from collections.abc import Mapping

from crypto.errors import LimitError, MalformedError

MAX_DEPTH = 16
INTEGER_BOUND = 2**53

# A string that never ends swallows the rest of the text: one pass, whatever the text is.
_TOKEN = re.compile(r'"(?:[^"\\]+|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
# More digits than this are beyond JS-5, and long numbers are slow to convert.
_MAX_DIGITS = len(str(INTEGER_BOUND))


def parse(data: bytes, *, limit: int) -> dict[str, object]:
    """Return the object in `data` (JS-1 to JS-8); `limit` is the most bytes the reader takes.

    Raises LimitError for size and depth, before reading any value, and MalformedError for the rest.
    """
    if len(data) > limit:
        raise LimitError("JS-1", f"more than {limit} bytes of JSON")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedError("JS-1", "not UTF-8") from None
    if text.startswith("\ufeff"):
        raise MalformedError("JS-1", "begins with a byte order mark")
    _check_depth_of_text(text)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError:
        raise MalformedError("JS-2", "not JSON") from None
    if not isinstance(value, dict):
        raise MalformedError("JS-2", "not a JSON object")
    _check(value, depth=0)
    return value


def dump(value: Mapping[str, object]) -> bytes:
    """Return `value` as compact UTF-8 JSON, members in the order given; refuses what `parse` would refuse."""
    _check(value, depth=0)
    return _ENCODER.encode(value).encode("utf-8")


def _check_depth_of_text(text: str) -> None:
    # Before the parser runs: it recurses, and would meet the interpreter's limit instead of ours.
    if text.count("{") + text.count("[") <= MAX_DEPTH:
        return
    depth = 0
    for token in _TOKEN.finditer(text):
        mark = token[0][0]
        if mark in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise LimitError("JS-7", f"nested deeper than {MAX_DEPTH}")
        elif mark in "]}":
            depth -= 1


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise MalformedError("JS-3", "an object names a member twice")
    return members


def _integer(digits: str) -> int:
    if digits == "-0":
        raise MalformedError("JS-4", "minus zero is no integer")
    if len(digits.removeprefix("-")) > _MAX_DIGITS:
        raise MalformedError("JS-5", "an integer beyond 2^53")
    return int(digits)


# Made once: to make them takes longer than a statement does.
_DECODER = json.JSONDecoder(object_pairs_hook=_members, parse_int=_integer)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _check(value: object, *, depth: int) -> None:
    if not isinstance(value, dict | list):
        _check_scalar(value)
        return
    if depth >= MAX_DEPTH:
        raise LimitError("JS-7", f"nested deeper than {MAX_DEPTH}")
    for name in value if isinstance(value, dict) else ():
        if not isinstance(name, str):
            raise MalformedError("JS-2", "a member's name is not a string")
        if not name.isascii():
            _check_scalar(name)
    for item in value.values() if isinstance(value, dict) else value:
        if not (isinstance(item, str) and item.isascii()):  # most are, and need no closer look
            _check(item, depth=depth + 1)


def _check_scalar(value: object) -> None:
    match value:
        case str():
            try:
                value.encode("utf-8")
            except UnicodeEncodeError:
                raise MalformedError("JS-8", "a lone surrogate") from None
        case bool():
            pass
        case int():
            if not -INTEGER_BOUND < value < INTEGER_BOUND:
                raise MalformedError("JS-5", "an integer beyond 2^53")
        case float():
            raise MalformedError("JS-4", "a number that is not an integer")
        case None:
            raise MalformedError("JS-6", "null stands for nothing here")
        case _:
            raise MalformedError("JS-2", f"{type(value).__name__} has no JSON form")
