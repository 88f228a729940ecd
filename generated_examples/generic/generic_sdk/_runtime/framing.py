# SPDX-License-Identifier: 0BSD
"""How the events of a response stand in its bytes, which is what its media type says."""

from __future__ import annotations

from typing import Final, TypeAlias

from .decoder import Decoder
from .lines import LineDecoder, SequenceDecoder
from .media_types import is_json_lines, is_json_sequence

EVENT_STREAM: Final = "text/event-stream"
_JSON: Final = "application/json"

AnyDecoder: TypeAlias = Decoder | LineDecoder | SequenceDecoder


def decoder(
    media_type: str, max_event_bytes: int, last_event_id: str | None
) -> AnyDecoder:
    """Give a decoder for the events of a response.

    JSON that is asked for as a stream comes in lines, whatever it is called.
    """
    kind: type[AnyDecoder] = LineDecoder
    if media_type == EVENT_STREAM:
        kind = Decoder
    elif is_json_sequence(media_type):
        kind = SequenceDecoder
    return kind(max_event_bytes=max_event_bytes, last_event_id=last_event_id)


def is_interchangeable(media_type: str, asked: str, *, payloads: bool) -> bool:
    """Whether a stream of one media type is as good as the one that was asked for.

    JSON values in lines have many names, of which servers use another than documents; and with
    the payloads alone, it is the same whether they come in lines or in frames.
    """
    if media_type == asked:
        return True
    if media_type == EVENT_STREAM:
        return payloads
    return _holds_values(media_type) and _holds_values(asked)


def _holds_values(media_type: str) -> bool:
    return media_type == _JSON or is_json_lines(media_type)
