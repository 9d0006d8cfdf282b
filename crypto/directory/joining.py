"""How people and devices come in between two rosters (EN-3 to EN-10, RO-8)."""

from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import cast

from crypto.device import fingerprint
from crypto.directory.facts import Facts, Invited, Located, Person
from crypto.directory.view import View
from crypto.errors import BadSignatureError, MalformedError, NotAllowedError
from crypto.kinds.directory import MAX_DEVICES, MAX_MEMBERS, Device, DeviceKeys, MemberInvitation
from crypto.statement import Statement, require_next


def judge_invitation(view: View, statement: Statement[MemberInvitation], when: datetime) -> None:
    """Return if an admin may invite or withdraw so (ST-12, RO-7), else NotAllowedError, BadSignatureError."""
    body = statement.body
    view.admin(statement, body.tenant)
    before = view.invitation(body.tenant, body.person)
    require_next(statement, before.statement if before else None)
    if body.state == "open" and view.expired(body.tenant, when):
        raise NotAllowedError("RO-7", "the roster has expired and invites nobody")


def apply_invitation(facts: Facts, index: int, statement: Statement[MemberInvitation]) -> None:
    """Put the invitation in force for its person."""
    body = statement.body
    facts.invitations[body.tenant].put(body.person, index, Invited(statement, closed=False))


def judge_device(view: View, statement: Statement[Device], when: datetime) -> None:
    """Return if the device comes in by a code (EN-3) or by an older device of the same person (EN-6).

    Raises MalformedError or NotAllowedError, and BadSignatureError for the want of either signature.
    """
    body = statement.body
    if body.by != fingerprint(_keys(body)):
        raise MalformedError("ST-8", "by is not the device itself")
    if view.key_owner(body.sign) or view.key_owner(body.seal):
        raise NotAllowedError("RO-8", "a public key stands in another device already")
    if statement.keys[0] != body.sign:
        raise BadSignatureError("ST-8", "the first signature is not by the device itself")
    _require_room(view, body)
    if body.invitation is None:
        _require_older(view, statement)
    else:
        _require_code(view, statement, when)


def _require_room(view: View, body: Device) -> None:
    person = view.person(body.tenant, body.person)
    if person is None and len(view.people(body.tenant)) >= MAX_MEMBERS:
        raise NotAllowedError("EN-10", f"the tenant has {MAX_MEMBERS} members")
    if person is not None and len(person.devices) >= MAX_DEVICES:
        raise NotAllowedError("EN-10", f"the person has {MAX_DEVICES} devices")


def _require_older(view: View, statement: Statement[Device]) -> None:
    person = view.person(statement.body.tenant, statement.body.person)
    if person is None or not person.devices:
        raise NotAllowedError("EN-6", "the person has no active device; it takes a code")
    if statement.keys[1] not in {keys.sign for keys in person.devices.values()}:
        raise BadSignatureError("EN-6", "the second signature is not by an active device of the same person")


def _require_code(view: View, statement: Statement[Device], when: datetime) -> None:
    body = statement.body
    invited = view.invitation(body.tenant, body.person)
    if invited is None or invited.statement.hash != body.invitation:
        raise NotAllowedError("EN-3", "not the invitation in force for this person")
    if invited.statement.body.state != "open":
        raise NotAllowedError("EN-3", "the invitation was withdrawn")
    if invited.closed:
        raise NotAllowedError("EN-4", "the invitation was used, or overtaken by a roster")
    if when >= invited.statement.body.expires:
        raise NotAllowedError("EN-3", "the invitation has expired")
    if statement.keys[1] != invited.statement.body.code:
        raise BadSignatureError("EN-3", "the second signature is not by the code of the invitation")


def apply_device(facts: Facts, index: int, statement: Statement[Device]) -> None:
    """Make the device active, its person a member (EN-5), and use up its invitation (EN-4)."""
    body, keys = statement.body, _keys(statement.body)
    members, invitations = facts.people[body.tenant], facts.invitations[body.tenant]
    invited = invitations.get(body.person, index)
    person = members.get(body.person, index) or _newcomer(cast("Invited", invited), index)  # EN-3 was judged
    devices = MappingProxyType({**person.devices, body.by: keys})
    members.put(body.person, index, replace(person, devices=devices))
    facts.devices.put(body.by, index, Located(body.tenant, body.person, keys, person.since, active=True))
    facts.owners.update({keys.sign: body.by, keys.seal: body.by})
    if invited is not None and body.invitation is not None:
        invitations.put(body.person, index, Invited(invited.statement, closed=True))


def _newcomer(invited: Invited, index: int) -> Person:
    body = invited.statement.body
    role = "member" if body.role == "admin" else body.role  # EN-5: admin by the next roster only
    return Person(body.person, body.name, frozenset({role}), MappingProxyType({}), index)


def _keys(body: Device) -> DeviceKeys:
    return DeviceKeys(sign=body.sign, seal=body.seal)
