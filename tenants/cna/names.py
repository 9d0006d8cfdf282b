"""The names that records come out under: an advisory's is its team's own, no two records have one (PUB-3).

What is armed holds its names until it ends. Who is refused one learns that it is taken, and not by whom: a
case that one has no part in is not there.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from crypto.kinds.decisions import ArmedRecord
from tenants.cna.errors import ArmingError
from tenants.cna.models import ArmedName, Publication
from tenants.cna.rules import Step
from tenants.directory.models import AdmittedTenant
from tenants.kernel.scope import scope_of


def take(session: Session, records: Collection[ArmedRecord]) -> None:
    """Hold these records' names, and no others, for the case that was entered; ArmingError (PUB-3)."""
    _refuse_others_names(session, [each for each in records if Step(each.kind) is Step.ADVISORY])
    case_id, names = scope_of(session).case_id, sorted(each.name for each in records)
    release(session, case_id, keep=names)
    rows = [{"case_id": case_id, "name": name} for name in names]
    session.execute(insert(ArmedName).values(rows).on_conflict_do_nothing())
    held = session.scalars(select(ArmedName.name).where(ArmedName.case_id == case_id)).all()
    # Asked last: whoever lets a name go has made it public before.
    public = session.scalar(select(Publication.name).where(Publication.name.in_(names)).limit(1))
    if public is not None or set(held) != set(names):
        raise ArmingError("the name of a record is taken: choose another", rule="PUB-3")


def release(session: Session, case_id: str, *, keep: Iterable[str] = ()) -> None:
    """Let go of the names that a case holds, but for those to `keep`."""
    session.execute(
        delete(ArmedName).where(ArmedName.case_id == case_id, ArmedName.name.not_in(keep)),
        execution_options={"synchronize_session": False},
    )


def _refuse_others_names(session: Session, advisories: Collection[ArmedRecord]) -> None:
    """Of two teams `pip` and `pip-tools` the name pip-tools-1 is the second's."""
    wanted = {slug for each in advisories for slug in _slugs(each.name)}
    found = select(AdmittedTenant.slug, AdmittedTenant.id).where(AdmittedTenant.slug.in_(wanted))
    owners = {slug: tenant for slug, tenant in session.execute(found)}  # noqa: C416 - rows are no pairs to mypy
    for each in advisories:
        slug = next((slug for slug in _slugs(each.name) if slug in owners), "")
        if owners.get(slug) != each.tenant:
            raise ArmingError(
                "the name of an advisory begins with its team's slug and a hyphen", rule="PUB-3"
            )


def _slugs(name: str) -> list[str]:
    """Return what stands before each hyphen of a name, the longest first."""
    parts = name.split("-")
    return ["-".join(parts[:end]) for end in range(len(parts) - 1, 0, -1)]
