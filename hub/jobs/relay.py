"""From the outbox to the handlers: any number of relays may run, each order has its effect once.

The steps and their guarantees are those of `tenants.kernel.outbox`; a fail point stands between any two of
them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from hub.config import ConfigError, Settings
from hub.failpoints import failpoint
from hub.jobs import HANDLERS, Tools
from hub.logs import described, logger
from tenants.cna.errors import RegistryError, ReservationInFlightError
from tenants.kernel.clock import Clock
from tenants.kernel.errors import UnavailableError
from tenants.kernel.outbox import ATTEMPTS, Order, claim, finish, hold, postpone
from tenants.kernel.schedule import turn
from tenants.kernel.scope import NOBODY, acting_as

BATCH = 8
# Faults of the surroundings: a service that is away or has another account now, a database, a disk, a setting
# that is missing, an earlier reservation that has to be settled first. However long one lasts, what was
# accepted is done when it is over (P7).
AWAY = (
    UnavailableError,
    RegistryError,
    ReservationInFlightError,
    OperationalError,
    ConfigError,
    OSError,
)
log = logger(__name__)


class OrderLostError(Exception):
    """Another attempt has taken the order over: this one has no effect."""


class WorkerKilledError(Exception):
    """The order's last attempt ended with its process: another one might as well."""


class UnknownKindError(Exception):
    """No handler in this release: a newer one ordered it, and will be there at a later try."""


@dataclass(frozen=True)
class Relay:
    """One drain of the outbox; holds no state between two calls."""

    sessions: Callable[[], Session]
    settings: Settings
    clock: Clock

    def drain(self, stopped: Callable[[], bool] = lambda: False) -> int:
        """Run everything that is due, what handlers order meanwhile included; return how many were tried.

        `stopped` is asked before each order. What was claimed and not begun is another relay's after its
        lease.
        """
        tried = 0
        while orders := self._claim():
            for order in orders:
                if stopped():
                    return tried
                self._run(order)
                tried += 1
        return tried

    def _claim(self) -> Sequence[Order]:
        now = self.clock.now()
        with acting_as(self.sessions(), NOBODY) as session:
            if turn(session, now, limit=BATCH):
                failpoint("schedule.before-commit")
            orders = claim(session, now, limit=BATCH)
            session.commit()
        if orders:
            failpoint("relay.after-claim")
        return orders

    def _run(self, order: Order) -> None:
        with acting_as(self.sessions(), order.scope) as session:
            try:
                self._attempt(session, order)
            except OrderLostError:
                session.rollback()
                log.info("order lost", job=order.id, kind=order.kind, attempt=order.attempt)
            except Exception as error:  # noqa: BLE001 - whatever a handler raises, its order is tried again
                session.rollback()
                self._postpone(session, order, error)

    def _attempt(self, session: Session, order: Order) -> None:
        def save() -> None:
            session.commit()
            _keep(session, order)

        _keep(session, order)
        if order.tries > ATTEMPTS:
            raise WorkerKilledError
        failpoint("relay.after-hold")
        handler = HANDLERS.get(order.kind)
        if handler is None:
            raise UnknownKindError
        handler(session, order.args, Tools(self.settings, self.clock, order.id, save))
        failpoint("relay.before-done")
        if not finish(session, order, self.clock.now()):
            raise OrderLostError
        failpoint("relay.before-commit")
        session.commit()
        failpoint("relay.after-commit")

    def _postpone(self, session: Session, order: Order, error: Exception) -> None:
        # The class of the error and no more: its text may repeat what somebody wrote.
        away = isinstance(error, AWAY)
        again = postpone(session, order, self.clock.now(), type(error).__name__, away=away)
        session.commit()
        report = log.warning if again else log.error
        words = {"job": order.id, "kind": order.kind, "attempt": order.attempt, **described(error)}
        report("order failed", outcome="again" if again else "dead", **words)


def _keep(session: Session, order: Order) -> None:
    if not hold(session, order):
        raise OrderLostError
