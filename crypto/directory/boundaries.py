"""Whom a team lets in, and who answers for it: duty, boundaries and groups (DU-1, BO-1, GR-1)."""

from datetime import datetime

from crypto.directory.facts import Facts, OnDuty
from crypto.directory.view import View
from crypto.errors import MalformedError, NotAllowedError
from crypto.kinds.directory import Boundary, Duty, Group, GroupJoin
from crypto.statement import Statement, require_next


def judge_duty(view: View, statement: Statement[Duty], _when: datetime) -> None:
    """Return if an admin puts members on duty (DU-1); raises NotAllowedError or BadSignatureError."""
    body = statement.body
    view.admin(statement, body.tenant)
    before = view.on_duty(body.tenant)
    require_next(statement, before.statement if before else None)
    if not all(view.person(body.tenant, person) for person in body.people):
        raise NotAllowedError("DU-1", "on duty are members only")


def apply_duty(facts: Facts, index: int, statement: Statement[Duty]) -> None:
    """Put the people on duty."""
    facts.duties.put(statement.body.tenant, index, OnDuty(statement, statement.body.people))


def judge_boundary(view: View, statement: Statement[Boundary], _when: datetime) -> None:
    """Return if an admin draws a boundary towards another tenant (BO-1); raises as `judge_duty`."""
    body = statement.body
    view.admin(statement, body.tenant)
    require_next(statement, view.boundary(body.tenant, body.to))
    roster = view.roster(body.to)
    if roster is None or body.to == body.tenant:
        raise NotAllowedError("BO-1", "a boundary is drawn towards another tenant of this log")
    if body.to_version > roster.body.version:
        raise NotAllowedError("BO-1", "to_version names a roster that does not exist yet")


def apply_boundary(facts: Facts, index: int, statement: Statement[Boundary]) -> None:
    """Put the boundary in force."""
    facts.boundaries.put((statement.body.tenant, statement.body.to), index, statement)


def judge_group(view: View, statement: Statement[Group], _when: datetime) -> None:
    """Return if an admin of its founder writes the group's terms (GR-1); raises as `judge_duty`."""
    body, before = statement.body, view.group(statement.body.group)
    view.admin(statement, body.tenant)
    require_next(statement, before)
    if before is not None and before.body.tenant != body.tenant:
        raise NotAllowedError("GR-1", "the name belongs to the group of another tenant")


def apply_group(facts: Facts, index: int, statement: Statement[Group]) -> None:
    """Put the terms in force for whoever joins from now on."""
    facts.groups.put(statement.body.group, index, statement)
    facts.terms[statement.hash] = statement.body


def judge_join(view: View, statement: Statement[GroupJoin], _when: datetime) -> None:
    """Return if an admin joins the group's terms in force, or leaves (GR-1); raises as `judge_duty`."""
    body, group = statement.body, view.group(statement.body.group)
    view.admin(statement, body.tenant)
    require_next(statement, view.join(body.tenant, body.group))
    if group is None:
        raise MalformedError("GR-1", "no such group")
    if body.state == "joined" and body.terms != group.hash:
        raise NotAllowedError("GR-1", "not the terms in force")


def apply_join(facts: Facts, index: int, statement: Statement[GroupJoin]) -> None:
    """Put the tenant's standing in the group in force."""
    facts.joins.put((statement.body.tenant, statement.body.group), index, statement)
