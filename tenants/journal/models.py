"""The tables of the logs. All are public but `CaseEntry`, whose rows show inside their case alone.

A case's statements are a case's secret; what everybody may see of them is their blinded leaf (`Leaf`).
"""

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.orm import Base, CaseBound, Hash32

LogName = Literal["directory", "cases"]
_LOG = String(9)
_HASH = String(64)


class Tree(Base):
    """One log: its size and the right edge of its tree (`crypto.merkle.Frontier`), 32 bytes a hash."""

    __tablename__ = "log_tree"

    log: Mapped[str] = mapped_column(_LOG, primary_key=True)
    size: Mapped[int]
    frontier: Mapped[bytes] = mapped_column(LargeBinary)


class TreeNode(Base):
    """The hash of a complete subtree (`crypto.merkle.Node`); never changes."""

    __tablename__ = "log_node"

    log: Mapped[str] = mapped_column(_LOG, primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[Hash32]


class Leaf(Base):
    """A leaf: the statement's hash, and the statement's own id, which is never used twice (ST-9)."""

    __tablename__ = "log_leaf"

    log: Mapped[str] = mapped_column(_LOG, primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(_HASH)
    statement_id: Mapped[str] = mapped_column(String(32))

    __table_args__ = (UniqueConstraint("log", "statement_id"), UniqueConstraint("log", "hash"))


class OpenEntry(Base):
    """A statement whose contents are public: the whole directory log, and the anchors of the case log."""

    __tablename__ = "log_open_entry"

    log: Mapped[str] = mapped_column(_LOG, primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(String(24))
    wire: Mapped[bytes] = mapped_column(LargeBinary)
    appended_at: Mapped[datetime]

    __table_args__ = (ForeignKeyConstraint(["log", "place"], ["log_leaf.log", "log_leaf.place"]),)


class CaseEntry(CaseBound, Base):
    """A statement on a case, with the directory size it is judged with (LO-5)."""

    __tablename__ = "case_entry"

    case_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    directory_size: Mapped[int]
    type: Mapped[str] = mapped_column(String(24))
    wire: Mapped[bytes] = mapped_column(LargeBinary)
    appended_at: Mapped[datetime]


class SignedCheckpoint(Base):
    """A checkpoint as it was signed, and the verifier key of the log that signed it."""

    __tablename__ = "log_checkpoint"

    log: Mapped[str] = mapped_column(_LOG, primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True)
    note: Mapped[bytes] = mapped_column(LargeBinary)
    key: Mapped[str]
    signed_at: Mapped[datetime]

    __table_args__ = (Index("ix_log_checkpoint_log_signed_at", "log", "signed_at"),)


class FreshNote(Base):
    """The newest checkpoint once more, under a later time: a quiet log is not a stale one (LO-4)."""

    __tablename__ = "log_fresh"

    log: Mapped[str] = mapped_column(_LOG, primary_key=True)
    size: Mapped[int]
    note: Mapped[bytes] = mapped_column(LargeBinary)
    signed_at: Mapped[datetime]


class Cosignature(Base):
    """One witness's line on one checkpoint; `tenant` is the genesis of the witness's tenant."""

    __tablename__ = "log_cosignature"

    log: Mapped[str] = mapped_column(_LOG, primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(_HASH, primary_key=True)
    line: Mapped[str]
