"""What is kept only for a while: the answers to repeated requests, and orders that are done."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from hub.jobs import Tools, handles
from tenants.kernel.idempotency import forget_keys
from tenants.kernel.outbox import forget_done

HOUSEKEEPING = "housekeeping"
EVERY = timedelta(days=1)
# Nobody repeats a request for longer than a client that was switched off for a month.
KEPT = timedelta(days=30)


@handles(HOUSEKEEPING)
def keep_house(session: Session, _args: Mapping[str, Any], tools: Tools) -> None:
    """Forget what is older than a month. Dead orders stay: somebody has to see them."""
    before = tools.clock.now() - KEPT
    forget_keys(session, before)
    forget_done(session, before)
