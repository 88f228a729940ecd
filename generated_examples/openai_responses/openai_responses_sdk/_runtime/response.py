# SPDX-License-Identifier: 0BSD
"""What an answer means: a value, or one of the errors. Reading it is left to the clients."""

from __future__ import annotations

import codecs
import json
from contextlib import suppress
from fnmatch import fnmatchcase
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, assert_never, cast
from weakref import WeakKeyDictionary

from ._http import httpx
from ._pydantic import pydantic
from .compression import Decompressor, unsupported
from .errors import (
    APIConnectionError,
    APIConnectTimeoutError,
    APIError,
    APIStatusError,
    APITimeoutError,
    ContentTypeError,
    ResponseDecodeError,
    status_error,
)
from .framing import is_interchangeable
from .media_types import essence, is_json
from .operation import BinaryOperation, Operation, StreamOperation
from .options import OMITTED, Omitted
from .wording import one_line, reason, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .encoding import JSON
    from .request import Endpoint, Request

T = TypeVar("T")
D = TypeVar("D")

EXCERPT_BYTES = 1024 * 1024
"""So much of an answer that is not the expected one is read."""
# They speak of the body as it was sent, not of the part that was read and decoded.
_BODY_HEADERS = (b"content-encoding", b"content-length", b"transfer-encoding")
# Python's, for domain names and its own source: slow on purpose-made text, or they warn and raise.
_NO_CHARSETS = frozenset(("idna", "punycode", "raw-unicode-escape", "unicode-escape"))

_adapters: WeakKeyDictionary[Callable[[], object], pydantic.TypeAdapter[Any]] = (
    WeakKeyDictionary()
)
_building = Lock()


def adapter(declared: Callable[[], object]) -> pydantic.TypeAdapter[Any]:
    """Give the validator of a declared type, made once: that costs far more than using it."""
    known = _adapters.get(declared)
    if known is None:
        make = pydantic.TypeAdapter  # not under the lock, for this may be an import
        with _building:
            known = _adapters.setdefault(declared, make(cast("Any", declared())))
    return known


class Excerpt:
    """The first bytes of a body.

    Feed its raw chunks to ``add`` until it is true; then the rest is not wanted.
    """

    __slots__ = ("_content", "_decompressor")

    def __init__(self, response: httpx.Response) -> None:
        self._content = bytearray()
        self._decompressor = None
        if _unsupported(response) is None:
            encodings = response.headers.get("content-encoding", "")
            self._decompressor = Decompressor(encodings)

    @property
    def content(self) -> bytes:
        return bytes(self._content)

    def add(self, chunk: bytes) -> bool:
        if self._decompressor is None:
            return True
        for piece in self._decompressor.feed(chunk):
            self._content += piece[: EXCERPT_BYTES - len(self._content)]
            if len(self._content) >= EXCERPT_BYTES:
                return True
        return False


def connection_error(request: Request, error: httpx.RequestError) -> APIConnectionError:
    """Give the error for a request that the HTTP library could not bring to its end."""
    where = f"{request.method} {request.url.partition('?')[0]}"
    why = request.redacted(str(error)) or type(error).__name__
    match error:
        case httpx.ConnectTimeout():
            return APIConnectTimeoutError(f"{where} found no connection in time: {why}")
        case httpx.TimeoutException():
            return APITimeoutError(f"{where} was not answered in time: {why}")
        case httpx.DecodingError():
            return APIConnectionError(
                f"{where} was answered with a body that does not decompress: {why}"
            )
        case httpx.LocalProtocolError():
            return APIConnectionError(f"{where} was not sent: {why}")
        case _:
            return APIConnectionError(f"{where} was not answered: {why}")


def media_type(response: httpx.Response) -> str:
    """Give the media type of an answer: lower case, no parameters; empty if there is none."""
    return essence(response.headers.get("content-type", ""))


def is_expected(endpoint: Endpoint, response: httpx.Response) -> bool:
    """Whether an answer is worth reading, going by its status and its media type."""
    if not response.is_success:
        return False
    kind = media_type(response)
    match endpoint:
        case Operation(accept=accept):
            # What calls itself something else than JSON may be it all the same.
            page = kind == "text/html" and not _asks_for_json(endpoint)
            return not page or _allows(accept, kind)
        case BinaryOperation(accept=accept):
            # Where bytes are declared, these are a page or an error that calls itself a success.
            disguised = is_json(kind) or kind == "text/html"
            return not disguised or _allows(accept, kind)
        case StreamOperation(accept=accept, payload=payload):
            readable = _unsupported(response) is None
            return readable and is_interchangeable(
                kind, accept, payloads=payload is not None
            )
        case _:
            assert_never(endpoint)


