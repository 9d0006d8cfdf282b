"""The JSON form of an advisory: read strictly and completely, written in one canonical way.

Members are the fields of `model`, plus ``"v": 1``; a member that equals its default is left out. Reading
collects everything that is wrong, each with its rule, and never repeats content in a message.
"""

import dataclasses
import json
import re
import types
import typing
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache

from tenants.cna.errors import AdvisoryInvalidError, Finding
from tenants.cna.records import text
from tenants.cna.records.exact import LIMIT, record_bytes
from tenants.cna.records.model import Advisory

VERSION = 1
MOST_ITEMS = 512  # the CVE schema's limit for references; far beyond any list we publish
_NAME = re.compile(r"[a-z_]{1,40}")
_MANY_LINES = frozenset({"description", "cause", "note"})


def advisory_bytes(advisory: Advisory) -> bytes:
    """Return the canonical bytes of an advisory; `parse_advisory` reads them back to an equal value."""
    return record_bytes({"v": VERSION, **dict(_members(advisory))})


def parse_advisory(document: bytes) -> Advisory:
    """Read the JSON form. Raises AdvisoryInvalidError with every finding (AD-1, AD-2, AD-3, AD-8)."""
    reader = _Reader()
    value = reader.load(document)
    if isinstance(value, dict) and value.pop("v", None) != VERSION:
        reader.say("AD-1", "v", "the version is not 1")
    advisory = reader.read(Advisory, value, "")
    if reader.findings or not isinstance(advisory, Advisory):
        raise AdvisoryInvalidError(tuple(reader.findings))
    return advisory


def instant(at: datetime) -> str:
    """Write an aware instant as ``2026-06-01T15:00:00Z``; raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _members(value: object) -> Iterator[tuple[str, object]]:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            member = getattr(value, field.name)
            if member != field.default:
                yield field.name, _plain(member)


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value):
        return dict(_members(value))
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return instant(value) if isinstance(value, datetime) else value


@cache
def _types_of(cls: type) -> dict[str, typing.Any]:
    return typing.get_type_hints(cls)


class _Reader:
    """Turns JSON values into the types of the model and collects findings instead of stopping."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def say(self, rule: str, path: str, message: str) -> None:
        self.findings.append(Finding(rule, path, message))

    def load(self, document: bytes) -> object:
        if len(document) > LIMIT:
            self.say("AD-1", "", "the document is too large")
            return None
        try:
            return json.loads(document.decode(), object_pairs_hook=self._once)
        except (ValueError, RecursionError):
            self.say("AD-1", "", "the document is not JSON in UTF-8")
            return None

    def _once(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        members = dict(pairs)
        if len(members) != len(pairs):
            self.say("AD-1", "", "a member is repeated")
        return members

    def read(self, kind: object, value: object, path: str) -> object:
        """Read `value` as `kind`: a dataclass, an enum, a tuple of one kind, an instant, text, or None."""
        if isinstance(kind, types.UnionType):  # the model has only "kind | None"
            return None if value is None else self.read(typing.get_args(kind)[0], value, path)
        if typing.get_origin(kind) is tuple:
            return self._list(typing.get_args(kind)[0], value, path)
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            return self._object(kind, value, path)
        if isinstance(value, str):
            return self._scalar(kind, value, path)
        self.say("AD-2", path, "this must be a text")
        return None

    def _scalar(self, kind: object, value: str, path: str) -> object:
        if kind is datetime:
            return self._instant(value, path)
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return self._word(kind, value, path)
        return self._text(value, path)

    def _object(self, cls: type, value: object, path: str) -> object:
        if not isinstance(value, dict):
            self.say("AD-2", path, "this must be an object")
            return None
        before, members, prefix = len(self.findings), {}, f"{path}." if path else ""
        fields = {field.name: field for field in dataclasses.fields(cls)}
        for name in value.keys() - fields.keys():
            self.say("AD-1", f"{prefix}{name if _NAME.fullmatch(name) else '?'}", "there is no such member")
        for name, field in fields.items():
            if name in value:
                members[name] = self.read(_types_of(cls)[name], value[name], f"{prefix}{name}")
            elif field.default is dataclasses.MISSING:
                self.say("AD-1", f"{prefix}{name}", "the member is missing")
        return cls(**members) if len(self.findings) == before else None

    def _list(self, kind: object, value: object, path: str) -> tuple[object, ...]:
        if not isinstance(value, list) or len(value) > MOST_ITEMS:
            self.say("AD-2", path, f"this must be a list of at most {MOST_ITEMS}")
            return ()
        return tuple(self.read(kind, item, f"{path}[{index}]") for index, item in enumerate(value))

    def _word(self, kind: type[StrEnum], value: str, path: str) -> object:
        if value not in set(kind):
            self.say("AD-2", path, "the word is not in the vocabulary")
            return None
        return kind(value)

    def _text(self, value: str, path: str) -> str:
        fault = text.fault_of(value, lines=path.rsplit(".", 1)[-1] in _MANY_LINES)
        if fault is not None:
            self.say("AD-3", path, fault)
        return value

    def _instant(self, value: str, path: str) -> datetime | None:
        try:
            at = datetime.fromisoformat(value)
            canonical = instant(at) == value
        except ValueError:
            canonical = False
        if not canonical:
            self.say("AD-8", path, "this must be an instant like 2026-06-01T15:00:00Z")
            return None
        return at
