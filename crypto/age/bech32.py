"""Bech32 (BIP 173) without its length limit, as age writes keys (age.md, Conventions)."""

from crypto.errors import MalformedError

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
CHECKSUM_SIZE = 6
KEY_SIZE = 32


def encode(prefix: str, data: bytes) -> str:
    """Return the Bech32 string of `data`, in capitals if `prefix` is in capitals."""
    lower = prefix.lower()
    words = _regroup(data, 8, 5)
    check = _polymod([*_expand(lower), *words, *bytes(CHECKSUM_SIZE)]) ^ 1
    words += [check >> 5 * (CHECKSUM_SIZE - 1 - i) & 31 for i in range(CHECKSUM_SIZE)]
    text = lower + "1" + "".join(ALPHABET[word] for word in words)
    return text if prefix == lower else text.upper()


def decode(text: str) -> tuple[str, bytes]:
    """Return the prefix as it was written, and the bytes. Raises MalformedError (AGE-17)."""
    lower = text.lower()
    if not all("!" <= character <= "~" for character in text) or text not in (lower, text.upper()):
        raise MalformedError("AGE-17", "a key has characters of mixed case or beyond ASCII")
    prefix, one, tail = lower.rpartition("1")
    if not prefix or not one or len(tail) < CHECKSUM_SIZE or not set(tail) <= set(ALPHABET):
        raise MalformedError("AGE-17", "a key is not a prefix, a 1 and Bech32 characters")
    words = [ALPHABET.index(character) for character in tail]
    if _polymod([*_expand(prefix), *words]) != 1:
        raise MalformedError("AGE-17", "the checksum of a key is wrong")
    data = bytes(_regroup(words[:-CHECKSUM_SIZE], 5, 8))
    # BIP 173: what is left over is less than a word and zero, so that a key has one spelling.
    if _regroup(data, 8, 5) != words[:-CHECKSUM_SIZE]:
        raise MalformedError("AGE-17", "the last character of a key carries stray bits")
    return text[: len(prefix)], data


def decode_key(text: str, prefix: str) -> bytes:
    """Return the 32 bytes of a key that must have this very prefix. Raises MalformedError (AGE-17)."""
    found, data = decode(text)
    if found != prefix:
        raise MalformedError("AGE-17", f"a key of this kind begins with {prefix}1")
    if len(data) != KEY_SIZE:
        raise MalformedError("AGE-17", "a key is not 32 bytes long")
    return data


def _regroup(values: bytes | list[int], size: int, wanted: int) -> list[int]:
    """Cut a row of `size`-bit values into `wanted`-bit values; only 8 to 5 fills up the last one."""
    bits = "".join(f"{value:0{size}b}" for value in values)
    length = -(-len(bits) // wanted) if wanted < size else len(bits) // wanted
    return [int(bits[i * wanted : (i + 1) * wanted].ljust(wanted, "0"), 2) for i in range(length)]


def _expand(prefix: str) -> list[int]:
    codes = prefix.encode("ascii")
    return [*(code >> 5 for code in codes), 0, *(code & 31 for code in codes)]


def _polymod(words: list[int]) -> int:
    check = 1
    for word in words:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ word
        for i, generator in enumerate(GENERATOR):
            check ^= generator * (top >> i & 1)
    return check
