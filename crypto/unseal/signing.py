"""The secret half of a device or reporter, and the one call that signs (DV-3, RE-4).

What is signed is always a body of the closed list, encoded here: never bytes that came from elsewhere. Only
what several people sign together was encoded by the first of them; it is compared with the body that was
read, field by field, before another signature goes under it.
"""

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, Self

from nacl.bindings import crypto_sign, crypto_sign_BYTES, crypto_sign_seed_keypair

from crypto import dsse, enrolment, reporter, strict_json
from crypto.age.primitives import Random, system_random
from crypto.device import fingerprint
from crypto.errors import NotAllowedError
from crypto.kinds import Device, Login, Manifest
from crypto.kinds.body import Body, Signed, payload_type
from crypto.kinds.directory import DeviceKeys
from crypto.statement import encode
from crypto.unseal.age_x25519 import X25519Identity

SEED_SIZE = 32


class SigningKey:
    """An Ed25519 key from a seed of 32 bytes; it shows only its public half (32 bytes).

    The bare key, for those who are no device. A device signs through `DeviceSecret` (DV-3).
    """

    def __init__(self, seed: bytes) -> None:
        """Derive the key pair (RFC 8032, 5.1.5)."""
        self.public, self._secret = crypto_sign_seed_keypair(seed)

    def add_signature(self, statement: dsse.SignedStatement) -> dsse.SignedStatement:
        """The same statement with one more signature over its PAE; MalformedError (DS-6) for a second one."""
        message = dsse.pae(statement.payload_type, statement.payload)
        mine = dsse.Signature(self.public, crypto_sign(message, self._secret)[:crypto_sign_BYTES])
        return dsse.SignedStatement(statement.payload_type, statement.payload, (*statement.signatures, mine))


@dataclass(frozen=True)
class DeviceSecret:
    """Both keys of a device (DV-1). `sign` takes a body of the closed list and gives the signed statement."""

    SIGNS: ClassVar[tuple[type[Body], ...]] = (Body,)

    sign_seed: bytes = field(repr=False)
    seal_seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, random: Random = system_random) -> Self:
        """A new device; draws two seeds of 32 bytes of `random`."""
        return cls(random(SEED_SIZE), random(SEED_SIZE))

    @cached_property
    def identity(self) -> X25519Identity:
        """The age identity that opens what is sealed to this device."""
        return X25519Identity(self.seal_seed)

    @cached_property
    def keys(self) -> DeviceKeys:
        """The public keys, as statements carry them."""
        return DeviceKeys(sign=self._signing.public.hex(), seal=str(self.identity.recipient))

    @cached_property
    def fingerprint(self) -> str:
        """DV-2: what statements call this device in `by`."""
        return fingerprint(self.keys)

    @cached_property
    def _signing(self) -> SigningKey:
        return SigningKey(self.sign_seed)

    def sign(self, body: Body) -> dsse.SignedStatement:
        """Sign a body as its author.

        Raises NotAllowedError (ST-8) if `by` is somebody else or the body a notice, and MalformedError for a
        body that no reader would take.
        """
        self._check_kind(body)
        if body.by != self.fingerprint or body.SIGNED is Signed.NOTICE:
            raise NotAllowedError("ST-8", "a device signs first only what it authored")
        signed = encode(body)
        type(body).parse({name: value for name, value in body.dump().items() if name not in ("v", "type")})
        return self._signing.add_signature(signed)

    def add_signature(self, body: Body, to: dsse.SignedStatement) -> dsse.SignedStatement:
        """Sign, beside others (RO-4, EN-6), the statement `to` if it says exactly `body`, which was read.

        Raises NotAllowedError (DV-3) if it does not, or if one signature is all that such a statement takes.
        """
        self._check_kind(body)
        if body.SIGNED not in (Signed.MANY, Signed.TWO):
            raise NotAllowedError("DV-3", f"a {body.TYPE} takes no second signature")
        _require_says(to, body)
        return self._signing.add_signature(to)

    def _check_kind(self, body: Body) -> None:
        if not isinstance(body, self.SIGNS):
            raise NotAllowedError("RE-4", f"a reporter signs letters and logins, no {body.TYPE}")


class ReporterSecret(DeviceSecret):
    """The keys behind twelve words; signs manifests and logins only (RE-4)."""

    SIGNS: ClassVar[tuple[type[Body], ...]] = (Manifest, Login)

    @classmethod
    def from_words(cls, words: str) -> Self:
        """MalformedError (RE-1) if the words are not twelve of the list with their checksum."""
        found = reporter.seeds(words)
        return cls(found.sign, found.seal)


def prove_code(secret: str, device: Device, to: dsse.SignedStatement) -> dsse.SignedStatement:
    """EN-3: put the code's key, from `secret` (32 hex), under the newcomer's own statement `to`.

    NotAllowedError (DV-3) unless `to` says exactly `device`.
    """
    _require_says(to, device)
    return SigningKey(enrolment.code_seed(secret, device.tenant)).add_signature(to)


def _require_says(signed: dsse.SignedStatement, body: Body) -> None:
    """Return if the payload of `signed` is `body`, whoever encoded it; else NotAllowedError (DV-3).

    JSON has no canonical form here, and another implementation may order or space it differently.
    """
    said = strict_json.parse(signed.payload, limit=dsse.MAX_PAYLOAD)
    # Compared as text, because to Python true equals 1.
    same = json.dumps(said, sort_keys=True) == json.dumps(body.dump(), sort_keys=True)
    if signed.payload_type != payload_type(body.TYPE) or not same:
        raise NotAllowedError("DV-3", "the statement does not say what was read")
