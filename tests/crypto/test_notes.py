"""Signed notes and verifier keys: the specification's example, and LG-6 to LG-9 broken on purpose."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from crypto import notes
from crypto.errors import BadSignatureError, CryptoError, LimitError, MalformedError
from crypto.notes import Note, NoteSignature, SignatureType, VerifierKey

# c2sp.org/signed-note, Verifier keys, Example.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
""".encode()
# c2sp.org/signed-note, the example at the top: the text has an empty line of its own.
POEM = """Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
""".encode()  # noqa: E501 - a signature line cannot be broken

SECRET = SigningKey(b"\x01" * 32)
KEY = VerifierKey("log.example", SignatureType.NOTE, bytes(SECRET.verify_key))
TEXT = "first\n\nthird\n"


def signed(text: str = TEXT) -> Note:
    """A note with a good signature of KEY."""
    signature = SECRET.sign(text.encode()).signature
    return Note(text, (NoteSignature(KEY.name, KEY.key_id, signature),))


def line(name: str = "other.example", value: bytes = b"\0" * 68) -> str:
    """A signature line, good for nothing."""
    return f"— {name} {base64.b64encode(value).decode()}\n"


def refusal_of(data: bytes) -> CryptoError:
    """The error with which a note is refused."""
    with pytest.raises(CryptoError) as refusal:
        notes.parse(data)
    return refusal.value


def test_the_note_of_the_specification_verifies_with_its_key():
    key = VerifierKey.parse(EXAMPLE_KEY)
    note = notes.parse(EXAMPLE)

    notes.verify(note, key)
    assert (key.name, key.type, key.key_id.hex()) == ("example.com/foo", SignatureType.NOTE, "530d903a")
    assert note.text == "This is an example message.\n"
    assert str(key) == EXAMPLE_KEY
    assert notes.write(note) == EXAMPLE


def test_the_last_empty_line_parts_text_and_signatures():
    note = notes.parse(POEM)

    assert note.text.endswith("sole:\n\ned è subito sera.\n")
    assert [each.name for each in note.signatures] == ["quasimodo.example/salvatore"]
    assert notes.write(note) == POEM


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"text\n",
        b"text\n\n",
        ("text\n\n" + line()[:-1]).encode(),
        ("text\n" + line()).encode(),
        ("text\r\n\n" + line()).encode(),
        ("te\txt\n\n" + line()).encode(),
        ("te\0xt\n\n" + line()).encode(),
        ("text\n\n" + line() + "more\n").encode(),
        ("text\n\n" + line().replace("—", "-")).encode(),
        ("text\n\n" + line().replace("— ", "—")).encode(),
        ("text\n\n" + line().replace("— ", "—  ")).encode(),
        ("text\n\n" + line()[:-1] + " \n").encode(),
        ("text\n\n" + line()[:-1] + "\r\n").encode(),
        ("text\n\n" + line().replace("AAA=", "AAB=")).encode(),
        ("text\n\n" + line(value=b"\0" * 4)).encode(),
        ("text\n\n" + line(value=b"\0")).encode(),
        ("text\n\n" + line() + line()).encode(),
        b"te\xffxt\n\n" + line().encode(),
    ],
)
def test_a_note_out_of_form_is_refused(data):
    error = refusal_of(data)

    assert (type(error), error.rule) == (MalformedError, "LG-6")


@pytest.mark.parametrize("name", ["a+b", "a\u00a0b", "a\u2028b", "\u3000", "a" * 201])
def test_a_name_with_a_space_or_plus_is_refused(name):
    assert refusal_of(("text\n\n" + line(name)).encode()).rule == "LG-7"


def test_a_note_above_the_limits_is_refused():
    many = "".join(line(f"{number}.example") for number in range(33))

    assert type(refusal_of(b"\xff" * (64 * 1024 + 1))) is LimitError
    assert type(refusal_of(("text\n\n" + many).encode())) is LimitError


def test_a_note_that_ends_without_a_newline_is_not_made():
    with pytest.raises(MalformedError):
        Note("text", signed().signatures)


def test_a_note_without_signatures_is_not_made():
    with pytest.raises(MalformedError):
        Note(TEXT, ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com/foo",
        "example.com/foo+530d903a",
        EXAMPLE_KEY + "\n",
        EXAMPLE_KEY.replace("530d903a", "530D903A"),
        EXAMPLE_KEY.replace("530d903a", "0530d903a"),
        EXAMPLE_KEY.replace("530d903a", "530d903b"),  # the ID of another key
        EXAMPLE_KEY.replace("foo", "bar"),
        EXAMPLE_KEY.replace("+Aek", "+Auk"),  # another type
        EXAMPLE_KEY.replace("+Aek", "+Auk="),
        "a+00000000+AQ==",
        "a+00000000+AA==",
    ],
)
def test_a_verifier_key_out_of_form_is_refused(text):
    with pytest.raises(MalformedError) as refusal:
        VerifierKey.parse(text)

    assert refusal.value.rule == "LG-8"


def test_a_verifier_key_with_a_space_in_its_name_is_refused():
    with pytest.raises(MalformedError) as refusal:
        VerifierKey.parse("a b+00000000+" + EXAMPLE_KEY.split("+", 2)[2])

    assert refusal.value.rule == "LG-7"


def test_one_key_has_another_id_for_another_type():
    other = VerifierKey(KEY.name, SignatureType.COSIGNATURE, KEY.key)

    assert other.key_id != KEY.key_id
    assert VerifierKey.parse(str(other)) == other


def test_a_note_of_others_alone_is_refused():
    note = notes.parse((TEXT + "\n" + line()).encode())

    with pytest.raises(BadSignatureError, match="not signed by log") as refusal:
        notes.verify(note, KEY)

    assert refusal.value.rule == "LG-9"


def test_a_line_under_the_right_name_with_another_id_is_passed_over():
    """signed-note: name and ID together name the key."""
    note = Note(TEXT, (NoteSignature(KEY.name, b"\0" * 4, b"x"), *signed().signatures))

    notes.verify(note, KEY)


def test_a_signature_of_the_wrong_type_is_no_signature():
    cosigner = VerifierKey(KEY.name, SignatureType.COSIGNATURE, KEY.key)
    text_signed = NoteSignature(cosigner.name, cosigner.key_id, SECRET.sign(TEXT.encode()).signature)

    with pytest.raises(BadSignatureError):
        notes.verify(Note(TEXT, (text_signed,)), cosigner)


@pytest.mark.parametrize("text", ["first\n\nthird\n\n", "first\n\nThird\n"])
def test_a_changed_text_is_refused(text):
    with pytest.raises(BadSignatureError) as refusal:
        notes.verify(Note(text, signed().signatures), KEY)

    assert refusal.value.rule == "LG-9"


@given(st.data())
def test_a_note_with_one_byte_changed_is_refused(data):
    raw = bytearray(notes.write(signed()))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))

    with pytest.raises(CryptoError):
        notes.verify(notes.parse(bytes(raw)), KEY)


def test_a_further_signature_comes_last_and_leaves_the_first():
    other = NoteSignature("other.example", b"\0" * 4, b"first")
    later = NoteSignature("other.example", b"\0" * 4, b"later")

    note = signed().with_signature(other).with_signature(later)

    assert note.signatures == (*signed().signatures, later)
    assert notes.parse(notes.write(note)) == note


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters=[chr(c) for c in range(32)])))
def test_what_is_written_is_read_back(text):
    note = signed(f"{text}\n\n{text}\n")

    assert notes.parse(notes.write(note)) == note
