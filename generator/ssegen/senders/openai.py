"""Chat completions, as OpenAI and the many servers compatible with it stream them."""

from __future__ import annotations

from time import time
from typing import TypedDict
from uuid import uuid4

from . import frame
from .frame import json_frame

KEEP_ALIVE = frame.KEEP_ALIVE
"""What may be sent at any time between the bytes of a sender."""

_DONE = b"data: [DONE]\n\n"


class Usage(TypedDict):
    """The tokens of an answer."""

    prompt_tokens: int
    completion_tokens: int


class ChatCompletion:
    """One answer of ``POST /chat/completions`` with ``"stream": true``.

    Args:
        model: The model that answers.
        id: The same in all chunks; a random one by default.
        created: When the answer began, in seconds since 1970; now by default.
    """

    media_type = frame.MEDIA_TYPE

    def __init__(
        self, model: str, *, id: str | None = None, created: int | None = None
    ) -> None:
        self._head = {
            "id": id or f"chatcmpl-{uuid4().hex}",
            "object": "chat.completion.chunk",
            "created": int(time()) if created is None else created,
            "model": model,
        }
        self._begun = False

    def send(self, text: str) -> bytes:
        """Give the chunk of a piece of the answer, the first time after the one with the role."""
        return self._beginning() + self._chunk({"content": text})

    def finish(self, reason: str = "stop", *, usage: Usage | None = None) -> bytes:
        """Give what ends the answer: the last chunk and ``[DONE]``.

        Args:
            reason: The ``finish_reason``: "stop", "length", "tool_calls" or "content_filter".
            usage: For a request with ``stream_options.include_usage``: told in one more chunk.
        """
        told = b""
        if usage is not None:
            total = usage["prompt_tokens"] + usage["completion_tokens"]
            counts = {**usage, "total_tokens": total}
            told = json_frame({**self._head, "choices": [], "usage": counts})
        return self._beginning() + self._chunk({}, reason) + told + _DONE

    def fail(
        self, message: str, *, type: str = "server_error", code: str | None = None
    ) -> bytes:
        """Give an error object instead of the rest of the answer; nothing comes after it.

        Args:
            message: What went wrong, in words that the client may see.
            type: The kind of error, such as "server_error" or "rate_limit_error".
            code: What programs tell errors apart by.
        """
        error = {"message": message, "type": type, "param": None, "code": code}
        return json_frame({"error": error})

    def _beginning(self) -> bytes:
        if self._begun:
            return b""
        self._begun = True
        return self._chunk({"role": "assistant", "content": ""})

    def _chunk(self, delta: dict[str, str], finish_reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        return json_frame({**self._head, "choices": [choice]})
