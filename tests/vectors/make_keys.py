"""What people type, read aloud and compare: join codes, words, fingerprints; and lengths (4.1, 4.2, 7, 8)."""

import json
from base64 import urlsafe_b64encode
from dataclasses import replace
from hashlib import sha256

from crypto.device import groups, qr_text
from crypto.enrolment import JoinCode, code_seed
from crypto.padding import padded_length
from crypto.reporter import new_words, seeds
from crypto.unseal.signing import ReporterSecret, SigningKey
from tests.support.envelopes import ADA, BEN, PIP, UV, WORDS
from tests.support.people import HUB, LOG_KEY, digits
from tests.vectors.recorder import Recorder, Vectors

CODE = JoinCode(
    hub=HUB, log_key=LOG_KEY, cna=UV, tenant=PIP, person=digits("person cyd"), secret=digits("secret")
)


def join_codes() -> Vectors:
    """`JoinCode.from_text`, and the public half of `code_seed`."""
    record = Recorder(
        "Parse the join code into its fields; derive the seed and public half of its key (EN-2)."
    )
    for name, code in (("a join code", CODE), ("another secret", replace(CODE, secret=digits("another")))):
        seed = code_seed(code.secret, code.tenant)
        derived = {"seed": seed.hex(), "code_key": SigningKey(seed).public.hex()}
        record.accepted(name, text=code.to_text(), fields=code.dump(), **derived)
    text = CODE.to_text()
    fields = CODE.dump()
    for name, wrong in (
        ("cut", text[:-1]),
        ("another prefix", text.replace("join-1", "join-2")),
        ("a character mistyped", text[:40] + ("A" if text[40] != "A" else "B") + text[41:]),
        ("another checksum", text[:-8] + "00000000"),
        ("padded base64", _code(json.dumps(fields).encode(), pad=True)),
        ("no JSON", _code(b"{}x")),
        ("a field missing", _code(json.dumps({k: v for k, v in fields.items() if k != "cna"}).encode())),
        ("an unknown field", _code(json.dumps(fields | {"admin": True}).encode())),
        ("a short secret", _code(json.dumps(fields | {"secret": "00"}).encode())),
        ("white space around it", f" {text}"),
    ):
        record.refused(name, "EN-1", text=wrong)
    return record.file()


def _code(data: bytes, *, pad: bool = False) -> str:
    body = urlsafe_b64encode(data + b" " * (1 if pad and not len(data) % 3 else 0)).decode()
    return f"accord-join-1.{body if pad else body.rstrip('=')}.{sha256(data).hexdigest()[:8]}"


def reporter_words() -> Vectors:
    """`reporter.seeds`, and the keys of `ReporterSecret`."""
    record = Recorder(
        "Derive a reporter's seeds, public keys and fingerprint from twelve words (RE-1, RE-2)."
    )
    for entropy in ("00" * 16, "7f" * 16, "80" * 16, "ff" * 16, digits("entropy"), digits("more entropy")):
        words = new_words(lambda _, entropy=entropy: bytes.fromhex(entropy))
        record.accepted(f"entropy {entropy}", entropy=entropy, words=words, **_reporter(words))
    spaced = "  " + WORDS.upper().replace(" ", "\n\t")
    record.accepted("capitals and white space", entropy="7f" * 16, words=spaced, **_reporter(WORDS))
    for name, wrong in (
        ("no word", ""),
        ("one missing", WORDS.removesuffix(" yellow")),
        ("one too many", WORDS + " yellow"),
        ("one misspelt", WORDS.replace("sausage", "sausages")),
        ("one for another", WORDS.replace("yellow", "year")),
        ("two in the other order", WORDS.replace("winner thank", "thank winner", 1)),
        ("one word twelve times", " ".join(["abandon"] * 12)),
        ("commas", WORDS.replace(" ", ", ")),
    ):
        record.refused(name, "RE-1", words=wrong)
    return record.file()


def _reporter(words: str) -> Vectors:
    found, secret = seeds(words), ReporterSecret.from_words(words)
    derived = {"sign_seed": found.sign.hex(), "seal_seed": found.seal.hex()}
    return derived | secret.keys.dump() | {"fingerprint": secret.fingerprint}


def fingerprints() -> Vectors:
    """`device.fingerprint` of two public keys, its QR text and its groups; `parse_qr`."""
    record = Recorder(
        "The fingerprint of a device's keys and how people compare it; or parse a QR text (DV-2)."
    )
    for name, device in (("Ada's device", ADA), ("Ben's device", BEN)):
        shown = {"qr": qr_text(device.fingerprint), "groups": groups(device.fingerprint)}
        record.accepted(name, **device.keys.dump(), fingerprint=device.fingerprint, **shown)
    qr = qr_text(ADA.fingerprint)
    for name, wrong in (("cut", qr[:-1]), ("in capitals", qr.upper()), ("another text", ADA.fingerprint)):
        record.refused(f"QR: {name}", "DV-2", parse_qr=wrong)
    return record.file()


def padding() -> Vectors:
    """`padding.padded_length`."""
    record = Recorder("The length in bytes that a plaintext is padded to (Padm\u00e9, at least 4096).")
    for length in (0, 4096, 4097, 4353, 8191, 8193, 65535, 65537, 10**6, 2**20, 2**20 + 1, 26214400):
        record.accepted(f"{length} bytes", length=length, padded=padded_length(length))
    return record.file()
