"""Small tables, one for each kind of wall, and what two tenants have in them."""

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import ForeignKey, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from hub import migrate
from migrations.row_security import protect
from tenants.kernel.orm import (
    CaseBound,
    Id,
    PersonOnCase,
    PersonOwned,
    TenantOnCase,
    TenantOwned,
    TenantPublished,
)
from tenants.kernel.scope import Scope, acting_as
from tenants.kernel.versions import Versioned

PIP, UV = "a" * 32, "b" * 32
ANA, BEN = "1" * 32, "2" * 32
CASE, OTHER_CASE = "c" * 32, "d" * 32
OF_PIP, OF_UV = Scope(tenant_id=PIP, person_id=ANA), Scope(tenant_id=UV, person_id=BEN)


class PlayBase(DeclarativeBase):
    """Apart from the real tables, which must equal their revisions."""


class Note(TenantOwned, Versioned, PlayBase):
    """Of a tenant."""

    __tablename__ = "note"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    lines: Mapped[list["Line"]] = relationship(back_populates="note", order_by="Line.id")


class Line(TenantOwned, PlayBase):
    """Of a note, and so of a tenant."""

    __tablename__ = "line"
    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"))
    note: Mapped[Note] = relationship(back_populates="lines")


class Diary(PersonOwned, PlayBase):
    """Of a person."""

    __tablename__ = "diary"
    id: Mapped[int] = mapped_column(primary_key=True)


class Embargo(CaseBound, PlayBase):
    """Of a case."""

    __tablename__ = "embargo"
    id: Mapped[int] = mapped_column(primary_key=True)


class Seat(TenantOnCase, PlayBase):
    """A tenant's place on a case."""

    __tablename__ = "seat"
    id: Mapped[int] = mapped_column(primary_key=True)


class Delivery(PersonOnCase, PlayBase):
    """What a person may read on a case."""

    __tablename__ = "handout"
    id: Mapped[int] = mapped_column(primary_key=True)


class Profile(TenantPublished, PlayBase):
    """What everybody sees of a tenant."""

    __tablename__ = "profile"
    tenant_id: Mapped[Id] = mapped_column(primary_key=True)
    words: Mapped[str]


def prepare(owner_url):
    """Make the tables with their walls, as a revision does."""
    migrate.upgrade(owner_url)
    engine = create_engine(owner_url)
    with engine.begin() as connection:
        PlayBase.metadata.create_all(connection)
        with Operations.context(MigrationContext.configure(connection)):
            protect("note", "tenant_id")
            protect("line", "tenant_id")
            protect("diary", "person_id", systems=("sweeper",))
            protect("embargo", "case_id")
            protect("seat", "tenant_id", "case_id")
            protect("handout", "person_id", "case_id")
            protect("profile", "tenant_id", anyone_may=("SELECT",))
    engine.dispose()


def fill(sessions):
    """Give pip (Ana) a note of two lines, a diary and a seat; give uv (Ben) the same."""
    for number, scope in enumerate((OF_PIP, OF_UV), start=1):
        tenant, person = scope.tenant_id, scope.person_id
        with acting_as(sessions(), scope) as session:
            session.add(Note(id=number, tenant_id=tenant, text="", version=1))
            session.flush()
            for line in (number * 10, number * 10 + 1):
                session.add(Line(id=line, tenant_id=tenant, note_id=number))
            session.add(Diary(id=number, person_id=person))
            session.add(Seat(id=number, tenant_id=tenant, case_id=CASE))
            session.add(Delivery(id=number, person_id=person, case_id=CASE))
            session.add(Profile(tenant_id=tenant, words="public"))
            session.commit()
