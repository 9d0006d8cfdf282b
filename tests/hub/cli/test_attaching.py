"""Files that go with a report, and with it into the case; and files that somebody saves."""

import pytest

from hub.cli.attaching import save
from hub.client.opening import _begun, _found_rings, _new_case, _quote, arrived
from hub.client.reading import letters
from hub.client.transport import Transport
from tests.support.served import ANSWER

POC = bytes(range(256)) * 40
MIB = 1024 * 1024


@pytest.fixture
def poc(tmp_path):
    """Two files of a reporter's, one of them empty; the words that attach them."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "poc.bin").write_bytes(POC)
    (tmp_path / "empty.txt").write_bytes(b"")
    return "--attach", str(tmp_path / "a" / "poc.bin"), "--attach", str(tmp_path / "empty.txt")


def report(people, *words, subject="Files"):
    """Hand a report in."""
    to = ("--to", "pip", "--url", people.url, "--subject", subject)
    return people.say("nobody", "report", "-", *to, *words, given="See there.")


def refused(people, *words, status=2):
    """A report that must be refused and leave nothing at intake; the sentence."""
    to = ("--to", "pip", "--url", people.url, "--subject", "x")
    before = at_intake(people)
    told = people.refused("nobody", "report", "-", *to, *words, status=status, given="x")
    assert at_intake(people) == before
    return told


def at_intake(people):
    """What the hub shows, by envelope: kind and case."""
    found = people.desk("ada").transport.get("intake")["envelopes"]
    return {each["id"]: (each["kind"], each["case"]) for each in found}


def take_on(people, subject="Files"):
    """Ada takes it on; the case's id."""
    (waiting,) = [
        each for each in people.say("ada", "intake", "list")["reports"] if each["subject"] == subject
    ]
    words = ("take-on", waiting["envelope"], "--grant", "ben", "--answer", "-")
    return people.say("ada", *words, given=ANSWER)["case"]


def quotes(people, case, who="ben"):
    """What was quoted in the case."""
    return [each for each in people.say(who, "read", case)["letters"] if each["purpose"] == "quote"]


def saved(folder):
    """What was saved, by name."""
    return {each.name[9:]: each.read_bytes() for each in folder.iterdir()}


@pytest.mark.slow
class TestReport:
    """What may be attached."""

    def test_a_file_beyond_the_limit_is_refused_before_anything_is_sent(self, people, tmp_path):
        (tmp_path / "large.bin").write_bytes(b"x" * (5 * MIB + 1))

        told = refused(people, "--attach", str(tmp_path / "large.bin"))

        assert told == "large.bin is larger than the 5 MiB that a file may have"

    @pytest.mark.check
    def test_too_many_files_are_refused(self, people, tmp_path):
        (tmp_path / "x").write_bytes(b"x")

        told = refused(people, *(["--attach", str(tmp_path / "x")] * 21))

        assert told == "a letter carries at most 20 files"

    def test_files_that_are_too_large_together_are_refused(self, people, tmp_path):
        (tmp_path / "x").write_bytes(b"x" * (5 * MIB))

        told = refused(people, *(["--attach", str(tmp_path / "x")] * 11))

        assert told == "the files are more than 50 MiB together"

    def test_a_name_that_deceives_is_refused(self, people, tmp_path):
        (tmp_path / "poc\u202efdp.exe").write_bytes(b"x")

        assert "LE-1" in refused(people, "--attach", str(tmp_path / "poc\u202efdp.exe"), status=1)

    def test_a_file_that_is_not_there_is_refused(self, people, tmp_path):
        result = people.run(
            "nobody", "report", "-", "--to", "pip", "--url", people.url, "--subject", "x",
            "--attach", str(tmp_path / "none"), given="x",
        )  # fmt: skip

        assert result.exit_code == 2

    def test_what_is_attached_is_listed_with_its_report_by_name_alone(self, people, poc):
        report(people, *poc)

        (found,) = people.say("ada", "intake", "list")["reports"]

        assert [(each["name"], each["size"]) for each in found["attachments"]] == [
            ("poc.bin", len(POC)),
            ("empty.txt", 0),
        ]
        head, *lines = people.tell("ada", "intake", "list").splitlines()
        assert head.endswith("  Files")
        assert lines == ["   attached: poc.bin (10,240 bytes)", "   attached: empty.txt (0 bytes)"]


