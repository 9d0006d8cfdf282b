"""What stands inside an age file for a program to read: strict JSON with a version (DV-4, SH-4, LE-1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from crypto import strict_json
from crypto.errors import MalformedError
from crypto.schema import Struct


@dataclass(frozen=True, kw_only=True)
class Plaintext(Struct):
    """Base of letters, shares and device files; `v` is 1 in all of them, and no field of the class."""

    RULE: ClassVar[str]

    @classmethod
    def parse(cls, value: object, where: str = "") -> Self:
        """As `Struct.parse`, after the version: MalformedError with the rule of the format."""
        if isinstance(value, Mapping):
            version = value.get("v")
            if version != 1 or isinstance(version, bool):
                raise MalformedError(cls.RULE, "v is not 1")
            value = {name: each for name, each in value.items() if name != "v"}
        return super().parse(value, where)

    @classmethod
    def from_json(cls, data: bytes, *, limit: int) -> Self:
        """Parse the JSON of at most `limit` bytes; MalformedError or LimitError (JS, ST-5, RULE)."""
        return cls.parse(strict_json.parse(data, limit=limit))

    def dump(self) -> dict[str, object]:
        """The JSON object, `v` first."""
        return {"v": 1, **super().dump()}

    def to_json(self) -> bytes:
        """The JSON, compact; refuses what `from_json` would, so that nobody seals what nobody reads."""
        fields = self.dump()
        self.parse(fields)
        return strict_json.dump(fields)
