"""Rosters: the chain that says who a tenant is (RO-1 to RO-8, EN-9, DU-1)."""

from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from crypto.device import fingerprint
from crypto.directory.facts import Facts, Invited, Located, OnDuty, Person, Table
from crypto.directory.view import View
from crypto.errors import BadSignatureError, MalformedError, NotAllowedError
from crypto.kinds.directory import DeviceKeys, Member, Roster
from crypto.statement import Statement

ALONE = 3  # admins from which on no one of them changes the roster alone (RO-3)


@dataclass(frozen=True)
class Quorum:
    """Which admins of the roster in force, and of the next one, have signed, and how many must (RO-4)."""

    old: frozenset[str]
    new: frozenset[str]
    old_wanted: int
    new_wanted: int

    @property
    def enough(self) -> bool:
        """Whether the roster counts with these signatures."""
        return len(self.old) >= self.old_wanted and len(self.new) >= self.new_wanted


def judge(view: View, statement: Statement[Roster], when: datetime) -> None:
    """Return if the roster founds a tenant, or replaces the one in force (RO-1 to RO-8).

    Raises MalformedError or NotAllowedError, and BadSignatureError (RO-1, RO-4) for want of signatures.
    """
    if statement.body.tenant is not None:
        if not quorum(view, statement, when).enough:
            raise BadSignatureError("RO-4", "too few admins signed; devices of one member count once")
        return
    _judge_form(statement.body, when)
    _judge_first(view, statement)


def quorum(view: View, statement: Statement[Roster], when: datetime) -> Quorum:
    """Judge a next roster as `judge` does, but for how many have signed it: who has, and how many must.

    Raises as `judge`, and BadSignatureError (RO-4) for a signature by nobody who may.
    """
    body = statement.body
    _judge_form(body, when)
    before = view.roster(body.tenant or "")
    if before is None:
        raise NotAllowedError("RO-2", "no such tenant")
    _judge_next(view, statement, before)
    return _signed(view, statement, before)


def _judge_form(body: Roster, when: datetime) -> None:
    admins = [each for each in body.members if "admin" in each.roles]
    if body.threshold != (1 if len(admins) < ALONE else 2):
        raise MalformedError("RO-3", f"the threshold is 1 below {ALONE} admins, else 2")
    if sum(bool(each.devices) for each in admins) < body.threshold:
        raise MalformedError("RO-3", "too few admins have a device")
    if when >= body.expires:
        raise NotAllowedError("RO-7", "expired before it was logged")


def _judge_first(view: View, statement: Statement[Roster]) -> None:
    listed = {fingerprint(keys): keys for each in statement.body.members for keys in each.devices}
    public = [
        key for each in statement.body.members for keys in each.devices for key in (keys.sign, keys.seal)
    ]
    if len(set(public)) != len(public) or any(view.key_owner(key) for key in public):
        raise NotAllowedError("RO-8", "a public key stands in another device already")
    if statement.body.by not in listed:
        raise MalformedError("ST-8", "by is not a device of the roster")
    if statement.keys[:1] != (listed[statement.body.by].sign,):
        raise BadSignatureError("ST-8", "the first signature is not by the device that by names")
    if set(statement.keys) != {keys.sign for keys in listed.values()}:
        raise BadSignatureError("RO-1", "not signed by exactly the devices it lists")


def _judge_next(view: View, statement: Statement[Roster], before: Statement[Roster]) -> None:
    body, genesis = statement.body, statement.body.tenant or ""
    following = (before.body.version + 1, before.hash, before.body.slug)
    if (body.version, body.previous, body.slug) != following:
        raise NotAllowedError("RO-2", "does not follow the roster in force")
    for member in body.members:
        known = view.person(genesis, member.person)
        if known is None:
            raise NotAllowedError("RO-6", f"{member.person} never joined")
        if not {fingerprint(keys) for keys in member.devices} <= known.devices.keys():
            raise NotAllowedError("RO-5", f"a device of {member.person} is not an active one of theirs")
    signer = view.signer(statement, genesis)
    if "admin" not in signer.roles and body.by not in _admin_devices(body):
        raise NotAllowedError("RO-4", "not by an admin of this roster or the one before")


