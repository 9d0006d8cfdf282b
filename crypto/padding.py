"""Padmé: lengths that say little (FORMATS.md 7; Nikitin et al., PURBs, PoPETs 2019)."""

FLOOR = 4096


def padded_length(length: int) -> int:
    """The length in bytes that `length` bytes are padded to: at least 4 KiB, at most 12 % more."""
    size = max(length, FLOOR)
    exponent = size.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    return -(-size // step) * step
