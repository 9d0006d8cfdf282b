"""Signing the logs off: the one place that has the log key (LO-1).

Ordered by every append. One signature covers whatever is committed by then, so of several orders at once the
first does the work of all.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from crypto.tlog import LogSigner
from hub.config import A_SEED, ConfigError, Settings, seed_of
from hub.failpoints import failpoint
from hub.jobs import Tools, handles
from tenants.journal.checkpoints import REFRESH_EVERY, aged, keep, keep_fresh, unsigned
from tenants.journal.ledger import CHECKPOINT
from tenants.kernel.schedule import plan


@handles(CHECKPOINT)
def sign_checkpoint(session: Session, args: Mapping[str, Any], tools: Tools) -> None:
    """Sign a log at its committed size, or each day anew at the size it has; ConfigError without the key."""
    log, now = args["log"], tools.clock.now()
    checkpoint = unsigned(session, tools.settings.hub, log, now)
    if checkpoint is not None:
        signer = log_signer(tools.settings)
        failpoint("log.before-checkpoint")
        keep(session, log, signer.sign_checkpoint(checkpoint), key=signer.key)
        failpoint("log.after-checkpoint")
        plan(session, CHECKPOINT, args, now + REFRESH_EVERY, every=REFRESH_EVERY)
        return
    quiet = aged(session, tools.settings.hub, log, now)
    if quiet is not None:
        keep_fresh(session, log, log_signer(tools.settings).sign_checkpoint(quiet))


def log_signer(settings: Settings) -> LogSigner:
    """Return the signer under the hub's name; ConfigError if ACCORD_LOG_KEY is not a seed of 32 bytes."""
    seed = seed_of(settings.log_key or "")
    if seed is None:
        raise ConfigError([f"ACCORD_LOG_KEY: {A_SEED}"])
    return LogSigner(seed, settings.hub)
