"""/readyz: what stops requests fails, what waits is not told."""

from datetime import timedelta

from hub.app import create_app
from hub.config import Settings
from hub.db import db
from hub.engines.postgres import administer
from tenants.kernel.outbox import enqueue
from tenants.kernel.scope import NOBODY, acting_as


def ready(app):
    answer = app.test_client().get("/readyz")
    return answer.status_code, answer.get_json()


def test_a_database_without_the_tables_of_this_release_is_not_ready(bench, redis_url):
    with bench.database("bare", prepare=lambda _url: None) as bare:
        app = create_app(Settings(database_url=bare.app_url, redis_url=redis_url, secret_key="k" * 32))
        try:
            assert ready(app) == (503, {"database": True, "tables": False, "queue": True})
        finally:
            with app.app_context():
                db.engine.dispose()


def test_a_database_that_is_gone_is_not_ready(hub, database):
    with administer(database.sockets) as superuser:
        superuser.execute(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS false")
    with hub.app.app_context():
        db.engine.dispose()

    assert ready(hub.app) == (503, {"database": False, "tables": False, "queue": True})


def test_a_queue_that_is_away_is_said_and_does_not_fail(database):
    app = create_app(
        Settings(database_url=database.app_url, redis_url="redis://127.0.0.1:1", secret_key="k" * 32)
    )
    status, said = ready(app)
    with app.app_context():
        db.engine.dispose()

    assert (status, said["queue"]) == (200, False)


def test_how_much_waits_is_told_to_nobody_who_asks(hub):
    with acting_as(hub.sessions(), NOBODY) as session:
        enqueue(session, "late", {}, hub.time - timedelta(minutes=5))
        session.commit()

    assert ready(hub.app) == (200, {"database": True, "tables": True, "queue": True})
