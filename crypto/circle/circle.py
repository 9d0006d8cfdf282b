"""One case, folded from its statements: each is judged at its own leaf, then kept (FORMATS.md 5 to 7, 9)."""

from collections.abc import Callable, Mapping
from datetime import datetime

from crypto.circle import consent, decisions
from crypto.circle.authority import RULES
from crypto.circle.facts import Facts, Invited, Past
from crypto.circle.hearing import Hearing
from crypto.circle.readers import granted_people, participants
from crypto.circle.register import Register
from crypto.circle.rings import CaseRings
from crypto.directory import Directory
from crypto.errors import BadSignatureError, CryptoError, NotAllowedError
from crypto.kinds.body import Body
from crypto.kinds.cases import Case
from crypto.kinds.decisions import Arming
from crypto.kinds.sharing import Epoch, Manifest, RingRef, Share
from crypto.ring import Due, Holder, Reader, Ring, Rotation, check_may_seal, pending_shares, rotation_due
from crypto.statement import Entry, Statement, narrow
from crypto.verdict import Verdict


class Circle:
    """What counts of one case. `cna` is the genesis of the pinned CNA, `directory` is folded by the caller.

    Everything that depends on time takes `when`, log time; everything that depends on people looks at the
    directory of `size` leaves, the newest if none is given.
    """

    def __init__(self, case_id: str, *, directory: Directory, cna: str | None) -> None:
        """Begin before the case is opened: only its `case` counts then."""
        self.case_id = case_id
        self.verdicts: list[Verdict] = []
        self._directory = directory
        self._cna = cna
        self._past = Past()
        self._register = Register()
        self._rings = CaseRings(directory, self._past)

    @property
    def cna(self) -> str | None:
        """The genesis of the pinned CNA, if there is one."""
        return self._cna

    @property
    def facts(self) -> Facts | None:
        """Roll, invitations, grants and recusals after all leaves folded; None before the case is opened."""
        return self._past.now

    @property
    def opened(self) -> Facts:
        """The same of a case that is open; LookupError before."""
        if self._past.now is None:
            message = "the case is not open"
            raise LookupError(message)
        return self._past.now

    @property
    def rings(self) -> Mapping[str, Ring]:
        """The rings that have an epoch, by id."""
        return self._rings.by_id

    @property
    def gaps(self) -> Mapping[str, str]:
        """RI-9: the letters, by hash, whose authors saw another chain than this one, with what is missing."""
        return self._register.gaps

    @property
    def letters(self) -> Mapping[str, Manifest]:
        """The manifests that count, by hash."""
        return self._register.letters

    def judge(self, statement: Statement[Body], *, size: int, index: int, when: datetime) -> None:
        """Return if `statement` would count as leaf `index` of the case log, at an anchor of `size` leaves.

        Raises NotAllowedError or MalformedError where it would be void, BadSignatureError for a bad copy.
        """
        body = statement.body
        if case_in(body) != self.case_id:
            raise NotAllowedError("CA-11", "the statement belongs to another case")
        self._directory.check_point(body.log, limit=size)
        self._register.check(statement)
        if isinstance(body, Case):
            if self._past.now is not None:
                raise NotAllowedError("CA-1", "the case is open already")
            consent.judge_case(self._directory.at(size), narrow(statement, Case))
            return
        RULES[type(body)].judge(self._hearing(statement, size=size, index=index, when=when))

    def add(self, entry: Entry, *, size: int) -> Verdict:
        """Fold the next statement on the case; BadSignatureError for a bad copy: not folded (ST-15)."""
        fault = fault_of(
            lambda: self.judge(entry.statement, size=size, index=entry.index, when=entry.logged_at),
        )
        if fault is None:
            self._keep(entry, size)
        self._register.use_id(entry.statement.body)
        self.verdicts.append(Verdict(entry, fault))
        return self.verdicts[-1]

    def participants(self) -> dict[str, frozenset[str]]:
        """CA-2: the tenants that count, the owner first, each with its rings out of joint and record."""
        return participants(self.opened)

    def invited(self, tenant: str) -> Invited | None:
        """The invitation in force for a tenant and what became of it."""
        return self.opened.invited.get(tenant)

    def readers(self, *, size: int | None = None) -> frozenset[Reader]:
        """CA-7: the granted people of all participants."""
        view = self._directory.at(self._directory.size if size is None else size)
        found = (granted_people(self.opened, view, tenant) for tenant in self.participants())
        return frozenset(reader for people in found for reader in people)

    def holders(self, ref: RingRef, *, when: datetime, size: int | None = None) -> dict[str, Holder]:
        """RI-1 and SH-2: the computed holders of a ring, founded or not, by fingerprint."""
        view = self._directory.at(self._directory.size if size is None else size)
        return self._rings.holders(self.opened, view, ref, when)

    def rotation_due(self, ring: Ring, *, when: datetime, size: int | None = None) -> Rotation | None:
        """RI-6: why the ring must rotate, or None."""
        return rotation_due(ring, self.holders(ring.ref, when=when, size=size), when)

    def pending_shares(self, ring: Ring, *, when: datetime, size: int | None = None) -> list[Due]:
        """The shares that computed holders should have and have not."""
        return pending_shares(ring, self.holders(ring.ref, when=when, size=size))

    def check_may_seal(self, ring: Ring, *, when: datetime, size: int | None = None) -> None:
        """EV-4: refuse to seal while a rotation is pending; NotAllowedError (RI-6)."""
        check_may_seal(ring, self.holders(ring.ref, when=when, size=size), when)

    def armed(self) -> tuple[Arming, Arming] | None:
        """CN-3: the owner's arming and the CNA's equal one, if both are in force."""
        return decisions.armed(self._register, self.opened.owner, self._cna)

    def _keep(self, entry: Entry, size: int) -> None:
        statement = entry.statement
        if isinstance(statement.body, Case):
            person = consent.judge_case(self._directory.at(size), narrow(statement, Case))
            self._past.add(entry.index, Facts.open(statement.body, person, entry.index))
        else:
            hearing = self._hearing(statement, size=size, index=entry.index, when=entry.logged_at)
            RULES[type(statement.body)].note(hearing, entry)
        self._register.note(statement)

    def _hearing(self, statement: Statement[Body], *, size: int, index: int, when: datetime) -> Hearing:
        facts = self._past.now
        if facts is None:
            raise NotAllowedError("CA-11", "no case of that id was opened")
        return Hearing(
            facts=facts,
            past=self._past,
            register=self._register,
            rings=self._rings,
            statement=statement,
            view=self._directory.at(size),
            index=index,
            when=when,
            cna=self._cna,
        )


def fault_of(judge: Callable[[], None]) -> CryptoError | None:
    """The rule that `judge` found broken, or None; BadSignatureError, of a bad copy, passes (ST-15)."""
    try:
        judge()
    except BadSignatureError:
        raise
    except CryptoError as fault:
        return fault
    return None


def case_in(body: Body) -> str | None:
    """The id of the case that a statement is on; None for what is of the intake, and for notices."""
    if not isinstance(body, Case) and type(body) not in RULES:
        return None
    found: str | None = getattr(body.ring if isinstance(body, Epoch | Share) else body, "case", None)
    return found
