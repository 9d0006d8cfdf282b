"""The floor every domain package stands on: base classes, scope, errors, outbox and schedule."""
