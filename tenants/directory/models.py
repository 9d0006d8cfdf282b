"""The tables of the directory: admitted tenants are public, tokens show to the access layer alone."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.orm import Base, Hash32

ACCESS = "access"
"""The system name that the policies of tokens, challenges and links admit."""
OPERATOR = "operator"
"""The system name of the operator's command line, which opens slugs and never sees a case."""

_GENESIS = String(64)


class AdmittedTenant(Base):
    """A tenant the hub serves; `id` is its genesis. `profile` is public: scope, capabilities, contacts."""

    __tablename__ = "tenant"

    id: Mapped[str] = mapped_column(_GENESIS, primary_key=True)
    slug: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(16))
    stage: Mapped[str] = mapped_column(String(16))
    announce_to: Mapped[str | None]
    profile: Mapped[dict[str, Any]]


class Founding(Base):
    """A slug that the operator has opened for founding, by the SHA-256 of the code handed over."""

    __tablename__ = "founding"

    slug: Mapped[str] = mapped_column(String(32), primary_key=True)
    code_hash: Mapped[Hash32]
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(16))
    announce_to: Mapped[str | None]
    profile: Mapped[dict[str, Any]]


class Challenge(Base):
    """What a login statement has to answer, once."""

    __tablename__ = "challenge"

    value: Mapped[str] = mapped_column(_GENESIS, primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AccessToken(Base):
    """A bearer token or web session, by the SHA-256 of its secret; nobody can read the secret back.

    `holder` is a member's id or a reporter's fingerprint; `device` is the device it was given to, and the
    token dies with it. `kind` is member, reporter or web.
    """

    __tablename__ = "access_token"

    secret_hash: Mapped[Hash32] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    holder_tenant: Mapped[str] = mapped_column(_GENESIS)
    holder: Mapped[str] = mapped_column(_GENESIS)
    device: Mapped[str] = mapped_column(_GENESIS)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SignInLink(Base):
    """A one-time address that turns into a web session of the person who asked for it."""

    __tablename__ = "sign_in_link"

    secret_hash: Mapped[Hash32] = mapped_column(primary_key=True)
    holder_tenant: Mapped[str] = mapped_column(_GENESIS)
    holder: Mapped[str] = mapped_column(_GENESIS)
    device: Mapped[str] = mapped_column(_GENESIS)
    expires_at: Mapped[datetime] = mapped_column(index=True)
