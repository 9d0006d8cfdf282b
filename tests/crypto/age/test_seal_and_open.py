"""Whole files: what is sealed opens for its recipients, and nothing else does."""

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.age import Header, ScryptRecipient, armor, dearmor, inspect, seal, seal_chunks
from crypto.age.primitives import aead_seal
from crypto.age.stream import chunk_nonce, payload_key, pieces
from crypto.errors import CryptoError, LimitError, MalformedError, WrongKeyError
from crypto.unseal import ScryptIdentity, X25519Identity, open_chunks, open_file

CHUNK = 65536
READER = X25519Identity.from_seed(b"\x42" * 32)
TEXT = b"an entry point named ../../x escapes the scripts directory"
SEALED = seal(TEXT, [READER.recipient])
FILE_KEY = bytes(16)

# Made by this code from the fixture `fixed`; test_a_file_of_fixed_randomness_is_this_file has pyrage open it.
FIXED = b"""\
-----BEGIN AGE ENCRYPTED FILE-----
YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSBPZHd1Z1R1MFgvQmpvM2Jq
RnJFTTBLM2Rjd1pWWEtEZEtKQVpUVGVXQVZJCmFzQlMzTFVIcmo2VHdHOEsrYnJD
b0NYV0dERGNscXV4T0VKc2Y0R2VQTWMKLS0tIGFDbFNJemJTTWdmVUIyQVZzWCtZ
eHRxaFdVWnpXcS8rbnE5Ty9lU3hQQUkK1HNeOiZeFu7gP1lxi5tdA41fBMPSsgGn
eBSLIvyuzmX/DHEBCeA0QZi9P7D1RMH+AwBnlKuN9PNVLpKu0+jmd5bzkFNTpuCO
UEu48drpEmYaV7rIyRHWLfV5
-----END AGE ENCRYPTED FILE-----
"""


def _with_payload(*chunks: tuple[int, bool, bytes]) -> bytes:
    """Return a file whose chunks are sealed under any counter and flag."""
    header = Header.make([READER.recipient.wrap(FILE_KEY, bytes)], FILE_KEY)
    key = payload_key(FILE_KEY, bytes(16))
    sealed = (aead_seal(key, chunk_nonce(number, last=last), text) for number, last, text in chunks)
    return bytes(header) + bytes(16) + b"".join(sealed)


def _refusal(data: bytes) -> CryptoError:
    with pytest.raises(CryptoError) as refusal:
        open_file(data, [READER])
    return refusal.value


def test_an_empty_file_is_refused():
    """However it arrives."""
    assert _refusal(b"").rule == "AGE-1"
    with pytest.raises(MalformedError):
        open_chunks([], [READER])
    with pytest.raises(MalformedError):
        open_chunks([b"", b""], [READER])


def test_a_file_for_somebody_else_is_told_from_a_broken_one(stranger):
    """WrongKeyError: others may be able to open it."""
    with pytest.raises(WrongKeyError) as refusal:
        open_file(SEALED, [stranger, ScryptIdentity("words")])
    assert refusal.value.rule == "AGE-11"
    with pytest.raises(WrongKeyError):
        open_file(SEALED, [])


@given(at=st.integers(0, len(SEALED) - 1), change=st.integers(1, 255))
def test_a_file_with_any_byte_changed_is_refused(at, change):
    """Header, MAC, nonce, payload, tag."""
    changed = bytearray(SEALED)
    changed[at] ^= change
    assert isinstance(_refusal(bytes(changed)), MalformedError | WrongKeyError)


@given(size=st.integers(0, len(SEALED) - 1))
def test_a_file_cut_anywhere_is_refused(size):
    """Also in its header."""
    assert isinstance(_refusal(SEALED[:size]), MalformedError)


@given(extra=st.binary(min_size=1, max_size=40))
def test_a_file_with_anything_behind_it_is_refused(extra):
    """Payload after the final chunk."""
    assert isinstance(_refusal(SEALED + extra), MalformedError)


def test_a_stream_cut_at_any_chunk_boundary_is_refused():
    """The whole chunks are right, and still nothing says that they are all."""
    sealed = seal(bytes(3 * CHUNK + 1), [READER.recipient])
    start = len(bytes(inspect(sealed))) + 16
    for chunks in range(4):
        cut = sealed[: start + chunks * (CHUNK + 16)]
        assert _refusal(cut).rule == "AGE-14"


@pytest.mark.parametrize(
    ("chunks", "rule"),
    [
        ([(0, False, b"short")], "AGE-14"),
        ([(0, False, bytes(CHUNK)), (1, True, b"")], "AGE-15"),
        ([(0, True, bytes(CHUNK)), (1, True, b"x")], "AGE-14"),
        ([(0, False, bytes(CHUNK)), (0, True, b"x")], "AGE-13"),
        ([(1, True, b"x")], "AGE-13"),
        ([(0, False, bytes(CHUNK)), (2, False, bytes(CHUNK)), (1, True, b"x")], "AGE-13"),
        ([(0, False, bytes(CHUNK - 1)), (1, True, b"x")], "AGE-13"),
    ],
    ids=[
        "never final",
        "final empty",
        "two finals",
        "counter repeated",
        "counter from 1",
        "reordered",
        "short inside",
    ],
)
def test_chunks_out_of_their_order_are_refused(chunks, rule):
    """By somebody who has the file key, so every tag is right in itself."""
    assert _refusal(_with_payload(*chunks)).rule == rule


