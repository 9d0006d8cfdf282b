"""What time does to a case is drawn when it happens: an invitation lapses, a claim is adopted, T0 comes.

Nothing is decided here: whoever reads the log computes the same, at any time (tenants/disclosure, DP-2). The
act at T0 is an order of its own.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from hub.jobs import Tools, handles
from tenants.disclosure.service import LOOK_AGAIN, look_again


@handles(LOOK_AGAIN)
def draw_anew(session: Session, _args: Mapping[str, Any], tools: Tools) -> None:
    """Draw the case that the order was given in."""
    look_again(session, hub=tools.settings.hub, now=tools.clock.now())
