"""Sessions that end: the hub forgets tokens, or knows nobody any more.

end_sessions(stage)                          # of everybody
end_sessions(stage, of=stage.play.facts["uv"])
page.route("**/api/v1/token", unauthorized)  # and nobody gets a new one
looks_around(page)                           # the page asks for news, and hears it
"""

import psycopg

from hub.engines.postgres import SUPERUSER


def end_sessions(stage, *, of=None):
    """Let the hub forget every token, or those of a team, by its genesis."""
    url = stage.play.stage.env["DATABASE_URL"].replace("+psycopg", "").replace("accord_app", SUPERUSER)
    with psycopg.connect(url) as connection:
        forgotten = connection.execute(
            "DELETE FROM access_token WHERE %(of)s::text IS NULL OR holder_tenant = %(of)s", {"of": of}
        )
        assert forgotten.rowcount


def unauthorized(route):
    """Nobody is known, says the hub."""
    body = '{"title": "sign in first", "status": 401}'
    route.fulfill(status=401, content_type="application/problem+json", body=body)


def looks_around(page):
    """Come back to the tab: it asks the hub for news at once."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
