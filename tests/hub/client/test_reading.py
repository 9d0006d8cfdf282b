"""Reading where the hub lies or a colleague sealed badly: the rule is shown, never a text."""

import base64

import pytest

from hub.client.errors import ClientError
from hub.client.keyring import fetch
from hub.client.opening import arrived
from hub.client.reading import attachment, exported, letters
from hub.client.transport import Transport
from hub.client.writing import Draft, send


class Lying(Transport):
    """Answers as the hub does, but for what `lies` makes of an answer, by the path's end."""

    def __init__(self, honest, **lies):
        super().__init__(honest.url, honest.token)
        self.lies = lies

    def get(self, path, **query):
        return self._twisted(path, super().get(path, **query))

    def get_bytes(self, path):
        return self._twisted("file", super().get_bytes(path))

    def _twisted(self, path, found):
        lie = self.lies.get(path.rpartition("/")[2])
        return lie(found) if lie else found


@pytest.fixture
def case(people):
    """The case's id."""
    return people.fact("case")


@pytest.fixture
def lied(people):
    """Ben's desk at a hub that lies."""

    def lied(who="ben", **lies):
        desk = people.desk(who)
        desk.transport = Lying(desk.transport, **lies)
        return desk

    return lied


def files(change):
    """A lie: the files of a page of letters, changed."""

    def lie(found):
        changed = [base64.b64encode(change(base64.b64decode(each["file"]))) for each in found["letters"]]
        pairs = zip(found["letters"], changed, strict=True)
        return {**found, "letters": [{**each, "file": file.decode()} for each, file in pairs]}

    return lie


def faults(desk, case):
    """What keeps each letter shut; nothing of any is shown."""
    found = list(letters(desk, case))
    assert all(each.letter is None and each.quoted is None for each in found if each.fault)
    return [each.fault for each in found]


@pytest.mark.slow
class TestLetters:
    """What stands on no leaf is not shown."""

    @pytest.mark.check
    def test_a_file_that_was_changed_stays_shut(self, lied, case):
        desk = lied(letters=files(lambda file: file[:-1] + bytes([file[-1] ^ 1])))

        assert faults(desk, case) == ["EV-8", "EV-8"]

    def test_a_file_that_is_no_base64_stays_shut(self, lied, case):
        def garble(found):
            return {**found, "letters": [{**each, "file": "%%"} for each in found["letters"]]}

        assert faults(lied(letters=garble), case) == ["EV-8", "EV-8"]

    def test_a_file_of_another_letter_stays_shut(self, people, lied, case):
        honest = people.desk("ben")
        first, second = (
            honest.transport.get_bytes(f"cases/{case}/envelopes/{each.manifest.envelope}")
            for each in letters(honest, case)
        )
        desk = lied(letters=files(lambda file: second if file == first else first))

        assert all(faults(desk, case))

    @pytest.mark.check
    def test_an_envelope_that_the_log_does_not_know_is_a_lie(self, lied, case):
        def add(found):
            return {**found, "letters": [{**found["letters"][0], "id": "f" * 32}]}

        with pytest.raises(ClientError, match="not in the log"):
            list(letters(lied(letters=add), case))

    def test_every_page_is_read_and_none_twice(self, people, lied, case):
        whole = [each.hash for each in letters(people.desk("ben"), case)]

        def one(found):
            first, *others = found["letters"]
            return {"letters": [first], "next": others[0]["index"] if others else None}

        assert [each.hash for each in letters(lied(letters=one), case)] == whole

        def again(found):
            return {**found, "next": 0}

        with pytest.raises(ClientError, match="again and again") as told:
            list(letters(lied(letters=again), case))
        assert told.value.rule == "EV-7"

    def test_what_was_logged_since_the_last_sync_is_there_at_the_next(self, people, case):
        desk, writer = people.desk("ben"), people.desk("ada")
        before = len(list(letters(desk, case)))
        send(writer, case, "joint", Draft("New."))

        assert len(list(letters(desk, case))) == before
        desk.sync()
        assert len(list(letters(desk, case))) == before + 1

    def test_an_attachment_that_was_changed_is_refused(self, people, lied, case):
        files = [("a.txt", "text/plain", b"x" * 99)]
        send(people.desk("ada"), case, "joint", Draft("See.", attachments=files))
        desk = lied()
        read = list(letters(desk, case))[-1]
        desk.transport.lies["file"] = lambda file: file[:-1] + bytes([file[-1] ^ 1])

        with pytest.raises(Exception, match="EV-8"):
            attachment(desk, case, (read.manifest, read.letter.attachments[0]))

    def test_who_left_the_team_is_named_as_that(self, people, case):
        send(people.desk("ben"), case, "joint", Draft("Bye."))
        people.say("ada", "roster", "sign", "--remove", "ben")

        assert [each.author for each in letters(people.desk("ada"), case)][-1] == "a former member (pip)"


class TestKeys:
    """Shares are believed by the log and the epoch alone."""

    def test_a_share_that_is_not_in_the_log_gives_nothing(self, people, lied, case):
        shares = people.desk("ada").transport.get("shares")["shares"]

        assert fetch(lied(shares=lambda _: {"shares": shares})).keys == {}

    def test_no_share_gives_no_key(self, lied, case):
        desk = lied(shares=lambda _: {"shares": []})

        assert all("waiting for a colleague's client" in each for each in faults(desk, case))

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "wrong", ["", "!", base64.b64encode(b"x" * 300).decode()], ids=["no", "text", "age"]
    )
    def test_a_wrong_file_shuts_its_own_ring_alone(self, lied, case, wrong):
        kept = set(fetch(lied()).keys)

        def swap(found):
            first, *others = found["shares"]
            return {"shares": [{**first, "file": wrong}, *others]}

        desk = lied(shares=swap)
        ring = fetch(desk)
        (shut,) = kept - set(ring.keys)
        assert ring.faults == {shut: "SH-3"}
        with pytest.raises(ClientError, match=r"does not hold \(SH-3\)"):
            ring.identity(shut, 1)

    def test_a_ring_that_is_not_there_exports_nothing(self, lied, case):
        with pytest.raises(ClientError, match="no thread ring"):
            exported(lied(), case, "thread")


class TestIntake:
    """Reports are opened by the same rules."""

    def test_a_file_that_was_changed_stays_shut(self, people, lied):
        people.report()
        desk = lied("ada", file=lambda file: file[:-1] + bytes([file[-1] ^ 1]))

        (found,) = arrived(desk)

        assert (found.letter, found.fault) == (None, "EV-8")

    def test_without_the_key_it_waits(self, people, lied):
        people.report()

        (found,) = arrived(lied("ada", shares=lambda _: {"shares": []}))

        assert found.letter is None
        assert "waiting" in found.fault

    @pytest.mark.slow
    def test_a_manifest_of_another_place_stays_shut(self, people, lied, case):
        people.report()
        manifest = people.desk("ben").transport.get(f"cases/{case}/letters")["letters"][0]["wire"]

        def swap(found):
            return {"envelopes": [{**each, "wire": manifest} for each in found["envelopes"]]}

        (found, *_) = arrived(lied("ada", intake=swap))

        assert (found.letter, found.fault) == (None, "EV-3")
