"""A log in which nothing happens, as clients are shown it."""

from datetime import timedelta

from crypto import notes
from crypto.tlog import Checkpoint
from tenants.journal.checkpoints import time_of


def test_a_log_in_which_nothing_happens_is_signed_again_every_day(hub):
    """Clients refuse to seal on a directory older than a week; a quiet one must not grow old (LO-4)."""
    hub.found("pip", "ada")
    hub.work()
    first = hub.get("logs/directory/checkpoint").json

    for _ in range(2):
        hub.later(days=1, minutes=1)
        hub.work()

    shown = hub.get("logs/directory/checkpoint").json
    assert (shown["size"], shown["note"]) == (first["size"], first["note"])
    times = [
        time_of(Checkpoint.parse(notes.parse(each.encode()).text)) for each in (first["note"], shown["fresh"])
    ]
    assert times[1] - times[0] >= timedelta(days=2)


def test_a_log_that_grew_since_shows_no_older_signature(hub):
    pip = hub.found("pip", "ada")
    hub.work()
    hub.later(days=1, minutes=1)
    hub.work()
    hub.put(hub.duty(pip, pip["ada"]))
    hub.work()

    assert "fresh" not in hub.get("logs/directory/checkpoint").json
