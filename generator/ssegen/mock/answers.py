"""Answers in one piece: JSON, text, bytes, or no body."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from ..load.node import Dangling
from ..lower.headers import FRAMING, is_token
from ..openapi.media_types import ANYTHING, is_json, is_text
from ..samples import NoSample
from .refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..load.node import Document, Node, Value
    from ..openapi import MediaType
    from ..samples import Samples
    from .operations import Answer

_ESSENCE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", re.ASCII)
_VISIBLE = re.compile(r"[!-~]([ -~]*[!-~])?")
_OF_BODY = FRAMING | {
    "content-type",
    "content-encoding",
    "content-range",
    "date",
    "server",
}
"""Headers that say what the body is, which is not for the document's examples to decide."""
_BODYLESS = (204, 205, 304)


@dataclass(frozen=True, slots=True)
class Content:
    """A response in one piece."""

    status: int
    headers: tuple[tuple[str, str], ...]
    data: bytes


def status_of(status: str) -> int:
    """The status that stands for ``200``, ``2XX`` or ``default``."""
    if status.isascii() and status.isdigit() and 200 <= int(status) <= 599:
        return int(status)
    start = status[:1]
    return int(start) * 100 if start in ("2", "3", "4", "5") else 200


def sendable(essence: str) -> str:
    """The media type, or that of any bytes where the document has none that can be sent."""
    return essence if _ESSENCE.fullmatch(essence) else "application/octet-stream"


def is_visible(name: str, value: str) -> bool:
    """Whether a header of that name can have the value, which ends neither its line nor more."""
    return is_token(name) and _VISIBLE.fullmatch(value) is not None


def content_of(
    document: Document, samples: Samples, answer: Answer, accept: str, key: str
) -> Content:
    """An answer as the document describes it.

    Args:
        document: The document.
        samples: Makes its values.
        answer: The response.
        accept: What the client takes, as its header says.
        key: What values depend on.

    Raises:
        Refusal: No value can be made.
    """
    random = Random(key)
    status = status_of(answer.status)
    headers = tuple(headers_of(document, samples, answer.node, random))
    media_type = _chosen(answer.media_types, accept)
    if media_type is None or status in _BODYLESS:
        return Content(status, headers, b"")
    try:
        essence, data = _body(samples, media_type, random)
    except NoSample as error:
        raise Refusal(501, f"no answer can be made: {error}") from None
    text = "; charset=utf-8" if is_text(essence) else ""
    return Content(status, (("content-type", essence + text), *headers), data)


def headers_of(
    document: Document, samples: Samples, response: Node, random: Random
) -> Iterator[tuple[str, str]]:
    """The headers that a response declares, as far as their values can be sent."""
    declared = response.get("headers")
    for name, header in declared.members() if declared is not None else ():
        target = document.resolve(header)
        if isinstance(target, Dangling) or name.lower() in _OF_BODY:
            continue
        try:
            value = samples.parameter(target, random)
        except NoSample:
            continue
        text = value if isinstance(value, str) else json.dumps(value)
        if not isinstance(value, dict | list) and is_visible(name, text):
            yield name.lower(), text


def _chosen(offered: tuple[MediaType, ...], accept: str) -> MediaType | None:
    """What the client names first, else JSON, else what the document names first."""
    for entry in accept.lower().split(","):
        wanted = entry.partition(";")[0].strip()
        for media_type in offered:
            if media_type.essence == wanted:
                return media_type
    return next((m for m in offered if m.is_json), offered[0] if offered else None)


def _body(samples: Samples, media_type: MediaType, random: Random) -> tuple[str, bytes]:
    essence = media_type.essence
    value = samples.media_type(media_type, random)
    if essence in ANYTHING:
        essence = (
            "application/octet-stream" if isinstance(value, str) else "application/json"
        )
    essence = sendable(essence.replace("*", "plain"))
    if is_json(essence):
        return essence, _json(value)
    if isinstance(value, str):
        return essence, value.encode(errors="replace")
    if essence.endswith("xml"):
        return essence, b"<mock/>"
    return essence, _json(value)


def _json(value: Value) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode(errors="replace")
