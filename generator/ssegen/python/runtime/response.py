# SPDX-License-Identifier: 0BSD
"""What an answer means: a value, or one of the errors. Reading it is left to the clients."""

from __future__ import annotations

import codecs
import json
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast
from weakref import WeakKeyDictionary

from pydantic import TypeAdapter, ValidationError

from ._http import httpx
from .errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    ContentTypeError,
    ResponseDecodeError,
    status_error,
)
from .operation import Operation
from .options import OMITTED, Omitted
from .wording import one_line, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from .encoding import JSON
    from .request import Endpoint, Request

T = TypeVar("T")

EXCERPT_BYTES = 1024 * 1024
"""So much of an answer that is not the expected one is read."""
# They speak of the body as it was sent, not of the part that was read and decoded.
_BODY_HEADERS = (b"content-encoding", b"content-length", b"transfer-encoding")

_adapters: WeakKeyDictionary[Callable[[], object], TypeAdapter[Any]] = (
    WeakKeyDictionary()
)
_building = Lock()


def adapter(declared: Callable[[], object]) -> TypeAdapter[Any]:
    """Give the validator of a declared type, made once: that costs far more than using it."""
    known = _adapters.get(declared)
    if known is None:
        with _building:
            known = _adapters.setdefault(declared, TypeAdapter(cast("Any", declared())))
    return known


class Excerpt:
    """The first bytes of a body.

    Feed chunks to ``add`` until it is true; then the rest is not wanted.
    """

    __slots__ = ("_content",)

    def __init__(self) -> None:
        self._content = bytearray()

    @property
    def content(self) -> bytes:
        return bytes(self._content)

    def add(self, chunk: bytes) -> bool:
        self._content += chunk[: EXCERPT_BYTES - len(self._content)]
        return len(self._content) >= EXCERPT_BYTES


@contextmanager
def transport_errors(request: Request) -> Generator[None]:
    """Turn the HTTP library's errors into ours, with theirs as the cause."""
    where = f"{request.method} {request.url.partition('?')[0]}"
    try:
        yield
    except httpx.TimeoutException as error:
        why = request.redacted(str(error)) or type(error).__name__
        raise APITimeoutError(f"{where} was not answered in time: {why}") from error
    except httpx.RequestError as error:
        why = request.redacted(str(error)) or type(error).__name__
        raise APIConnectionError(f"{where} was not answered: {why}") from error


def media_type(response: httpx.Response) -> str:
    """Give the media type of an answer: lower case, no parameters; empty if there is none."""
    header: str = response.headers.get("content-type", "")
    return header.partition(";")[0].strip().lower()


def is_expected(endpoint: Endpoint, response: httpx.Response) -> bool:
    """Whether an answer is worth decoding, going by its status and, of a stream, its media type."""
    return response.is_success and (
        isinstance(endpoint, Operation) or media_type(response) == endpoint.accept
    )


def value(
    operation: Operation[T], request: Request, response: httpx.Response, content: bytes
) -> T:
    """Decode a successful answer to what the operation declares.

    An answer without content, as 204 is, fits only an operation that declares none.

    Raises:
        ContentTypeError: It is not JSON, and does not say it is.
        ResponseDecodeError: It is not the JSON that the operation declares.
    """
    if operation.result is None:
        return cast("T", None)
    status = response.status_code
    if not content:
        raise ResponseDecodeError(
            f"the answer ({status}) is empty, and the document says it is JSON",
            response=_copy(request, response, content),
        )
    try:
        result: T = _decoded(operation.result, content)
    except ValidationError as error:
        kind = media_type(response)
        if _json(content) is OMITTED and not kind.endswith(("/json", "+json")):
            raise problem(operation, request, response, content) from error
        raise ResponseDecodeError(
            f"the answer ({status}) is not what the document says: {reason(error)}",
            response=_copy(request, response, content),
        ) from error
    return result


