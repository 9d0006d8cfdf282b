"""Logs: one JSON object a line, and no way for content into it."""

import io
import json
import logging

import pytest

from hub import logs

CANARY = "heron-over-quiet-water"


@pytest.fixture
def stream():
    # A stock worker that ran in this process before has given its library's logger a level of its own.
    library = logging.getLogger("rq.worker")
    before = library.level
    library.setLevel(logging.NOTSET)
    stream = io.StringIO()
    logs.configure("info", stream)
    yield stream
    library.setLevel(before)


def written(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_key_that_is_not_listed_is_withheld(stream):
    logs.logger("hub.test").info("stored", title=CANARY, size=4096)
    (line,) = written(stream)

    assert line["title"] == "withheld"
    assert line["size"] == 4096
    assert line["event"] == "stored"
    assert line["level"] == "info"
    assert line["logger"] == "hub.test"
    assert line["time"].endswith("Z")


def test_an_error_is_logged_without_its_message(stream):
    try:
        raise ValueError(CANARY)
    except ValueError:
        logs.logger("hub.test").exception("failed")
    (line,) = written(stream)

    assert line["error"] == "ValueError"
    assert "hub/test_logs.py:" in line["where"]
    assert CANARY not in stream.getvalue()


def test_an_error_that_is_given_is_logged_as_one_that_is_raised(stream):
    logs.logger("hub.test").error("failed", exc_info=ValueError(CANARY))
    logs.logger("hub.test").error("failed", exc_info=True)

    assert [line.get("error") for line in written(stream)] == ["ValueError", None]
    assert CANARY not in stream.getvalue()


def test_a_library_keeps_its_template_and_loses_its_arguments(stream):
    logging.getLogger("sqlalchemy").warning("row %r", CANARY)
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("rq.worker").exception("job %s failed", CANARY)
    first, second = written(stream)

    assert first["event"] == "row %r"
    assert second["event"] == "job %s failed"
    assert second["error"] == "ValueError"
    assert CANARY not in stream.getvalue()


def test_a_library_is_heard_from_its_warnings_on(stream):
    logging.getLogger("rq.worker").info("listening")
    logs.logger("hub.test").debug("detail")

    assert written(stream) == []


def test_a_canary_put_into_an_event_on_purpose_is_found(stream):
    """The proof that the tests above look at what is really written."""
    logs.logger("hub.test").info(CANARY)

    assert CANARY in stream.getvalue()
