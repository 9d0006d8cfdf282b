"""The one way an Ed25519 signature is judged; no other verify exists in the project.

    ED-1  A public key has 32 bytes and a signature 64.
    ED-2  A signature (R, S) by A over a message M counts if, and only if,
            a. A and R are canonical encodings of points of the curve,
            b. S < L, the order of the prime subgroup,
            c. neither A nor R has small order, and
            d. R equals, byte for byte, the encoding of [S]B - [k]A with k = SHA-512(R, A, M) mod L.

ED-2 is libsodium's verdict; it is stricter than RFC 8032 5.1.7. Verifiers that follow the cofactored equation
(ZIP 215) or admit small-order points (OpenSSL, WebCrypto) answer differently on crafted signatures, and two
readers of one log must never differ: those may sign, but never verify.
"""

from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError as SodiumBadSignatureError

from crypto.errors import BadSignatureError

KEY_SIZE = 32
SIGNATURE_SIZE = 64


def verify(key: bytes, message: bytes, signature: bytes) -> None:
    """Return if `signature` by `key` over `message` counts (ED-1, ED-2), else raise BadSignatureError."""
    # The binding hands the key to C without its length: a short one would be read past its end.
    if len(key) != KEY_SIZE:
        raise BadSignatureError("ED-1", "an Ed25519 public key has 32 bytes")
    if len(signature) != SIGNATURE_SIZE:
        raise BadSignatureError("ED-1", "an Ed25519 signature has 64 bytes")
    try:
        crypto_sign_open(signature + message, key)
    except SodiumBadSignatureError:
        raise BadSignatureError("ED-2", "the signature does not verify") from None
