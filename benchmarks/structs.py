"""Structs of msgspec in the shapes of the generated models: what a second backend would write.

They drop what they do not know, and a member of a union that they do not know is a mistake.
"""

from __future__ import annotations

from importlib import import_module
from types import GenericAlias
from typing import Any


def chat_structs() -> dict[object, Any]:
    """The data of each event of ``openai_chat``, by the name that its variant has."""
    usage = _struct("Usage", prompt_tokens=int, completion_tokens=int, total_tokens=int)
    delta = _struct("Delta", role=(str | None, None), content=(str | None, None))
    choice = _struct("Choice", index=int, delta=delta, finish_reason=(str | None, None))
    chunk = _struct(
        "Chunk",
        id=str,
        object=str,
        created=int,
        model=str,
        choices=GenericAlias(list, (choice,)),
        usage=(usage | None, None),
    )
    return {(): chunk}


def message_structs() -> dict[object, Any]:
    """The data of each event of ``anthropic_messages``, by its name."""
    text = _struct("Text", "text", text=str)
    tool = _struct("Tool", "tool_use", id=str, name=str, input=dict[str, Any])
    text_delta = _struct("TextDelta", "text_delta", text=str)
    json_delta = _struct("JSONDelta", "input_json_delta", partial_json=str)
    usage = _struct(
        "Usage", input_tokens=(int | None, None), output_tokens=(int | None, None)
    )
    message = _struct(
        "Message",
        id=str,
        type=str,
        role=str,
        model=str,
        content=GenericAlias(list, (text | tool,)),
        stop_reason=str | None,
        usage=usage,
        stop_sequence=(str | None, None),
    )
    end = _struct(
        "End", stop_reason=(str | None, None), stop_sequence=(str | None, None)
    )
    return {
        "message_start": _struct("Start", type=str, message=message),
        "content_block_start": _struct(
            "BlockStart", type=str, index=int, content_block=text | tool
        ),
        "content_block_delta": _struct(
            "BlockDelta", type=str, index=int, delta=text_delta | json_delta
        ),
        "content_block_stop": _struct("BlockStop", type=str, index=int),
        "message_delta": _struct("MessageDelta", type=str, delta=end, usage=usage),
        "message_stop": _struct("Stop", type=str),
        "ping": _struct("Ping", type=str),
    }


def _struct(name: str, tag: str | None = None, /, **fields: Any) -> Any:
    """Define a struct; a field is a type, or a type with its default."""
    return import_module("msgspec").defstruct(
        name,
        [
            (field, *what) if isinstance(what, tuple) else (field, what)
            for field, what in fields.items()
        ],
        tag=tag,
        tag_field=tag and "type",
    )
