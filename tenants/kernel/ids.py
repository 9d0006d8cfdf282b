"""Names that say nothing: 128-bit ids, and code names for people to speak.

Ids are 128 random bits, which is what ASVS 5.0 11.5.1 asks of anything that cannot be guessed (a UUID has
122), written as 32 lower-case hexadecimal characters.
"""

import re
import secrets

from tenants.kernel.words import QUALITIES, THINGS

ID_CHARACTERS = 32
_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
# Without vowels no suffix is a word, without 0, 1 and l none is misread over the telephone.
_SUFFIX_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
_SUFFIX_CHARACTERS = 4


def new_id() -> str:
    """Return 128 random bits as 32 hexadecimal characters."""
    return secrets.token_hex(ID_CHARACTERS // 2)


def is_id(text: str) -> bool:
    """Say whether the text has the one form of an id; upper case and other digits have not."""
    return _ID.fullmatch(text) is not None


def new_code_name() -> str:
    """Return two random words and a suffix, such as ``quiet-harbour-7kd3``: a case's only name in clear.

    About 35 bits: a name for people, not a secret and not an id; whoever stores it makes it unique.
    """
    suffix = "".join(secrets.choice(_SUFFIX_ALPHABET) for _ in range(_SUFFIX_CHARACTERS))
    return f"{secrets.choice(QUALITIES)}-{secrets.choice(THINGS)}-{suffix}"
