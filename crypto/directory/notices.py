"""What is said about whole logs and tenants: the hub's admissions, and a tenant's rebase (LO-6, RB-1)."""

from datetime import datetime

from crypto.directory.facts import Facts
from crypto.directory.view import View
from crypto.errors import NotAllowedError
from crypto.kinds.directory import Admission, Rebase
from crypto.statement import Statement


def judge_admission(view: View, statement: Statement[Admission], _when: datetime) -> None:
    """Return if the notice names a tenant of the log by its own slug (LO-6); else NotAllowedError."""
    tenant = view.tenant(statement.body.tenant)
    if tenant is None or tenant.slug != statement.body.slug:
        raise NotAllowedError("LO-6", "an admission names a tenant of this log by its own slug")


def apply_admission(facts: Facts, index: int, statement: Statement[Admission]) -> None:
    """Remember how the hub serves the tenant, and that the slug is its."""
    facts.admissions.put(statement.body.tenant, index, statement)
    facts.slugs.put(statement.body.slug, index, statement.body.tenant)


def judge_rebase(view: View, statement: Statement[Rebase], _when: datetime) -> None:
    """Return if an admin goes on here after another log was lost (RB-1).

    Raises NotAllowedError or BadSignatureError.
    """
    view.admin(statement, statement.body.tenant)
    if statement.body.origin == statement.body.hub:
        raise NotAllowedError("RB-1", "a new log has a new origin")


def apply_rebase(facts: Facts, index: int, statement: Statement[Rebase]) -> None:
    """Remember which log the tenant came from."""
    facts.rebases.put(statement.body.tenant, index, statement)
