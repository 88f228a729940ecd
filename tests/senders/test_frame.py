"""Events as bytes."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.senders.reading import frames

from ssegen.senders.frame import KEEP_ALIVE, frame, json_frame

TEXTS = st.text(
    st.sampled_from("a: \r\n\0\x85\u2028\ufeff") | st.characters(codec="utf-8")
)
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1)


@given(TEXTS, st.none() | NAMES)
def test_what_is_sent_arrives_with_every_line_end_as_a_line_feed(
    data: str, event: str | None
) -> None:
    expected = re.sub("\r\n|\r", "\n", data)
    assert frames(frame(data, event)) == [(event or "message", expected)]


def test_a_lone_surrogate_arrives_as_the_replacement_character() -> None:
    assert frames(frame("a\ud83d")) == [("message", "a\ufffd")]


@given(st.lists(TEXTS))
def test_events_stay_apart_in_one_body(texts: list[str]) -> None:
    body = KEEP_ALIVE.join(frame(text) for text in texts)
    assert len(frames(body)) == len(texts)


@given(TEXTS)
def test_json_is_one_line_for_clients_that_split_at_any_line_end(text: str) -> None:
    data = json_frame({"text": text})
    start, line = data.decode().splitlines()[0].split(" ", 1)
    assert (start, json.loads(line)) == ("data:", {"text": text})


@pytest.mark.parametrize("name", ["a\nb", "a\rb", "\n", "a\r\ndata: b"])
def test_a_name_with_a_line_end_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="the name of an event cannot have a line end"):
        frame("", name)


def test_senders_load_nothing_but_the_standard_library() -> None:
    program = (
        "import sys; before = set(sys.modules)\n"
        "from ssegen.senders import anthropic, bot, ollama, openai, text\n"
        "loaded = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(sorted(loaded - sys.stdlib_module_names))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "['ssegen']\n"