def problem(
    endpoint: Endpoint, request: Request, response: httpx.Response, content: bytes
) -> APIError:
    """Give the error for an answer that is not the expected one.

    Args:
        content: Its body, or the first ``EXCERPT_BYTES`` of it.
    """
    response = _copy(request, response, content)
    if response.is_success:
        message = _unexpected(endpoint, response, content)
        return ContentTypeError(request.redacted(message), response=response)
    return _refusal(endpoint, request, response, content)


def _refusal(
    endpoint: Endpoint, request: Request, response: httpx.Response, content: bytes
) -> APIStatusError:
    plain = _json(content)
    status = response.status_code
    message = f"{status} {response.reason_phrase}".rstrip()
    if response.has_redirect_location:
        target = one_line(response.headers["location"])
        message += (
            f": redirects are not followed; it leads to {target}, so set base_url="
        )
    elif words := _words(_text(content) if plain is OMITTED else plain):
        message += f": {one_line(request.redacted(words))}"
    if status == 401 and request.advice:
        message += f" (no credential was sent: give {request.advice})"
    return status_error(status)(
        request.redacted(message),
        response=response,
        body=_body(endpoint, status, content, plain),
    )


def _body(
    endpoint: Endpoint, status: int, content: bytes, plain: JSON | Omitted
) -> object:
    """The body as the type declared for the status, else as plain JSON, else as text."""
    if not content:
        return None
    for key in (str(status), f"{status // 100}XX", "default"):
        declared = endpoint.errors.get(key)
        if declared is None:
            continue
        try:
            return _decoded(declared, content)
        except ValidationError:
            break
    return _text(content) if plain is OMITTED else plain


def _unexpected(endpoint: Endpoint, response: httpx.Response, content: bytes) -> str:
    kind = media_type(response) or "no media type"
    plain = _json(content)
    words = one_line((_words(plain) if plain is not OMITTED else "") or _text(content))
    return f"the answer ({response.status_code}) is {kind}, not {endpoint.accept}" + (
        f": {words}" if words else ""
    )


def _copy(request: Request, response: httpx.Response, content: bytes) -> httpx.Response:
    """Give the answer with the part of its body that was read, and without our secrets."""
    url = response.request.url
    sent = httpx.Request(
        response.request.method,
        # A secret travels in no other part, and a host or port without it would be none.
        url.copy_with(query=request.redacted_bytes(url.query) or None),
        headers=[
            (name, request.redacted_bytes(value))
            for name, value in response.request.headers.raw
        ],
    )
    return httpx.Response(
        response.status_code,
        headers=[
            (name, value)
            for name, value in response.headers.raw
            if name.lower() not in _BODY_HEADERS
        ],
        content=content,
        request=sent,
        extensions={
            key: response.extensions[key]
            for key in ("http_version", "reason_phrase")
            if key in response.extensions
        },
    )


def _decoded(declared: Callable[[], object], content: bytes) -> Any:
    # RFC 8259 8.1: a parser may ignore a byte order mark.
    return adapter(declared).validate_json(content.removeprefix(codecs.BOM_UTF8))


def _json(content: bytes) -> JSON | Omitted:
    """Give what the body holds, ``OMITTED`` where it is not JSON."""
    try:
        result: JSON = json.loads(content)
    except (ValueError, RecursionError):
        return OMITTED
    return result


def _text(content: bytes) -> str:
    return content.decode(errors="replace")


def _words(body: JSON, depth: int = 2) -> str:
    """Find the sentence for humans where APIs usually put it; empty if there is none."""
    match body:
        case str():
            return body
        case {"message": str(words)} | {"error": str(words)} | {"detail": str(words)}:
            return words
        case {"error": dict(inner)} | {"detail": dict(inner)}:
            return _words(inner, depth - 1) if depth else ""
        case {"detail": [{"msg": str(words)}, *_]}:
            return words
        case {"errors": [first, *_]}:
            return _words(first, depth - 1) if depth else ""
        case {"error_description": str(words)} | {"title": str(words)}:
            return words
        case _:
            return ""
