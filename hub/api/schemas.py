"""What requests and answers have in common: statements, receipts, files and pages."""

import json
from datetime import UTC
from typing import Any

from marshmallow import Schema, fields, validate

from crypto import strict_base64, strict_json
from crypto.statement import Statement, parse
from hub.access import hub_name

BATCH = 64
PER_FILE = 96 * 1024
HEX_64 = validate.Regexp(r"[0-9a-f]{64}\Z", error="64 lower-case hex digits")
HEX_32 = validate.Regexp(r"[0-9a-f]{32}\Z", error="32 lower-case hex digits")


class Wire(fields.Dict):
    """A DSSE envelope, an object in JSON and bytes inside: its form is judged by crypto.statement alone."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - marshmallow's own
        """Describe itself."""
        super().__init__(**{"metadata": {"description": "a signed statement: a DSSE envelope"}, **more})

    def _serialize(self, value: Any, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - marshmallow's own
        return None if value is None else json.loads(value)

    def _deserialize(self, value: Any, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - marshmallow's own
        fields_: dict[str, object] = super()._deserialize(value, *rest, **more)  # type: ignore[no-untyped-call]  # marshmallow leaves it untyped
        return strict_json.dump(fields_)


class Base64(fields.String):
    """Bytes as base64 of RFC 4648 section 4, in its one spelling."""

    def _serialize(self, value: Any, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - marshmallow's own
        return None if value is None else strict_base64.encode(value)

    def _deserialize(self, value: Any, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - marshmallow's own
        return strict_base64.decode(super()._deserialize(value, *rest, **more), rule="DS-3")


class Instant(fields.String):
    """An instant of ours in an answer: UTC, to the second, written as in statements."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - marshmallow's own
        """Describe itself."""
        metadata = {"format": "date-time", **more.pop("metadata", {})}
        super().__init__(metadata=metadata, **more)

    def _serialize(self, value: Any, *_: Any, **__: Any) -> Any:  # noqa: ANN401 - marshmallow's own
        return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class BatchSchema(Schema):
    """An act: statements that are taken in together or not at all, and the files their shares name."""

    statements = fields.List(Wire(), required=True, validate=validate.Length(1, BATCH))
    files = fields.Dict(
        keys=fields.String(validate=HEX_64),
        values=Base64(validate=validate.Length(1, PER_FILE)),
        load_default=dict,
        validate=validate.Length(max=BATCH),
        metadata={"description": "age files in base64 by their SHA-256"},
    )


class ReceiptSchema(Schema):
    """Where a statement came to stand in its log."""

    index = fields.Integer(required=True)
    hash = fields.String(required=True, metadata={"description": "the leaf, in hex"})


class ReceiptsSchema(Schema):
    """One receipt for each statement, in their order."""

    receipts = fields.List(fields.Nested(ReceiptSchema), required=True)


class EntrySchema(Schema):
    """A logged statement."""

    index = fields.Integer(required=True)
    wire = Wire(required=True)
    logged_at = Instant(
        required=True, metadata={"description": "the hub's word, until a checkpoint covers it"}
    )


class FromSchema(Schema):
    """Where a page begins."""

    start = fields.Integer(
        data_key="from",
        load_default=0,
        validate=validate.Range(0, 2**31 - 1),
        metadata={"description": "index"},
    )


class AfterKeySchema(Schema):
    """Where a page of a list begins that no log orders."""

    after = fields.String(
        load_default="",
        validate=validate.Regexp(r"([0-9a-f]{32}|[0-9a-f]{64})?\Z", error="the key of a row, in hex"),
        metadata={"description": "the key of the last row of the page before; a page under 500 is the last"},
    )


def statements_of(batch: dict[str, Any]) -> list[Statement[Any]]:
    """Return the batch's statements, their form and signatures checked; a CryptoError names the rule."""
    return [parse(wire, hub=hub_name()) for wire in batch["statements"]]
