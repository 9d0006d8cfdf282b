"""Files at intake whose letter never came are deleted when they have waited long enough."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from hub.jobs import Tools, handles
from tenants.sharing import unnamed


@handles(unnamed.LOOK)
def look_at_file(session: Session, args: Mapping[str, Any], tools: Tools) -> None:
    """Look at one file of a tenant's intake."""
    unnamed.look(session, args["tenant"], args["envelope"], now=tools.clock.now())
