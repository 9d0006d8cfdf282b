"""A further device of one person, in rosters.json: pairing texts and requests (EN-11, EN-12)."""

from dataclasses import replace

from crypto.kinds import Device
from tests.support.people import Actor, Team, digits
from tests.vectors.recorder import LogRecorder


def pairings(record: LogRecorder, who: Actor, body: Device, *, team: Team, cna: Team) -> None:
    """Record what is asked before `body`, of another device of `who`, is signed and logged."""
    world = record.world
    pairing = world.pairing(team, who, cna.genesis)
    text = pairing.to_text()
    _pairing(record, "a pairing text for this directory", None, text, fields=pairing.dump(), whose=who.name)
    stranger = replace(pairing, cna=digits("cna", 64))
    _pairing(record, "a pairing text of another CNA", "EN-1", stranger.to_text())
    nobody = replace(pairing, person=digits("nobody"))
    _pairing(record, "a pairing text of nobody", "EN-6", nobody.to_text())
    _pairing(record, "a pairing text that was cut", "EN-11", text[:-1])

    request, mallory = world.request(body), world.device_of("mallory's")
    swapped = replace(body, seal=mallory.keys.seal)
    for name, rule, shown in (
        ("a request", None, request),
        ("a request that was cut", "EN-12", request[:60]),
        ("a request with a key put in", "ST-8", world.request(swapped)),
        ("a request signed by another", "ST-8", world.request(body, mallory)),
        ("a request of a device that is active", "EN-12", world.request(world.device(team, who, who.device))),
    ):
        found = {} if rule else {"fingerprint": body.by}
        _ask(record, name, rule, request=shown, tenant=team.genesis, person=who.person, **found)
    colleague = next(each.person for each in team.actors.values() if each is not who)
    _ask(record, "a request for a colleague", "EN-12", request=request, tenant=team.genesis, person=colleague)


def _pairing(record: LogRecorder, name: str, rule: str | None, text: str, **found: object) -> None:
    _ask(record, name, rule, checkpoint=record.world.checkpoint().decode(), pairing=text, **found)


def _ask(record: LogRecorder, name: str, rule: str | None, **inputs: object) -> None:
    place = {"after": [len(record.world.entries), 0]}
    if rule is None:
        record.accepted(name, **place, **inputs)
    else:
        record.refused(name, rule, **place, **inputs)
