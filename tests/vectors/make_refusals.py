"""Each guard of disclosure refusing once: the log ends with the event that its rule refuses."""

from collections.abc import Callable, Iterator

from tenants.cases.states import PXAMove, RMMove, VFDMove
from tenants.disclosure.embargo import Reason
from tenants.disclosure.events import CaseOpened, Doubt, Ready
from tenants.disclosure.state import DisclosureState
from tenants.kernel.errors import DomainError
from tests.support.case_log import CaseLog, on

Act = Callable[["Story"], object]


class Story(CaseLog):
    """A case whose log keeps a refused event too."""

    def add(self, kind: type, by: str, **fields: object) -> DisclosureState:
        """Decide one event at `day`, and keep it whatever becomes of it."""
        event = kind(index=len(self.events), at=on(self.day), by=by, **fields)
        try:
            return super().add(kind, by, **fields)
        except DomainError:
            self.events.append(event)
            raise


def refusals() -> Iterator[tuple[str, Story, str | None]]:
    """Name, log with the refused event at its end, and rule."""
    for name, begin, act in (*_outsiders(), *_invitations(), *_dates(), *_answers(), *_ends(), *_order()):
        log = Story()
        begin(log)
        try:
            act(log)
        except DomainError as refused:
            yield name, log, refused.rule
        else:
            raise AssertionError(name)


def _nothing(_log: Story) -> None:
    pass


def _proposed(log: Story) -> None:
    log.propose("pip", "p1", 17)


def _invited(log: Story) -> None:
    _proposed(log)
    log.day = 1
    log.invite("uv")


def _joined(log: Story) -> None:
    _invited(log)
    log.accept("uv")


def _revised(log: Story) -> None:
    _joined(log)
    log.propose("pip", "p2", 30)


def _fixed(log: Story) -> None:
    log.report("pip", RMMove.VALIDATE, RMMove.ACCEPT, VFDMove.READY)
    _proposed(log)
    log.report("pip", VFDMove.DEPLOYED)


def _uninvolved(log: Story) -> None:
    for tenant in ("uv", "pypi"):
        log.invite(tenant)
        log.accept(tenant)
    _proposed(log)
    log.sign("uv", "p1")
    log.sign("pip", "p1")


def _then(*acts: Act) -> Act:
    def begin(log: Story) -> None:
        for act in acts:
            act(log)

    return begin


def _outsiders() -> Iterator[tuple[str, Act, Act]]:
    yield "a stranger proposes", _joined, lambda log: log.propose("cpython", "x1", 10)
    yield "an invited tenant proposes", _invited, lambda log: log.propose("uv", "x1", 10)
    yield "an invited tenant reports", _invited, lambda log: log.report("uv", PXAMove.PUBLIC)
    yield "an invited tenant ends the embargo", _invited, lambda log: log.terminate("uv", Reason.AGREED, "p1")
    yield "a stranger gives a reason", _joined, lambda log: log.reason("cpython")


def _invitations() -> Iterator[tuple[str, Act, Act]]:
    yield "a participant invites", _joined, lambda log: log.invite("pypi", by="uv")
    yield "a participant takes an invitation back", _joined, lambda log: log.uninvite("uv", by="uv")
    yield "an invitation under other terms", _proposed, lambda log: log.invite("uv", terms="p9")
    yield "a signatory is invited again", _joined, lambda log: log.invite("uv")
    closed = _then(_joined, lambda log: log.report("uv", RMMove.INVALIDATE, RMMove.CLOSE))
    yield "who closed its report is invited again", closed, lambda log: log.invite("uv")
    yield "an acceptance of other terms", _invited, lambda log: log.accept("uv", terms="p9")
    yield "an acceptance without an invitation", _proposed, lambda log: log.accept("uv")
    refused = _then(_invited, lambda log: log.decline("uv"))
    yield "an acceptance after a refusal", refused, lambda log: log.accept("uv")
    yield "a second refusal", refused, lambda log: log.decline("uv")
    withdrawn = _then(_invited, lambda log: log.uninvite("uv"))
    yield "an acceptance of a withdrawn invitation", withdrawn, lambda log: log.accept("uv")
    yield "a signatory declines", _joined, lambda log: log.decline("uv")
    yield "an invitation that was never made is withdrawn", _proposed, lambda log: log.uninvite("uv")
    replaced = _then(_revised, lambda log: log.sign("uv", "p2"))
    yield "a participant accepts terms that fell", replaced, lambda log: log.accept("uv")


