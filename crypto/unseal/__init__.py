"""Everything that opens an age file, or signs with a device key: for a member's own machine.

Only the client, the command line and the publishing job may import this package; it is kept apart so that an
import rule can say so. That the hub cannot read does not rest on it: the hub has no key.
"""

from crypto.unseal.age import Identity, open_chunks, open_file
from crypto.unseal.age_scrypt import ScryptIdentity
from crypto.unseal.age_x25519 import X25519Identity

__all__ = ["Identity", "ScryptIdentity", "X25519Identity", "open_chunks", "open_file"]
