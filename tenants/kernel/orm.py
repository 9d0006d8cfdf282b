"""The declarative base, the column types, and the mixins that say behind which wall a row stands.

A wall is one plain equality that exists twice: here, as a criterion that the session adds to every statement
(`tenants.kernel.scope`), and in the table's row security policy (`migrations.row_security.protect`).

=============== ================================== ==========================================================
mixin           a row is seen and written by       columns given to `protect`
=============== ================================== ==========================================================
TenantOwned     its tenant                         ``"tenant_id"``
PersonOwned     its person                         ``"person_id"``
CaseBound       whoever has entered its case       ``"case_id"``
TenantOnCase    its tenant, or inside its case     ``"tenant_id", "case_id"``
PersonOnCase    its person, or inside its case     ``"person_id", "case_id"`` (delivery rows)
TenantPublished everybody; written by its tenant   ``"tenant_id", anyone_may=("SELECT",)``
=============== ================================== ==========================================================
"""

from datetime import UTC, datetime
from enum import Enum as PythonEnum
from typing import Annotated, Any, ClassVar, Protocol

from sqlalchemy import DateTime, Dialect, Enum, LargeBinary, MetaData, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tenants.kernel.ids import ID_CHARACTERS

KEY_BYTES = 32
HASH_CHARACTERS = 64


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, stored with its zone. A naive datetime is a bug of the caller, and is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return the moment in UTC; ValueError without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return the moment in UTC whatever the connection's zone is."""
        return value and value.astimezone(UTC)


class Bytes32(TypeDecorator[bytes]):
    """Exactly 32 bytes: a public key or a SHA-256."""

    impl = LargeBinary(KEY_BYTES)
    cache_ok = True

    def process_bind_param(self, value: bytes | None, _dialect: Dialect) -> bytes | None:
        """Return the bytes; ValueError at any other length."""
        if value is not None and len(value) != KEY_BYTES:
            raise ValueError(f"a key or hash has {KEY_BYTES} bytes, not {len(value)}")
        return value


def word(states: type[PythonEnum]) -> Enum:
    """Return the column type for an enum: its lower-case value as text, so that a new state is no DDL."""
    return Enum(
        states, native_enum=False, length=32, values_callable=lambda all_: [each.value for each in all_]
    )


Id = Annotated[str, mapped_column(String(ID_CHARACTERS))]
# A tenant is named by the hash of its first roster; a reporter without account by their fingerprint, in the
# place of a person's id (crypto/FORMATS.md 4.3 and 8).
PartyId = Annotated[str, mapped_column(String(HASH_CHARACTERS))]
Key32 = Annotated[bytes, mapped_column(Bytes32)]
Hash32 = Annotated[bytes, mapped_column(Bytes32)]


class Base(DeclarativeBase):
    """Every table hangs on this metadata; constraints have names, so that revisions can drop them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant,
        dict[str, Any]: JSONB,
        list[str]: JSONB,
    }


class Place(Protocol):
    """Where somebody stands: the part of a scope that walls look at. An empty word is nobody's."""

    @property
    def tenant_id(self) -> str: ...
    @property
    def person_id(self) -> str: ...
    @property
    def case_id(self) -> str: ...


class Walled:
    """A row that not everybody may write. Models inherit one of the six below, never this."""

    def stands_within(self, _place: Place) -> bool:
        """Say whether the row may be written from there; a kind that forgets to answer refuses."""
        return False


class TenantOwned(Walled):
    """Seen and written by one tenant."""

    tenant_id: Mapped[PartyId] = mapped_column(index=True)

    def stands_within(self, place: Place) -> bool:
        """Compare the tenant."""
        return self.tenant_id == place.tenant_id


class TenantPublished(Walled):
    """Seen by everybody, as a public profile is; written by its tenant alone."""

    tenant_id: Mapped[PartyId] = mapped_column(index=True)

    def stands_within(self, place: Place) -> bool:
        """Compare the tenant."""
        return self.tenant_id == place.tenant_id


class PersonOwned(Walled):
    """Seen and written by one person."""

    person_id: Mapped[PartyId] = mapped_column(index=True)

    def stands_within(self, place: Place) -> bool:
        """Compare the person."""
        return self.person_id == place.person_id


class CaseBound(Walled):
    """Seen and written by whoever has entered the case."""

    case_id: Mapped[Id] = mapped_column(index=True)

    def stands_within(self, place: Place) -> bool:
        """Compare the case."""
        return self.case_id == place.case_id


class TenantOnCase(Walled):
    """A tenant's place on a case: its own queue lists it, and inside the case all of them show."""

    tenant_id: Mapped[PartyId] = mapped_column(index=True)
    case_id: Mapped[Id] = mapped_column(index=True)

    def stands_within(self, place: Place) -> bool:
        """Compare the tenant, then the case."""
        return self.tenant_id == place.tenant_id or self.case_id == place.case_id


class PersonOnCase(Walled):
    """A delivery: what a person may read on a case. Written inside the case, listed by the person."""

    person_id: Mapped[PartyId] = mapped_column(index=True)
    case_id: Mapped[Id] = mapped_column(index=True)

    def stands_within(self, place: Place) -> bool:
        """Compare the person, then the case."""
        return self.person_id == place.person_id or self.case_id == place.case_id
