"""Pip with an intake ring for ada and bob, and somebody who reports."""

from types import SimpleNamespace

import pytest

from crypto.kinds import Share
from tests.support.cases import CaseWorld, reporter_keys
from tests.support.people import digits


@pytest.fixture
def desk():
    world = CaseWorld()
    pip, uv = world.found("pip", "ada"), world.found("uv", "uma")
    bob, cyd = world.join(pip, "bob"), world.join(pip, "cyd")
    world.put(world.duty(pip, pip["ada"], bob))
    world.put(world.intake_epoch(pip, pip["ada"]))
    words, _ = reporter_keys("ren")

    def share(by, to, **changes):
        ring = world.replay.intake[pip.genesis]
        given = {
            "ring": ring.ref,
            "from_epoch": 1,
            "epoch": len(ring.epochs),
            "recipient": ring.current.recipient,
            "to": to.fingerprint,
            "sha256": digits("share", 64),
            "size": 400,
        }
        return Share(**(world.common(by.fingerprint) | given | changes))

    def due():
        ring = world.replay.intake[pip.genesis]
        return world.replay.pending_intake_shares(ring)

    people = {"ada": pip["ada"], "bob": bob, "cyd": cyd, "uma": uv["uma"]}
    return SimpleNamespace(world=world, pip=pip, uv=uv, words=words, share=share, due=due, **people)
