"""The hub that this area's tests call."""

from tests.support.hub import hub

__all__ = ["hub"]
