"""Field types of statements and letters: a frozen dataclass is a schema (FORMATS.md 2.2, ST-5, ST-14).

A `Struct` declares its fields with the types below; `parse` turns a JSON object into it and refuses
whatever is unknown, missing or out of form, `dump` gives the object back. ``X | None = None`` is a field
that may be absent.
"""

import re
import types
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Annotated, Literal, Self, Union, get_args, get_origin, get_type_hints

from crypto.age import X25519Recipient
from crypto.errors import MalformedError

FIELD_RULE = "ST-5"
SET_RULE = "ST-14"
MAX_INTEGER = 2**53 - 1


@dataclass(frozen=True)
class Pattern:
    """A string that matches `regex` from end to end."""

    regex: str
    says: str

    @cached_property
    def _whole(self) -> Callable[[str], object]:
        return re.compile(self.regex).fullmatch

    def check(self, value: object, where: str) -> str:
        """Return `value`, or refuse it saying what it should be."""
        if not isinstance(value, str) or not self._whole(value):
            raise MalformedError(FIELD_RULE, f"{where}: {self.says}")
        return value


@dataclass(frozen=True)
class Range:
    """An integer from `low` to `high`, both included."""

    low: int
    high: int = MAX_INTEGER

    def check(self, value: object, where: str) -> int:
        """Return `value`; a boolean is not an integer here."""
        if not isinstance(value, int) or isinstance(value, bool) or not self.low <= value <= self.high:
            raise MalformedError(FIELD_RULE, f"{where}: not an integer from {self.low} to {self.high}")
        return value


@dataclass(frozen=True)
class Size:
    """How many items a list has; `ordered` keeps the order given, otherwise it is a sorted set (ST-14)."""

    low: int
    high: int
    ordered: bool = False


_INSTANT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z", re.ASCII)


@dataclass(frozen=True)
class Moment:
    """An instant, written ``YYYY-MM-DDThh:mm:ssZ``."""

    def check(self, value: object, where: str) -> datetime:
        """Return it as an aware datetime in UTC."""
        found = _INSTANT.fullmatch(value) if isinstance(value, str) else None
        if found:
            try:
                year, month, day, hour, minute, second = map(int, found.groups())
                return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
            except ValueError:
                pass
        raise MalformedError(FIELD_RULE, f"{where}: an instant is written YYYY-MM-DDThh:mm:ssZ")


@dataclass(frozen=True)
class AgeKey:
    """An age X25519 recipient, decoded here so that no share waits for ever for one that cannot be."""

    def check(self, value: object, where: str) -> str:
        """Return `value`, in its only spelling."""
        if not isinstance(value, str):
            raise MalformedError(FIELD_RULE, f"{where}: not an age X25519 recipient")
        try:
            _decode_recipient(value)
        except MalformedError as error:
            raise MalformedError(FIELD_RULE, f"{where}: {error.message}") from error
        return value


@lru_cache(maxsize=2**14)  # one roster repeats the recipients of the one before
def _decode_recipient(text: str) -> None:
    X25519Recipient.parse(text)


# No control character, nothing that turns text around or hides in it (Cc, most of Cf, Cs, Zl, Zp); trimmed.
_LOUD = (
    r"\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
)

Hash = Annotated[str, Pattern(r"[0-9a-f]{64}", "a hash or key is 64 lower-case hex digits")]
Key = Hash
Id = Annotated[str, Pattern(r"[0-9a-f]{32}", "an id is 32 lower-case hex digits")]
Instant = Annotated[datetime, Moment()]
Slug = Annotated[str, Pattern(r"[a-z][a-z0-9-]{1,31}", "a slug is 2 to 32 of a-z, 0-9 and -, a letter first")]
Name = Annotated[
    str, Pattern(rf"(?! )[^{_LOUD}]{{1,80}}(?<! )", "a name is 1 to 80 printable characters, trimmed")
]
HubName = Annotated[str, Pattern(r"[a-z0-9.-]{1,200}(:[0-9]{1,5})?", "a hub's name is a host or host:port")]
Recipient = Annotated[str, AgeKey()]
Zone = Annotated[str, Pattern(r"[A-Za-z][A-Za-z0-9_+/-]{0,63}", "not the name of a time zone")]
Cve = Annotated[str, Pattern(r"CVE-[0-9]{4}-[0-9]{4,12}", "not a CVE ID")]
CodeName = Annotated[
    str, Pattern(r"[a-z]{2,20}-[a-z]{2,20}-[0-9a-z]{2,4}", "a code name is word-word-suffix")
]
Purl = Annotated[str, Pattern(r"pkg:[a-z0-9.+-]+/[A-Za-z0-9._~%/-]{1,200}", "not a purl without version")]
Vkey = Annotated[
    str, Pattern(r"[^ \n+]{1,200}\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{10,100}", "not a note verifier key")
]
Count = Annotated[int, Range(0)]
Positive = Annotated[int, Range(1)]


