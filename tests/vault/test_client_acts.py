"""One case, two clients: what the browser's client does, Python's sees, and the other way round."""

import pytest

from tests.support.browser_acts import NEEDS_PACKAGES, browser, file, letter, owed, read
from tests.support.served import ANSWER, REPORT
from tests.support.times import in_days

pytestmark = [pytest.mark.slow, NEEDS_PACKAGES]

SOON, LATER = (in_days(days).replace("Z", ":00Z") for days in (20, 40))
TRIES = 3  # of one request, before a client says that it is offline
POC = b"print('out')\n" * 9999


@pytest.fixture
def case(people):
    """The case's id."""
    return people.fact("case")


@pytest.fixture
def joined(people, case):
    """The case under a date that pip and uv have signed."""
    people.say("ada", "propose", case, SOON)
    people.say("ada", "invite", case, "uv")
    people.say("uma", "accept", case, "--people", "uma,udo")
    people.say("ada", "agent", "--once")
    return case


def person(acts, case, name):
    """The id of a colleague."""
    return next(each["person"] for each in acts.case(case)["colleagues"] if each["name"] == name)


def words(acts, case):
    """The history of a case, sentence by sentence."""
    return [each["sentence"] for each in acts.case(case)["history"]]


class TestLetters:
    """A letter of either client opens in the other."""

    def test_a_letter_of_the_browser_opens_in_python(self, people, case):
        with browser(people, "ada") as ada:
            ada.send(case, letter("Grüße\n\t🐍", subject="Hello"))

        last = read(people, "ben", case)[-1]
        assert (last["subject"], last["body"]) == ("Hello", "Grüße\n\t🐍")

    def test_a_letter_of_python_opens_in_the_browser(self, people, case):
        with browser(people, "ben") as ben:
            letters = ben.letters_of(case)
            (quoted,), (answer,) = letters["joint"], letters["reporter"]

            assert quoted["quoted"] == {
                "subject": "Wheels",
                "body": REPORT,
                "proven": True,
                "author": "the reporter",
            }
            assert (answer["body"], answer["author"], answer["unread"]) == (ANSWER, "ada (pip)", True)
            assert answer["readers"] == ["ada (pip)", "ben (pip)", "the reporter"]
            assert [each["sentence"] for each in owed(ben, "read")] == ["2 letters you have not read."]
            ben.markRead(case, [quoted["envelope"], answer["envelope"]])
            assert owed(ben, "read") == []
            assert (ben.case(case)["title"], ben.today()["cases"][0]["unread"]) == ("Wheels", 0)

    def test_attachments_pass_between_the_two(self, people, case, tmp_path):
        (tmp_path / "notes.txt").write_bytes(POC)
        people.say("ben", "reply", case, "-", "--attach", str(tmp_path / "notes.txt"), given="See.")
        with browser(people, "ada") as ada:
            found = ada.letters_of(case)["joint"][-1]
            (named,) = found["attachments"]
            assert ada.attachment(case, found, named["envelope"]) == file("", POC)["$file"]["data"]
            ada.send(case, letter("Mine.", files=[file("a:b.py", POC)]))
        with browser(people, "ada") as ada:  # in a vault that holds the letter no longer
            assert ada.attachment(case, found, named["envelope"]) == file("", POC)["$file"]["data"]

        last = read(people, "ben", case)[-1]
        assert last["attachments"] == ["ab.py"]
        people.say("ben", "read", case, "--save", str(tmp_path / "got"))
        assert [each.read_bytes() for each in (tmp_path / "got").glob("*-ab.py")] == [POC]

    def test_a_letter_whose_reply_was_lost_goes_once_with_its_files_and_is_not_given_back(self, people, case):
        with browser(people, "ada") as ada:
            held = ada.hold(case, letter("Once.", files=[file("poc.py", POC)]))["id"]
            for lost in (
                TRIES,
                TRIES,
            ):  # that of the file; that of the letter, with the file found in the log
                people.served.lost = lost
                ada.refused("offline", "sendNow", held)
            told = ada.refused("refused", "takeBack", held, "#/a/form")
            assert told.sentence == "The letter has left: it can no longer be taken back."
            assert ada.held() == []

        assert [each["body"] for each in read(people, "ben", case)].count("Once.") == 1
        shown = people.desk("ben").transport.get(f"cases/{case}/envelopes")["envelopes"]
        assert [each["kind"] for each in shown].count("attachment") == 1

    @pytest.mark.parametrize("files", [[], [file("late.py", POC)]], ids=["a letter", "its file"])
    def test_what_arrived_unheard_is_waited_for_where_the_log_is_signed_late(self, people, case, files):
        """The hub knows the id of an envelope before the log that everybody reads shows it."""
        with browser(people, "ada") as ada:
            held = ada.hold(case, letter("Late.", files=files))["id"]
            people.served.lost, people.served.late = TRIES, 4
            ada.refused("offline", "sendNow", held)
            ada.sendNow(held)
            assert ada.held() == []

        assert people.served.late == 0
        assert [each["body"] for each in read(people, "ben", case)].count("Late.") == 1
        shown = people.desk("ben").transport.get(f"cases/{case}/envelopes")["envelopes"]
        assert [each["kind"] for each in shown].count("attachment") == len(files)

    def test_a_letter_that_the_hub_still_has_in_hand_is_not_said_to_be_taken_back(self, people, case):
        with browser(people, "ada") as ada:
            held = ada.hold(case, letter("On its way."))["id"]
            people.served.hold()
            ada.refused("offline", "sendNow", held)
            assert [each["unsure"] for each in ada.held()] == [True]
            told = ada.refused("offline", "takeBack", held, "#/a/form")
            assert "may have left" in told.sentence
            assert "On its way." not in [each["body"] for each in read(people, "ben", case)]

            assert people.served.let_go() >= TRIES

            told = ada.refused("refused", "takeBack", held, "#/a/form")
            assert told.sentence == "The letter has left: it can no longer be taken back."
            assert ada.held() == []

        assert [each["body"] for each in read(people, "ben", case)].count("On its way.") == 1

    def test_an_answer_to_a_letter_of_elsewhere_is_refused_before_anything_is_sent(self, people, case):
        """LE-5: by its place, and by the hash of its manifest instead of its envelope."""
        note = people.say("ada", "reply", case, "-", "--ring", "tenant", given="Ours.")
        before = len(read(people, "ada", case))
        with browser(people, "ben") as ben:
            for other in (note["envelope"], note["manifest"]):
                held = ben.hold(case, letter("I agree.", replyTo=other))["id"]
                told = ben.refused("refused", "sendNow", held)
                assert told.rule == "LE-5"

        assert len(read(people, "ada", case)) == before

    def test_an_answer_names_its_letter_in_both_clients(self, people, case):
        """LE-5."""
        first = people.say("ada", "reply", case, "-", given="First.")["envelope"]
        with browser(people, "ben") as ben:
            ben.send(case, letter("Second.", replyTo=first))
            ben.sync()
            second = ben.letters_of(case)["joint"][-1]
            assert (second["body"], second["replyTo"]) == ("Second.", first)
            people.say("ada", "reply", case, "-", "--reply-to", second["envelope"], given="Third.")
            ben.sync()
            assert ben.letters_of(case)["joint"][-1]["replyTo"] == second["envelope"]

        answers = [each["reply_to"] for each in read(people, "ada", case)[-2:]]
        assert answers == [first, second["envelope"]]

    def test_whoever_joined_since_makes_the_writer_rotate_on_the_spot(self, people, case):
        people.say("ada", "grant", case, "eve")
        with browser(people, "ada") as ada:
            ada.send(case, letter("For Eve too."))
            ada.work()

        assert read(people, "eve", case)[-1]["body"] == "For Eve too."

    def test_internal_notes_stay_with_the_team(self, people, case):
        with browser(people, "ben") as ben:
            ben.send(case, letter("Between us.", place="tenant"))

        assert [each["body"] for each in read(people, "ada", case, "tenant")] == ["Between us."]

    def test_a_letter_that_was_taken_back_was_never_sent(self, people, case):
        with browser(people, "ben") as ben:
            held = ben.hold(case, letter("Oops."))
            assert ben.takeBack(held["id"], "letter")
            assert ben.refused("refused", "takeBack", held["id"], "letter").sentence.startswith(
                "The letter has left"
            )

        assert "Oops." not in [each["body"] for each in read(people, "ada", case)]

    def test_a_lost_reply_sends_a_letter_once(self, people, case):
        with browser(people, "ben") as ben:
            people.served.lost = 1
            ben.send(case, letter("Once."))

        assert [each["body"] for each in read(people, "ada", case)].count("Once.") == 1


