"""Failures on demand: armed for one call and a number of times, before or after the effect."""

import threading
import time
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from flask import Response, g, request

from hub.demo.cve_services.answers import refusal


class Kind(StrEnum):
    """What goes wrong."""

    LOSE_BEFORE = "lose-before"  # the connection ends, nothing was done
    LOSE_REPLY = "lose-reply"  # it was done, and the connection ends without an answer
    GARBLE_REPLY = "garble-reply"  # it was done, and the answer is cut off
    DELAY = "delay"  # `seconds` pass before the effect, inside of the organization's lock
    DELAY_REPLY = "delay-reply"  # `seconds` pass after the effect
    LOCK = "lock"  # 403 RESERVATION_IN_PROGRESS, nothing was done
    ERROR = "error"  # 500, nothing was done
    ERROR_AFTER = "error-after"  # 500, and it was done
    RATE_LIMIT = "rate-limit"  # 429, nothing was done
    TWICE = "twice"  # the request arrives two times
    PARTIAL = "partial"  # 206: half of the amount was reserved
    HALF = "half"  # the record is stored, its ID's state is not, 400 UNABLE_TO_STORE_CVE_RECORD


@dataclass(slots=True)
class Fault:
    """`call` is the name of a route's function; `times` counts down to 0."""

    call: str
    kind: Kind
    times: int = 1
    seconds: float = 0.0


class Faults:
    """The armed faults, and a journal of every call: (call, status); a lost answer has status 0."""

    def __init__(self) -> None:
        """Begin without faults."""
        self._lock = threading.Lock()
        self._armed: list[Fault] = []
        self.journal: list[tuple[str, int]] = []

    def arm(self, wish: dict[str, Any]) -> None:
        """Add a fault from its JSON form; raises ValueError or TypeError for another form."""
        fault = Fault(**wish)
        fault.kind = Kind(fault.kind)
        with self._lock:
            self._armed.append(fault)

    def clear(self) -> None:
        """Forget all faults and the journal."""
        with self._lock:
            self._armed.clear()
            self.journal.clear()

    def listed(self) -> list[dict[str, Any]]:
        """Return what is still armed."""
        with self._lock:
            return [asdict(fault) for fault in self._armed]

    def take(self, call: str, *kinds: Kind) -> Fault | None:
        """Return the first armed fault of `call` among `kinds` and count it down, or None."""
        with self._lock:
            for fault in self._armed:
                if fault.call == call and fault.kind in kinds:
                    fault.times -= 1
                    if fault.times <= 0:
                        self._armed.remove(fault)
                    return fault
        return None

    def pause(self, call: str) -> None:
        """Let an armed delay pass; routes call it where the server would be slow."""
        fault = self.take(call, Kind.DELAY)
        if fault is not None:
            time.sleep(fault.seconds)

    def before(self, call: str) -> Response | None:
        """Fail without effect, if so armed; a Response ends the request."""
        fault = self.take(call, Kind.LOSE_BEFORE, Kind.LOCK, Kind.ERROR, Kind.RATE_LIMIT)
        if fault is None:
            return None
        if fault.kind is Kind.LOSE_BEFORE:
            return self._hang_up(call)
        code = {Kind.LOCK: "RESERVATION_IN_PROGRESS", Kind.RATE_LIMIT: "TOO_MANY_REQUESTS"}
        raise refusal(code.get(fault.kind, "SERVICE_NOT_AVAILABLE"))

    def after(self, call: str, response: Response) -> Response:
        """Spoil the answer of a call that was done, if so armed, and write the journal."""
        if g.get("hung_up"):
            return response
        fault = self.take(call, Kind.LOSE_REPLY, Kind.GARBLE_REPLY, Kind.DELAY_REPLY, Kind.ERROR_AFTER)
        kind = fault.kind if fault is not None else None
        if kind is Kind.LOSE_REPLY:
            return self._hang_up(call)
        if fault is not None and kind is Kind.DELAY_REPLY:
            time.sleep(fault.seconds)
        if kind is Kind.ERROR_AFTER:
            response = Response("<html>Bad gateway</html>", 502, mimetype="text/html")
        if kind is Kind.GARBLE_REPLY:
            response.set_data(response.get_data()[: response.content_length or 0][:20])
        self.journal.append((call, response.status_code))
        return response

    def _hang_up(self, call: str) -> Response:
        """Close the connection under the answer; werkzeug hands out its socket."""
        self.journal.append((call, 0))
        g.hung_up = True
        connection = request.environ.get("werkzeug.socket")
        if connection is not None:
            connection.shutdown(2)  # SHUT_RDWR: the client sees the end of the stream
        return Response(status=500)
