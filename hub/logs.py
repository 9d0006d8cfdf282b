"""Structured logs that cannot hold content.

One JSON object a line, to standard error. A key that is not in `KEYS` is written as "withheld", a foreign
library's record keeps its template and loses its arguments, and an exception keeps its class and the places
it passed through and loses its message: titles, bodies, tokens and rows travel in exactly those.
"""

import logging
import sys
import traceback
from pathlib import Path
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor

# What may be said about a request, a job or an error. Adding a key is a decision about what operators see.
KEYS = frozenset({
    "attempt", "attempts", "case", "count", "error", "event", "id", "kind", "level", "logger", "ms", "method",
    "job", "outcome", "port", "queue", "request", "route", "rule", "seconds", "size", "state", "status",
    "table", "tenant", "time", "version", "where",
})  # fmt: skip
TEMPLATE_LIMIT = 200
FRAMES = 8


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send our events and every library's warnings to `stream` (standard error) as JSON lines."""
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                _without_arguments,
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
            ],
            processors=_WRITING,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(threshold, logging.WARNING))
    logging.getLogger("hub").setLevel(threshold)


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a module of ours; the first word of an event is a constant, the rest are keys."""
    bound: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return bound


def described(error: BaseException) -> dict[str, str]:
    """Return what may be logged of an error: its class and the places it passed, innermost last."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = (f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno}" for frame in frames)
    return {"error": type(error).__qualname__, "where": " > ".join(places)}


def _without_arguments(_logger: object, _name: str, event: EventDict) -> EventDict:
    """Put a foreign record's template in the place of its finished text."""
    record: logging.LogRecord = event["_record"]
    event["event"] = str(record.msg)[:TEMPLATE_LIMIT]
    return event


def _without_message(_logger: object, _name: str, event: EventDict) -> EventDict:
    """Put an exception's class and places where structlog or logging would print it whole."""
    given = event.pop("exc_info", None)
    error = given[1] if isinstance(given, tuple) else given
    if error is True:
        error = sys.exception()
    return {**event, **described(error)} if isinstance(error, BaseException) else event


def _withheld(_logger: object, _name: str, event: EventDict) -> EventDict:
    """Keep the values of known keys; of others keep the name alone, so that the omission shows."""
    return {key: value if key in KEYS else "withheld" for key, value in event.items()}


_WRITING: list[Processor] = [
    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    _without_message,
    _withheld,
    structlog.processors.JSONRenderer(sort_keys=True, default=str),
]
