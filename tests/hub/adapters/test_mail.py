"""Mail over SMTP: a real server on loopback takes it, and what it may not see it is not shown."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_string
from email.policy import default

import pytest

from hub.adapters.mail import SmtpMailer
from hub.config import ConfigError, Settings
from tenants.cna.errors import MailLaterError, MailRefusedError
from tenants.cna.ports import OutgoingMail
from tests.support.hub_desk import Mailbox

MAIL = OutgoingMail(
    "a" * 32,
    "list@pip.example",
    "[CVE-1900-0001] Ümlaut",
    "A line.\n.\nThe end\n",
    datetime(2026, 5, 31, tzinfo=UTC),
)


@pytest.fixture
def mailbox():
    with closing(Mailbox()) as running:
        yield running


def mailer(url, **more):
    return SmtpMailer.from_settings(Settings(mail_url=url, mail_from="hub@accord.example", **more))


def test_without_a_server_it_says_what_to_set():
    with pytest.raises(ConfigError, match="ACCORD_MAIL_URL"):
        mailer(None)


def test_a_server_that_is_away_takes_it_later():
    with pytest.raises(MailLaterError):
        mailer("smtp://127.0.0.1:1").send(MAIL)


def test_a_server_that_refuses_takes_it_later(mailbox):
    mailbox.refuses = True
    with pytest.raises(MailLaterError) as failure:
        mailer(mailbox.url).send(MAIL)
    assert "pip.example" not in str(failure.value)


@pytest.mark.parametrize("word", ["handle_RCPT", "handle_DATA"])
def test_a_mail_that_is_refused_for_good_is_not_said_to_be_for_later(mailbox, word):
    async def no(*_):
        return "550 nobody here"

    setattr(mailbox, word, no)
    with pytest.raises(MailRefusedError) as failure:
        mailer(mailbox.url).send(MAIL)
    assert "pip.example" not in str(failure.value)


def test_a_server_without_tls_elsewhere_is_shown_no_account():
    with closing(Mailbox("127.0.0.2")) as elsewhere:
        with pytest.raises(MailLaterError):
            mailer(elsewhere.url.replace("//", "//user:secret@")).send(MAIL)
        assert (elsewhere.logins, elsewhere.taken) == ([], [])
        mailer(elsewhere.url).send(MAIL)
        assert len(elsewhere.taken) == 1


def test_a_server_on_this_machine_is_shown_the_account(mailbox):
    mailer(mailbox.url.replace("//", "//us%40er:se%2Fcret@")).send(MAIL)
    assert mailbox.logins == [("us@er", "se/cret")]
    assert len(mailbox.taken) == 1


def test_a_server_that_speaks_no_tls_under_smtps_takes_it_later(mailbox):
    with pytest.raises(MailLaterError):
        mailer(mailbox.url.replace("smtp:", "smtps:")).send(MAIL)


def test_sent_twice_it_is_the_same_mail(mailbox):
    sender = mailer(mailbox.url, origin="https://accord.example")
    sender.send(MAIL)
    sender.send(replace(MAIL))
    assert mailbox.taken[0] == mailbox.taken[1]
    found = message_from_string(mailbox.taken[0], policy=default)
    assert found["Message-ID"] == f"<{'a' * 32}@accord.example>"
    assert (found["To"], found["From"]) == ("list@pip.example", "hub@accord.example")
    assert found["Subject"] == "[CVE-1900-0001] Ümlaut"
    assert found["Auto-Submitted"] == "auto-generated"
    assert found.get_content().splitlines() == ["A line.", ".", "The end"]
