"""The hub that this area's tests call, and add routes to."""

from tests.support.hub import own_hub as hub

__all__ = ["hub"]
