"""Named places where a process kills itself, for the drills: what was promised must hold after each of them.

    ACCORD_FAILPOINTS=1 ACCORD_FAILPOINT=relay.before-done:3 accord hub worker

kills the worker with SIGKILL when it passes that place for the third time. Without the first variable
nothing in a process can be killed this way, and a place costs one comparison.
"""

import os
import signal

FAILPOINTS = (
    "web.before-commit",  # a request did its work, nothing is durable: the client repeats it
    "web.after-commit",  # durable, and no answer was sent: the Idempotency-Key answers the repetition
    "web.after-bell",
    "relay.after-claim",  # leased, not begun: the lease runs out
    "relay.after-hold",  # begun, nothing done
    "relay.before-done",  # the effect is in the transaction, the mark is not
    "relay.before-commit",  # effect and mark are both in the transaction
    "relay.after-commit",  # done
    "schedule.before-commit",  # turned into orders, not committed
    "log.before-checkpoint",  # leaves are durable, no checkpoint covers them
    "log.after-checkpoint",
    "cve.after-intent",  # the intent to reserve is durable, nothing was sent
    "cve.after-call",  # CVE Services acted, and the hub does not know it
    "cve.after-publish",  # CVE Services has the record, and the hub does not know it
    "publish.after-identity",  # the publisher's identity is kept, its recipient is not said
    "publish.before-act",
    "publish.after-advisories",
    "publish.after-cve",
    "publish.after-osv",
    "publish.before-end",  # all is out, the identity is still there
    "mail.before-send",
    "mail.after-send",  # handed over, and not marked
)


class _Armed:
    """The place of this process, and how many times it is still to be passed."""

    def __init__(self, setting: str) -> None:
        self.name, _, times = setting.partition(":")
        self.left = int(times or 1)
        if self.name not in FAILPOINTS:
            raise ValueError(f"ACCORD_FAILPOINT names no fail point: {self.name}")


def _read() -> _Armed | None:
    # Not a setting (hub/config.py): no operator decides it, and importing this module must be enough.
    setting = os.environ.get("ACCORD_FAILPOINT")
    return _Armed(setting) if setting and os.environ.get("ACCORD_FAILPOINTS") == "1" else None


_armed = _read()


def failpoint(name: str) -> None:
    """Pass a named place: SIGKILL of this process if it is the armed one and it is its turn."""
    if _armed is None or _armed.name != name:
        return
    _armed.left -= 1
    if _armed.left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
