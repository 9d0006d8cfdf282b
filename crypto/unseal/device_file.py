"""A device at rest: an age file under a passphrase (FORMATS.md DV-4)."""

from dataclasses import dataclass
from typing import ClassVar

from crypto import age
from crypto.age.primitives import Random, system_random
from crypto.errors import LimitError
from crypto.plaintext import Plaintext
from crypto.schema import Hash, HubName, Id, Key, Vkey
from crypto.unseal.age import open_file
from crypto.unseal.age_scrypt import DEFAULT_MAX_LOG_N, ScryptIdentity
from crypto.unseal.signing import DeviceSecret

DEFAULT_WORK_FACTOR = 18
LEAST_WORK_FACTOR = 15
TEST_WORK_FACTOR = 10
FILE_LIMIT = 4096


@dataclass(frozen=True, kw_only=True)
class DeviceFile(Plaintext):
    """What the file holds: whose device it is, what its join code pinned, and both seeds in hex.

    `cna` is absent where the CNA itself was founded: nobody could name it before.
    """

    RULE: ClassVar = "DV-4"

    hub: HubName
    log_key: Vkey
    cna: Hash | None = None
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
    """Seal under 2^`work_factor`; LimitError (DV-4) below 2^`least`, which only tests and the demo lower.

    LimitError (AGE-9) for a factor no machine has the memory for, MalformedError (AGE-19) for an empty
    passphrase. Draws 48 bytes of `random`, as `age.seal` does.
    """
    if work_factor < least:
        raise LimitError("DV-4", f"a work factor below 2^{least} is too quick to guess")
    return age.seal(file.to_json(), [age.ScryptRecipient(passphrase, work_factor)], random=random)


def open_device(data: bytes, passphrase: str, *, max_work_factor: int = DEFAULT_MAX_LOG_N) -> DeviceFile:
    """Open a device file.

    WrongKeyError (AGE-11) for a wrong passphrase, LimitError (AGE-9) above `max_work_factor` instead of
    computing, MalformedError (AGE, JS, DV-4, ST-5) for what is no device file.
    """
    plaintext = open_file(data, [ScryptIdentity(passphrase, max_work_factor)])
    return DeviceFile.from_json(plaintext, limit=FILE_LIMIT)
