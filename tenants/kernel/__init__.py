'''The floor every domain package stands on: rows and their walls, who is looking, and work after the commit.

A package of the domain is four files over this one. `models.py`, a table and which wall it stands behind::

    class Visit(TenantOnCase, Versioned, Base):
        """A tenant's look at a case."""

        __tablename__ = "visit"
        id: Mapped[Id] = mapped_column(primary_key=True)
        seen_at: Mapped[datetime]

`migrations/versions/NNNN_visits.py`, the table and its policy in one revision, with the columns of the wall::

    op.create_table("visit", …)
    op.create_index("ix_visit_tenant_id", "visit", ["tenant_id"])  # and ix_visit_case_id, ix_visit_seen_at …
    protect("visit", "tenant_id", "case_id")

`service.py`, verbs that take the session first and the rest by keyword, flush at most, and never commit::

    def visit(session: Session, *, case_id: str, now: datetime) -> Visit:
        seat = session.get(Seat, case_id)           # through the wall: another tenant's row is not there
        if seat is None:
            raise CaseNotFoundError                 # a NotFoundError: 404, as if it had never been
        with inside_case(session, case_id):         # after the caller's own row was read, never before
            visit = Visit(id=new_id(), tenant_id=scope_of(session).tenant_id, case_id=case_id, seen_at=now)
            session.add(visit)
            enqueue(session, "mail.due", {"case": case_id}, now)
        return visit

And a test, on real engines, with a database of its own (`tests/support/engines.py`)::

    def test_a_foreign_case_is_not_there(sessions):
        with acting_as(sessions(), Scope(tenant_id=UV, person_id=BEN)) as session:
            with pytest.raises(NotFoundError):
                visit(session, case_id=CASE_OF_PIP, now=NOW)
'''
