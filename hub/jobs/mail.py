"""Sending mail: at least once, and each time under the same Message-ID (P7)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.adapters.mail import SmtpMailer
from hub.failpoints import failpoint
from hub.jobs import Tools, handles
from tenants.cna.models import MAIL, Mail
from tenants.cna.ports import OutgoingMail
from tenants.cna.publication import SEND
from tenants.kernel.scope import also_as_system


@handles(SEND)
def send_mail(session: Session, args: Mapping[str, Any], tools: Tools) -> None:
    """Send one mail and mark it sent; nothing if it was.

    MailLaterError, ConfigError, MailRefusedError.
    """
    mailer = SmtpMailer.from_settings(tools.settings)
    with also_as_system(session, MAIL):
        mail = session.scalars(select(Mail).where(Mail.id == args["mail"]).with_for_update()).one()
        if mail.sent_at is not None:
            return
        failpoint("mail.before-send")
        mailer.send(OutgoingMail(mail.id, mail.address, mail.subject, mail.body, mail.made_at))
        failpoint("mail.after-send")
        mail.sent_at = tools.clock.now()
