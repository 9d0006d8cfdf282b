"""The mail server of the demo keeps whole messages and nothing of broken ones."""

import smtplib
import socket
from email.message import EmailMessage

import pytest

from hub.demo.mailbox import REPEATED, Mailbox, read_mails


@pytest.fixture
def mailbox(tmp_path):
    """A mail server on a free port."""
    running = Mailbox(tmp_path / "mails")
    yield running
    running.close()


def _mail(body):
    message = EmailMessage()
    message["To"], message["Message-ID"] = "announce@pip.example", f"<{body.split()[0]}@accord.example>"
    message.set_content(body)
    return message


def test_an_empty_mailbox_has_no_mails(mailbox):
    assert read_mails(mailbox.directory) == []


def test_a_message_that_breaks_off_is_not_kept(mailbox):
    with socket.create_connection(mailbox.server_address) as connection:
        reader = connection.makefile("rb")
        for line in ("HELO me", "MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA"):
            connection.sendall(f"{line}\r\n".encode())
            reader.readline()
        connection.sendall(b"Subject: half of\r\n")
        reader.close()
    with smtplib.SMTP(*mailbox.server_address) as client:  # a round trip later it was noticed
        client.noop()

    assert read_mails(mailbox.directory) == []


def test_messages_are_kept_as_they_were_sent_also_after_a_restart(mailbox):
    for body in ("first.\n.\n..\n", "second\n"):
        with smtplib.SMTP(*mailbox.server_address) as client:
            client.send_message(_mail(body), "accord@accord.example")
    again = Mailbox(mailbox.directory)
    with smtplib.SMTP(*again.server_address) as client:
        client.send_message(_mail("third\n"), "accord@accord.example")
    again.close()

    bodies = [mail.get_payload().replace("\r\n", "\n") for mail in read_mails(mailbox.directory)]
    assert bodies == ["first.\n.\n..\n", "second\n", "third\n"]
    assert mailbox.url.startswith("smtp://127.0.0.1:")


def test_a_message_that_is_handed_over_again_is_kept_once_and_noted(mailbox):
    for _ in range(3):
        with smtplib.SMTP(*mailbox.server_address) as client:
            client.send_message(_mail("first"), "accord@accord.example")

    assert len(read_mails(mailbox.directory)) == 1
    assert len((mailbox.directory / REPEATED).read_text().split()) == 2
