"""Checkpoints and cosignatures: a real log's cosigned checkpoint, and LG-10 to LG-13 broken on purpose."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl.signing import SigningKey

from crypto import merkle, notes, tlog
from crypto.errors import BadSignatureError, CryptoError, MalformedError, NotAllowedError
from crypto.notes import Note, NoteSignature, SignatureType, VerifierKey
from crypto.tlog import Checkpoint, LogSigner, WitnessSigner

# A checkpoint of a public log with its own and its witnesses' signatures, and two of the keys.
REAL = """arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
""".encode()  # noqa: E501 - a signature line cannot be broken
REAL_ORIGIN = "arche2025h1.staging.ct.transparency.dev"
REAL_LOG = VerifierKey.parse(f"{REAL_ORIGIN}+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f")
REAL_WITNESS = VerifierKey.parse("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2")

ORIGIN = "hub.example/directory"
ROOT = bytes(range(32))
CHECKPOINT = Checkpoint(ORIGIN, 7, ROOT)
LOG = LogSigner(b"\x01" * 32, "hub.example")
WITNESSES = {
    name: WitnessSigner(name.encode().ljust(32), f"{name}.example") for name in ("pip", "uv", "pypi")
}
KEYS = {name: witness.key for name, witness in WITNESSES.items()}
NOW = 1_795_000_000


def cosigned(*names: str) -> Note:
    """The log's note with good cosignatures of these tenants' witnesses."""
    note = notes.parse(LOG.sign_checkpoint(CHECKPOINT))
    for name in names:
        note = note.with_signature(WITNESSES[name].cosign(CHECKPOINT, at=NOW))
    return note


def test_a_real_checkpoint_verifies_with_the_keys_of_its_log_and_witness():
    """Of the two lines under the log's name one is of another type: passed over."""
    checkpoint = tlog.open_checkpoint(REAL, origin=REAL_ORIGIN, key=REAL_LOG)

    assert (checkpoint.size, checkpoint.root.hex()[:8]) == (1432088532, "53b58cef")
    assert tlog.cosigned_at(notes.parse(REAL), REAL_WITNESS) == 1779573024


@pytest.mark.parametrize("change", [(b"1432088532", b"1432088533"), (b"arche", b"brche"), (b"U7WM", b"V7WM")])
def test_a_real_checkpoint_with_a_changed_line_is_refused(change):
    changed = REAL.replace(*change, 1)

    with pytest.raises(BadSignatureError):
        tlog.open_checkpoint(changed, origin=REAL_ORIGIN, key=REAL_LOG)
    with pytest.raises(BadSignatureError):
        tlog.cosigned_at(notes.parse(changed), REAL_WITNESS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "log\n7\n",
        f"log\n7\n{base64.b64encode(ROOT).decode()}",
        f"\n7\n{base64.b64encode(ROOT).decode()}\n",
        f"log\n\n{base64.b64encode(ROOT).decode()}\n",
        f"log\n07\n{base64.b64encode(ROOT).decode()}\n",
        f"log\n+7\n{base64.b64encode(ROOT).decode()}\n",
        f"log\n-7\n{base64.b64encode(ROOT).decode()}\n",
        f"log\n\u0667\n{base64.b64encode(ROOT).decode()}\n",
        f"log\n{2**63}\n{base64.b64encode(ROOT).decode()}\n",
        f"log\n{10**19}\n{base64.b64encode(ROOT).decode()}\n",
        f"log\n7 \n{base64.b64encode(ROOT).decode()}\n",
        f"log\n0\n{base64.b64encode(ROOT).decode()}\n",
        f"log\n7\n{base64.b64encode(ROOT[1:]).decode()}\n",
        f"log\n7\n{base64.b64encode(ROOT).decode()[:-1]}\n",
        f"log\n7\n{base64.b64encode(ROOT).decode()}\n\n",
        f"log\n7\n{base64.b64encode(ROOT).decode()}\n\nmore\n",
        f"log\n7\n{base64.b64encode(ROOT).decode()}\nmo\tre\n",
    ],
)
def test_a_checkpoint_out_of_form_is_refused(text):
    with pytest.raises(MalformedError) as refusal:
        Checkpoint.parse(text)

    assert refusal.value.rule == "LG-10"


