"""security.txt as RFC 9116 asks: Contact and an Expires less than a year ahead that never lapses."""

from datetime import UTC, datetime, timedelta

from hub.pages.security_txt import written


def fields(text):
    """Read the fields; each occurs once in ours."""
    return dict(line.split(": ", 1) for line in text.splitlines())


def test_the_file_expires_within_a_year_of_being_asked_for():
    now = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    expires = datetime.fromisoformat(fields(written("https://hub.example", now))["Expires"])

    assert timedelta(days=30) < expires - now < timedelta(days=366)


def test_the_file_names_its_own_address_and_where_to_report(hub):
    answer = hub.client.get("/.well-known/security.txt")
    found = fields(answer.text)

    assert answer.content_type == "text/plain; charset=utf-8"
    assert found["Canonical"] == "http://localhost:8080/.well-known/security.txt"
    assert found["Contact"] == "http://localhost:8080/report"
    assert found["Preferred-Languages"] == "en"
    assert datetime.fromisoformat(found["Expires"]) > hub.time
