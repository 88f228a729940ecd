# SPDX-License-Identifier: 0BSD
"""Forms: ``application/x-www-form-urlencoded`` and ``multipart`` (RFC 7578).

Where the API does not say how a value is laid out, it is as OpenAPI 3 has it: an array repeats its
field, an object is JSON.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from mimetypes import guess_type
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from .content import Pieces, Source, is_data, source
from .encoding import JSON, json_text, percent_encoded, plain, styled, text_of
from .media_types import FORM, essence, is_json
from .operation import BodyField

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .operation import QueryString

Fields: TypeAlias = "Iterable[tuple[BodyField, object]]"

# WHATWG HTML, multipart/form-data encoding algorithm; the other control characters as well.
_UNQUOTABLE = re.compile(r'["\x00-\x1f\x7f]')
_KNOWN_TYPE = re.compile(
    r"(application|audio|font|image|message|model|multipart|text|video)/", re.IGNORECASE
)
# RFC 9110 8.3.1, as far as it could break out of its line.
_MEDIA_TYPE = re.compile(r"[!-~]+/[ !-~]+")


def urlencoded(fields: Fields) -> str:
    """Give a form as text, percent-encoded."""
    return "&".join(
        f"{percent_encoded(name)}={text}"
        for field, value in fields
        for name, text in _pairs(field, value)
    )


def query_string(parameter: QueryString, value: object) -> str:
    """Give a query that is one value: a form where its media type is that, else JSON or text."""
    name = parameter.wire_name
    content = plain(name, value)
    if parameter.content_type == FORM and isinstance(content, dict):
        return urlencoded((BodyField(key), item) for key, item in content.items())
    return percent_encoded(_text(name, content, parameter.content_type))


def multipart(fields: Fields, boundary: str) -> Pieces:
    """Give a form of parts; files are read while they are sent.

    Raises:
        TypeError: A value has no JSON form.
        ValueError: The media type of a part holds what no media type does.
    """
    sources: list[Source] = []
    for field, value in fields:
        for part in _parts(field, value):
            head = f"--{boundary}\r\n{part.head()}\r\n".encode(errors="surrogateescape")
            sources += (source("", head), part.content, source("", b"\r\n"))
    return Pieces((*sources, source("", f"--{boundary}--\r\n")))


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    content: Source
    filename: str | None = None
    media_type: str = ""

    def head(self) -> str:
        disposition = f'form-data; name="{_quotable(self.name)}"'
        if self.filename is not None:
            disposition += f'; filename="{_quotable(self.filename)}"'
        lines = f"Content-Disposition: {disposition}\r\n"
        if not self.media_type:
            return lines
        if not _MEDIA_TYPE.fullmatch(self.media_type):
            raise ValueError(
                f"{self.media_type!r} is not a media type: the file given as {self.name!r} needs"
                " one such as 'image/png'"
            )
        return f"{lines}Content-Type: {self.media_type}\r\n"


def _pairs(field: BodyField, value: object) -> list[tuple[str, str]]:
    """Give the pairs of a field, their texts percent-encoded."""
    name = field.wire_name
    if field.style is not None:
        return styled(name, value, field.style, field.explode, percent_encoded)
    return [
        (name, percent_encoded(_text(name, item, field.content_type)))
        for item in _repeated(plain(name, value))
    ]


def _parts(field: BodyField, value: object) -> Iterator[_Part]:
    name = field.wire_name
    if _is_file(value):
        yield _file(field, value)
    elif _holds_files(value):
        for item in cast("Sequence[object]", value):
            yield from _parts(field, item)
    elif field.style is not None and not field.content_type:
        for key, text in styled(name, value, field.style, field.explode, str):
            yield _Part(key, source(name, text))
    else:
        if _is_file_of_text(value):
            raise TypeError(
                f"{name} is a tuple of a file name, a str and a media type, and the str is never"
                " taken for a path or encoded: give bytes, a path or a file in its place"
            )
        for item in _repeated(plain(name, value)):
            media_type = field.content_type
            if isinstance(item, list | dict) and not media_type:
                media_type = "application/json"
            text = _text(name, item, media_type)
            yield _Part(name, source(name, text), media_type=media_type)


def _repeated(value: JSON) -> list[JSON]:
    """Give what a field is repeated for; None is left out."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if item is not None]


def _text(name: str, value: JSON, media_type: str) -> str:
    return (
        json_text(name, value) if is_json(essence(media_type)) else text_of(name, value)
    )


def _file(field: BodyField, value: object) -> _Part:
    filename, data, media_type = _unpacked(value)
    if filename is None and not isinstance(value, tuple):
        filename = _filename(data)
    media_type = media_type or field.content_type
    if not media_type:
        guessed, encoding = guess_type(filename or "")
        media_type = guessed if guessed and not encoding else "application/octet-stream"
    name = field.wire_name
    return _Part(name, source(name, data), filename, media_type)


def _unpacked(value: object) -> tuple[str | None, object, str | None]:
    if isinstance(value, tuple):
        match cast("tuple[object, ...]", value):
            case (str() | None as filename, data):
                return filename, data, None
            case (str() | None as filename, data, str() | None as media_type):
                return filename, data, media_type
            case other:
                return None, other, None
    return None, value, None


def _filename(data: object) -> str:
    """Give the name a file goes by; a server takes a part without one for text."""
    path = data
    if not isinstance(data, os.PathLike):
        path = getattr(data, "name", "")
    named = isinstance(path, str | os.PathLike)
    return (os.path.basename(cast("Any", path)) if named else "") or "upload"


def _is_file(value: object) -> bool:
    if isinstance(value, tuple):
        match cast("tuple[object, ...]", value):
            case (str() | None, data) | (str() | None, data, str() | None):
                value = data
            case _:
                return False
    return is_data(value) and not isinstance(value, str)


def _is_file_of_text(value: object) -> bool:
    """Whether a tuple is meant as a file, though it holds only text."""
    match value:
        case (str() | None, str(), str() as media_type):
            return isinstance(value, tuple) and bool(_KNOWN_TYPE.match(media_type))
        case _:
            return False


def _holds_files(value: object) -> bool:
    # Looking at the first item alone would send the others as text.
    if isinstance(value, str | Mapping) or not isinstance(value, Sequence):
        return False
    return any(map(_is_file, cast("Sequence[object]", value)))


def _quotable(text: str) -> str:
    return _UNQUOTABLE.sub(lambda found: f"%{ord(found[0]):02X}", text)
