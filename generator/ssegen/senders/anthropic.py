"""Messages, as Anthropic and the servers compatible with it stream them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from . import frame
from .frame import json_frame


def _event(type: str, **data: Any) -> bytes:
    """Give the bytes of an event, whose name is also the ``type`` of its data."""
    return json_frame({"type": type, **data}, type)


KEEP_ALIVE = _event("ping")
"""What may be sent at any time between the bytes of a sender."""


class Message:
    """One answer of ``POST /v1/messages`` with ``"stream": true``: a message of one text block.

    Args:
        model: The model that answers.
        id: The message's; a random one by default.
        input_tokens: The tokens of the request.
    """

    media_type = frame.MEDIA_TYPE

    def __init__(
        self, model: str, *, id: str | None = None, input_tokens: int = 0
    ) -> None:
        self._message: dict[str, Any] = {
            "id": id or f"msg_{uuid4().hex}",
            "type": "message",
            "role": "assistant",
            "model": model,
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": input_tokens, "output_tokens": 0},
        }
        self._begun = False

    def send(self, text: str) -> bytes:
        """Give the ``content_block_delta`` of a piece of the answer.

        The first time after ``message_start``, ``content_block_start`` and ``ping``.
        """
        delta = {"type": "text_delta", "text": text}
        return self._beginning() + _event("content_block_delta", index=0, delta=delta)

    def finish(
        self,
        reason: str = "end_turn",
        *,
        stop_sequence: str | None = None,
        output_tokens: int = 0,
    ) -> bytes:
        """Give what ends the answer: ``content_block_stop``, ``message_delta``, ``message_stop``.

        Args:
            reason: The ``stop_reason``: "end_turn", "max_tokens", "stop_sequence" or "refusal".
            stop_sequence: The text of the request that the answer ended at.
            output_tokens: The tokens of the answer.
        """
        delta = {"stop_reason": reason, "stop_sequence": stop_sequence}
        return (
            self._beginning()
            + _event("content_block_stop", index=0)
            + _event(
                "message_delta", delta=delta, usage={"output_tokens": output_tokens}
            )
            + _event("message_stop")
        )

    def fail(self, message: str, *, type: str = "api_error") -> bytes:
        """Give an ``error`` instead of the rest of the answer; nothing comes after it.

        Args:
            message: What went wrong, in words that the client may see.
            type: The kind of error, such as "api_error" or "overloaded_error".
        """
        return _event("error", error={"type": type, "message": message})

    def _beginning(self) -> bytes:
        if self._begun:
            return b""
        self._begun = True
        block = {"type": "text", "text": ""}
        return (
            _event("message_start", message=self._message)
            + _event("content_block_start", index=0, content_block=block)
            + KEEP_ALIVE
        )
