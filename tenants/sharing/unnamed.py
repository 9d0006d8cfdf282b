"""What was attached at intake and no letter came for: its file is deleted after a week, the hash stays.

Which letter names which file is sealed (AT-1). A file therefore stays while any letter of its author waits at
the tenant, and with a letter that a case takes on it goes (`intake.hand_over`). What is deleted here is what
no letter there can name: the author sent the file and never the letter.
"""

from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, aliased

from tenants.journal import ledger
from tenants.kernel.schedule import plan
from tenants.kernel.scope import also_as_system
from tenants.sharing.models import INTAKE, IntakeEnvelope

ATTACHMENT = "attachment"
KEPT = timedelta(days=7)
"""How long a file waits for its letter, and how often it is looked at again while one waits."""
LOOK = "intake.unnamed"
"""The kind of order that looks at one file; its arguments are the tenant and the envelope."""


def look_later(session: Session, tenant: str, envelope: str, now: datetime) -> None:
    """Plan to look at a file when it has waited long enough."""
    plan(session, LOOK, {"tenant": tenant, "envelope": envelope}, now + KEPT)


def look(session: Session, tenant: str, envelope: str, *, now: datetime) -> None:
    """Delete a file that no letter at the tenant can name; look again later while one might.

    The case log is taken first: a letter that is on its way holds it until it is there to be seen.
    """
    ledger.lock(session, "cases", now)
    file, letter = IntakeEnvelope, aliased(IntakeEnvelope)
    waiting = (
        file.tenant_id == tenant,
        file.id == envelope,
        file.kind == ATTACHMENT,
        file.ciphertext.is_not(None),
    )
    named = exists().where(
        letter.tenant_id == file.tenant_id,
        letter.author_sign == file.author_sign,
        letter.kind != ATTACHMENT,
        letter.taken_case.is_(None),
    )
    with also_as_system(session, INTAKE):
        unnamed = update(file).where(*waiting, ~named).values(ciphertext=None)
        session.execute(unnamed, execution_options={"synchronize_session": False})
        stays = session.scalar(select(file.id).where(*waiting))
    if stays is not None:
        look_later(session, tenant, envelope, now)
