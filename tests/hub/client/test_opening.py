"""Taking a report on where the hub lies, falls silent, or somebody else wrote the report's JSON."""

import hashlib
import json

import pytest

from crypto import age
from crypto.envelope import Sealed
from crypto.kinds.sharing import RingPlace
from crypto.padding import padded_length
from crypto.reporter import new_words
from crypto.ring import first_head
from hub.client.desk import Desk
from hub.client.errors import ClientError
from hub.client.opening import arrived, take_on
from hub.client.reading import attachment, letters
from hub.client.reporting import _desk, _hand_in, _letter, _recipient, report
from hub.client.transport import Transport
from hub.client.writing import Draft, outside, send
from tests.support.served import PASSPHRASE

FILES = [("a.txt", "text/plain", b"first"), ("b.bin", "application/octet-stream", b"second" * 99)]


class Lying(Transport):
    """Does to an envelope's bytes, or to the list of the intake, what `lie` makes of it."""

    def lie(self, path, found):
        """Nothing, here."""
        return found

    def get(self, path, **query):
        """The answer, or the lie."""
        return self.lie(path, super().get(path, **query))

    def get_bytes(self, path):
        """The bytes, or the lie."""
        return self.lie(path, super().get_bytes(path))


@pytest.fixture
def reported(people):
    """A report with two files, as Ada's desk shows it."""
    report(people.url, "pip", subject="Two", body="See there.", files=FILES)
    (waiting,) = arrived(people.desk("ada"))
    return waiting


def changed(found):
    """The bytes with another last one."""
    return found[:-1] + bytes([found[-1] ^ 1])


def lied(people, lie):
    """Ada's desk at a hub that lies."""
    desk = people.desk("ada")
    desk.transport = Lying(desk.transport.url, desk.transport.token)
    desk.transport.lie = lie
    return desk


def quoted(desk, case):
    """The quotation, and the files that can be opened through it."""
    desk.sync()
    (read,) = (each for each in letters(desk, case) if each.manifest.purpose == "quote")
    named = read.letter.attachments or ()
    return read, {each.name: attachment(desk, case, (read.manifest, each)) for each in named}


class TestFiles:
    """What a report names is carried along, or it is said why not (AT-1)."""

    @pytest.mark.slow
    def test_a_file_that_was_changed_is_named_and_the_others_come(self, people, reported):
        wanted = f"intake/{reported.letter.attachments[0].envelope}"
        desk = lied(people, lambda path, found: changed(found) if path == wanted else found)

        opened = take_on(desk, reported.envelope, grant=[], answer="Hm.")

        read, files = quoted(people.desk("ada"), opened.case)
        assert files == {"b.bin": FILES[1][2]}
        assert "a.txt: " in read.letter.body
        assert "(EV-8)" in read.letter.body
        assert (read.quoted, read.vouched) == (reported.letter, True)

    @pytest.mark.slow
    def test_a_file_that_was_never_handed_in_is_named(self, people, reported):
        def lie(path, found):
            if path != "intake":
                return found
            return {"envelopes": [each for each in found["envelopes"] if each["kind"] != "attachment"]}

        opened = take_on(lied(people, lie), reported.envelope, grant=[], answer="Hm.")

        read, files = quoted(people.desk("ada"), opened.case)
        assert files == {}
        assert read.letter.body.count("it was never handed in (AT-1)") == 2

    def test_while_the_hub_is_silent_nothing_is_quoted_and_nothing_lost(self, people, reported):
        wanted = f"intake/{reported.letter.attachments[1].envelope}"

        def lie(path, found):
            if path == wanted:
                raise ClientError("the hub does not answer")
            return found

        with pytest.raises(ClientError, match="does not answer"):
            take_on(lied(people, lie), reported.envelope, grant=[], answer="Hm.")
        (waiting,) = arrived(people.desk("ada"))
        assert waiting == reported

        opened = take_on(people.desk("ada"), reported.envelope, grant=[], answer="Hm.")

        _, files = quoted(people.desk("ada"), opened.case)
        assert files == {name: data for name, _, data in FILES}


@pytest.mark.slow
class TestQuotation:
    """The reporter's own bytes are quoted."""

    def test_a_letter_whose_fields_stand_in_another_order_stays_verified(self, people, tmp_path):
        """`plain` is of the bytes; another client may write the same letter otherwise."""
        desk = _desk(people.url, new_words(), tmp_path)
        tenant, current = _recipient(desk.known, "pip")
        ring = current.statement.body.ring.id
        place = RingPlace(id=ring, epoch=current.number, count=0, head=first_head(ring))
        letter = _letter(desk, place, [], subject="Backwards", body="x")
        text = json.dumps(dict(reversed(letter.dump().items()))).encode()
        plaintext = text.ljust(padded_length(len(text)))
        file = age.seal(plaintext, [age.X25519Recipient.parse(current.recipient)])
        sealed = Sealed(file, hashlib.sha256(file).hexdigest(), hashlib.sha256(plaintext).hexdigest())
        _hand_in(desk, tenant.slug, sealed, outside(letter, sealed, place))
        ada = people.desk("ada")
        (waiting,) = arrived(ada)

        opened = take_on(ada, waiting.envelope, grant=[], answer="Hm.")

        read, _ = quoted(ada, opened.case)
        assert (read.quoted, read.vouched) == (letter, True)


class Overtaken(Desk):
    """While it waits for the first checkpoint, a colleague is taken off the case and the keys change."""

    def await_checkpoint(self, log, receipts):
        """Let the others act, then wait and sync."""
        act, self.meanwhile = self.meanwhile, lambda: None
        act()
        return super().await_checkpoint(log, receipts)


@pytest.mark.slow
class TestRotation:
    """A letter names only what is of its own epoch (AT-1)."""

    @pytest.mark.parametrize("rotated", [False, True], ids=["due", "done"])
    def test_files_sealed_before_the_keys_changed_are_sealed_anew(self, people, rotated):
        case = people.fact("case")
        desk = Overtaken.open(people.home("ada"), lambda: PASSPHRASE)

        def meanwhile():
            people.say("ada", "grant", case, "ben", "--end")
            if rotated:
                people.say("ada", "reply", case, "-", given="Among us.")

        desk.meanwhile = meanwhile
        sent = send(desk, case, "joint", Draft("See there.", attachments=FILES))

        (read,) = (each for each in letters(desk, case) if each.manifest.envelope == sent.envelope)
        opened = [attachment(desk, case, (read.manifest, each)) for each in read.letter.attachments]
        assert opened == [data for _, _, data in FILES]
