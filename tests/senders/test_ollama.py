"""Lines of chats."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from ssegen.senders.ollama import KEEP_ALIVE, Chat

NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)


def lines(data: bytes) -> list[Any]:
    assert data.endswith(b"\n")
    return [json.loads(line) for line in data.decode().splitlines()]


def test_each_piece_is_a_line_with_its_time() -> None:
    times = (NOON + timedelta(seconds=n) for n in range(2))
    sender = Chat("m", now=lambda: next(times))
    assert [lines(sender.send(text)) for text in ("Hel", "lo\r\n\u2028")] == [
        [
            {
                "model": "m",
                "created_at": f"2025-01-01T12:00:0{second}+00:00",
                "message": {"role": "assistant", "content": text},
                "done": False,
            }
        ]
        for second, text in enumerate(("Hel", "lo\r\n\u2028"))
    ]


def test_the_last_line_is_done_and_says_why_and_counts() -> None:
    sender = Chat("m", now=lambda: NOON)
    (last,) = lines(sender.finish("length", prompt_eval_count=2, eval_count=3))
    assert last.pop("total_duration") >= 0
    assert last == {
        "model": "m",
        "created_at": "2025-01-01T12:00:00+00:00",
        "message": {"role": "assistant", "content": ""},
        "done": True,
        "done_reason": "length",
        "prompt_eval_count": 2,
        "eval_count": 3,
    }


def test_an_error_is_a_line() -> None:
    assert lines(Chat("m").fail("no such\nmodel")) == [{"error": "no such\nmodel"}]


def test_times_are_of_now_and_have_a_zone() -> None:
    before = datetime.now(UTC)
    (line,) = lines(Chat("m").send("a"))
    assert before <= datetime.fromisoformat(line["created_at"]) <= datetime.now(UTC)


def test_a_keep_alive_leaves_the_next_line_json() -> None:
    assert lines(KEEP_ALIVE + Chat("m").send("a"))[0]["message"]["content"] == "a"