@pytest.mark.parametrize("size", [-1, 2**63])
def test_a_checkpoint_of_impossible_size_is_not_made(size):
    with pytest.raises(MalformedError) as refusal:
        Checkpoint(ORIGIN, size, ROOT)

    assert refusal.value.rule == "LG-10"


@pytest.mark.parametrize(
    "checkpoint",
    [
        Checkpoint(ORIGIN, 0, merkle.EMPTY_ROOT),
        Checkpoint(ORIGIN, 2**63 - 1, ROOT),
        Checkpoint("go.sum database tree", 1, ROOT, ("Timestamp: 5", "é")),
    ],
)
def test_a_checkpoint_is_read_as_written(checkpoint):
    signed = LOG.sign_checkpoint(checkpoint)

    assert Checkpoint.parse(checkpoint.text) == checkpoint
    assert tlog.open_checkpoint(signed, origin=checkpoint.origin, key=LOG.key) == checkpoint


def test_a_checkpoint_of_another_log_with_the_same_key_is_refused():
    signed = LOG.sign_checkpoint(CHECKPOINT)

    with pytest.raises(NotAllowedError) as refusal:
        tlog.open_checkpoint(signed, origin="hub.example/cases", key=LOG.key)

    assert refusal.value.rule == "LG-11"


def test_a_checkpoint_signed_by_another_key_of_the_same_name_is_refused():
    impostor = LogSigner(b"\x02" * 32, LOG.key.name)

    with pytest.raises(BadSignatureError) as refusal:
        tlog.open_checkpoint(impostor.sign_checkpoint(CHECKPOINT), origin=ORIGIN, key=LOG.key)

    assert refusal.value.rule == "LG-9"


def test_a_cosignature_alone_does_not_make_a_checkpoint():
    note = Note(CHECKPOINT.text, (WITNESSES["pip"].cosign(CHECKPOINT, at=NOW),))

    with pytest.raises(BadSignatureError):
        tlog.open_checkpoint(notes.write(note), origin=ORIGIN, key=LOG.key)
    with pytest.raises(BadSignatureError):
        tlog.open_checkpoint(notes.write(note), origin=ORIGIN, key=KEYS["pip"])


@given(st.data())
def test_a_checkpoint_with_one_byte_changed_is_refused(data):
    raw = bytearray(LOG.sign_checkpoint(CHECKPOINT))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))

    with pytest.raises(CryptoError):
        tlog.open_checkpoint(bytes(raw), origin=ORIGIN, key=LOG.key)


@given(st.data())
def test_a_cosignature_with_one_byte_changed_counts_for_nobody(data):
    """LG-12: name, key ID, time and signature; the line is refused or is some other witness's."""
    raw = bytearray(notes.write(cosigned("pip")))
    start = raw.rindex("— ".encode())  # the witness's line is the last
    raw[data.draw(st.integers(start, len(raw) - 1))] ^= data.draw(st.integers(1, 255))

    try:
        counted = tlog.cosigned_by(notes.parse(bytes(raw)), KEYS, besides=None)
    except CryptoError:
        counted = {}
    assert counted == {}


def test_who_did_not_cosign_has_no_time():
    assert tlog.cosigned_at(cosigned("pip"), KEYS["uv"]) is None
    assert tlog.cosigned_at(cosigned("pip"), LOG.key) is None


def test_a_cosignature_says_when_and_covers_the_extension_lines():
    checkpoint = Checkpoint(ORIGIN, 7, ROOT, ("more",))
    note = Note(checkpoint.text, (WITNESSES["uv"].cosign(checkpoint, at=NOW),))
    stripped = Note(CHECKPOINT.text, note.signatures)

    assert tlog.cosigned_at(note, KEYS["uv"]) == NOW
    with pytest.raises(BadSignatureError):
        tlog.cosigned_at(stripped, KEYS["uv"])


