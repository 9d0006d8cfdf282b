"""The server-made pages: plain HTML under a constant policy without scripts, and the public records.

One file per area. In each, a frozen view of what its page shows is made by pure functions, and a handler of a
few lines hands it to a template, which only prints. No sealed text comes this way.
"""

from flask import Flask

from hub.pages import (
    advisories,
    feed,
    frame,
    groups,
    home,
    queue,
    records,
    report,
    security_txt,
    style,
    tenants,
)
from hub.pages.frame import error_page

__all__ = ["error_page", "install"]

AREAS = (home, report, advisories, feed, records, tenants, groups, queue, security_txt, style)


def install(app: Flask) -> None:
    """Register every page of `app`, and what its templates may ask."""
    frame.install(app)
    for area in AREAS:
        app.register_blueprint(area.blueprint)
