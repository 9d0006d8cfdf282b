"""The next roster of a team: made, shown against the one in force, and signed by as many as it takes (RO-4).

From three admins on no one of them changes the roster alone (RO-3). What the first of them signed travels as
a file; whoever signs it further sees what it changes, and it is posted by the one whose signature is the last
that it takes. The file is no secret and nobody has to be believed for it: it is judged by the directory as if
it were the next leaf, anew by each.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from crypto import dsse
from crypto.device import fingerprint
from crypto.directory import Person, Quorum, Tenant, View
from crypto.directory.rosters import ALONE
from crypto.kinds import Roster
from crypto.kinds.directory import Member
from crypto.statement import Statement, check, narrow, parse
from hub.client.desk import Desk
from hub.client.errors import ClientError, Exit

ROSTER_LIFE = timedelta(days=365)


@dataclass(frozen=True)
class Signing:
    """A next roster with the signatures it has so far, and who of the admins has made them."""

    statement: Statement[Roster]
    quorum: Quorum

    @property
    def body(self) -> Roster:
        """What is signed."""
        return self.statement.body


def next_roster(
    desk: Desk,
    *,
    roles: Mapping[str, Sequence[str]],
    without: Sequence[str] = (),
    lost: Sequence[str] = (),
) -> Roster:
    """The next version: who is a member now, but those who leave, in the roles given anew (RO-6).

    `without` are persons; `lost` are fingerprints of devices that go although their people stay.
    """
    tenant = _tenant(desk)
    members = tuple(
        Member.parse(
            {
                "person": each.person,
                "name": each.name,
                "roles": sorted(roles.get(each.person, each.roles)),
                "devices": [
                    keys.dump()
                    for keys in sorted(each.devices.values(), key=lambda keys: keys.sign)
                    if fingerprint(keys) not in lost
                ],
            }
        )
        for each in sorted(desk.known.view.people(desk.tenant), key=lambda person: person.person)
        if each.person not in without
    )
    admins = sum("admin" in each.roles for each in members)
    return desk.body(
        Roster,
        slug=tenant.slug,
        tenant=desk.tenant,
        version=tenant.roster.version + 1,
        previous=tenant.roster_hash,
        threshold=1 if admins < ALONE else 2,
        members=members,
        witness=tenant.roster.witness,
        recovery=tenant.roster.recovery,
        expires=(desk.now + ROSTER_LIFE).replace(microsecond=0),
    )


def begin(desk: Desk, body: Roster) -> Signing:
    """Sign a next roster as the first; what refuses it is raised."""
    return _judged(desk, desk.sign(body))


def read(desk: Desk, data: bytes) -> Signing:
    """Read a roster that a colleague signed; ClientError if it is not the next one of this team."""
    statement = narrow(parse(data, hub=desk.key.member.hub), Roster)
    current = _tenant(desk)
    if statement.hash == current.roster_hash:
        raise ClientError(f"version {statement.body.version} is in force already", code=Exit.CONFLICT)
    if statement.body.tenant != desk.tenant:
        raise ClientError("this is the roster of another team (RO-2)", rule="RO-2")
    if statement.body.previous != current.roster_hash:
        raise ClientError(
            f"it follows another roster than version {current.roster.version}, which is in force:"
            " make the change anew with `accord roster sign` (RO-2)",
            code=Exit.CONFLICT,
            rule="RO-2",
        )
    return _judged(desk, statement.signed)


def add(desk: Desk, signing: Signing) -> Signing:
    """Sign beside who has signed; ClientError for who may not, or has, with this or another device."""
    if desk.me in signing.quorum.old | signing.quorum.new:
        raise ClientError(
            "you have signed it, and devices of one person count once: it takes another admin (RO-4)",
            rule="RO-4",
        )
    if desk.me not in admins_now(desk.known.view, desk.tenant) | admins_next(signing.body):
        raise ClientError("a roster is signed by admins of it or of the one in force (RO-4)", rule="RO-4")
    return _judged(desk, desk.co_sign(signing.body, signing.statement.signed))


def post(desk: Desk, signing: Signing) -> str:
    """Put the roster in force; its hash."""
    return desk.post_directory([signing.statement.signed])[0]


def signed_by(desk: Desk, signing: Signing) -> list[str]:
    """The names of the admins who have signed it."""
    names = {each.person: each.name for each in desk.known.view.people(desk.tenant)}
    return sorted(names[each] for each in signing.quorum.old | signing.quorum.new)


def wanted(desk: Desk, signing: Signing) -> list[str]:
    """The names of those of whom one has to sign next: of those whose signature counts twice, if any."""
    quorum, view = signing.quorum, desk.known.view
    old = admins_now(view, desk.tenant) - quorum.old if len(quorum.old) < quorum.old_wanted else None
    new = admins_next(signing.body) - quorum.new if len(quorum.new) < quorum.new_wanted else None
    found = ((old & new) or old | new) if old is not None and new is not None else (old or new or set())
    names = {each.person: each.name for each in view.people(desk.tenant)}
    return sorted(names[each] for each in found)


def admins_now(view: View, tenant: str) -> set[str]:
    """The admins of the roster in force who have a device."""
    return {each.person for each in view.people(tenant) if "admin" in each.roles and each.devices}


def admins_next(body: Roster) -> set[str]:
    """The admins of a roster who have a device in it."""
    return {each.person for each in body.members if "admin" in each.roles and each.devices}


def changes(desk: Desk, body: Roster) -> list[str]:
    """Say in sentences everything that a next roster changes against the one in force."""
    tenant, view = _tenant(desk), desk.known.view
    before, after = tenant.roster, {each.person: each for each in body.members}
    listed = {each.person: each for each in before.members}
    found = [line for each in body.members for line in _member(each, listed.get(each.person), view, tenant)]
    found += [
        f"{each.name} leaves, with every device, and is granted nothing any more"
        for each in view.people(tenant.genesis)
        if each.person not in after
    ]
    if body.threshold != before.threshold:
        found.append(f"{body.threshold} admins must sign from now on, not {before.threshold}")
    keys = ((what, getattr(body, what), getattr(before, what)) for what in ("witness", "recovery"))
    found += [f"the {what} key changes to {now or 'none'}" for what, now, then in keys if now != then]
    if body.expires.date() != before.expires.date():
        found.append(f"it expires on {body.expires:%d %b %Y}, not on {before.expires:%d %b %Y}")
    return found or ["nothing changes but its version and the hour at which it expires"]


def _member(member: Member, listed: Member | None, view: View, tenant: Tenant) -> Iterator[str]:
    now = view.person(tenant.genesis, member.person)
    roles = ", ".join(member.roles)
    if now is None:
        yield f"{member.name} is nobody who joined"
        return
    if listed is None:
        yield f"{member.name} joins, as {roles}"
    elif member.name != listed.name:
        yield f"{listed.name} is called {member.name}"
    if set(member.roles) != now.roles:
        yield f"{member.name} becomes {roles}, and was {', '.join(sorted(now.roles))}"
    yield from _devices(member, listed, now)


def _devices(member: Member, listed: Member | None, now: Person) -> Iterator[str]:
    kept = {fingerprint(keys) for keys in member.devices}
    known = {fingerprint(keys) for keys in listed.devices} if listed else set()
    for device in sorted(kept - known):
        yield f"{member.name} has the device {device}, which is not in the roster in force"
    for device in sorted(now.devices.keys() - kept):
        yield f"{member.name} loses the device {device}"


def _judged(desk: Desk, signed: dsse.SignedStatement) -> Signing:
    statement = narrow(check(signed, hub=desk.key.member.hub), Roster)
    return Signing(statement, desk.known.replay.directory.quorum(statement, when=desk.now))


def _tenant(desk: Desk) -> Tenant:
    tenant = desk.known.view.tenant(desk.tenant)
    if tenant is None:
        raise ClientError("the team is not in the directory", code=Exit.NOT_FOUND)
    return tenant
