"""A reporter without account: twelve words are the whole identity (FORMATS.md 8).

The words are BIP39 English with its checksum, but no BIP39 seed is derived: HKDF over the 128 bits gives
both seeds.
"""

from dataclasses import dataclass

from mnemonic import Mnemonic

from crypto.age.primitives import Random, hkdf, system_random
from crypto.errors import MalformedError

ENTROPY_SIZE = 16
WORDS = 12
SALT = b"accord-reporter-v1"
_BIP39 = Mnemonic("english")


@dataclass(frozen=True)
class ReporterSeeds:
    """The two seeds of 32 bytes behind a reporter's keys."""

    sign: bytes
    seal: bytes

    def __repr__(self) -> str:
        """Show neither."""
        return "ReporterSeeds()"


def new_words(random: Random = system_random) -> str:
    """Twelve fresh words (RE-1); draws 16 bytes of `random`."""
    return _BIP39.to_mnemonic(random(ENTROPY_SIZE))


def seeds(words: str) -> ReporterSeeds:
    """RE-2: the seeds behind twelve words, however spaced or capitalised. MalformedError (RE-1)."""
    listed = words.lower().split()
    strangers = [place for place, word in enumerate(listed, start=1) if word not in _BIP39.wordlist]
    if strangers:  # named by its place: a message may end in a log, and a misspelt word is nearly the word
        raise MalformedError("RE-1", f"word {strangers[0]} is not one of the list")
    text = " ".join(listed)
    if len(listed) != WORDS or not _BIP39.check(text):
        raise MalformedError("RE-1", "not twelve words whose checksum is right: is one misspelt or missing?")
    entropy = bytes(_BIP39.to_entropy(text))
    return ReporterSeeds(
        sign=hkdf(ikm=entropy, salt=SALT, info=b"sign"), seal=hkdf(ikm=entropy, salt=SALT, info=b"seal")
    )
