"""What a published text may hold (AD-3): it ends up in mail headers, terminals, feeds and other databases."""

import re
import unicodedata

LONGEST = 4096  # characters: the limit of a CVE description
LONGEST_LINE = 512

# Written-out escapes are the mark of a broken tool: CVE-2026-7210 was published with a literal \r\n.
_ESCAPES = re.compile(r"\\r\\n|\\n|\\u[0-9a-fA-F]{4}|&(?:lt|gt|amp|quot|nbsp);")

# Overrides and isolates can show a text in another order than it is read ("Trojan Source", CVE-2021-42574).
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def fault_of(text: str, *, lines: bool) -> str | None:
    """Return what is wrong with `text` as one sentence without repeating it, or None.

    `lines` allows line feeds (a description); every other text is one line.
    """
    if not text or text != text.strip():
        return "the text is empty or has blanks at an end"
    if len(text) > (LONGEST if lines else LONGEST_LINE):
        return "the text is too long"
    for character in text:
        if character == "\n" and lines:
            continue
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in _REORDERING:
            return "the text holds a control character"
    return None


def has_escapes(text: str) -> bool:
    r"""Say whether `text` holds a written-out escape such as backslash-n or ``&lt;``."""
    return _ESCAPES.search(text) is not None
