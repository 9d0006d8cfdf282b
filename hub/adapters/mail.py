"""Mail through one SMTP server (`ACCORD_MAIL_URL`), behind `tenants.cna.ports.Mailer`.

A mail that is sent again is the same mail: the Message-ID comes from what it announces, and the date from
when it was made, so that servers and readers recognise the second copy (RFC 5322, 3.6.4).
"""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Self
from urllib.parse import unquote, urlsplit

from hub.config import LOCAL_HOSTS, ConfigError, Settings
from tenants.cna.errors import MailLaterError, MailRefusedError
from tenants.cna.ports import OutgoingMail

TIMEOUT_S = 20.0
_FOR_GOOD = 500


class SmtpMailer:
    """One server, one connection a mail; TLS wherever the server offers it."""

    def __init__(self, url: str, *, sender: str, host: str) -> None:
        """Keep the address (``smtp://`` or ``smtps://``, with or without account), and what mail is from.

        `host` ends every Message-ID.
        """
        self._parts = urlsplit(url)
        self._sender, self._host = sender, host

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Return the hub's mailer; ConfigError without a mail server."""
        if settings.mail_url is None:
            raise ConfigError(["ACCORD_MAIL_URL: set it to send mail."])
        host = urlsplit(settings.origin).hostname or "localhost"
        return cls(settings.mail_url, sender=settings.mail_from, host=host)

    def send(self, mail: OutgoingMail) -> None:
        """Hand over one mail. MailLaterError and MailRefusedError name no address and no text."""
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["Subject"] = self._sender, mail.address, mail.subject
        message["Date"] = format_datetime(mail.made_at)
        message["Message-ID"] = f"<{mail.id}@{self._host}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence answers it
        message.set_content(mail.body)
        try:
            with self._connection() as server:
                self._open(server)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            if _is_final(error):
                raise MailRefusedError("the mail server refuses a mail for good") from error
            raise MailLaterError("the mail server did not take a mail") from error

    def _connection(self) -> smtplib.SMTP:
        host = self._parts.hostname or ""
        if self._parts.scheme == "smtps":
            context = ssl.create_default_context()
            port = self._parts.port or smtplib.SMTP_SSL_PORT
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=context)
        return smtplib.SMTP(host, self._parts.port or smtplib.SMTP_PORT, timeout=TIMEOUT_S)

    def _open(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        safe = self._parts.scheme == "smtps" or self._parts.hostname in LOCAL_HOSTS
        if self._parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            safe = True
        if self._parts.username is not None:
            if not safe:
                raise smtplib.SMTPNotSupportedError("no account is shown to a server without TLS")
            server.login(unquote(self._parts.username), unquote(self._parts.password or ""))


def _is_final(error: Exception) -> bool:
    """Say whether the server refused this mail for good (RFC 5321, 4.2.1), not our account or our sender."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= _FOR_GOOD for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= _FOR_GOOD
