"""The directory as it stood before one leaf: read-only, and the same for everybody (FORMATS.md 4)."""

from collections.abc import Mapping
from datetime import datetime

from crypto.directory import edges
from crypto.directory.facts import Edge, Facts, Invited, Located, OnDuty, Person, Tenant
from crypto.errors import BadSignatureError, NotAllowedError
from crypto.kinds.body import Body
from crypto.kinds.directory import Boundary, Group, GroupJoin, Rebase, Roster
from crypto.statement import Statement


class View:
    """The first `size` leaves of a directory. Tenants are named by genesis, devices by fingerprint."""

    def __init__(self, facts: Facts, size: int) -> None:
        """Look at `facts` as after `size` leaves; `Directory.at` makes views."""
        self._facts = facts
        self.size = size

    def tenant(self, genesis: str) -> Tenant | None:
        """Return the tenant founded by the roster `genesis`, admitted or not."""
        roster = self.roster(genesis)
        return None if roster is None else self._tenant(genesis, roster)

    def roster(self, genesis: str) -> Statement[Roster] | None:
        """Return the roster in force."""
        return self._facts.rosters.get(genesis, self.size)

    def by_slug(self, slug: str) -> Tenant | None:
        """Return the tenant that was admitted under `slug` last (LO-6)."""
        genesis = self._facts.slugs.get(slug, self.size)
        return None if genesis is None else self.tenant(genesis)

    def tenants(self) -> tuple[Tenant, ...]:
        """Return all tenants in the order of their founding."""
        return tuple(self._tenant(*each) for each in self._facts.rosters.items(self.size))

    def _tenant(self, genesis: str, roster: Statement[Roster]) -> Tenant:
        notice = self._facts.admissions.get(genesis, self.size)
        kind, stage = (notice.body.kind, notice.body.stage) if notice else (None, None)
        return Tenant(genesis, roster.body, roster.hash, kind, stage)

    def person(self, genesis: str, person: str) -> Person | None:
        """Return a member of the tenant, with the devices active here."""
        members = self._facts.people.get(genesis)
        return None if members is None else members.get(person, self.size)

    def people(self, genesis: str) -> tuple[Person, ...]:
        """Return all members of the tenant in the order in which they joined first."""
        members = self._facts.people.get(genesis)
        return () if members is None else tuple(person for _, person in members.items(self.size))

    def device(self, fingerprint: str) -> Located | None:
        """Return whose device this is, also when it is active no longer; None if it never proved itself."""
        return self._facts.devices.get(fingerprint, self.size)

    def key_owner(self, key: str) -> str | None:
        """Return the fingerprint of the device that a public key (`sign` or `seal`) stands in (RO-8)."""
        owner = self._facts.owners.get(key)
        return owner if owner is not None and self.device(owner) else None

    def signer(self, statement: Statement[Body], tenant: str) -> Person:
        """Return the member whose active device is `by` and made the first signature.

        Raises NotAllowedError (ST-13), and BadSignatureError (ST-8) for a bad copy (ST-15).
        """
        located = self.device(statement.body.by)
        person = self.person(tenant, located.person) if located and located.tenant == tenant else None
        if located is None or person is None or not located.active:
            raise NotAllowedError("ST-13", "not by an active device of the tenant")
        if statement.keys[:1] != (located.keys.sign,):
            raise BadSignatureError("ST-8", "the first signature is not by the device that by names")
        return person

    def admin(self, statement: Statement[Body], tenant: str) -> Person:
        """Return the `signer`, who must be an admin; else NotAllowedError (ST-13)."""
        person = self.signer(statement, tenant)
        if "admin" not in person.roles:
            raise NotAllowedError("ST-13", "not by an admin of the tenant")
        return person

    def invitation(self, genesis: str, person: str) -> Invited | None:
        """Return the last member-invitation for this person, used or not."""
        invitations = self._facts.invitations.get(genesis)
        return None if invitations is None else invitations.get(person, self.size)

    def invitations(self, genesis: str) -> tuple[Invited, ...]:
        """Return the last member-invitation for every person ever invited."""
        invitations = self._facts.invitations.get(genesis)
        return () if invitations is None else tuple(each for _, each in invitations.items(self.size))

    def on_duty(self, genesis: str) -> OnDuty | None:
        """Return the duty in force, as signed and as it still stands (DU-1)."""
        return self._facts.duties.get(genesis, self.size)

    def duty(self, genesis: str) -> tuple[str, ...]:
        """Return the people on duty who are members still (DU-1)."""
        duty = self.on_duty(genesis)
        return () if duty is None else duty.people

    def boundary(self, frm: str, to: str) -> Statement[Boundary] | None:
        """Return the boundary that `frm` signed towards `to`."""
        return self._facts.boundaries.get((frm, to), self.size)

    def boundaries(self) -> tuple[Statement[Boundary], ...]:
        """Return all boundaries in force."""
        return tuple(each for _, each in self._facts.boundaries.items(self.size))

    def group(self, name: str) -> Statement[Group] | None:
        """Return the terms of a group in force; their hash is what a tenant joins (GR-1)."""
        return self._facts.groups.get(name, self.size)

    def groups(self) -> tuple[Statement[Group], ...]:
        """Return all groups."""
        return tuple(each for _, each in self._facts.groups.items(self.size))

    def join(self, genesis: str, group: str) -> Statement[GroupJoin] | None:
        """Return how the tenant stands to a group: its last `group-join`, whatever the state."""
        return self._facts.joins.get((genesis, group), self.size)

    def edge(self, frm: str, to: str, when: datetime) -> Edge:
        """Return whether cases of `frm` may go to `to`, and whether `frm` takes any from it (BO-2, GR-1)."""
        return edges.edge(self._facts, self.size, (frm, to), when)

    def expired(self, genesis: str, when: datetime) -> bool:
        """Whether the tenant's roster has expired, or there is none: then it invites nobody (RO-7)."""
        roster = self.roster(genesis)
        return roster is None or when >= roster.body.expires

    def rebase(self, genesis: str) -> Statement[Rebase] | None:
        """Return the tenant's consent to go on in this log after an older one was lost (RB-1)."""
        return self._facts.rebases.get(genesis, self.size)

    def witnesses(self) -> Mapping[str, str]:
        """Return the witness keys of the rosters in force, by genesis (LO-7)."""
        rosters = self._facts.rosters.items(self.size)
        return {genesis: each.body.witness for genesis, each in rosters if each.body.witness is not None}

    def seen_id(self, statement_id: str) -> bool:
        """Whether a statement of this log has used the id (ST-9)."""
        return self._facts.ids.get(statement_id, self.size) < self.size
