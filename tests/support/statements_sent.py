"""How many statements a piece of work sends to PostgreSQL."""

from contextlib import contextmanager

from sqlalchemy import event


@contextmanager
def counted(engine):
    """Yield a list that grows by every statement sent through the engine."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
