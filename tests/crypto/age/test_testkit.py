"""The age testkit of C2SP/CCTV: each file states one outcome, and this code gives it.

The kit counts what a refused file releases too, so it runs through the streaming call.
"""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from crypto.age import Header, armor, dearmor, dearmor_chunks, inspect
from crypto.errors import CryptoError, LimitError, MalformedError, WrongKeyError
from crypto.unseal import Identity, ScryptIdentity, X25519Identity, open_chunks, open_file
from tests.support.facts import SHARED, shared

KIT = SHARED / "vectors" / "age-testkit"
NAMES = sorted(path.name for path in KIT.iterdir()) if KIT.is_dir() else ["missing"]

PAYLOAD_RULES = ("AGE-13", "AGE-14", "AGE-15")

# The hybrid recipient (mlkem768x25519) is not ours: its identities are not read, its stanzas are passed over
# like those of any unknown kind. What is wrong inside such a stanza is therefore not seen: "no match" for all
# of them, except where the file breaks a rule that holds for every stanza.
OTHER_TYPES = {
    "armor_hybrid": "no match",
    "hybrid": "no match",
    "hybrid_and_x25519": "no match",
    "hybrid_bad_tag": "no match",
    "hybrid_currupted_enc_mlkem": "no match",
    "hybrid_currupted_enc_x25519": "no match",
    "hybrid_extra_argument": "no match",
    "hybrid_grease": "no match",
    "hybrid_identity": "no match",
    "hybrid_long_file_key": "no match",
    "hybrid_long_share": "no match",
    "hybrid_low_order": "no match",
    "hybrid_multiple_recipients": "no match",
    "hybrid_no_match": "no match",
    "hybrid_not_canonical_body": "header failure",  # AGE-3 holds for every body
    "hybrid_not_canonical_enc": "no match",
    "hybrid_short_share": "no match",
    "hybrid_uppercase": "no match",
    "hybrid_x25519_arg": "header failure",  # AGE-6: its other stanza is of kind X25519
}


@dataclass(frozen=True)
class Vector:
    """A file of the kit, taken apart as its README says."""

    name: str
    fields: dict[str, str]
    identities: list[Identity]
    file: bytes

    @property
    def expected(self) -> str:
        """What must happen: as stated, or as our table says for recipient types we do not have."""
        return OTHER_TYPES.get(self.name, self.fields["expect"])


def _identities(lines: list[tuple[str, str]]) -> Iterator[Identity]:
    for key, value in lines:
        if key == "passphrase":
            yield ScryptIdentity(value)
        if key == "identity" and not value.startswith("AGE-SECRET-KEY-PQ-"):
            yield X25519Identity.parse(value)


def _read(name: str) -> Vector:
    if name == "missing":
        shared("vectors/age-testkit")
    head, _, file = (KIT / name).read_bytes().partition(b"\n\n")
    lines = [tuple(line.split(": ", 1)) for line in head.decode().splitlines()]
    fields = dict(lines)
    if fields.get("compressed") == "zlib":
        file = zlib.decompress(file)
    return Vector(name, fields, list(_identities(lines)), file)


def _verdict(error: CryptoError) -> str:
    if isinstance(error, WrongKeyError):
        return "no match"
    verdicts = {"AGE-5": "HMAC failure", "AGE-16": "armor failure"} | dict.fromkeys(
        PAYLOAD_RULES, "payload failure"
    )
    return verdicts.get(error.rule, "header failure")


def _open(vector: Vector, size: int) -> tuple[str, bytes]:
    """Return the verdict and all that was released."""
    chunks = iter([vector.file[at : at + size] for at in range(0, len(vector.file), size)])
    released = b""
    try:
        if "armored" in vector.fields:
            chunks = dearmor_chunks(chunks)
        for chunk in open_chunks(chunks, vector.identities):
            released += chunk
    except CryptoError as error:
        return _verdict(error), released
    return "success", released


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [61, 1 << 30], ids=["pieces", "whole"])
def test_the_file_has_its_stated_outcome(name, size):
    """And exactly the stated plaintext comes out, also of a file that is refused in the end."""
    vector = _read(name)
    verdict, released = _open(vector, size)
    assert verdict == vector.expected
    if name not in OTHER_TYPES and "payload" in vector.fields:
        assert hashlib.sha256(released).hexdigest() == vector.fields["payload"]
    if verdict not in ("success", "payload failure"):
        assert released == b""


def _binary(vector: Vector) -> bytes:
    return dearmor(vector.file) if "armored" in vector.fields else vector.file


@pytest.mark.parametrize("name", NAMES)
def test_opened_at_once_it_gives_all_or_nothing(name):
    """The error is of the class that its verdict asks for."""
    vector = _read(name)
    if vector.expected == "success":
        text = open_file(_binary(vector), vector.identities)
        assert hashlib.sha256(text).hexdigest() == vector.fields["payload"]
        return
    kind = WrongKeyError if vector.expected == "no match" else (MalformedError, LimitError)
    with pytest.raises(kind):
        open_file(_binary(vector), vector.identities)


@pytest.mark.parametrize("name", NAMES)
def test_a_header_that_parses_is_written_back_as_it_was(name):
    """Parsing accepts one spelling only; so does armor, up to line endings and whitespace around it."""
    vector = _read(name)
    try:
        file = _binary(vector)
        header = inspect(file, 1 << 20)
    except MalformedError:
        assert vector.fields["expect"] in ("header failure", "armor failure")
        return
    assert file.startswith(bytes(header))
    assert Header.parse(bytes(header)) == header
    if "armored" in vector.fields:
        assert armor(file) == vector.file.replace(b"\r\n", b"\n").strip() + b"\n"


def test_the_kit_is_whole():
    """143 files, of which our table names those of a type we do not have."""
    if NAMES == ["missing"]:
        shared("vectors/age-testkit")
    assert len(NAMES) == 143
    assert {name for name in NAMES if "hybrid" in name} == set(OTHER_TYPES)
