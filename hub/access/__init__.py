"""Who is calling, and what for: the one place that turns a request into a `Caller` and enters their scope.

    @blueprint.route("/cases")
    @allow(CallerKind.MEMBER, CallerKind.REPORTER, CallerKind.WEB)
    def cases() -> ...:
        rows = list_cases(current_session())        # the session is in the caller's scope already

A route that declares no `allow` cannot be registered. Members and reporters come with a bearer token, which
is as good as the device it was given to: whoever leaves the roster, and whose tenant is suspended, is out at
the next request. A web session reads and never writes through the API.
"""

from hub.access.caller import Caller, CallerKind
from hub.access.guard import GuardedFlask, allow, current_caller, current_session, hub_name, now

__all__ = [
    "Caller",
    "CallerKind",
    "GuardedFlask",
    "allow",
    "current_caller",
    "current_session",
    "hub_name",
    "now",
]