def test_a_payload_shorter_than_its_nonce_is_refused_whatever_its_pieces():
    """Fifteen bytes of sixteen."""
    cut = SEALED[: len(bytes(inspect(SEALED))) + 15]
    assert _refusal(cut).rule == "AGE-12"
    with pytest.raises(MalformedError, match="nonce"):
        open_chunks([cut[i : i + 1] for i in range(len(cut))], [READER])


def test_another_mac_is_refused_by_its_own_rule():
    """The stanza opens, so it is not somebody else's file."""
    header = inspect(SEALED)
    forged = bytes(Header(header.stanzas, bytes(32))) + SEALED[len(bytes(header)) :]
    assert _refusal(forged).rule == "AGE-5"


def test_a_header_without_end_is_refused_in_constant_memory():
    """A hostile stream stops being read at 1 MiB."""
    taken = []

    def endless():
        yield b"age-encryption.org/v1\n-> a\n"
        while True:
            taken.append(1)
            yield b"A" * CHUNK

    with pytest.raises(LimitError) as refusal:
        open_chunks(endless(), [READER])
    assert refusal.value.rule == "AGE-18"
    assert len(taken) == 16


def test_a_stream_that_is_no_age_file_is_refused_at_its_first_bytes():
    """Nothing more is read."""
    taken = iter([b"PK\x03\x04", b"more"])
    with pytest.raises(MalformedError) as refusal:
        open_chunks(taken, [READER])
    assert refusal.value.rule == "AGE-1"
    assert next(taken) == b"more"


def test_what_comes_out_before_an_error_is_a_beginning_of_the_text():
    """Whole chunks of it, from the streaming call only; open_file gives nothing."""
    text = bytes(range(256)) * 512  # two chunks
    sealed = seal(text, [READER.recipient])
    released = []
    with pytest.raises(MalformedError):
        released.extend(open_chunks([sealed[:-1] + bytes([sealed[-1] ^ 1])], [READER]))
    assert released == [text[:CHUNK]]


@given(text=st.binary(max_size=300), cut=st.integers(1, 400))
def test_what_is_sealed_comes_back_however_it_is_cut(text, cut):
    """In pieces on both sides."""
    parts = [text[i : i + cut] for i in range(0, len(text), cut)]
    sealed = b"".join(seal_chunks(parts, [READER.recipient]))
    assert open_file(sealed, [READER]) == text
    assert b"".join(open_chunks([sealed[i : i + cut] for i in range(0, len(sealed), cut)], [READER])) == text


def test_every_recipient_opens_the_same_text(stranger):
    """Each alone, whatever else they hold."""
    sealed = seal(TEXT, [stranger.recipient, READER.recipient])
    assert open_file(sealed, [READER]) == open_file(sealed, [ScryptIdentity("x"), stranger]) == TEXT


def test_a_file_for_nobody_is_not_made():
    """A header has a stanza."""
    with pytest.raises(MalformedError) as refusal:
        seal(TEXT, [])
    assert refusal.value.rule == "AGE-2"


def test_a_passphrase_stands_alone(stranger):
    """Whoever knows it could otherwise be told that others sealed it too."""
    words = ScryptRecipient("words", 2)
    for others in ([words], [stranger.recipient]):
        with pytest.raises(MalformedError) as refusal:
            seal_chunks([TEXT], [words, *others])
        assert refusal.value.rule == "AGE-10"
    assert open_file(seal(TEXT, [words]), [stranger, ScryptIdentity("words")]) == TEXT


def test_two_sealings_of_one_text_share_nothing():
    """File key, share and nonce are new each time."""
    one, two = seal(TEXT, [READER.recipient]), seal(TEXT, [READER.recipient])
    assert len(one) == len(two)
    assert inspect(one).stanzas != inspect(two).stanzas
    assert one[-16:] != two[-16:]


def test_a_file_of_fixed_randomness_is_this_file(fixed):
    """For the vectors of the formats above: the order of the draws is part of the promise."""
    sealed = seal(TEXT, [READER.recipient], random=fixed)
    assert armor(sealed) == FIXED
    assert pyrage.decrypt(dearmor(FIXED), [pyrage.x25519.Identity.from_str(str(READER))]) == TEXT


@pytest.mark.parametrize(
    "lengths", [[], [0], [4], [1, 2, 1], [8], [4, 4], [3, 3], [2, 9, 1], [4, 0, 5, 0]], ids=str
)
def test_a_stream_is_cut_anew_and_its_last_piece_is_known(lengths):
    """Pieces of four bytes: only the last may be shorter, and it is empty only for an empty stream."""
    whole = bytes(range(sum(lengths)))
    source = iter(whole)
    chunks = [bytes(next(source) for _ in range(length)) for length in lengths]
    cut = list(pieces(chunks, 4))
    assert b"".join(piece for piece, _ in cut) == whole
    assert [last for _, last in cut] == [False] * (len(cut) - 1) + [True]
    assert all(len(piece) == 4 for piece, last in cut if not last)
    assert len(cut[-1][0]) > 0 or whole == b""
