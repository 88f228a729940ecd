"""The operations, as the mock's page shows them and asks about them."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any

from ..load.node import Node
from ..openapi import content, request_body
from ..python.runtime.frame import Frame
from ..samples import NoSample

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..conformance import Conformance
    from ..ir.api import Fixed
    from ..load.node import Document, Value
    from ..openapi import StreamNode
    from ..samples import Samples
    from .operations import Operation, Operations


class Listing:
    """Tells of the operations of a document in JSON values.

    Args:
        document: The document.
        operations: Those that are served.
        samples: Makes the examples.
        conformance: Checks frames.
    """

    def __init__(
        self,
        document: Document,
        operations: Operations,
        samples: Samples,
        conformance: Conformance,
    ) -> None:
        self._document = document
        self._operations = operations
        self._samples = samples
        self._conformance = conformance
        self._by_key = {one.key: one for one in operations.served}

    @cached_property
    def operations(self) -> dict[str, Any]:
        """All operations, those that stream first; of large documents it takes seconds."""
        served = sorted(self._operations.served, key=lambda one: not one.streams)
        return {
            "title": self._operations.title,
            "version": self._operations.version,
            "operations": [self._operation(one) for one in served],
        }

    def problems(self, question: object) -> list[list[dict[str, str]]]:
        """What is wrong with each of ``frames``, events of the stream of ``operation``.

        Raises:
            ValueError: That is not what was asked, or there is no such stream.
        """
        match question:
            case {"operation": str() as key, "frames": list() as frames}:
                operation = self._by_key.get(key)
            case _:
                raise ValueError("send an object of `operation` and `frames`")
        if operation is None or not operation.streams:
            raise ValueError(f"{key} is no operation that streams")
        stream = operation.streams[0]
        found = (self._conformance.frame_problems(stream, _frame(f)) for f in frames)
        return [[{"path": p.path, "message": p.message} for p in one] for one in found]

    def _operation(self, operation: Operation) -> dict[str, Any]:
        stream = operation.streams[0] if operation.streams else None
        switch = operation.asks_for_stream[0] if operation.asks_for_stream else None
        return {
            "key": operation.key,
            "id": operation.node.id,
            "method": operation.method,
            "path": operation.path,
            "summary": operation.node.node.text("summary"),
            "streams": stream is not None,
            "media_type": stream.media_type.essence if stream else None,
            "sentinel": stream.sentinel if stream else None,
            "events": _names(stream) if stream else [],
            "parameters": [self._parameter(one) for one in operation.node.parameters],
            "body": self._body(operation, switch),
            "security": [
                [
                    {
                        "name": scheme.key,
                        "kind": scheme.kind.value,
                        "place": scheme.place.value if scheme.place else "header",
                        "wire_name": scheme.wire_name or "Authorization",
                    }
                    for scheme in schemes
                ]
                for schemes in operation.security
            ],
            "switch": switch
            and {
                "place": switch.place.value,
                "name": switch.wire_name,
                "value": switch.value,
            },
        }

    def _parameter(self, parameter: Node) -> dict[str, Any]:
        schema = parameter.get("schema")
        target = self._document.resolve(schema) if schema is not None else None
        told = {
            "name": parameter.text("name"),
            "in": parameter.text("in"),
            "required": parameter.flag("required") or parameter.text("in") == "path",
            "description": parameter.text("description"),
            "schema": target.value if isinstance(target, Node) else {},
            "example": None,
        }
        for key in ("style", "explode"):
            if (stated := parameter.get(key)) is not None:
                told[key] = stated.value
        with suppress(NoSample):
            told["example"] = self._samples.parameter(parameter, Random(0))
        return told

    def _body(
        self, operation: Operation, switch: Fixed | None
    ) -> dict[str, Any] | None:
        node = request_body(self._document, operation.node)
        offered = content(self._document, node) if isinstance(node, Node) else ()
        if not offered or not isinstance(node, Node):
            return None
        media_type = next((one for one in offered if one.is_json), offered[0])
        try:
            value = self._samples.media_type(media_type, Random(0))
        except NoSample:
            value = None
        if (
            switch is not None
            and switch.place.value == "body"
            and isinstance(value, dict)
        ):
            value = {**value, switch.wire_name: switch.value}
        return {
            "media_type": media_type.essence,
            "required": node.flag("required"),
            "example": _text(value),
        }


def _names(stream: StreamNode) -> list[str]:
    """The names of the events, each once."""
    return list(dict.fromkeys(name for one in stream.events for name in one.events))


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, indent=2, ensure_ascii=False)


def _frame(told: Mapping[str, object]) -> Frame:
    match told:
        case {
            "event": str() | None as event,
            "data": str() | None as data,
            "id": str() | None as id,
            "retry": int() | None as retry,
        }:
            held = None if data is None else data.encode(errors="replace")
            return Frame(event, held, id, retry)
        case _:
            raise ValueError("a frame has `event`, `data`, `id` and `retry`, or null")
