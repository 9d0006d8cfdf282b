"""Names that say nothing: 128-bit ids, and code names for people to speak.

Ids are 128 random bits, which is what ASVS 5.0 11.5.1 asks of anything that cannot be guessed (a UUID has
122), written as 32 lower-case hexadecimal characters.
"""

import re
import secrets
from hashlib import sha256

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


def person_key(tenant: str, person: str, since: int) -> str:
    """Return the name of a person in rows and scopes: 64 hex, the same for nobody else.

    A member's id is chosen by their own tenant, so two tenants can choose one; what stands behind a wall of
    persons is therefore named by both. It is also named by the leaf that began the membership: who comes back
    under an id from before finds nothing of what stood there (CA-15). A reporter has no tenant and a
    fingerprint that is theirs alone.
    """
    if not tenant:
        return person
    whose = bytes.fromhex(tenant) + bytes.fromhex(person) + since.to_bytes(8, "big")
    return sha256(b"accord-person-v1\n" + whose).hexdigest()


def new_code_name() -> str:
    """Return two random words and a suffix, such as ``quiet-harbour-7kd3``: a case's only name in clear.

    About 35 bits: a name for people, not a secret and not an id; whoever stores it makes it unique.
    """
    suffix = "".join(secrets.choice(_SUFFIX_ALPHABET) for _ in range(_SUFFIX_CHARACTERS))
    return f"{secrets.choice(QUALITIES)}-{secrets.choice(THINGS)}-{suffix}"
