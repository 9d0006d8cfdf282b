"""Letters: sealing and signing 4 KiB, and verifying and opening it, against the bare primitives.

The ceiling makes the calls to libsodium and to the standard library's hashes that the formats cannot do
without, on bytes that lie ready: what is left over is the price of JSON, of checking every field, of Bech32
and of the framing of age and DSSE.
"""

import hashlib
import hmac
from dataclasses import replace

from nacl.bindings import (
    crypto_aead_chacha20poly1305_ietf_decrypt,
    crypto_aead_chacha20poly1305_ietf_encrypt,
    crypto_scalarmult,
    crypto_scalarmult_base,
    crypto_sign,
    crypto_sign_BYTES,
    crypto_sign_open,
    crypto_sign_seed_keypair,
)

from crypto import dsse
from crypto.age import inspect
from crypto.envelope import seal_letter
from crypto.letter import Letter, to_plaintext
from crypto.statement import narrow, parse
from crypto.unseal.envelopes import open_letter
from tests.benchmarks.harness import Benchmark
from tests.support.envelopes import ADA, KEY, RECIPIENT, identity_of, letter, outside, seal
from tests.support.people import HUB

TURNS = 20  # one letter is too quick for the clock
ZERO = bytes(12)
MINE = letter(body="names that leave the folder\n" * 110)  # 3.1 KiB, and 4 KiB with its fields and padding
PLAINTEXT = to_plaintext(MINE)
SEALED = seal(MINE)
MANIFEST = outside(MINE, SEALED)
STATEMENT = ADA.sign(MANIFEST)
WIRE = dsse.write(STATEMENT)
SIGNED = dsse.pae(STATEMENT.payload_type, STATEMENT.payload)
SIGNATURE = STATEMENT.signatures[0]
HEADER = bytes(inspect(SEALED.file))
PUBLIC, SECRET = crypto_sign_seed_keypair(ADA.sign_seed)

FILE_KEY, NONCE, INFO = bytes(16), bytes(16), b"age-encryption.org/v1/X25519"
THEIRS, EPHEMERAL = KEY.recipient.public, identity_of(99).seed
SHARE = crypto_scalarmult_base(EPHEMERAL)


def _hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    extracted = hmac.digest(salt, secret, hashlib.sha256)
    return hmac.digest(extracted, info + b"\x01", hashlib.sha256)


WRAP_KEY = _hkdf(crypto_scalarmult(EPHEMERAL, THEIRS), SHARE + THEIRS, INFO)
BODY = crypto_aead_chacha20poly1305_ietf_encrypt(FILE_KEY, None, ZERO, WRAP_KEY)
PAYLOAD = crypto_aead_chacha20poly1305_ietf_encrypt(PLAINTEXT, None, ZERO, _hkdf(FILE_KEY, NONCE, b"payload"))


def _seal() -> None:
    for _ in range(TURNS):
        sealed = seal_letter(MINE, RECIPIENT)
        manifest = replace(MANIFEST, plain=sealed.plain, sha256=sealed.sha256, size=sealed.size)
        dsse.write(ADA.sign(manifest))


def _open() -> Letter:
    for _ in range(TURNS):
        manifest = narrow(parse(WIRE, hub=HUB), type(MANIFEST)).body
        found = open_letter(manifest, SEALED.file, KEY)
    return found


def _seal_bare() -> None:
    for _ in range(TURNS):
        share = crypto_scalarmult_base(EPHEMERAL)
        wrap_key = _hkdf(crypto_scalarmult(EPHEMERAL, THEIRS), share + THEIRS, INFO)
        crypto_aead_chacha20poly1305_ietf_encrypt(FILE_KEY, None, ZERO, wrap_key)
        hmac.digest(_hkdf(FILE_KEY, bytes(32), b"header"), HEADER, hashlib.sha256)
        key = _hkdf(FILE_KEY, NONCE, b"payload")
        crypto_aead_chacha20poly1305_ietf_encrypt(PLAINTEXT, None, ZERO, key)
        hashlib.sha256(PLAINTEXT).hexdigest()
        hashlib.sha256(SEALED.file).hexdigest()
        crypto_sign(SIGNED, SECRET)[:crypto_sign_BYTES]


def _open_bare() -> None:
    for _ in range(TURNS):
        crypto_sign_open(SIGNATURE.signature + SIGNED, PUBLIC)
        hashlib.sha256(b"\x00" + SIGNED).hexdigest()
        hashlib.sha256(SEALED.file).hexdigest()
        wrap_key = _hkdf(crypto_scalarmult(KEY.seed, SHARE), SHARE + THEIRS, INFO)
        crypto_aead_chacha20poly1305_ietf_decrypt(BODY, None, ZERO, wrap_key)
        hmac.digest(_hkdf(FILE_KEY, bytes(32), b"header"), HEADER, hashlib.sha256)
        key = _hkdf(FILE_KEY, NONCE, b"payload")
        plaintext = crypto_aead_chacha20poly1305_ietf_decrypt(PAYLOAD, None, ZERO, key)
        hashlib.sha256(plaintext).hexdigest()


BENCHMARKS = [
    Benchmark("letter of 4 KiB seal and sign / primitives", _seal, _seal_bare, target=3.0, rounds=60),
    Benchmark("letter of 4 KiB verify and open / primitives", _open, _open_bare, target=3.0, rounds=60),
]
