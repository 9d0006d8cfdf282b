"""Keys and a countable source of randomness for the tests of age."""

import hashlib
from collections.abc import Callable
from itertools import count

import pytest

from crypto.unseal import X25519Identity


@pytest.fixture
def identity() -> X25519Identity:
    """The identity of the example in age.md, The X25519 recipient type."""
    return X25519Identity.from_seed(b"\x42" * 32)


@pytest.fixture
def stranger() -> X25519Identity:
    """Somebody the files are not for."""
    return X25519Identity.from_seed(b"\x43" * 32)


@pytest.fixture
def fixed() -> Callable[[int], bytes]:
    """Random bytes that are the same in every run: SHA-256 of 0, 1, 2, … cut to size."""
    numbers = count()
    return lambda size: hashlib.sha256(str(next(numbers)).encode()).digest()[:size]
