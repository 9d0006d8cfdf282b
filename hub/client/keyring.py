"""The ring identities that shares have given this device, each proved against its epoch (SH-4)."""

import base64
import json
from dataclasses import dataclass

from crypto import dsse
from crypto.errors import CryptoError
from crypto.kinds import Share
from crypto.ring import Ring
from crypto.statement import check, narrow
from crypto.unseal.age_x25519 import X25519Identity
from crypto.unseal.shares import open_share
from hub.client.desk import Desk
from hub.client.errors import ClientError


@dataclass(frozen=True)
class Keyring:
    """Identities by ring id and epoch number; `faults` has the rule for rings of which a share is wrong."""

    keys: dict[str, dict[int, X25519Identity]]
    faults: dict[str, str]

    def of(self, ring: Ring) -> dict[int, X25519Identity]:
        """Every epoch of a ring that this device can open."""
        return self.keys.get(ring.ref.id, {})

    def identity(self, ring_id: str, epoch: int) -> X25519Identity:
        """One epoch's identity; ClientError while nobody has sealed a share to this device."""
        found = self.keys.get(ring_id, {}).get(epoch)
        if found is None and ring_id in self.faults:
            rule = self.faults[ring_id]
            raise ClientError(f"the share sealed to your device does not hold ({rule})", rule=rule)
        if found is None:
            raise ClientError(
                "waiting for a colleague's client: it has not sealed this key to your device yet"
            )
        return found


def fetch(desk: Desk) -> Keyring:
    """Fetch this device's shares and open those that count; a share the log does not know gives nothing."""
    keys: dict[str, dict[int, X25519Identity]] = {}
    faults: dict[str, str] = {}
    rings = all_rings(desk)
    for shown in desk.transport.get_all("shares", "shares", key="hash"):
        statement = narrow(
            check(dsse.parse(json.dumps(shown["wire"]).encode()), hub=desk.key.member.hub), Share
        )
        ring = rings.get(statement.body.ring.id)
        counted = ring and any(each.statement.hash == statement.hash for each in ring.shares)
        if ring is None or not counted or statement.body.to != desk.key.secret.fingerprint:
            continue
        recipients = {each.number: each.recipient for each in ring.epochs}
        try:
            file = base64.b64decode(shown["file"])
            opened = open_share(file, statement.body, desk.key.secret.identity, recipients)
        except (ValueError, CryptoError) as fault:  # a bad share of one ring keeps no other ring shut
            faults[ring.ref.id] = getattr(fault, "rule", "SH-3")
            continue
        keys.setdefault(ring.ref.id, {}).update(opened)
    return Keyring(keys, faults)


def all_rings(desk: Desk) -> dict[str, Ring]:
    """Every ring this member's logs tell of, by id."""
    rings = {ring.ref.id: ring for ring in desk.known.replay.intake.values()}
    for circle in desk.known.circles.values():
        rings.update(circle.rings)
    return rings