@dataclass(frozen=True, kw_only=True)
class Struct:
    """Base of every schema; subclasses are frozen keyword-only dataclasses."""

    @classmethod
    def parse(cls, value: object, where: str = "") -> Self:
        """Turn a parsed JSON object into this struct; MalformedError (ST-5, ST-14) names the field."""
        if not isinstance(value, dict):
            raise MalformedError(FIELD_RULE, f"{where or cls.__name__.lower()}: not an object")
        plan = _plan(cls)
        if not value.keys() <= plan.keys():
            raise MalformedError(FIELD_RULE, f"{where}{min(value.keys() - plan.keys())}: unknown field")
        found: dict[str, object] = {}
        for name, (read, optional) in plan.items():
            if name in value:
                found[name] = read(value[name], f"{where}{name}")
            elif not optional:
                raise MalformedError(FIELD_RULE, f"{where}{name}: missing")
        return cls(**found)

    def dump(self) -> dict[str, object]:
        """The JSON object of this struct, fields in the order of declaration, absent ones left out."""
        plan = _plan(type(self))
        return {name: _dumped(value) for name in plan if (value := getattr(self, name)) is not None}


Reader = Callable[[object, str], object]


_PLANS: dict[type[Struct], dict[str, tuple[Reader, bool]]] = {}


def _plan(cls: type[Struct]) -> dict[str, tuple[Reader, bool]]:
    if cls not in _PLANS:
        _PLANS[cls] = _compiled(cls)
    return _PLANS[cls]


def _compiled(cls: type[Struct]) -> dict[str, tuple[Reader, bool]]:
    hints = get_type_hints(cls, include_extras=True)
    return {each.name: (_reader(hints[each.name]), each.default is not MISSING) for each in fields(cls)}


def _reader(hint: object) -> Reader:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _reader(next(arg for arg in args if arg is not type(None)))
    if origin is Literal:
        return _choice(args)
    if origin is Annotated:
        marker = args[1]
        return _list(args[0], marker) if isinstance(marker, Size) else marker.check
    if hint is bool:
        return _boolean
    if isinstance(hint, type) and issubclass(hint, Struct):
        return lambda value, where: hint.parse(value, f"{where}.")
    message = f"no reader for {hint!r}"
    raise TypeError(message)


def _choice(allowed: tuple[object, ...]) -> Reader:
    def read(value: object, where: str) -> object:
        if isinstance(value, bool) or value not in allowed:
            raise MalformedError(FIELD_RULE, f"{where}: not one of {', '.join(map(str, allowed))}")
        return value

    return read


def _boolean(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise MalformedError(FIELD_RULE, f"{where}: not true or false")
    return value


def _list(hint: object, size: Size) -> Reader:
    item = _reader(get_args(hint)[0])

    def read(value: object, where: str) -> tuple[object, ...]:
        if not isinstance(value, list) or not size.low <= len(value) <= size.high:
            raise MalformedError(FIELD_RULE, f"{where}: not a list of {size.low} to {size.high}")
        items = tuple(item(each, f"{where}[{place}]") for place, each in enumerate(value))
        if not size.ordered and any(_rank(a) >= _rank(b) for a, b in pairwise(items)):
            raise MalformedError(SET_RULE, f"{where}: not sorted, or with duplicates")
        return items

    return read


def _rank(item: object) -> str:
    """Structs are ordered by their first field, which is what tells them apart."""
    return str(getattr(item, fields(item)[0].name)) if isinstance(item, Struct) else str(item)


def _dumped(value: object) -> object:
    if isinstance(value, str):  # what most fields are, so it comes first
        return value
    if isinstance(value, Struct):
        return value.dump()
    if isinstance(value, tuple):
        return [_dumped(each) for each in value]
    if isinstance(value, datetime):
        # Not strftime: it writes the year 999 in three digits.
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
    return value
