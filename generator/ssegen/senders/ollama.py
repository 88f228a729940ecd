"""Chats, as Ollama and the servers compatible with it stream them: JSON Lines."""

from __future__ import annotations

from datetime import UTC, datetime
from time import monotonic_ns
from typing import TYPE_CHECKING, Any

from .frame import json_text

if TYPE_CHECKING:
    from collections.abc import Callable

KEEP_ALIVE = b" "
"""What may be sent at any time between the bytes of a sender: a blank before the next line's JSON.

Clients take an empty line for broken JSON.
"""


def _now() -> datetime:
    return datetime.now(UTC)


class Chat:
    """One answer of ``POST /api/chat``, unless its ``stream`` is false.

    Args:
        model: The model that answers.
        now: Gives the time that each line is stamped with, with its zone.
    """

    media_type = "application/x-ndjson"

    def __init__(self, model: str, *, now: Callable[[], datetime] = _now) -> None:
        self._model = model
        self._now = now
        self._began = monotonic_ns()

    def send(self, text: str) -> bytes:
        """Give the line of a piece of the answer."""
        return self._line(text, done=False)

    def finish(
        self,
        reason: str = "stop",
        *,
        prompt_eval_count: int = 0,
        eval_count: int = 0,
    ) -> bytes:
        """Give what ends the answer: a line that is ``done``, and counts.

        Args:
            reason: The ``done_reason``: "stop" or "length".
            prompt_eval_count: The tokens of the prompt.
            eval_count: The tokens of the answer.
        """
        return self._line(
            "",
            done=True,
            done_reason=reason,
            total_duration=monotonic_ns() - self._began,
            prompt_eval_count=prompt_eval_count,
            eval_count=eval_count,
        )

    def fail(self, message: str) -> bytes:
        """Give an error instead of the rest of the answer; nothing comes after it.

        Args:
            message: What went wrong, in words that the client may see.
        """
        return _line({"error": message})

    def _line(self, text: str, **rest: Any) -> bytes:
        return _line(
            {
                "model": self._model,
                "created_at": self._now().isoformat(),
                "message": {"role": "assistant", "content": text},
                **rest,
            }
        )


def _line(value: object) -> bytes:
    return json_text(value).encode() + b"\n"
