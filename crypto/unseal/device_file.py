"""A device at rest: an age file under a passphrase (FORMATS.md DV-4)."""

import json
from dataclasses import dataclass

from crypto import age, strict_json
from crypto.age.primitives import Random, system_random
from crypto.errors import LimitError
from crypto.schema import Hash, HubName, Id, Key, Struct
from crypto.unseal.age import open_file
from crypto.unseal.age_scrypt import DEFAULT_MAX_LOG_N, ScryptIdentity
from crypto.unseal.signing import DeviceSecret

DEFAULT_WORK_FACTOR = 18
LEAST_WORK_FACTOR = 15
TEST_WORK_FACTOR = 10
FILE_LIMIT = 4096


@dataclass(frozen=True, kw_only=True)
class DeviceFile(Struct):
    """What the file holds: whose device it is, and both seeds in hex."""

    hub: HubName
    tenant: Hash
    person: Id
    sign: Key
    seal: Key

    @property
    def secret(self) -> DeviceSecret:
        """The keys themselves."""
        return DeviceSecret(bytes.fromhex(self.sign), bytes.fromhex(self.seal))

    def __repr__(self) -> str:
        """Show whose it is, never the seeds."""
        return f"DeviceFile(tenant={self.tenant}, person={self.person})"


def seal_device(
    file: DeviceFile,
    passphrase: str,
    *,
    work_factor: int = DEFAULT_WORK_FACTOR,
    least: int = LEAST_WORK_FACTOR,
    random: Random = system_random,
) -> bytes:
    """Seal under 2^`work_factor`; LimitError (DV-4) below 2^`least`, which only tests and the demo lower."""
    if work_factor < least:
        raise LimitError("DV-4", f"a work factor below 2^{least} is too quick to guess")
    plaintext = json.dumps({"v": 1, **file.dump()}, separators=(",", ":")).encode()
    return age.seal(plaintext, [age.ScryptRecipient(passphrase, work_factor)], random=random)


def open_device(data: bytes, passphrase: str, *, max_work_factor: int = DEFAULT_MAX_LOG_N) -> DeviceFile:
    """WrongKeyError for a wrong passphrase, LimitError above `max_work_factor`, MalformedError otherwise."""
    plaintext = open_file(data, [ScryptIdentity(passphrase, max_work_factor)])
    fields = strict_json.parse(plaintext, limit=FILE_LIMIT)
    fields.pop("v", None)
    return DeviceFile.parse(fields)
