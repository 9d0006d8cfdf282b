"""One statement before its judge: the case as it stands at the leaf, and who signed (ST-13, CA-2, CA-7)."""

from dataclasses import dataclass
from datetime import datetime

from crypto.circle.facts import Facts, Past
from crypto.circle.readers import counts, granted, is_lead
from crypto.circle.register import Register
from crypto.circle.rings import CaseRings
from crypto.directory import Person, View
from crypto.errors import NotAllowedError
from crypto.kinds.body import Body
from crypto.kinds.decisions import Proposal
from crypto.ring.holders import Reader
from crypto.statement import Statement

CNA_ROLE = "cna"


@dataclass(frozen=True)
class Hearing:
    """A statement on a case at its leaf: `view` is the directory, `when` log time, `cna` the pinned CNA."""

    facts: Facts
    past: Past
    register: Register
    rings: CaseRings
    statement: Statement[Body]
    view: View
    index: int
    when: datetime
    cna: str | None

    @property
    def owner(self) -> str:
        """The genesis of the case's owner."""
        return self.facts.owner

    def signer(self, tenant: str) -> Person:
        """The member of `tenant` who signed and is not recused; else NotAllowedError (ST-13, CA-9)."""
        person = self.view.signer(self.statement, tenant)
        if Reader(tenant, person.person) in self.facts.recused:
            raise NotAllowedError("CA-9", "the signer is recused from the case")
        return person

    def participant(self, tenant: str) -> None:
        """Refuse a tenant that does not take part; NotAllowedError (CA-2)."""
        if not counts(self.facts, tenant):
            raise NotAllowedError("CA-2", "the tenant takes no part in the case")

    def granted(self, tenant: str) -> Person:
        """The granted person of participant `tenant` who signed; else NotAllowedError (CA-2, CA-7, …)."""
        self.participant(tenant)
        person = self.signer(tenant)
        if granted(self.facts, self.view, Reader(tenant, person.person)) is None:
            raise NotAllowedError("CA-7", "the signer has no grant for the case")
        return person

    def lead(self, tenant: str) -> Person:
        """The lead of `tenant` who signed; NotAllowedError (CA-4, CA-9, ST-13)."""
        person = self.signer(tenant)
        if not is_lead(self.facts, self.view, Reader(tenant, person.person)):
            raise NotAllowedError("CA-4", "not by an admin or coordinator of the tenant")
        return person

    def granted_or_lead(self, tenant: str) -> Person:
        """The granted person or lead of participant `tenant` who signed; NotAllowedError."""
        self.participant(tenant)
        person = self.signer(tenant)
        reader = Reader(tenant, person.person)
        if granted(self.facts, self.view, reader) is None and not is_lead(self.facts, self.view, reader):
            raise NotAllowedError("CA-7", "the signer is neither granted nor a lead of the tenant")
        return person

    def operator(self, tenant: str) -> Person:
        """The person of the pinned CNA who signed in its role; NotAllowedError (EN-1, CN-5)."""
        if self.cna is None or tenant != self.cna:
            raise NotAllowedError("EN-1", "the tenant is not the CNA that was pinned")
        person = self.signer(tenant)
        if CNA_ROLE not in person.roles:
            raise NotAllowedError("CN-5", "the signer is not of the CNA's operators")
        return person

    def proposal(self, name: str) -> Proposal:
        """The proposal of this case that is named by hash; NotAllowedError (DI-3)."""
        found = self.register.proposals.get(name)
        if found is None:
            raise NotAllowedError("DI-3", "it names no proposal of this case")
        return found
