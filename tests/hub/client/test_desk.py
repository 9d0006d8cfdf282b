"""A member at work: acts that are done once, on news that is fresh, whoever else acts meanwhile."""

import threading

import pytest

from crypto.kinds import Manifest, Status
from hub.client import deciding
from hub.client.desk import Desk
from hub.client.errors import ClientError, Exit
from hub.client.lookup import all_of
from hub.client.transport import ProblemError, Transport
from hub.client.unlock import sign_in
from hub.client.upkeep import run_once
from hub.client.writing import Draft, ring_of, send
from tests.support.served import PASSPHRASE

pytestmark = pytest.mark.slow


def written(people, case):
    """How many letters the case's log has now."""
    return len(all_of(people.desk("ada").known.circle(case), Manifest))


class Unsigned(Transport):
    """A hub whose worker does not sign what was appended."""

    def get(self, path, **query):
        found = super().get(path, **query)
        return {"size": 0} if path.endswith("/checkpoint") else found


def test_a_lost_reply_is_asked_for_again_and_the_act_is_done_once(people):
    case = people.fact("case")
    before = written(people, case)
    desk = people.desk("ben")
    people.served.lost = 1

    send(desk, case, "joint", Draft("Once."))

    assert written(people, case) == before + 1


def test_a_token_that_was_lost_on_its_way_is_asked_for_with_another_challenge(people):
    key = people.desk("ben").key

    class Unlucky(Transport):
        """Loses the reply that follows the first challenge."""

        asked = 0

        def post(self, path, *given, **more):
            found = super().post(path, *given, **more)
            self.asked += 1
            people.served.lost = 1 if self.asked == 1 else 0
            return found

    unlucky = Unlucky(people.url)
    sign_in(unlucky, key.member.hub, key.secret)

    assert (unlucky.asked, unlucky.get("cases")["cases"][0]["case"]) == (2, people.fact("case"))


def test_a_hub_that_loses_every_reply_is_one_sentence(people):
    desk = people.desk("ben")
    people.served.lost = 3

    with pytest.raises(ClientError, match="does not answer"):
        deciding.report_status(desk, people.fact("case"), "rm", "v")


def test_a_decision_on_old_news_is_a_conflict_and_nothing_is_logged(people):
    case = people.fact("case")
    first, second = people.desk("ada"), people.desk("ben")
    deciding.report_status(first, case, "rm", "v")

    with pytest.raises(ProblemError) as told:
        deciding.report_status(second, case, "rm", "i")

    assert (told.value.status, told.value.code) == (412, Exit.CONFLICT)


def test_a_decision_stands_when_only_letters_and_keys_came_meanwhile(people):
    case = people.fact("case")
    first, second = people.desk("ada"), people.desk("ben")
    send(first, case, "joint", Draft("Meanwhile."))
    deciding.grant(first, case, person(people, "eve"))

    deciding.report_status(second, case, "rm", "v")

    assert len(all_of(people.desk("ada").known.circle(case), Status)) == 1


def test_letters_of_two_who_write_at_once_both_arrive(people):
    """Also while the ring has to rotate first: one of them rotates, the other takes that key (RI-6)."""
    case = people.fact("case")
    deciding.grant(people.desk("ada"), case, person(people, "eve"))
    deciding.grant(people.desk("ada"), case, person(people, "eve"), ended=True)
    desks = [people.desk("ada"), people.desk("ben")]
    before, failed = written(people, case), []

    def write(desk):
        try:
            send(desk, case, "joint", Draft("At once."))
        except ClientError as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(desk,)) for desk in desks]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert failed == []
    assert written(people, case) == before + 2


def test_what_stays_refused_is_tried_no_more(people):
    desk, tries = people.desk("ben"), []

    def act():
        tries.append(1)
        raise ProblemError(412, {"title": "stale"})

    with pytest.raises(ProblemError, match="stale"):
        desk.retried(act)

    assert len(tries) == 5


@pytest.mark.check
@pytest.mark.parametrize("rule", ["RI-2", "RI-3", "RI-6", "ST-12"])
def test_what_was_decided_before_the_log_was_signed_off_is_decided_anew(people, rule):
    desk, tries = people.desk("ben"), []

    def act():
        tries.append(1)
        if len(tries) == 1:
            raise ProblemError(403, {"title": "not allowed", "rule": rule})
        return "done"

    assert desk.retried(act) == "done"


