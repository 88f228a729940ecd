"""Error responses, as far as possible in the shape that the document gives them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from random import Random
from typing import TYPE_CHECKING

from ..conformance import Direction
from ..openapi import content, responses
from ..samples import NoSample

if TYPE_CHECKING:
    from ..conformance import Conformance
    from ..load.node import Document, Value
    from ..openapi import MediaType
    from ..samples import Samples
    from .operations import Operation
    from .refusal import Refusal

_TEXTS = (
    "message",
    "msg",
    "detail",
    "error_description",
    "description",
    "error",
    "title",
)
"""What APIs call the text of an error, best first."""
_NUMBERS = ("status", "status_code", "statusCode", "code", "http_status")
"""What they call its status."""
_CODES = ("code", "type")
"""What they call its kind."""


class Errors:
    """Makes the bodies of error responses."""

    def __init__(
        self, document: Document, conformance: Conformance, samples: Samples
    ) -> None:
        self._document = document
        self._conformance = conformance
        self._samples = samples

    def body(self, refusal: Refusal, operation: Operation | None) -> bytes:
        """What is answered: of the document's error type where that takes the message, else
        ``{"error": {"message": ..., "problems": [{"path": ..., "message": ...}]}}``.
        """
        problems = [(p.path, p.message) for p in refusal.problems]
        value = self._shaped(refusal, operation) if operation is not None else None
        if value is None:
            error: dict[str, Value] = {"message": refusal.text}
            if problems:
                error["problems"] = [{"path": p, "message": m} for p, m in problems]
            value = {"error": error}
        return json.dumps(value, ensure_ascii=False).encode(errors="replace")

    def _shaped(self, refusal: Refusal, operation: Operation) -> Value:
        media_type = self._declared(operation, refusal.status)
        schema = media_type.schema if media_type is not None else None
        if schema is None:
            return None
        try:
            sample = self._samples.value(schema, Random(0))
        except NoSample:
            return None
        status_name = HTTPStatus(refusal.status).name.lower()
        for code in (status_name, None):
            told = _Telling(refusal, code).told(sample, refusal.text)
            if told is not None and not self._conformance.problems(
                schema, told, direction=Direction.RESPONSE
            ):
                return told
        return None

    def _declared(self, operation: Operation, status: int) -> MediaType | None:
        """The JSON that the document has for a status: its own, that of its range, the default."""
        found = {
            key.upper(): node for key, node in responses(self._document, operation.node)
        }
        for key in (str(status), f"{status // 100}XX", "DEFAULT"):
            if key in found:
                offered = content(self._document, found[key])
                return next((m for m in offered if m.is_json), None)
        return None


@dataclass(frozen=True, slots=True)
class _Telling:
    """Puts a refusal into an error object that was made up."""

    refusal: Refusal
    code: str | None
    """What stands for the kind of error; None leaves that as it is."""

    def told(self, value: Value, text: str) -> Value:
        """The value with the text in it; None where it has no place for one."""
        match value:
            case dict():
                return self._object(value, text)
            case [dict() as first, *_]:
                texts = [f"{p.path}: {p.message}" for p in self.refusal.problems]
                items = [self.told(first, one) for one in texts or [text]]
                return None if None in items else items
            case _:
                return None

    def _object(self, value: dict[str, Value], text: str) -> Value:
        told = dict(value)
        for key in _NUMBERS:
            if type(told.get(key)) is int:
                told[key] = self.refusal.status
        for key in _CODES:
            if self.code is not None and isinstance(told.get(key), str):
                told[key] = self.code
        for key in _TEXTS:
            if isinstance(told.get(key), str):
                return {**told, key: text}
        for key, inner in told.items():
            if (held := self.told(inner, text)) is not None:
                return {**told, key: held}
        return None
