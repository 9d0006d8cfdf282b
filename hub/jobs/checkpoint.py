"""Signing the logs off: the one place that has the log key (LO-1).

Ordered by every append. One signature covers whatever is committed by then, so of several orders at once the
first does the work of all.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from crypto.tlog import SEED_SIZE, LogSigner
from hub.config import ConfigError, Settings
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
    return LogSigner(seed_of(settings.log_key or ""), settings.hub)


def seed_of(text: str) -> bytes:
    """Return the 32 bytes that hex or base64 text stands for; ConfigError."""
    try:
        seed = bytes.fromhex(text) if len(text) == 2 * SEED_SIZE else base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        seed = b""
    if len(seed) != SEED_SIZE:
        raise ConfigError(
            ["ACCORD_LOG_KEY: 32 bytes in hex or base64; `accord hub init` makes a file of them."]
        )
    return seed