def _dates() -> Iterator[tuple[str, Act, Act]]:
    invalid = _then(_joined, lambda log: log.report("uv", RMMove.INVALIDATE))
    yield "who holds the report for invalid proposes", invalid, lambda log: log.propose("uv", "u1", 10)
    yield "who holds the report for invalid accepts", invalid, lambda log: log.sign("uv", "p1")
    public = _then(_nothing, lambda log: log.report("pip", PXAMove.PUBLIC))
    yield "an embargo on what is public", public, lambda log: log.propose("pip", "p1", 17)
    yield "an embargo though every fix is deployed", _fixed, lambda log: log.sign("pip", "p1")
    exited = _then(_joined, lambda log: log.report("pip", PXAMove.PUBLIC))
    yield "a proposal after the exit", exited, lambda log: log.propose("pip", "p2", 30)
    yield "a date in a zone without a place", _nothing, lambda log: log.propose("pip", "p1", 17, zone="CET")
    yield "a date that is past", _joined, lambda log: log.propose("pip", "p2", 1)
    yield "a date beyond 90 days without a reason", _nothing, lambda log: log.propose("pip", "p1", 91)
    reason = _then(_nothing, lambda log: log.reason("pip"))
    yield "a date beyond a year", reason, lambda log: log.propose("pip", "p1", 366)
    spent = _then(reason, lambda log: log.propose("pip", "p1", 120))
    yield "a second date on one reason", spent, lambda log: log.propose("pip", "p2", 130)
    yield "an earlier date within 48 hours", _joined, lambda log: log.propose("uv", "u1", 2)
    yield "a date that stands already", _joined, lambda log: log.propose("uv", "u1", 17)
    yield "a date that is proposed already", _revised, lambda log: log.propose("uv", "u1", 30)
    again = _then(_revised, lambda log: log.withdraw("pip"))
    yield "a proposal that was counted before", again, lambda log: log.propose("pip", "p2", 30)


def _answers() -> Iterator[tuple[str, Act, Act]]:
    yield "an answer to a proposal that is not there", _proposed, lambda log: log.sign("pip", "p9")
    later = _then(_revised, lambda log: log.propose("uv", "u1", 40))
    yield "an answer to a later revision", later, lambda log: log.sign("pip", "u1")
    yield "a date in force is rejected", _joined, lambda log: log.reject("uv", "p1")
    outside = _then(_uninvolved, lambda log: log.propose("uv", "u1", 30))
    yield "who is not in the embargo rejects its revision", outside, lambda log: log.reject("pypi", "u1")
    yield "terms in force are withdrawn", _joined, lambda log: log.withdraw("pip")
    yield "another's proposal is withdrawn", _revised, lambda log: log.withdraw("uv")
    yield "ready for another date", _joined, lambda log: log.say("uv", Ready.GO, "p9")


def _ends() -> Iterator[tuple[str, Act, Act]]:
    yield "a participant ends the embargo", _joined, lambda log: log.terminate("uv", Reason.PUBLIC, "p1")
    yield (
        "somebody signs that time has passed",
        _joined,
        lambda log: log.terminate("pip", Reason.EXPIRED, "p1"),
    )
    yield "other terms are ended", _joined, lambda log: log.terminate("pip", Reason.PUBLIC, "p9")
    yield "what is not in force is ended", _proposed, lambda log: log.terminate("pip", Reason.PUBLIC, "p1")
    yield (
        "who is not in the embargo agrees to its end",
        _uninvolved,
        lambda log: log.terminate("pypi", Reason.AGREED, "p1"),
    )
    yield "a report is taken back that nobody made", _joined, lambda log: log.report("uv", Doubt.EXPLOIT)
    invalid = _then(_joined, lambda log: log.report("pip", RMMove.INVALIDATE))
    yield "the owner closes the report under an embargo", invalid, lambda log: log.report("pip", RMMove.CLOSE)
    yield "a move that the report machine does not have", _joined, lambda log: log.report("uv", RMMove.ACCEPT)
    yield "a fix without a report", _joined, lambda log: log.report("uv", VFDMove.READY)
    yield "a fix is deployed before it is ready", _joined, lambda log: log.report("uv", VFDMove.DEPLOYED)


def _order() -> Iterator[tuple[str, Act, Act]]:
    yield (
        "a case is opened twice",
        _nothing,
        lambda log: log.add(CaseOpened, "pip", received_at=on(0)),
    )

    def back(log: Story) -> object:
        log.day = 0
        return log.propose("pip", "p2", 30)

    yield "an event before the last", _joined, back
