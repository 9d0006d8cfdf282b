"""The double of CVE Services as a process of its own, and a hand on its control routes."""

import hmac
import signal
import subprocess
import sys
from pathlib import Path

import requests

from hub.adapters.cve_services import CveServicesClient

ROOT = Path(__file__).parents[2]
PATIENT = (20.0, 20.0)


class Double:
    """A running double over `directory`; `kill` ends it as a power cut would, `start` brings it back."""

    def __init__(self, directory):
        """Start it on a free port of loopback."""
        self.directory = directory
        self.port = 0
        self.start()

    def start(self):
        """Start the process and read from its first line where it serves."""
        command = [sys.executable, "-m", "hub.demo.cve_services", "--data", str(self.directory)]
        command += ["--port", str(self.port), "--clock-file", str(self.directory / "clock")]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.url, self.org, self.user, key = self.process.stdout.readline().split()
        self.port = int(self.url.split(":")[2].split("/")[0])
        self.key = Path(key).read_text(encoding="utf-8")

    def end(self, how=signal.SIGTERM):
        """End the process and wait for it."""
        self.process.send_signal(how)
        self.process.wait(timeout=30)
        self.process.stdout.close()

    def kill(self):
        """End it without a word."""
        self.end(signal.SIGKILL)

    def client(self, **more):
        """Return the adapter with the service account."""
        values = {"url": self.url, "org": self.org, "user": self.user, "key": self.key, "limits": PATIENT}
        return CveServicesClient(**{**values, **more})

    def operator(self):
        """Return the adapter with the account of a person at the same CNA, who reserves by hand."""
        master = (self.directory / "master").read_text(encoding="utf-8")
        key = hmac.new(master.encode(), f"{self.org}/operator".encode(), "sha256").hexdigest()
        return self.client(user="operator", key=key)

    def arm(self, call, kind, **more):
        """Arm a fault."""
        wish = {"call": call, "kind": kind, **more}
        answer = requests.post(self._control("_faults"), json=wish, timeout=20)
        assert answer.status_code == 201, answer.text

    def armed(self):
        """Return the faults that have not struck yet."""
        return requests.get(self._control("_faults"), timeout=20).json()

    def forget(self):
        """Begin again without IDs, records, faults and journal."""
        assert requests.delete(self._control("_state"), timeout=20).status_code == 200

    def remembered(self):
        """Return its IDs and records, for `bring_back`."""
        return requests.get(self._control("_state"), timeout=20).json()

    def bring_back(self, state):
        """Be as it was, without faults."""
        self.forget()
        assert requests.put(self._control("_state"), json=state, timeout=20).status_code == 200

    def journal(self):
        """Return every call with its status."""
        return [tuple(one) for one in requests.get(self._control("_journal"), timeout=20).json()]

    def ids(self):
        """Return every ID with its state, as the owner sees it."""
        headers = {"CVE-API-ORG": self.org, "CVE-API-USER": self.user, "CVE-API-KEY": self.key}
        lines = requests.get(f"{self.url}cve-id", headers=headers, timeout=20).json()["cve_ids"]
        return {line["cve_id"]: line["state"] for line in lines}

    def _control(self, path):
        return self.url.removesuffix("api/") + path
