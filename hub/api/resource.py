"""One resource of the API: flask-smorest's Blueprint, with types."""

from collections.abc import Callable
from json import JSONDecodeError
from typing import Any, TypeVar

from flask import Request
from flask_smorest import Blueprint
from marshmallow import Schema
from webargs.flaskparser import FlaskParser

F = TypeVar("F", bound=Callable[..., Any])


class Reader(FlaskParser):
    """webargs' parser, to which nesting and numbers beyond what Python reads are broken JSON, too."""

    def _raw_load_json(self, req: Request) -> Any:  # noqa: ANN401 - whatever JSON says
        try:
            return super()._raw_load_json(req)
        except JSONDecodeError:
            raise
        except (RecursionError, ValueError) as error:
            raise JSONDecodeError("beyond what is read", "…", 0) from error


class Resource(Blueprint):  # type: ignore[misc]  # flask-smorest ships no types
    """Routes with their schemas. Decorators stand in the order route, allow, once, arguments, response."""

    ARGUMENTS_PARSER = Reader()

    def __init__(self, name: str, description: str) -> None:
        """Name the resource, as the published description groups routes by it."""
        super().__init__(name, __name__, description=description)

    def route(self, rule: str, **options: Any) -> Callable[[F], F]:  # noqa: ANN401 - Flask's options
        """Register a handler at an address below /api/v1."""
        decorator: Callable[[F], F] = super().route(rule, **options)
        return decorator

    def arguments(self, schema: type[Schema], **options: Any) -> Callable[[F], F]:  # noqa: ANN401 - webargs' options
        """Give the handler what the schema loads from JSON, or from another `location`, as first argument."""
        decorator: Callable[[F], F] = super().arguments(schema, **options)
        return decorator

    def response(self, status: int, schema: type[Schema] | None = None, **options: Any) -> Callable[[F], F]:  # noqa: ANN401 - smorest's options
        """Answer with what the schema dumps of the handler's result."""
        decorator: Callable[[F], F] = super().response(status, schema, **options)
        return decorator

    def answered_by_hand(self, status: int, schema: type[Schema]) -> Callable[[F], F]:
        """Describe an answer that the handler writes itself."""
        decorator: Callable[[F], F] = self.alt_response(status, schema=schema)
        return decorator