@pytest.mark.check
def test_a_replayed_statement_is_not_tried_again(people):
    desk, tries = people.desk("ben"), []

    def act():
        tries.append(1)
        raise ProblemError(409, {"title": "used", "rule": "ST-9"})

    with pytest.raises(ProblemError, match="ST-9"):
        desk.retried(act)

    assert len(tries) == 1


@pytest.mark.check
def test_what_no_checkpoint_covers_is_told_as_accepted_and_not_signed_off(people):
    desk = people.desk("ada")
    desk.transport = Unsigned(people.url, desk.transport.token)
    desk.patience_s = 0.2

    with pytest.raises(ClientError, match="not signed it off yet"):
        deciding.report_status(desk, people.fact("case"), "rm", "v")


@pytest.mark.check
def test_nothing_is_signed_on_a_directory_older_than_seven_days(strangers):
    """LO-4. Reading goes on, with a warning."""
    hub = strangers.hub
    hub.settings.demo_clock_file.write_text(str(-8 * 86400))
    hub.time = hub.settings.clock().now().replace(microsecond=0)
    strangers.found("ada", "pip")

    signed = strangers.run("ada", "member", "invite", "ben")
    read = strangers.run("ada", "list")

    assert (signed.exit_code, signed.stdout) == (1, "")
    assert signed.stderr.endswith("nothing is signed on it\n")
    assert (read.exit_code, read.stdout) == (0, "No cases. That is a good day.\n")
    assert "older than 7 days" in read.stderr


def test_a_ring_that_the_case_has_not_is_not_found(people):
    desk = people.desk("ben")

    with pytest.raises(ClientError, match="no tenant ring"):
        ring_of(desk.known.circle(people.fact("case")), "tenant", "0" * 64)


def test_a_wrong_passphrase_opens_no_desk(people):
    with pytest.raises(ClientError, match="passphrase"):
        Desk.open(people.home("ada"), lambda: PASSPHRASE + "!")


def person(people, who):
    """The id of a name."""
    return people.home(who).membership().person


def test_an_agent_and_a_command_line_of_one_home_sync_side_by_side(people):
    """Letters arrive meanwhile; neither takes for a lie what the other one was shown first."""
    case = people.fact("case")
    desks = [people.desk("ada") for _ in range(2)]
    begun = [each.known.at.cases for each in desks]
    writer = people.desk("ben")
    over, faults = threading.Event(), []

    def syncs(desk):
        try:
            while not over.is_set():
                desk.sync()
        except ClientError as fault:
            faults.append(fault)

    threads = [threading.Thread(target=syncs, args=(each,)) for each in desks]
    for each in threads:
        each.start()
    for number in range(4):
        send(writer, case, "joint", Draft(f"Letter {number} of somebody who writes a lot."))
    over.set()
    for each in threads:
        each.join()

    assert faults == []
    assert all(each.known.at.cases > before for each, before in zip(desks, begun, strict=True))
    assert desks[0].store.evidence() == []
    people.say("ada", "log", "verify")


def test_an_agents_round_asks_for_keys_only_where_some_are_due_and_seals_them_in_one_go(people, monkeypatch):
    case = people.fact("case")
    desk = people.desk("ada")
    run_once(desk)
    asked = []

    def listened(name):
        real = getattr(Transport, name)

        def asks(self, path, *given, **more):
            asked.append(f"{name} {path}")
            return real(self, path, *given, **more)

        return asks

    for name in ("get_all", "post"):
        monkeypatch.setattr(Transport, name, listened(name))

    assert (run_once(desk), asked) == ([], [])
    [eve] = [each.person for each in desk.known.view.people(desk.tenant) if each.name == "eve"]
    deciding.grant(desk, case, eve)
    asked.clear()

    done = run_once(desk)

    assert [each for each in asked if each.startswith("post")] == [f"post cases/{case}/statements"]
    assert len(done) > 1, "keys of several rings were due"
    assert run_once(desk) == []
