"""`accord`: a member's commands at the top, an operator's under `accord hub`."""

from hub.cli.main import accord as main

__all__ = ["main"]
