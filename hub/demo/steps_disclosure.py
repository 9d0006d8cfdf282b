"""Steps 7 and 8: everything appears at T0, in order and once; then anybody can check all of it."""

import json
import os
import shutil
import subprocess
import time
from datetime import timedelta
from functools import partial

from hub.demo import public
from hub.demo.canaries import everything, scan
from hub.demo.controls import disguised
from hub.demo.play import Play, expect
from hub.demo.steps_numbering import t0_of

SHORTLY_BEFORE = timedelta(seconds=3)
_PATIENCE_S = 60


def search(play: Play, name: str) -> None:
    """Search all that the hub holds for what was planted (canaries.py), and put it into the report."""
    word = play.memory.canaries.control("log")
    with (play.stage.logs / "replay.log").open("a") as log:
        log.write(f"written on purpose, so that the search has something to find here: {word}\n")
    with disguised(play.memory.canaries, play.stage.logs / "controls"):
        found = scan(play.memory.canaries, everything(play.stage.engines, play.stage.data))
    play.memory.scans[name] = found.shown()


def disclose(play: Play) -> None:
    """Let the clock pass T0."""
    public.expect_nothing(play)
    search(play, "before T0")
    _verify(play, "uv-maintainer", embargo="active", consent="signatory")
    t0 = t0_of(play)
    play.stage.move_to(t0 - SHORTLY_BEFORE)
    until = time.monotonic() + _PATIENCE_S
    while not public.is_out(play, t0):
        expect(time.monotonic() < until, f"everything is out {_PATIENCE_S} seconds after T0")
        time.sleep(0.2)
    public.expect_everything(play, t0)
    for who in ("pip-lead", "uv-lead"):
        play.act(who, "status", "{case}", "vfd", "D", shows="the fix is released; the log goes on after T0")


def check(play: Play) -> None:
    """Replay the logs offline, and open a letter with stock tools."""
    play.together(
        partial(_verify, play, "pip-lead", embargo="exited", consent="no_embargo"),
        partial(_verify, play, "uv-maintainer", embargo="exited", consent="no_embargo"),
        partial(_verify_from_outside, play, "cpython-lead"),
        partial(_open_with_age, play),
    )


def _verify(play: Play, who: str, *, embargo: str, consent: str) -> None:
    play.act(who, "sync", shows="a member copies the logs")
    audit = play.act(who, "log", "verify", shows="the logs alone give embargo, consent and T0")
    [case] = audit["cases"]
    expect((case["embargo"], case["t0"]) == (embargo, play.facts["t0_pip"]), f"the embargo is {embargo}")
    expect(set(case["consents"].values()) == {consent}, f"the consent of all participants is {consent}")
    expect(case["ended"] == ("expired" if embargo == "exited" else None), "time ends it, and nothing else")
    expect(not audit["void"] and not case["gaps"], "no statement is void and no letter is missing")


def _verify_from_outside(play: Play, who: str) -> None:
    play.act(who, "sync", shows="everybody may copy the directory")
    audit = play.act(who, "log", "verify", shows="a team outside checks the same logs")
    expect(audit["case_size"] and not audit["cases"], "and learns of no case from them")


def _open_with_age(play: Play) -> None:
    """A letter of uv's leaves the hub as an age file; the exported ring identity opens it."""
    home = play.troupe.home("pip-lead")
    play.act(
        "pip-lead",
        *("envelope", "get", "{case}", "{impact}", "--output", "letter.age"),
        shows="an envelope is an age file",
    )
    said = play.act("pip-lead", "ring", "export", "{case}", "joint", shows="a ring's key is an age identity")
    with os.fdopen(os.open(home / "joint.key", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("\n".join(said["identities"]) + "\n")
    age = shutil.which("age")
    play.facts["age"] = age is not None
    if age is None:
        return
    command = [age, "--decrypt", "--identity", "joint.key", "letter.age"]
    opened = subprocess.run(command, cwd=home, capture_output=True, check=True)  # noqa: S603 - found by which
    body = json.loads(opened.stdout)["body"]
    expect(play.filled("{bird_impact}") in body, "stock age opens uv's letter")
