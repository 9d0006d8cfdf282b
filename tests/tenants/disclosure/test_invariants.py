"""Whatever four parties do in whatever order: what must hold of every case."""

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tenants.cases.states import PXAMove, RMMove, VFDMove
from tenants.disclosure.consent import PEC
from tenants.disclosure.elapse import elapsed, may_publish
from tenants.disclosure.embargo import EM, IN_FORCE, Reason
from tenants.disclosure.events import Doubt, Ready
from tenants.disclosure.replay import replay
from tenants.disclosure.state import may_receive
from tenants.disclosure.turns import whose_turn
from tenants.kernel.errors import DomainError
from tests.support.case_log import CaseLog, on

PARTIES = st.sampled_from(["pip", "uv", "pypi", "cpython"])
GUESTS = st.sampled_from(["uv", "pypi", "cpython"])
WORLD = [*PXAMove, *Doubt]
HOURS = st.sampled_from([0, 0, 0, 1, 3, 5, 20, 48, 72, 200])


class Negotiation(RuleBasedStateMachine):
    """pip's case, driven by events that may all be refused."""

    def __init__(self):
        super().__init__()
        self.log = CaseLog()
        self.proposals = 0
        self.rules = []
        self.untouched = True
        self.log.propose("pip", "p0", 20)
        for guest in ("uv", "pypi"):
            self.log.invite(guest)

    def attempt(self, by, act):
        """Try one event and compare what was with what is."""
        log = self.log
        before, seen = elapsed(log.state, on(log.day)), log.state
        try:
            after = act()
        except DomainError as refused:
            self.rules.append(refused.rule)
            self.untouched = log.state is seen
            return
        self.check_move(before, after, by)

    def check_move(self, before, after, by):
        for tenant, party in after.parties.items():
            was = before.parties[tenant].consent if tenant in before.parties else PEC.NO_EMBARGO
            if party.consent is PEC.SIGNATORY and was is not PEC.SIGNATORY:
                assert by == tenant, "consent is gained by the party's own event alone"
        known = {proposal.id: proposal.signed_by for proposal in standing(before)}
        for proposal in standing(after):
            new = proposal.signed_by - known.get(proposal.id, frozenset())
            assert new <= {by}, "nobody signs for another"
        if after.t0 and after.t0 > (before.t0 or on(90)):
            assert after.agreed, "a later date is one that every party accepted"
        if before.em is EM.EXITED:
            assert (after.em, after.ending) == (EM.EXITED, before.ending), "the exit is final"
        if before.t0 and after.ending and after.ending.reason is not Reason.EXPIRED:
            self.check_early_end(before, after, by)

    def check_early_end(self, before, after, by):
        bit = {Reason.PUBLIC: "P", Reason.EXPLOIT_PUBLIC: "X", Reason.ATTACKED: "A"}
        if after.ending.reason is Reason.AGREED:
            assert before.counted <= before.end_wishes | {by}, "an agreed end is everybody's"
        else:
            assert bit[after.ending.reason] in after.pxa, "the case state says why"

    @rule(hours=HOURS)
    def time_passes(self, hours):
        middle, end = self.log.day + hours / 48, self.log.day + hours / 24
        state = self.log.state
        assert elapsed(elapsed(state, on(middle)), on(end)) == elapsed(state, on(end))
        self.log.day = end

    @rule(by=PARTIES, days=st.integers(0, 130))
    def propose(self, by, days):
        self.proposals += 1
        end = int(self.log.day) + days
        self.attempt(by, lambda: self.log.propose(by, f"p{self.proposals}", end))

    @rule(by=PARTIES, yes=st.sampled_from([True, True, True, False]), data=st.data())
    def answer(self, by, yes, data):
        open_now = [proposal.id for proposal in standing(elapsed(self.log.state, on(self.log.day)))]
        proposal = data.draw(st.sampled_from([*open_now[:2], "nonsense"]))
        answer = self.log.sign if yes else self.log.reject
        self.attempt(by, lambda: answer(by, proposal))

    @rule(tenant=GUESTS)
    def invite(self, tenant):
        self.attempt("pip", lambda: self.log.invite(tenant))

    @rule(tenant=GUESTS, act=st.sampled_from(["accept", "accept", "accept", "decline"]))
    def answer_the_invitation(self, tenant, act):
        self.attempt(tenant, lambda: getattr(self.log, act)(tenant))

    @rule(tenant=PARTIES, act=st.sampled_from(["withdraw", "reason"]))
    def say(self, tenant, act):
        self.attempt(tenant, lambda: getattr(self.log, act)(tenant))

    @rule(by=PARTIES, tenant=GUESTS)
    def uninvite(self, by, tenant):
        self.attempt(by, lambda: self.log.uninvite(tenant, by=by))

    @rule(by=PARTIES, move=st.sampled_from([*RMMove, *VFDMove]))
    def work(self, by, move):
        self.attempt(by, lambda: self.log.report(by, move))

    @rule(by=GUESTS, move=st.sampled_from(WORLD))
    def world(self, by, move):
        self.attempt(by, lambda: self.log.report(by, move))

    @rule(by=PARTIES, reason=st.sampled_from([Reason.AGREED, Reason.AGREED, *Reason]), sure=st.integers(0, 3))
    def terminate(self, by, reason, sure):
        if reason is Reason.AGREED or sure == 0:
            self.attempt(by, lambda: self.log.terminate(by, reason, self.log.state.terms))

    @rule(by=PARTIES, ready=st.sampled_from(Ready))
    def readiness(self, by, ready):
        self.attempt(by, lambda: self.log.say(by, ready, self.log.state.terms))

    @invariant()
    def a_refusal_names_its_rule_and_changes_nothing(self):
        assert all(self.rules)
        assert self.untouched

    @invariant()
    def one_embargo_at_most(self):
        state = elapsed(self.log.state, on(self.log.day))
        assert bool(state.pending) == (state.em in {EM.PROPOSED, EM.REVISE})
        assert (state.in_force is None) == (state.em not in IN_FORCE)
        assert (state.ending is None) == (state.em is not EM.EXITED)

    @invariant()
    def t0_is_never_later_than_an_unaccepted_change(self):
        state = elapsed(self.log.state, on(self.log.day))
        ends = [proposal.t0 for proposal in state.pending]
        assert ends == sorted(ends)
        if state.t0:
            assert all(state.t0 < end for end in ends)
            assert state.t0 > on(self.log.day)

    @invariant()
    def nothing_is_published_before_t0_or_an_exit(self):
        state = elapsed(self.log.state, on(self.log.day))
        if state.em in IN_FORCE:
            assert not may_publish(self.log.state, state.t0 - timedelta(seconds=1)) or state.claims
            # Time alone moves T0 later only by the silence of somebody who was asked again and is out by it.
            later = elapsed(state, state.t0)
            assert later.em is EM.EXITED or (later.agreed and later.counted < state.counted)

    @invariant()
    def no_key_before_consent(self):
        state = elapsed(self.log.state, on(self.log.day))
        for tenant, party in state.parties.items():
            if may_receive(state, tenant):
                assert party.admitted
                assert party.consent not in {PEC.INVITED, PEC.DECLINED, PEC.LAPSED}
        assert state.parties["pip"].admitted

    @invariant()
    def every_turn_belongs_to_a_party(self):
        state = elapsed(self.log.state, on(self.log.day))
        assert {due.tenant for due in whose_turn(self.log.state, on(self.log.day))} <= set(state.parties)

    def teardown(self):
        """The log gives the same state to whoever replays it."""
        replayed = replay(self.log.events)
        assert replayed.not_counted == ()
        assert replayed.state == self.log.state


def standing(state):
    """Return the proposal in force, if any, and those that are pending."""
    in_force = (state.in_force.proposal,) if state.in_force else ()
    return (*in_force, *state.pending)


TestNegotiation = Negotiation.TestCase
TestNegotiation.settings = settings(max_examples=150, stateful_step_count=40, deadline=None, derandomize=True)
TestNegotiation.pytestmark = [pytest.mark.slow]
