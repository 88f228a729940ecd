"""Events of messages."""

from __future__ import annotations

import json

from tests.senders.reading import frames

from ssegen.senders.anthropic import KEEP_ALIVE, Message

BEGINNING = ["message_start", "content_block_start", "ping"]
END = ["content_block_stop", "message_delta", "message_stop"]


def names(data: bytes) -> list[str]:
    found = frames(data)
    assert [json.loads(text)["type"] for _, text in found] == [
        name for name, _ in found
    ]
    return [name for name, _ in found]


def test_the_events_come_in_the_order_of_the_protocol() -> None:
    sender = Message("m")
    assert names(sender.send("Hel")) == [*BEGINNING, "content_block_delta"]
    assert names(sender.send("lo")) == ["content_block_delta"]
    assert names(sender.finish()) == END


def test_an_answer_of_nothing_is_whole() -> None:
    assert names(Message("m").finish()) == [*BEGINNING, *END]


def test_the_message_starts_empty_and_grows_by_deltas() -> None:
    start, block, _, delta = frames(Message("m", id="1", input_tokens=2).send("Hi\r\n"))
    message = json.loads(start[1])["message"]
    assert message == {
        "id": "1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 2, "output_tokens": 0},
    }
    assert json.loads(block[1])["content_block"] == {"type": "text", "text": ""}
    assert json.loads(delta[1])["delta"] == {"type": "text_delta", "text": "Hi\r\n"}


def test_the_last_delta_says_why_it_ended_and_counts() -> None:
    sent = Message("m").finish("stop_sequence", stop_sequence="END", output_tokens=3)
    (delta,) = (text for name, text in frames(sent) if name == "message_delta")
    assert json.loads(delta) == {
        "type": "message_delta",
        "delta": {"stop_reason": "stop_sequence", "stop_sequence": "END"},
        "usage": {"output_tokens": 3},
    }


def test_an_error_is_an_event_of_that_name() -> None:
    ((name, text),) = frames(Message("m").fail("busy", type="overloaded_error"))
    error = {"type": "overloaded_error", "message": "busy"}
    assert (name, json.loads(text)) == ("error", {"type": "error", "error": error})


def test_a_keep_alive_is_a_ping() -> None:
    assert names(KEEP_ALIVE) == ["ping"]


def test_messages_have_ids_of_their_own() -> None:
    ids = {frames(Message("m").send("a"))[0][1] for _ in range(2)}
    assert len(ids) == 2
