"""Texts that people hand from one machine to another: prefix, base64url, checksum (FORMATS.md 4.2)."""

import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from crypto import strict_base64
from crypto.errors import MalformedError

_LONGEST = 4096
_URL = str.maketrans("+/", "-_")
_PLAIN = str.maketrans("-_", "+/")


@dataclass(frozen=True)
class HandedText:
    """One kind of such texts: how it begins, what people call it, and the rule that refuses another."""

    prefix: str
    what: str
    rule: str

    @cached_property
    def _form(self) -> re.Pattern[str]:
        return re.compile(re.escape(self.prefix) + rf"([A-Za-z0-9_-]{{1,{_LONGEST}}})\.([0-9a-f]{{8}})")

    def write(self, data: bytes) -> str:
        """The text of these bytes: prefix, base64url without padding, first 8 hex digits of their SHA-256."""
        body = strict_base64.encode(data).translate(_URL).rstrip("=")
        return f"{self.prefix}{body}.{_checksum(data)}"

    def read(self, text: str) -> bytes:
        """The bytes in a text; MalformedError (`rule`) if it is of another kind, was cut or mistyped."""
        found = self._form.fullmatch(text)
        if not found:
            raise MalformedError(
                self.rule, f"a {self.what} begins with {self.prefix} and ends with a checksum"
            )
        data = strict_base64.decode(_padded(found[1]), rule=self.rule)
        if _checksum(data) != found[2]:
            raise MalformedError(self.rule, f"the checksum of the {self.what} is wrong")
        return data


def _padded(text: str) -> str:
    return text.translate(_PLAIN) + "=" * (-len(text) % 4)


def _checksum(data: bytes) -> str:
    return sha256(data).hexdigest()[:8]
