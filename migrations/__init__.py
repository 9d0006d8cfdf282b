"""Alembic revisions: a table and its row security policy in one step."""
