"""Whether a request asks for a stream, and for which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ir.api import Place
from .refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..ir.api import Fixed
    from ..load.node import Value
    from ..openapi import StreamNode
    from .operations import Operation


def chosen_stream(
    operation: Operation,
    *,
    accept: str,
    query: Mapping[str, str],
    body: Value,
) -> StreamNode | None:
    """The stream that a request asks for; None where it is to be answered at once.

    The switch decides where it is set, then ``Accept``, then the switch's default.

    Raises:
        Refusal: It wants no stream, and there is nothing else.
    """
    if not operation.streams:
        return None
    accepted = _accepted(operation.streams, accept)
    stream = accepted or operation.streams[0]
    if _is_set(operation.asks_for_stream, query, body):
        return stream
    if _is_set(operation.asks_at_once, query, body) or _forbids(operation, query, body):
        if not operation.answers:
            fixed, *_ = operation.asks_for_stream
            raise Refusal(
                400,
                f"{operation.key} describes no answer but a stream: set `{fixed.wire_name}` to"
                f" {_spelled(fixed)}",
            )
        return None
    if accepted is not None or not operation.answers:
        return stream
    is_default = any(fixed.is_default for fixed in operation.asks_for_stream)
    return stream if is_default else None


def _accepted(streams: Sequence[StreamNode], accept: str) -> StreamNode | None:
    """The stream whose media type the client names before any other."""
    named = [entry.partition(";")[0].strip() for entry in accept.lower().split(",")]
    for name in named:
        for stream in streams:
            if stream.media_type.essence == name:
                return stream
    return None


def _is_set(switches: Sequence[Fixed], query: Mapping[str, str], body: Value) -> bool:
    return any(
        value is not None and value == _spelled(fixed)
        for fixed in switches
        for value in [_sent(fixed, query, body)]
    )


def _forbids(operation: Operation, query: Mapping[str, str], body: Value) -> bool:
    """Whether the switch has the value false, which no method of the SDK would send."""
    return any(
        fixed.value is True and _sent(fixed, query, body) == "false"
        for fixed in operation.asks_for_stream
    )


def _sent(fixed: Fixed, query: Mapping[str, str], body: Value) -> str | None:
    """What the request says of a switch, as JSON or text; None where it says nothing."""
    if fixed.place is Place.QUERY:
        return query.get(fixed.wire_name)
    if isinstance(body, dict) and fixed.wire_name in body:
        return _text(body[fixed.wire_name])
    return None


def _spelled(fixed: Fixed) -> str:
    return _text(fixed.value)


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
