"""The secret half of a device or reporter, and the one call that signs (DV-3, RE-4).

What is signed is always a body of the closed list, encoded here: never bytes that came from elsewhere.
"""

from dataclasses import dataclass, field
from typing import Self

from nacl.bindings import crypto_sign, crypto_sign_BYTES, crypto_sign_seed_keypair

from crypto import dsse, enrolment, reporter
from crypto.age.primitives import Random, system_random
from crypto.device import fingerprint
from crypto.errors import NotAllowedError
from crypto.kinds import Device, Login, Manifest
from crypto.kinds.body import Body, Signed
from crypto.kinds.directory import DeviceKeys
from crypto.statement import encode
from crypto.unseal.age_x25519 import X25519Identity

SEED_SIZE = 32
REPORTER_TYPES = (Manifest, Login)


class SigningKey:
    """An Ed25519 key from a seed of 32 bytes; it shows only its public half."""

    def __init__(self, seed: bytes) -> None:
        """Derive the key pair (RFC 8032, 5.1.5)."""
        self.public, self._secret = crypto_sign_seed_keypair(seed)

    def add_signature(self, statement: dsse.SignedStatement) -> dsse.SignedStatement:
        """The same statement with one more signature over its PAE."""
        message = dsse.pae(statement.payload_type, statement.payload)
        mine = dsse.Signature(self.public, crypto_sign(message, self._secret)[:crypto_sign_BYTES])
        return dsse.SignedStatement(statement.payload_type, statement.payload, (*statement.signatures, mine))


@dataclass(frozen=True)
class DeviceSecret:
    """Both keys of a device (DV-1). `sign` takes a body of the closed list and gives the signed statement."""

    sign_seed: bytes = field(repr=False)
    seal_seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, random: Random = system_random) -> Self:
        """A new device; draws two seeds of 32 bytes of `random`."""
        return cls(random(SEED_SIZE), random(SEED_SIZE))

    @property
    def identity(self) -> X25519Identity:
        """The age identity that opens what is sealed to this device."""
        return X25519Identity(self.seal_seed)

    @property
    def keys(self) -> DeviceKeys:
        """The public keys, as statements carry them."""
        public = SigningKey(self.sign_seed).public
        return DeviceKeys(sign=public.hex(), seal=str(self.identity.recipient))

    @property
    def fingerprint(self) -> str:
        """DV-2: what statements call this device in `by`."""
        return fingerprint(self.keys)

    def sign(self, body: Body) -> dsse.SignedStatement:
        """Sign a body as its author; NotAllowedError (ST-8) if `by` is somebody else, or nobody signs it."""
        if body.by != self.fingerprint or body.SIGNED is Signed.NOTICE:
            raise NotAllowedError("ST-8", "a device signs first only what it authored")
        return SigningKey(self.sign_seed).add_signature(encode(body))

    def add_signature(self, body: Body, to: dsse.SignedStatement) -> dsse.SignedStatement:
        """Add this device's signature to a statement of several (RO-4, EN-6) whose body it has read."""
        if body.SIGNED not in (Signed.MANY, Signed.TWO) or encode(body).payload != to.payload:
            raise NotAllowedError("DV-3", "only a roster or device that was read takes another signature")
        return SigningKey(self.sign_seed).add_signature(to)


class ReporterSecret(DeviceSecret):
    """The keys behind twelve words; signs manifests and logins only (RE-4)."""

    @classmethod
    def from_words(cls, words: str) -> Self:
        """MalformedError (RE-1) if the words are not twelve of the list with their checksum."""
        found = reporter.seeds(words)
        return cls(found.sign, found.seal)

    def sign(self, body: Body) -> dsse.SignedStatement:
        """Sign a manifest or login."""
        if not isinstance(body, REPORTER_TYPES):
            raise NotAllowedError("RE-4", "a reporter signs letters and logins only")
        return super().sign(body)


def prove_code(secret: str, device: Device, to: dsse.SignedStatement) -> dsse.SignedStatement:
    """EN-3: add the signature of the join code's key to the newcomer's own device statement."""
    if encode(device).payload != to.payload:
        raise NotAllowedError("DV-3", "the code's key signs the device statement it was made for")
    return SigningKey(enrolment.code_seed(secret, device.tenant)).add_signature(to)