def value(
    operation: Operation[T], request: Request, response: httpx.Response, content: bytes
) -> T:
    """Decode a successful answer to what the operation declares for its status.

    An answer without content, as 204 is, gives None where the operation declares such a one. A
    string is text as it is, unless the answer says that it is JSON.

    Raises:
        ContentTypeError: It is not JSON, and does not say it is.
        ResponseDecodeError: It is not the JSON, or the text, that the operation declares.
    """
    status = response.status_code
    declared = of_status(operation.results, status, operation.result)
    if declared is None or (not content and None in operation.results.values()):
        return cast("T", None)
    kind = media_type(response)
    if not _asks_for_json(operation):
        return cast("T", _text(content, _charset(response)))
    if kind and not is_json(kind) and declared() is str:
        try:
            return cast("T", _text(content, _charset(response), "strict"))
        except UnicodeDecodeError as error:
            raise ResponseDecodeError(
                f"the answer ({status}) is {kind} and no text: {reason(error)}",
                response=_copy(request, response, content),
            ) from error
    if not content:
        raise ResponseDecodeError(
            f"the answer ({status}) is empty, and the document says it is JSON",
            response=_copy(request, response, content),
        )
    try:
        result: T = _decoded(declared, content)
    except pydantic.ValidationError as error:
        if parsed(content) is OMITTED and not is_json(kind):
            raise problem(operation, request, response, content) from None
        why = request.redacted(reason(error))
        raise ResponseDecodeError(
            f"the answer ({status}) is not what the document says: {why}",
            response=_copy(request, response, content),
            # pydantic's own message quotes the answer.
        ) from (None if request.secrets.are_in(content) else error)
    return result


def problem(
    endpoint: Endpoint, request: Request, response: httpx.Response, content: bytes
) -> APIError:
    """Give the error for an answer that is not the expected one.

    Args:
        content: Its body, or the first ``EXCERPT_BYTES`` of it.
    """
    content = request.secrets.redacted_body(content)
    copy = _copy(request, response, content)
    if response.is_success:
        message = _unexpected(endpoint, response, content)
        return ContentTypeError(request.redacted(message), response=copy)
    return _refusal(endpoint, request, copy, content)


def _refusal(
    endpoint: Endpoint, request: Request, response: httpx.Response, content: bytes
) -> APIStatusError:
    plain = parsed(content)
    status = response.status_code
    message = f"{status} {response.reason_phrase}".rstrip()
    if response.has_redirect_location:
        target = one_line(response.headers["location"])
        message += (
            f": redirects are not followed; it leads to {target}, so set base_url="
        )
    elif words := sentence(_text(content) if plain is OMITTED else plain):
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
    declared = of_status(endpoint.errors, status, None)
    if declared is not None:
        with suppress(pydantic.ValidationError):
            return _decoded(declared, content)
    return _text(content) if plain is OMITTED else plain


def of_status(declared: Mapping[str, D], status: int, otherwise: D | None) -> D | None:
    """Give what is declared for a status: for itself, else for its class, else by default."""
    keys = (str(status), f"{status // 100}XX", "default")
    return next((declared[key] for key in keys if key in declared), otherwise)


def _unsupported(response: httpx.Response) -> str | None:
    return unsupported(response.headers.get("content-encoding", ""))


def _asks_for_json(operation: Operation[Any]) -> bool:
    first = essence(operation.accept.partition(",")[0])
    return is_json(first) or first in ("*/*", "application/*")


def _allows(accept: str, kind: str) -> bool:
    """Whether a media type is one of those, or is any kind of bytes."""
    asked = [pattern.strip() for pattern in accept.split(",")]
    return "application/octet-stream" in asked or any(
        fnmatchcase(kind, pattern) for pattern in asked
    )


def _unexpected(endpoint: Endpoint, response: httpx.Response, content: bytes) -> str:
    kind = media_type(response) or "without a media type"
    if isinstance(endpoint, StreamOperation) and (encoding := _unsupported(response)):
        kind += f" compressed as {encoding}"
    plain = parsed(content)
    words = one_line(
        (sentence(plain) if plain is not OMITTED else "") or _text(content)
    )
    return f"the answer ({response.status_code}) is {kind}, not {endpoint.accept}" + (
        f": {words}" if words else ""
    )


def _copy(request: Request, response: httpx.Response, content: bytes) -> httpx.Response:
    """Give the answer with the part of its body that was read, and without the credentials."""
    secrets = request.secrets
    return httpx.Response(
        response.status_code,
        headers=[
            (name, value)
            for name, value in secrets.redacted_headers(response.headers).raw
            if name.lower() not in _BODY_HEADERS
        ],
        content=secrets.redacted_body(content),
        request=httpx.Request(
            response.request.method,
            secrets.redacted_url(response.request.url),
            headers=secrets.redacted_headers(response.request.headers),
        ),
        extensions={
            key: secrets.redacted_bytes(response.extensions[key])
            for key in ("http_version", "reason_phrase")
            if key in response.extensions
        },
    )


def _decoded(declared: Callable[[], object], content: bytes) -> Any:
    # RFC 8259 8.1: a parser may ignore a byte order mark.
    return adapter(declared).validate_json(content.removeprefix(codecs.BOM_UTF8))


def parsed(content: bytes) -> JSON | Omitted:
    """Give what JSON holds, ``OMITTED`` where it is none."""
    try:
        result: JSON = json.loads(content)
    except (ValueError, RecursionError):
        return OMITTED
    return result


def _text(content: bytes, charset: str = "utf-8", errors: str = "replace") -> str:
    """Decode text as browsers do, unless told: what is not of the charset is replaced."""
    return content.removeprefix(codecs.BOM_UTF8).decode(charset, errors)


def _charset(response: httpx.Response) -> str:
    """Give the charset that an answer names; UTF-8 where there is none of that name."""
    named: str | None = response.charset_encoding
    try:
        "".encode(named or "utf-8")
        name = codecs.lookup(named or "utf-8").name
    except (LookupError, ValueError):
        return "utf-8"
    return "utf-8" if name in _NO_CHARSETS else name