@pytest.mark.slow
class TestTakeOn:
    """What is attached goes into the case."""

    def test_what_another_reporter_attached_stays_at_intake(self, people, poc):
        report(people, *poc, subject="Others")
        others = {name for name, (_, case) in at_intake(people).items() if case is None}
        report(people, *poc)

        case = take_on(people)

        shown = at_intake(people)
        assert {name for name, (_, at) in shown.items() if at is None} == others
        assert sorted(kind for kind, at in shown.values() if at == case) == ["attachment"] * 2 + ["letter"]
        assert [each["subject"] for each in people.say("ada", "intake", "list")["reports"]] == ["Others"]

    def test_who_is_granted_the_case_reads_and_saves_the_files(self, people, poc, tmp_path):
        report(people, *poc)

        case = take_on(people)

        (quote,) = quotes(people, case)
        assert (quote["attachments"], quote["body"]) == (["poc.bin", "empty.txt"], "")
        told = people.tell("ben", "read", case, "--save", str(tmp_path / "saved"))
        assert "   attached: poc.bin (10,240 bytes)\n" in told
        assert saved(tmp_path / "saved") == {"poc.bin": POC, "empty.txt": b""}

    @pytest.mark.parametrize("broken", ["at once", "before the quotation", "before the answer"])
    def test_broken_off_and_begun_again_it_loses_none(self, people, poc, tmp_path, broken):
        report(people, *poc)
        desk = people.desk("ada")
        (waiting,) = arrived(desk)
        begun = _new_case(desk, waiting, [])
        if broken != "at once":
            _found_rings(desk, begun.case)
        if broken == "before the answer":
            _quote(desk, begun.case, waiting)
        assert _begun(people.desk("ada"), waiting) == begun

        words = ("take-on", waiting.envelope, "--answer", "-")
        assert people.say("ada", *words, given=ANSWER) == {"case": begun.case, "code_name": begun.code_name}

        assert len(quotes(people, begun.case, "ada")) == 1
        people.say("ada", "read", begun.case, "--save", str(tmp_path / "saved"))
        assert saved(tmp_path / "saved") == {"poc.bin": POC, "empty.txt": b""}
        told = people.refused("ada", *words, status=4, given="And another thing.")
        assert told == f"{begun.code_name} has taken it on already"

    def test_what_a_colleagues_case_has_is_not_taken_on_again(self, people, poc):
        report(people, *poc)
        (waiting,) = arrived(people.desk("ada"))
        take_on(people)
        people.say("ada", "duty", "set", "ada", "eve")

        told = people.refused("eve", "take-on", waiting.envelope, "--answer", "-", status=3, given="x")

        assert told == "cannot take it on: a case has taken it on"


@pytest.mark.slow
class TestReceipt:
    """The reporter's half: what the team attached, and what they send along themselves."""

    @pytest.fixture
    def back(self, people, tmp_path):
        """Come back with the words."""
        (tmp_path / "words").write_text(people.fact("words"))
        kept = {"ACCORD_WORDS_FILE": str(tmp_path / "words")}
        return lambda *words, **how: people.run(
            "nobody", "receipt", *words, "--url", people.url, **kept, **how
        )

    @pytest.mark.check
    def test_the_teams_files_are_listed_and_saved(self, people, back, poc, tmp_path):
        people.say(
            "ada", "reply", people.fact("case"), "-", "--ring", "reporter", *poc, given="Does it help?"
        )

        told = back("read", "--save", str(tmp_path / "saved"))

        assert (told.exit_code, saved(tmp_path / "saved")) == (0, {"poc.bin": POC, "empty.txt": b""})
        assert f"attached: poc.bin ({len(POC):,} bytes)" in told.output

    def test_a_reply_takes_files_along(self, people, back, poc, tmp_path):
        assert back("reply", "-", *poc, given="See there.").exit_code == 0

        people.say("ben", "read", people.fact("case"), "--save", str(tmp_path / "saved"))
        assert saved(tmp_path / "saved") == {"poc.bin": POC, "empty.txt": b""}

    def test_a_file_beyond_a_reporters_limit_is_refused_before_anything_is_sent(self, people, back, tmp_path):
        with (tmp_path / "core").open("wb") as file:
            file.truncate(5 * 2**20 + 1)
        before = people.say("ben", "read", people.fact("case"))

        told = back("reply", "-", "--attach", str(tmp_path / "core"), given="See there.")

        assert told.exit_code == 2
        assert "EV-2" in told.stderr or "5 MiB" in told.stderr
        assert people.say("ben", "read", people.fact("case")) == before


@pytest.mark.slow
class TestSave:
    """What came is written, and nothing is lost by it."""

    @pytest.fixture
    def sent(self, people, poc):
        """The case with one letter that has files, and the name that one gets."""
        case = people.fact("case")
        people.say("ben", "reply", case, "-", *poc, given="See there.")
        (read,) = (each for each in letters(people.desk("ada"), case) if each.letter.attachments)
        return case, f"{read.letter.attachments[0].envelope[:8]}-poc.bin"

    @pytest.mark.parametrize("linked", [False, True], ids=["file", "link"])
    def test_another_file_is_not_overwritten(self, people, sent, tmp_path, linked):
        case, name = sent
        mine, folder = tmp_path / "mine", tmp_path / "saved"
        folder.mkdir()
        mine.write_bytes(b"mine")
        (folder / name).symlink_to(mine) if linked else mine.rename(folder / name)

        told = people.refused("ada", "read", case, "--save", str(folder), status=2)

        assert "is there already and is another file" in told
        assert (folder / name).read_bytes() == b"mine"

    def test_what_was_saved_before_is_left_as_it_is(self, people, sent, tmp_path):
        case, _ = sent
        for _ in range(2):
            people.say("ada", "read", case, "--save", str(tmp_path / "saved"))
            assert saved(tmp_path / "saved") == {"poc.bin": POC, "empty.txt": b""}

    def test_a_file_that_does_not_hold_keeps_no_other_from_being_saved(self, people, sent, tmp_path, capsys):
        case, name = sent
        desk = people.desk("ada")
        found = list(letters(desk, case))
        desk.transport = Spoiling(desk.transport.url, desk.transport.token)
        desk.transport.beginning = name[:8]

        save(desk, case, found, tmp_path / "saved")

        assert saved(tmp_path / "saved") == {"empty.txt": b""}
        assert capsys.readouterr().err.startswith("accord: poc.bin is not saved: ")


class Spoiling(Transport):
    """Changes the last byte of one envelope."""

    beginning = ""

    def get_bytes(self, path):
        """The bytes, honest or not."""
        file = super().get_bytes(path)
        spoiled = path.rpartition("/")[2].startswith(self.beginning)
        return file[:-1] + bytes([file[-1] ^ 1]) if spoiled else file
