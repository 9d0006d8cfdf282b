"""A case without its long way: the clients of `hub.client` in this process, at the stage's real hub.

case = open_case(stage, "cpython-lead", title="…", body="…")
with desk_of(stage, "cpython-lead") as desk: ...         # somebody's client, unlocked and in step
"""

from contextlib import contextmanager
from dataclasses import dataclass

from hub.client.desk import Desk
from hub.client.home import Home
from hub.client.lookup import person_named
from hub.client.mirror import CASES
from hub.client.opening import arrived, take_on
from hub.client.reporting import report
from hub.client.writing import Draft, send
from hub.demo.cast import name_of


@dataclass(frozen=True)
class Case:
    """A case that somebody took on, the twelve words of who reported it, and what was written since."""

    id: str
    code_name: str
    words: str
    envelopes: tuple[str, ...] = ()


@contextmanager
def desk_of(stage, who, kind=Desk):
    """Yield a person's client, from their home."""
    home = stage.play.troupe.home(who)
    desk = kind.open(Home(home), lambda: (home / "passphrase").read_text().strip())
    try:
        yield desk
    finally:
        desk.transport._session.close()


def open_case(stage, who, *, title, body, grant=(), answer="Thank you, we look at it."):
    """Let somebody report to a person's team, and that person take it on."""
    slug = who.partition("-")[0]
    stage.sealed |= {title, body, answer} - {"See."}
    words = report(stage.play.stage.url, slug, subject=title, body=body).words
    with desk_of(stage, who) as desk:
        [waiting] = [each for each in arrived(desk) if each.letter and each.letter.subject == title]
        granted = [person_named(desk.known.view, desk.tenant, name_of(each)).person for each in grant]
        opened = take_on(desk, waiting.envelope, grant=granted, answer=answer)
    return Case(opened.case, opened.code_name, words)


class Hasty(Desk):
    """A client that does not wait for each letter's checkpoint: what it writes names what it saw at first."""

    def put_envelope(self, path, file, manifest):
        """Hand in an envelope; its manifest's hash."""
        self.last = self.transport.put(path, file, manifest)["receipt"]
        return self.last["hash"]


def write_many(stage, who, case, bodies):
    """Let one person write many letters to the joint place, one after the other."""
    with desk_of(stage, who, Hasty) as desk:
        for body in bodies:
            send(desk, case.id, "joint", Draft(body))
        desk.await_checkpoint(CASES, [desk.last])
