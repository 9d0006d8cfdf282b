"""Statements, join codes and key files that Python made, for the tests of the browser client to be shown.

`python -m tests.vault.recording` writes them anew; `test_recording.py` tells when they are out of date.
"""

import base64
import json
from dataclasses import replace
from hashlib import sha256
from itertools import count
from pathlib import Path

from crypto import dsse
from crypto.enrolment import JoinCode
from crypto.tlog import LogSigner
from crypto.unseal.device_file import TEST_WORK_FACTOR, DeviceFile, seal_device
from tests.support.people import LOG_KEY, START, Actor, Team, World, digits

FILE = Path(__file__).parents[2] / "hub/vault/tests/recorded.json"
PASSPHRASE = "correct horse battery staple"  # of people who do not exist
LOG_SEED = sha256(b"the key of the logs").digest()
OTHER_SEED = bytes([7]) * 32


def record() -> dict[str, object]:
    """Worlds under one log key, and what a newcomer and an old member have in hand."""
    world = World()
    pip = world.found("pip", "ada", "bob")
    founded = wires(world)
    cyd, secret = world.actor("cyd"), digits("the code of cyd")
    world.put(world.invitation(pip, cyd, secret, role="coordinator"))
    invited = wires(world)
    bobs = digits("another code of bob")
    world.put(world.invitation(pip, pip["bob"], bobs))
    again = wires(world)
    uv = world.found("uv", "uma")
    grown = wires(world)
    both, adas = world.actor("ada of uv"), digits("the code of ada in uv")
    world.put(world.invitation(uv, both, adas))
    forked = World()
    forked.found("pip", "eve", "bob")
    code = world.join_code(pip, cyd, secret)
    return {
        "hub": world.hub,
        "log_key": LOG_KEY,
        "log_seed": LOG_SEED.hex(),
        "other_seed": OTHER_SEED.hex(),
        "start": f"{START:%Y-%m-%dT%H:%M:%SZ}",
        "tenant": pip.genesis,
        "person": pip["ada"].person,
        "fingerprint": pip["ada"].fingerprint,
        "worlds": {
            "founded": founded,
            "invited": invited,
            "again": again,
            "grown": grown,
            "teams": wires(world),
            "forked": wires(forked),
        },
        "codes": {
            **codes(code),
            "bob again": world.join_code(pip, pip["bob"], bobs).to_text(),
            "uv": world.join_code(uv, both, adas, cna=pip.genesis).to_text(),
        },
        "passphrase": PASSPHRASE,
        "files": {
            **key_files(world.hub, pip, cyd),
            "uma": key_file(replace(device_file(world.hub, uv, uv["uma"]), cna=pip.genesis)),
        },
    }


def wires(world: World) -> list[object]:
    """Everything logged so far, as the API shows it."""
    return [json.loads(dsse.write(entry.statement.signed)) for entry in world.entries]


def codes(code: JoinCode) -> dict[str, str]:
    """The code as it was made, and as somebody on its way would like it."""
    stranger = digits("a stranger", 64)
    return {
        "right": code.to_text(),
        "other log key": replace(code, log_key=str(LogSigner(OTHER_SEED, code.hub).key)).to_text(),
        "other cna": replace(code, cna=stranger).to_text(),
        "other tenant": replace(code, tenant=stranger).to_text(),
        "other secret": replace(code, secret=digits("another secret")).to_text(),
        "other hub": replace(code, hub="hub.test").to_text(),
    }


def key_files(hub: str, pip: Team, cyd: Actor) -> dict[str, str]:
    """Those of Ada, of Bob and of Cyd, who has not joined; and Ada's as it could be of another hub or log."""
    ada, stranger = device_file(hub, pip, pip["ada"]), digits("a stranger", 64)
    return {
        "ada": key_file(ada),
        "bob": key_file(device_file(hub, pip, pip["bob"])),
        "cyd": key_file(device_file(hub, pip, cyd)),
        "elsewhere": key_file(replace(ada, hub="hub.test")),
        "other log key": key_file(replace(ada, log_key=str(LogSigner(OTHER_SEED, hub).key))),
        "other cna": key_file(replace(ada, cna=stranger)),
        "other tenant": key_file(replace(ada, tenant=stranger)),
    }


def device_file(hub: str, team: Team, actor: Actor) -> DeviceFile:
    """What somebody's key file holds, where their own team is the CNA."""
    seeds = {"sign": actor.device.sign_seed.hex(), "seal": actor.device.seal_seed.hex()}
    pinned = {"log_key": LOG_KEY, "cna": team.genesis}
    return DeviceFile(hub=hub, tenant=team.genesis, person=actor.person, **pinned, **seeds)


def key_file(file: DeviceFile) -> str:
    """A device file (DV-4) in base64; the same at each recording."""
    numbers = count()
    sealed = seal_device(
        file,
        PASSPHRASE,
        work_factor=TEST_WORK_FACTOR,
        least=TEST_WORK_FACTOR,
        random=lambda size: sha256(f"{file.dump()} {next(numbers)}".encode()).digest()[:size],
    )
    return base64.b64encode(sealed).decode()


def text() -> str:
    """The file's contents."""
    return json.dumps(record(), indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(text())
