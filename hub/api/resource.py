"""One resource of the API: flask-smorest's Blueprint, with types."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask_smorest import Blueprint
from marshmallow import Schema

F = TypeVar("F", bound=Callable[..., Any])


class Resource(Blueprint):  # type: ignore[misc]  # flask-smorest ships no types
    """Routes with their schemas. Decorators stand in the order route, allow, once, arguments, response."""

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