def _signed(view: View, statement: Statement[Roster], before: Statement[Roster]) -> Quorum:
    old: set[str] = set()
    new: set[str] = set()
    listed, genesis = _admin_devices(statement.body), statement.body.tenant
    for key in statement.keys:
        device = view.key_owner(key) or ""
        located = view.device(device)
        if located is None or located.tenant != genesis or not located.active:
            raise BadSignatureError("RO-4", "signed by somebody who is no admin")
        member = view.person(genesis, located.person)
        was_admin = member is not None and "admin" in member.roles
        if was_admin:
            old.add(located.person)
        if device in listed:
            new.add(located.person)
        elif not was_admin:
            raise BadSignatureError("RO-4", "signed by somebody who is no admin")
    return Quorum(frozenset(old), frozenset(new), before.body.threshold, statement.body.threshold)


def _admin_devices(body: Roster) -> set[str]:
    admins = (each for each in body.members if "admin" in each.roles)
    return {fingerprint(keys) for each in admins for keys in each.devices}


def apply(facts: Facts, index: int, statement: Statement[Roster]) -> None:
    """Put the roster in force from leaf `index` on: its people and devices, and nobody else's."""
    genesis = statement.body.tenant or statement.hash
    facts.rosters.put(genesis, index, statement)
    members = facts.people.setdefault(genesis, Table())
    before = dict(members.items(index))
    after = {each.person: _person(each, before.get(each.person), index) for each in statement.body.members}
    for person in [*after, *(before.keys() - after.keys())]:
        if before.get(person) != after.get(person):
            members.put(person, index, after.get(person))
    _move_devices(facts, index, (genesis, before, after))
    _close_invitations(facts, index, (genesis, before, after))
    _shorten_duty(facts, index, genesis, after)


_Change = tuple[str, dict[str, Person], dict[str, Person]]  # genesis, people before, people after


def _person(member: Member, before: Person | None, index: int) -> Person:
    devices = MappingProxyType({fingerprint(keys): keys for keys in member.devices})
    since = before.since if before else index
    return Person(member.person, member.name, frozenset(member.roles), devices, since)


def _move_devices(facts: Facts, index: int, change: _Change) -> None:
    genesis, before, after = change
    then, now = _devices(before), _devices(after)
    for device in then.keys() - now.keys():
        person, keys = then[device]
        facts.devices.put(device, index, Located(genesis, person.person, keys, person.since, active=False))
    for device in now.keys() - then.keys():  # of a first roster only (RO-5)
        person, keys = now[device]
        facts.devices.put(device, index, Located(genesis, person.person, keys, person.since, active=True))
        facts.owners.update({keys.sign: device, keys.seal: device})


def _devices(people: dict[str, Person]) -> dict[str, tuple[Person, DeviceKeys]]:
    return {device: (each, keys) for each in people.values() for device, keys in each.devices.items()}


def _close_invitations(facts: Facts, index: int, change: _Change) -> None:
    genesis, before, after = change
    invitations = facts.invitations.setdefault(genesis, Table())
    for person, invited in tuple(invitations.items(index)):
        author = facts.devices.get(invited.statement.body.by, index)
        inviter = after.get(author.person) if author else None
        stands = inviter is not None and "admin" in inviter.roles
        put_out = person in before and person not in after
        if not invited.closed and (put_out or not stands):
            invitations.put(person, index, Invited(invited.statement, closed=True))


def _shorten_duty(facts: Facts, index: int, genesis: str, after: dict[str, Person]) -> None:
    duty = facts.duties.get(genesis, index)
    if duty is not None:
        people = tuple(each for each in duty.people if each in after)
        facts.duties.put(genesis, index, OnDuty(duty.statement, people))
