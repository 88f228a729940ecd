# SPDX-License-Identifier: 0BSD
"""A response as it came, in one readable file: the exact bytes, chunk by chunk, with their times.

The file is JSON Lines. The first line is the response without its body, then comes one line for
each chunk, and the last line says how it ended::

    {"recording": 1, "method": "POST", "url": "...", "status": 200, "headers": [["...", "..."]]}
    {"at": 0.25, "text": "data: hello\\n\\n"}
    {"at": 0.5, "base64": "8J8="}
    {"at": 1.5, "end": "complete"}

A chunk is ``base64`` where its bytes are no UTF-8 by themselves. ``at`` is in seconds since the
response began. An ``end`` of ``cut`` may say why, as ``error``.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from threading import TIMEOUT_MAX
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias, TypeVar, cast
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")
Line: TypeAlias = dict[str, Any]

VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes that came together.

    Attributes:
        at: When they came, in seconds since the response began.
        data: The bytes, as compressed as they came.
    """

    at: float
    data: bytes


@dataclass(frozen=True, slots=True)
class Recording:
    """A response as it came.

    Attributes:
        method: Of the request.
        url: Of the request, without its credentials.
        status: Of the response.
        headers: Of the response, in their order.
        chunks: Its body.
        ended: When it ended, in seconds since it began.
        complete: Whether it ended as it should have; else it was cut.
        error: Why it was cut, where that is known.
    """

    method: str
    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    chunks: tuple[Chunk, ...]
    ended: float = 0.0
    complete: bool = True
    error: str = ""

    @property
    def path(self) -> str:
        """The path of the URL, as it was sent: percent-encoded, and without the query."""
        return urlsplit(self.url).path or "/"

    @property
    def content(self) -> bytes:
        """The whole body."""
        return b"".join(chunk.data for chunk in self.chunks)

    @classmethod
    def load(cls, path: Path | str) -> Self:
        """Read a file.

        Raises:
            ValueError: It is not a recording. The message names the file and the line.
            OSError: It cannot be read.
        """
        try:
            return cls.parsed(Path(path).read_bytes().decode())
        except UnicodeDecodeError as error:
            raise ValueError(f"{path}: not a recording: {error}") from None
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None

    @classmethod
    def parsed(cls, text: str) -> Self:
        """Read the text of a file.

        Raises:
            ValueError: It is not a recording. The message names the line.
        """
        # Not ``splitlines``: texts may hold other characters that it takes for line ends.
        lines = [line for line in enumerate(text.split("\n"), 1) if line[1].strip()]
        if not lines:
            raise ValueError("not a recording: it is empty")
        method, url, status, headers = _read(lines[0], _head)
        chunks = [_read(line, _chunk) for line in lines[1:-1]]
        ended, complete, error = _read(lines[-1], _end)
        return cls(method, url, status, headers, tuple(chunks), ended, complete, error)

    def dumped(self) -> str:
        """Give the text of a file."""
        return "".join(f"{_json(line)}\n" for line in self._lines())

    def save(self, path: Path | str) -> None:
        """Write a file.

        Raises:
            OSError: It cannot be written.
        """
        Path(path).write_text(self.dumped(), encoding="utf-8", newline="\n")

    def _lines(self) -> Iterator[Line]:
        yield {
            "recording": VERSION,
            "method": self.method,
            "url": self.url,
            "status": self.status,
            "headers": self.headers,
        }
        for chunk in self.chunks:
            at = round(chunk.at, 6)
            try:
                yield {"at": at, "text": chunk.data.decode()}
            except UnicodeDecodeError:
                yield {"at": at, "base64": b64encode(chunk.data).decode()}
        end: Line = {"end": "complete" if self.complete else "cut"}
        if self.error:
            end["error"] = self.error
        yield {"at": round(self.ended, 6), **end}


def _json(line: Line) -> str:
    return json.dumps(line, ensure_ascii=False)


def _read(line: tuple[int, str], read: Callable[[Line], T]) -> T:
    number, text = line
    try:
        value: object = json.loads(text)
        if isinstance(value, dict):
            return read(cast("Line", value))
        raise ValueError("a line is a JSON object")
    except json.JSONDecodeError as wrong:
        # It counts the lines of the text that it is given: this one.
        where = f"line {number}, column {wrong.colno}"
        raise ValueError(f"{where}: not a recording: {wrong.msg}") from None
    except (ValueError, OverflowError, RecursionError) as wrong:
        raise ValueError(f"line {number}: not a recording: {wrong}") from None


def _head(line: Line) -> tuple[str, str, int, tuple[tuple[str, str], ...]]:
    if line.get("recording") != VERSION:
        raise ValueError(f"the first line is to begin with `recording` {VERSION}")
    match line:
        case {"method": str() as method, "url": str() as url}:
            status = line.get("status")
        case _:
            raise ValueError("`method` and `url` are to be texts")
    if not isinstance(status, int) or not 100 <= status <= 599:
        raise ValueError("`status` is to be a number from 100 to 599")
    urlsplit(url)
    headers: list[tuple[str, str]] = []
    pairs = line.get("headers", [])
    for pair in cast("list[object]", pairs) if isinstance(pairs, list) else [pairs]:
        match pair:
            case [str() as name, str() as value]:
                headers.append((name, value))
            case _:
                raise ValueError("`headers` is to hold pairs of a name and a value")
    return method, url, status, tuple(headers)


def _chunk(line: Line) -> Chunk:
    text, encoded = line.get("text"), line.get("base64")
    if isinstance(encoded, str):
        return Chunk(_time(line), b64decode(encoded, validate=True))
    if isinstance(text, str):
        return Chunk(_time(line), text.encode())
    raise ValueError("a chunk has a `text`, or is `base64`")


def _end(line: Line) -> tuple[float, bool, str]:
    end = line.get("end")
    if end not in ("complete", "cut"):
        raise ValueError("the last line is to have an `end`: complete or cut")
    return _time(line), end == "complete", str(line.get("error", ""))


def _time(line: Line) -> float:
    at = line.get("at")
    if not isinstance(at, int | float) or not 0 <= at <= TIMEOUT_MAX:
        raise ValueError("`at` is to be a number of seconds")
    return float(at)
