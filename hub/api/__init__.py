"""The JSON API under /api/v1: one file per resource, found by its `blueprint`, described by OpenAPI 3.1.

@blueprint.route("/cases/<case_id>/statements", methods=["POST"])
@allow(CallerKind.MEMBER)
@once                                           # Idempotency-Key, one commit, the bell
@blueprint.arguments(BatchSchema)
@blueprint.response(201, ReceiptsSchema)
def post_statements(batch: dict[str, Any], case_id: str) -> dict[str, Any]:
...
"""

import importlib
import pkgutil

from flask import Flask

from hub.api.document import HubApi
from hub.problems import API

PREFIX = f"{API}v1"
MODULES = tuple(found.name for found in pkgutil.iter_modules(__path__, f"{__name__}."))


def install(app: Flask) -> None:
    """Register every resource and the published description."""
    api = HubApi(app)
    for name in MODULES:
        blueprint = getattr(importlib.import_module(name), "blueprint", None)
        if blueprint is not None:
            api.register_blueprint(blueprint, url_prefix=PREFIX)
