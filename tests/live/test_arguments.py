"""What words become."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ssegen.config import Config
from ssegen.live import ArgumentError, arguments, find, stream_methods
from ssegen.load import load
from ssegen.pipeline import generate

if TYPE_CHECKING:
    from pathlib import Path

    from ssegen.ir.api import Api
    from ssegen.live import StreamMethod

DOCUMENT = """\
openapi: 3.1.0
info: {title: Chat, version: '1'}
paths:
  /chat:
    post:
      operationId: chat
      parameters:
        - {name: X-Trace-Id, in: header, schema: {type: string}}
        - {name: since, in: query, schema: {type: string, format: date-time}}
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              required: [text, image]
              properties:
                text: {type: string}
                image: {type: string, format: binary}
                model: {$ref: '#/components/schemas/Model'}
                maybe: {type: [string, 'null']}
                number: {type: number}
                flag: {type: boolean}
                list: {type: array, items: {type: string}}
                object: {type: object}
                anything: {}
      responses: {'200': {description: '', content: {text/event-stream: {schema: {type: string}}}}}
components:
  schemas:
    Model: {enum: [small, large]}
"""


@pytest.fixture
def chat(tmp_path: Path) -> tuple[Api, StreamMethod]:
    file = tmp_path / "chat.yaml"
    file.write_text(DOCUMENT)
    generated = generate(load(str(file)), Config())
    assert generated.sdk is not None
    methods = stream_methods(generated.api, generated.sdk)
    return generated.api, find(methods, "chat")


@pytest.mark.parametrize(
    ("word", "name", "value"),
    [
        ("maybe=5", "maybe", "5"),
        ("maybe=a=b: c", "maybe", "a=b: c"),
        ("maybe=", "maybe", ""),
        ("maybe:=null", "maybe", None),
        ('maybe:="@x"', "maybe", "@x"),
        ("model=large", "model", "large"),
        ("anything=5", "anything", "5"),
        ("anything:=5", "anything", 5),
        ("number=5", "number", 5),
        ("number=-1.5e3", "number", -1500.0),
        ("flag=true", "flag", True),
        ('list=["a"]', "list", ["a"]),
        ('object={"a": []}', "object", {"a": []}),
        ("since=2026-01-01T00:00:00Z", "since", "2026-01-01T00:00:00Z"),
        ("x_trace_id=a", "x_trace_id", "a"),
        ("X-Trace-Id=a", "x_trace_id", "a"),
    ],
)
def test_a_value_is_text_where_the_argument_may_be_text_and_else_json(
    chat: tuple[Api, StreamMethod], word: str, name: str, value: object
) -> None:
    found = arguments(*chat, ["text=a", "image=b", word])
    assert found == {"text": "a", "image": "b", name: value}


def test_a_value_comes_from_a_file(
    chat: tuple[Api, StreamMethod], tmp_path: Path
) -> None:
    file = tmp_path / "value"
    file.write_text('["Grüße"]', encoding="utf-8")
    words = ["text=@", "image=@", "list=@", "anything:=@"]
    assert arguments(*chat, [f"{word}{file}" for word in words]) == {
        "text": '["Grüße"]',
        "image": file,
        "list": ["Grüße"],
        "anything": ["Grüße"],
    }


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "missing: text, image"),
        (["text=a"], "missing: image"),
        (["txt=a"], "there is no argument 'txt'; did you mean 'text'?"),
        (["text"], "'text' is not of the form name=value"),
        (["=a"], "'=a' is not of the form name=value"),
        (["text=a", "text=b"], "text is there twice"),
        (["X-Trace-Id=a", "x_trace_id=b"], "x_trace_id is there twice"),
        (["number=five"], "number takes JSON: Expecting value"),
        (["number=NaN"], "number takes JSON: there is no NaN in JSON"),
        (["text:=a"], "text takes JSON: Expecting value"),
        (["text=@/missing/file"], "text: /missing/file cannot be read: no such file"),
        (["list=" + "[" * 100_000], "list takes JSON: "),
    ],
)
def test_other_words_are_refused(
    chat: tuple[Api, StreamMethod], words: list[str], message: str
) -> None:
    with pytest.raises(ArgumentError) as refused:
        arguments(*chat, words)
    assert str(refused.value).startswith(message)


def test_a_refusal_says_what_the_method_takes(chat: tuple[Api, StreamMethod]) -> None:
    with pytest.raises(ArgumentError) as refused:
        arguments(*chat, ["txt=a"])
    _, head, first, *_ = str(refused.value).splitlines()
    assert head == "chat.create takes:"
    assert first == "  text: str"
