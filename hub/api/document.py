"""The published description: OpenAPI 3.1 at /api/v1/openapi.json, made from the schemas that are in force."""

from flask import Flask, Response

from hub import __version__
from hub.access import CallerKind, allow
from hub.problems import ProblemApi

_ABOUT = (
    "Acts are batches of signed statements; what is secret is sealed before it comes here. Errors are "
    "RFC 9457 problem documents, whose `rule` is a number of the specification of the formats."
)


class HubApi(ProblemApi):
    """flask-smorest's Api with our errors, our words, and a document that anyone may read."""

    def __init__(self, app: Flask) -> None:
        """Describe the API of this application."""
        app.config.update(
            API_TITLE="Accord",
            API_VERSION=__version__,
            OPENAPI_VERSION="3.1.0",
            OPENAPI_URL_PREFIX="/api/v1",
            OPENAPI_JSON_PATH="openapi.json",
        )
        bearer = {"type": "http", "scheme": "bearer"}
        words = {
            "info": {"description": _ABOUT},
            "components": {"securitySchemes": {"token": bearer}},
            "security": [{"token": []}, {}],
        }
        super().__init__(app, spec_kwargs=words)

    @allow(CallerKind.ANYONE)
    def _openapi_json(self) -> Response:
        answer: Response = super()._openapi_json()
        return answer