def test_the_cosigned_message_is_that_of_the_specification():
    """c2sp.org/tlog-cosignature, Ed25519 signed message, with the values shown there."""
    root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    checkpoint = Checkpoint("example.com/behind-the-sofa", 20852163, base64.b64decode(root))
    secret = SigningKey(b"\x03" * 32)
    message = f"cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n{root}\n"

    line = WitnessSigner(bytes(secret), "witness.example.com/w1").cosign(checkpoint, at=1679315147)

    assert line.signature == bytes.fromhex("00000000641850cb") + secret.sign(message.encode()).signature


@pytest.mark.parametrize("at", [0, -1, 2**63])
def test_a_cosignature_at_an_impossible_time_is_not_made(at):
    with pytest.raises(MalformedError) as refusal:
        WITNESSES["pip"].cosign(CHECKPOINT, at=at)

    assert refusal.value.rule == "LG-12"


@pytest.mark.parametrize("start", [b"", bytes(8), b"\x80" + bytes(7), bytes(7), NOW.to_bytes(9, "big")])
def test_a_cosignature_with_time_out_of_form_is_refused(start):
    good = WITNESSES["pip"].cosign(CHECKPOINT, at=NOW)
    line = NoteSignature(good.name, good.key_id, start + good.signature[8:])

    with pytest.raises(MalformedError) as refusal:
        tlog.cosigned_at(Note(CHECKPOINT.text, (line,)), KEYS["pip"])

    assert refusal.value.rule == "LG-12"


def test_a_cosignature_put_back_in_time_is_refused():
    good = WITNESSES["pip"].cosign(CHECKPOINT, at=NOW)
    earlier = NoteSignature(good.name, good.key_id, (NOW - 1).to_bytes(8, "big") + good.signature[8:])

    with pytest.raises(BadSignatureError) as refusal:
        tlog.cosigned_by(cosigned("uv").with_signature(earlier), KEYS, besides=None)

    assert refusal.value.rule == "LG-12"


def test_a_log_signature_is_no_cosignature_of_the_same_key():
    """Type and message differ; a hub that is its own witness is none."""
    as_witness = VerifierKey(LOG.key.name, SignatureType.COSIGNATURE, LOG.key.key)

    assert tlog.cosigned_at(cosigned(), as_witness) is None


def test_the_readers_own_cosignature_is_not_counted():
    note = cosigned("pip", "uv")

    assert tlog.cosigned_by(note, KEYS, besides="pip") == {"uv": NOW}
    assert tlog.cosigned_by(note, KEYS, besides=None) == {"pip": NOW, "uv": NOW}


def test_tenants_that_share_a_key_are_one_witness():
    shared = {"uv": KEYS["uv"], "poetry": VerifierKey("p.example", SignatureType.COSIGNATURE, KEYS["uv"].key)}
    double = WitnessSigner(b"uv".ljust(32), "p.example").cosign(CHECKPOINT, at=NOW)
    note = cosigned("uv").with_signature(double)

    assert tlog.cosigned_by(note, shared, besides=None) == {"uv": NOW}
    assert tlog.cosigned_by(note, shared, besides="uv") == {}


@pytest.mark.parametrize(("tenants", "wanted"), [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (100, 2)])
def test_the_quorum_grows_with_the_hub_up_to_two(tenants, wanted):
    assert tlog.required_cosignatures(tenants) == wanted


@pytest.mark.parametrize("signer", [LogSigner, WitnessSigner])
def test_a_seed_of_another_length_is_refused(signer):
    with pytest.raises(MalformedError):
        signer(b"\x01" * 31, "hub.example")


def test_a_signer_prints_its_public_key_and_nothing_else():
    assert repr(LOG) == f"LogSigner({LOG.key})"
    assert b"\x01".hex() * 32 not in repr(LOG)


def test_the_signers_have_one_public_act_each():
    """A signing key that can be given other bytes can be made to sign them."""
    acts = {
        kind: {name for name in dir(kind) if not name.startswith("_")} for kind in (LogSigner, WitnessSigner)
    }

    assert acts == {LogSigner: {"key", "sign_checkpoint"}, WitnessSigner: {"key", "cosign"}}