class TestDecisions:
    """Inviting, consenting and dates, each half in the other client."""

    def test_the_browser_invites_python_accepts_the_browser_admits(self, people, case):
        uv = people.fact("uv")
        with browser(people, "ada") as ada:
            assert "psf" in [each["slug"] for each in ada.suggestions(case)]
            ada.propose(case, SOON, "Europe/Berlin")
            ada.invite(case, uv, {"rings": ["joint"], "days": 7, "fromNow": False})
            people.say("uma", "accept", case, "--people", "udo")
            ada.sync()
            (task,) = owed(ada, "agent")
            assert task["sentence"].startswith("Keys for uv are being sealed")
            party = next(each for each in ada.case(case)["parties"] if each["slug"] == "uv")
            assert party["role"] == "participant"
            assert party["waitsFor"].startswith("waiting for pip\u2019s client since ")
            assert "admitted a participant that accepted" in " ".join(ada.work())
            party = next(each for each in ada.case(case)["parties"] if each["slug"] == "uv")
            assert (party["people"], "waitsFor" in party) == (["udo"], False)

        assert REPORT.splitlines()[0] in str(read(people, "udo", case, "joint")[0]["quoted"])

    def test_python_invites_and_the_browser_accepts_naming_readers(self, people, case):
        people.say("ada", "propose", case, SOON, "--zone", "Europe/Berlin")
        people.say("ada", "invite", case, "uv")
        with browser(people, "uma") as uma:
            (task,) = owed(uma)
            assert (task["what"], task["act"]) == ("invitation", "Answer the invitation")
            view = uma.invitation(case)
            assert (view["inviter"], view["t0"], view["zone"]) == ("pip", SOON, "Europe/Berlin")
            me, udo = (each["person"] for each in view["colleagues"])
            assert "at least one person" in uma.refused("bad-input", "accept", case, []).sentence
            uma.accept(case, [me, udo])
            assert "answered already" in uma.refused("not-found", "decline", case).sentence
            people.say("ada", "agent", "--once")
            uma.sync()
            assert [each["what"] for each in owed(uma)] == ["ready", "impact", "read"]
            people.served.lost = TRIES
            uma.refused("offline", "answerImpact", case, "affected", "All versions.")
            uma.answerImpact(case, "affected", "All versions.")
            assert owed(uma, "impact") == []
            with browser(people, "udo") as colleague:
                bodies = [each["body"] for each in colleague.letters_of(case)["joint"]]
                assert (bodies[-1], len(set(bodies))) == ("uv is affected.\n\nAll versions.", len(bodies))
                assert "uma (uv)" in [each["who"] for each in colleague.case(case)["history"]]

        assert read(people, "ben", case)[-1]["subject"] == "uv is affected."

    def test_who_is_in_the_record_alone_is_not_asked_and_is_led_to_what_is_new_there(self, people, case):
        people.say("ada", "propose", case, SOON)
        with browser(people, "ada") as ada:
            ada.invite(case, people.fact("uv"), {"rings": ["record"], "days": 7, "fromNow": False})
            people.say("uma", "accept", case, "--people", "uma")
            ada.sync()
            ada.work()
            ada.send(case, letter("Which record?", place="record"))
        with browser(people, "uma") as uma:
            assert [(each["what"], each["to"]) for each in owed(uma)] == [
                ("ready", f"#/case/{case}/dates"),
                ("read", f"#/case/{case}/read/record"),
            ]
            asked = {each["slug"]: each["impact"] for each in uma.case(case)["parties"]}
            assert asked == {"pip": "answered", "uv": "not asked"}

    def test_who_is_no_lead_answers_for_nobody(self, people, case):
        people.say("ada", "invite", case, "uv")
        with browser(people, "udo") as udo:
            assert owed(udo) == []
            assert "admin or coordinator" in udo.refused("refused", "accept", case, []).sentence

    def test_a_declined_invitation_is_an_end(self, people, case):
        people.say("ada", "invite", case, "uv")
        with browser(people, "uma") as uma, browser(people, "ada") as ada:
            uma.decline(case)
            ada.sync()
            assert [each["role"] for each in ada.case(case)["parties"]] == ["owner", "declined"]
            assert "Declined for uv." in words(ada, case)

    def test_a_date_is_agreed_between_the_two_clients(self, people, case):
        people.say("ada", "propose", case, LATER)
        people.say("ada", "invite", case, "uv")
        people.say("uma", "accept", case, "--people", "udo")
        people.say("ada", "agent", "--once")
        with browser(people, "udo") as udo:
            before = udo.case(case)["embargo"]
            assert (before["state"], before["t0"], before["agreed"]) == ("active", LATER, True)
            udo.propose(case, SOON, "Europe/Berlin")
            after = udo.case(case)["embargo"]
            assert (after["state"], after["t0"]) == ("revise", SOON)
            later = next(each for each in after["proposals"] if each["t0"] == LATER)
            assert later["accepting"].startswith("Your team agrees to ")
            assert "once pip agreed too" in later["accepting"]
            assert later["rejecting"].startswith("This proposal falls; ")
            in_force = next(each for each in after["proposals"] if each["inForce"])
            assert in_force["accepting"].startswith("Your team has signed")
            assert in_force["rejecting"] == "A date in force is not rejected: propose an earlier one."
            udo.respond(case, later["hash"], "accept")
            people.say("ada", "respond", case, later["hash"][:12], "accept")
            udo.sync()
            settled = udo.case(case)["embargo"]
            assert (settled["state"], settled["t0"], settled["agreed"]) == ("active", LATER, True)
            assert [each["until"] for each in settled["windows"]] == [LATER, LATER]
            udo.ready(case, "ready")
            told = udo.refused("not-found", "respond", case, "f" * 64, "accept")
            assert told.sentence == "Your copy of the log has no such proposal: nothing was signed."

        shown = people.say("ada", "show", case)
        assert (shown["state"], shown["t0"]) == ("active", LATER)

    def test_what_became_known_is_claimed_denied_and_claimed_again(self, people, joined):
        with browser(people, "udo") as udo, browser(people, "ada") as ada:
            people.say("ada", "propose", joined, LATER)  # which keeps nobody from reporting what is urgent
            udo.becameKnown(joined, "public", "An issue quotes our patch.")
            ada.sync()
            (task,) = owed(ada, "confirm")
            assert (task["act"], task["to"]) == ("See what became known", f"#/case/{joined}/dates")
            told = ada.letters_of(joined)["joint"][-1]
            assert (told["purpose"], told["subject"], told["body"]) == (
                "reason",
                "the flaw is public",
                "An issue quotes our patch.",
            )
            assert "udo says that" not in ada.case(joined)["embargo"]["sentence"]
            assert "uv says that the flaw is public; your team" in ada.case(joined)["embargo"]["sentence"]
            ada.notKnown(joined, "public", "")
            assert owed(ada, "confirm") == []
            udo.sync()
            udo.becameKnown(joined, "public", "An issue quotes our patch.")
            udo.notKnown(joined, "public", "It was another patch.")
            assert udo.case(joined)["embargo"]["state"] == "revise"
            said = words(udo, joined)
            assert said.count("Says that the flaw is public.") == 2

        letters = [each["subject"] for each in read(people, "ben", joined) if each["purpose"] == "reason"]
        assert letters == ["the flaw is public", "Not so: the flaw is public"]
        people.say("uma", "status", joined, "pxa", "X")
        assert "pip confirms or denies it" in people.tell("uma", "status", joined, "pxa", "A")
        with browser(people, "ada") as ada:
            ada.becameKnown(joined, "exploit", "")
            ended = ada.case(joined)["embargo"]["ended"]
            assert (ended["reason"], ended["early"]) == ("an exploit is public", True)
            assert owed(ada, "confirm") != []
            assert {each["what"] for each in owed(ada)} == {"confirm", "read"}

        assert people.say("uma", "show", joined)["state"] == "exited"

    def test_an_embargo_ends_early_by_the_last_signature(self, people, joined):
        with browser(people, "udo") as udo, browser(people, "ada") as ada:
            udo.agreeToEnd(joined, "Both fixes are out.")
            assert "agreedEnd" in udo.case(joined)["embargo"]
            told = ada.refused("moved", "agreeToEnd", joined, "Agreed.")
            assert "changed while you decided" in told.sentence
            assert [each["act"] for each in owed(ada, "end")] == ["See the early end"]
            assert [each["subject"] for each in ada.letters_of(joined)["joint"]][-1] == "End the embargo now"
            ada.agreeToEnd(joined, "Agreed.")
            assert ada.case(joined)["embargo"]["ended"]["reason"] == "everybody agreed to end it"
            assert any(
                each.startswith("Signed for uv to end the embargo until ") for each in words(ada, joined)
            )
            assert ada.refused("moved", "agreeToEnd", joined, "").rule == "EM-1"
            assert owed(ada, "end") == []

    def test_a_colleague_is_let_in_and_out_again(self, people, case):
        with browser(people, "ada") as ada:
            eve = person(ada, case, "eve")
            ada.grant(case, eve, True)  # noqa: FBT003 - the call's own order
            assert REPORT.splitlines()[0] in str(read(people, "eve", case)[0]["quoted"])
            ada.grant(case, eve, False)  # noqa: FBT003 - the same

        people.refused("eve", "read", case, status=3)

    def test_a_proof_of_the_browser_holds(self, people, case):
        with browser(people, "ada") as ada:
            line = ada.case(case)["history"][0]
            proof = ada.proof(case, line["index"])
            ada.refused("not-found", "proof", case, 10**6)

        assert proof.startswith(f"c2sp.org/tlog-proof@v1\nindex {line['index']}\n")
