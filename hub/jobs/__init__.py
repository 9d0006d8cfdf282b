"""Work after the answer: what each kind of order does, one file per kind of work.

    @handles("mail.due")
    def send_due(session: Session, args: Mapping[str, Any], tools: Tools) -> None:
        ...

A handler runs in the scope that the order was given in, in one transaction that also marks the order done: it
flushes and never commits. It may run again after a crash, so what leaves the machine carries `tools.key`. A
handler that must make an intent durable before it calls somebody else does so with `tools.save()`, and finds
its own intent when it runs again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from hub.config import Settings
from hub.failpoints import failpoint
from hub.queue import Bell
from tenants.kernel.clock import Clock


@dataclass(frozen=True)
class Tools:
    """What a handler has at hand.

    `key` is the order's id, the same at every attempt: the idempotency key for the other side. `save`
    commits what was done so far and keeps the order; `OrderLostError` if another attempt has taken it over.
    """

    settings: Settings
    clock: Clock
    key: str
    save: Callable[[], None]


Handler = Callable[[Session, Mapping[str, Any], Tools], None]
HANDLERS: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register a function for a kind of order; ValueError if the kind has one already."""

    def register(handler: Handler) -> Handler:
        if kind in HANDLERS:
            raise ValueError(f"two handlers for {kind}")
        HANDLERS[kind] = handler
        return handler

    return register


def commit_and_ring(session: Session, bell: Bell) -> None:
    """End a request's work: one commit, then the bell. What was ordered happens even if the bell is lost."""
    failpoint("web.before-commit")
    session.commit()
    failpoint("web.after-commit")
    bell.ring()
    failpoint("web.after-bell")
