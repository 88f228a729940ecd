"""Chunks of chat completions."""

from __future__ import annotations

from time import time

from tests.senders.reading import objects

from ssegen.senders.openai import ChatCompletion, Usage

HEAD = {"id": "1", "object": "chat.completion.chunk", "created": 7, "model": "m"}


def chunk(delta: dict[str, str], finish_reason: str | None = None) -> object:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {**HEAD, "choices": [choice]}


ROLE = chunk({"role": "assistant", "content": ""})


def answer() -> ChatCompletion:
    return ChatCompletion("m", id="1", created=7)


def test_the_role_comes_first_and_once() -> None:
    sender = answer()
    assert objects(sender.send("Hel")) == [ROLE, chunk({"content": "Hel"})]
    assert objects(sender.send("lo\r\n")) == [chunk({"content": "lo\r\n"})]


def test_the_reason_and_done_come_last() -> None:
    sender = answer()
    sender.send("Hello")
    assert objects(sender.finish("length")) == [chunk({}, "length"), "[DONE]"]


def test_an_answer_of_nothing_is_whole() -> None:
    assert objects(answer().finish()) == [ROLE, chunk({}, "stop"), "[DONE]"]


def test_usage_is_a_chunk_without_choices_before_done() -> None:
    usage = Usage(prompt_tokens=2, completion_tokens=3)
    *_, told, done = objects(answer().finish(usage=usage))
    counts = {"prompt_tokens": 2, "completion_tokens": 3, "total_tokens": 5}
    assert (told, done) == ({**HEAD, "choices": [], "usage": counts}, "[DONE]")


def test_an_error_is_an_object_and_nothing_else() -> None:
    error = {"message": "busy", "type": "rate_limit_error", "param": None, "code": "1"}
    sent = answer().fail("busy", type="rate_limit_error", code="1")
    assert objects(sent) == [{"error": error}]


def test_answers_have_ids_of_their_own_and_the_time_they_began() -> None:
    before = int(time())
    (one, _), (other, _) = (objects(ChatCompletion("m").send("a")) for _ in range(2))
    assert one["id"] != other["id"]
    assert before <= one["created"] <= time()
