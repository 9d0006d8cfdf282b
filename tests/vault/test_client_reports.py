"""Reports without account, taken on and answered: the browser's half and Python's in every order."""

from base64 import b64decode

import pytest

from tests.support.browser_acts import NEEDS_PACKAGES, browser, file, owed, read, reporter

pytestmark = [pytest.mark.slow, NEEDS_PACKAGES]

TRIES = 3  # of one request, before a client says that it is offline
POC = b"print('out')\n" * 9999
PATCH = b"--- a\n+++ b\n"


def report(**changed):
    """A report as its page hands it over."""
    fields = dict.fromkeys(("title", "product", "versions", "credit", "description"), "")
    return fields | {"to": "pip", "title": "T", "description": "D", "files": []} | changed


class TestReports:
    """From a report without account to an answer."""

    def test_a_report_of_the_browser_is_taken_on_in_python(self, people):
        draft = report(
            title="Scripts", product="pip", versions="26.1", credit="Me", description="Names escape."
        )
        draft["to"] = f"pip@{people.fact('pip')}"
        with reporter(people) as page:
            told = page.send({**draft, "files": [file("poc.py", POC)]})
            assert page.receipt(told["words"])["state"].startswith("Nobody has answered yet")
            waiting = people.say("ada", "intake", "list")["reports"]
            arrived = next(each for each in waiting if each["subject"] == "Scripts")
            words = ("take-on", arrived["envelope"], "--answer", "-")
            case = people.say("ada", *words, given="We look.")["case"]
            assert page.receipt(told["words"])["slug"] == "pip"
            receipt = page.on("receipt")
            assert [each["body"] for each in receipt.letters()] == ["We look."]
            receipt.reply("Thank you.")
            assert [each["mine"] for each in receipt.letters()] == [False, True]

        assert arrived["body"] == "Product: pip\nVersions: 26.1\nCredit: Me\n\nNames escape."
        assert arrived["attachments"] == [{"name": "poc.py", "type": "text/plain", "size": len(POC)}]
        (quoted,) = read(people, "ada", case, "joint")
        assert (quoted["quoted"]["verified"], quoted["attachments"]) == (True, ["poc.py"])

    def test_a_report_is_taken_on_in_the_browser(self, people):
        draft = report(title="Scripts", description="Names escape.")
        with reporter(people) as page:
            sent = page.send({**draft, "files": [file("poc.py", POC)]})["words"]
            with browser(people, "ada") as ada:
                (task,) = owed(ada, "report")
                arrived = ada.intake(task["intakeId"])
                assert (arrived["subject"], arrived["body"]) == ("Scripts", "Names escape.")
                assert [each["name"] for each in arrived["attachments"]] == ["poc.py"]
                ben = next(each["person"] for each in arrived["colleagues"] if each["name"] == "ben")
                told = ada.refused("bad-input", "takeOn", task["intakeId"], [], " ")
                assert told.sentence.startswith("Write the reporter a line")
                case = ada.takeOn(task["intakeId"], [ben], "We look at it.")
                assert ada.takeOn(task["intakeId"], [ben], "Again?") == case
                assert owed(ada, "report") == []
                assert ada.case(case)["title"] == "Scripts"
                page.receipt(sent)
                assert [each["body"] for each in page.on("receipt").letters()] == ["We look at it."]
                page.on("receipt").reply("Thanks.")
                ada.sync()
                assert ada.letters_of(case)["reporter"][-1]["body"] == "Thanks."

        (quoted,) = read(people, "ben", case, "joint")
        assert ("Names escape." in str(quoted["quoted"]), quoted["attachments"]) == (True, ["poc.py"])

    def test_a_report_whose_reply_was_lost_arrives_once_with_its_files(self, people):
        draft = report(title="Once", files=[file("poc.py", POC)])
        with reporter(people) as page:
            for lost in (TRIES, TRIES + 1):  # that of the file; that of the report, after the file's arrived
                people.served.lost = lost
                page.refused("offline", "send", draft)
            told = page.send(draft)
            people.served.lost = TRIES
            page.refused("offline", "send", report(title="Another"))
            people.served.lost = 0
            other = page.send(report(title="Another", description="Changed."))
            assert other["words"] != told["words"]
            assert page.receipt(told["words"])["state"].startswith("Nobody has answered yet")

        waiting = people.say("ada", "intake", "list")["reports"]
        (arrived,) = [each for each in waiting if each["subject"] == "Once"]
        assert len([each for each in waiting if each["subject"] == "Another"]) == 2
        rows = people.desk("ada").transport.get("intake")["envelopes"]
        assert [each["kind"] for each in rows].count("attachment") == 1
        case = people.say("ada", "take-on", arrived["envelope"], "--answer", "-", given="We look.")["case"]
        with reporter(people) as page:
            page.receipt(told["words"])
            receipt = page.on("receipt")
            for _ in range(2):
                people.served.lost = TRIES
                receipt.refused("offline", "reply", "Once, please.")
            receipt.reply("Once, please.")
            receipt.reply("Once, please.")
        said = [each["body"] for each in read(people, "ada", case, "reporter")]
        assert said == ["We look.", "Once, please.", "Once, please."]

    def test_files_go_both_ways_between_team_and_reporter(self, people, tmp_path):
        case, words = people.fact("case"), people.fact("words")
        (tmp_path / "patch.diff").write_bytes(PATCH)
        attach = ("--ring", "reporter", "--attach", str(tmp_path / "patch.diff"))
        people.say("ada", "reply", case, "-", *attach, given="Does this help?")
        with reporter(people) as page:
            page.receipt(words)
            receipt = page.on("receipt")
            letter = receipt.letters()[-1]
            (named,) = letter["attachments"]
            assert b64decode(receipt.attachment(letter, named["envelope"])) == PATCH
            receipt.refused("not-found", "attachment", letter, "f" * 32)
            page.on("hub").lie(f"envelopes/{named['envelope']}", 200, "QUFBQQ==")
            told = receipt.refused("hub-lies", "attachment", letter, named["envelope"])
            assert told.rule == "EV-2"
            large = file("core.txt", b"x" * (5 * 2**20 + 1))
            told = receipt.refused("too-big", "reply", "See.", [large])
            assert told.sentence.endswith("a file may have at most 5 MiB.")
            receipt.reply("It does.", [file("log.txt", POC)])
            own = receipt.letters()[-1]
            assert b64decode(receipt.attachment(own, own["attachments"][0]["envelope"])) == POC

        people.say("ben", "read", case, "--save", str(tmp_path / "saved"))
        assert sorted(each.read_bytes() for each in (tmp_path / "saved").iterdir()) == sorted([PATCH, POC])

    def test_wrong_words_are_told_by_their_place(self, people):
        with reporter(people) as page:
            told = page.refused("bad-input", "receipt", "zebra " * 11 + "zebrra")
            assert told.sentence == "These are not the twelve words. Word 12 is not one of the list."
            page.refused("bad-input", "receipt", people.fact("words").rsplit(" ", 1)[0])

    def test_a_team_without_anybody_on_duty_takes_no_reports(self, people):
        with reporter(people) as page:
            assert [each["slug"] for each in page.teams()] == ["pip"]
            told = page.refused("not-found", "send", report(to="uv"))
            assert told.sentence == "The team uv takes no sealed reports here: choose another."
            told = page.refused("bad-input", "send", report(description=" "))
            assert told.sentence == "Describe what goes wrong and how to see it."
