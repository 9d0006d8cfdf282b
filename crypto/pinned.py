"""What a newcomer to a hub trusts, and holds against everything that the hub shows (FORMATS.md EN-1)."""

from dataclasses import dataclass
from typing import ClassVar, Self

from crypto import strict_json
from crypto.directory import Directory, View
from crypto.errors import CryptoError, MalformedError, NotAllowedError
from crypto.handed import HandedText
from crypto.notes import VerifierKey
from crypto.schema import Hash, HubName, Id, Struct, Vkey
from crypto.tlog import open_checkpoint

_LIMIT = 4096


@dataclass(frozen=True, kw_only=True)
class Pinned(Struct):
    """Base of the texts that pin: the hub and its log key, the genesis of CNA and tenant, and the person."""

    TEXT: ClassVar[HandedText]

    hub: HubName
    log_key: Vkey
    cna: Hash
    tenant: Hash
    person: Id

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Parse a text as it was handed over; MalformedError (rule of `TEXT`) if it was cut or mistyped."""
        try:
            return cls.parse(strict_json.parse(cls.TEXT.read(text), limit=_LIMIT), f"{cls.TEXT.what} ")
        except CryptoError as error:
            raise MalformedError(cls.TEXT.rule, error.message) from error

    def to_text(self) -> str:
        """The text to hand over."""
        return self.TEXT.write(strict_json.dump(self.dump()))


def view_under(pinned: Pinned, directory: Directory, checkpoint: bytes) -> View:
    """Return the directory that was pinned, if that is what was shown; sign nothing before (EN-1).

    `checkpoint` is the signed note over `directory`. Raises NotAllowedError (EN-1) for another log, root, CNA
    or tenant.
    """
    what = pinned.TEXT.what
    try:
        key = VerifierKey.parse(pinned.log_key)
        covered = open_checkpoint(checkpoint, origin=f"{pinned.hub}/directory", key=key)
    except CryptoError as error:
        raise NotAllowedError("EN-1", f"not of the log in the {what}: {error.message}") from error
    if covered.size > directory.size or covered.root.hex() != directory.root(covered.size):
        raise NotAllowedError("EN-1", "the checkpoint is of another directory than was shown")
    view = directory.at(covered.size)
    for genesis, whose in ((pinned.cna, "the CNA"), (pinned.tenant, "the tenant")):
        if view.tenant(genesis) is None:
            raise NotAllowedError("EN-1", f"{whose} of the {what} is not in this directory")
    return view
