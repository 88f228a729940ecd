# SPDX-License-Identifier: 0BSD
"""An operation and its arguments as an HTTP request, without sending it.

What is more particular wins, name by name: the runtime's own headers give way to credentials, these
to what the client was given, that to the arguments, and those to ``extra_headers`` and
``extra_query``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from urllib.parse import parse_qsl, quote, unquote

from ._http import httpx
from .api import API, checked_url
from .auth import APIKey, Placed
from .body import Body, body
from .content import Pieces
from .encoding import (
    cookie_pairs,
    header_text,
    path_text,
    percent_encoded,
    query_parts,
)
from .form import query_string
from .operation import (
    BinaryOperation,
    CookieParameter,
    HeaderParameter,
    Operation,
    PathParameter,
    QueryParameter,
    QueryString,
    StreamOperation,
)
from .options import (
    OMITTED,
    Omitted,
    Query,
    RequestOptions,
    StreamOptions,
    Timeout,
    check_known,
    checked_size,
    checked_timeout,
)
from .redaction import Secrets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Endpoint: TypeAlias = Operation[Any] | BinaryOperation | StreamOperation[Any]

_LAST_EVENT_ID = b"last-event-id"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# RFC 3986 3.3: what may stand in a path besides percent-encoded characters.
_PATH = "/:@!$&'()*+,;=~%"
_QUERY = _PATH + "?"
# RFC 9110 5.6.2
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_DIGITS = re.compile("[0-9]{1,18}")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
# RFC 6265 4.1.1, and the comma that OpenAPI puts between several values.
_COOKIE = re.compile(r"[!#-:<-\[\]-~]*")
# A parameter that decides where a message ends or goes would let its value forge another message.
_FRAMING = frozenset(
    (
        "connection",
        "content-length",
        "host",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the requests of a client have in common.

    Attributes:
        base_url: Without trailing slash.
        base_url_given: It was the user who chose it, so it holds for every operation.
        timeout: ``OMITTED`` leaves it to the HTTP client.
    """

    api: API
    base_url: str
    base_url_given: bool
    headers: Mapping[str, str] = field(repr=False)  # either may hold a secret
    query: Query = field(repr=False)
    timeout: Timeout | Omitted


@dataclass(frozen=True, slots=True)
class Request:
    """What an HTTP client needs.

    Attributes:
        endpoint: The operation, which the HTTP client is told too (``extensions``): a transport
            may answer by it.
        content: The body; pieces of it may be read only once.
        secrets: The credentials, which nothing may show.
        advice: How to give credentials, where the operation wants some and none are sent.
    """

    endpoint: Endpoint
    method: str
    url: str
    headers: tuple[tuple[bytes, bytes], ...]
    cookies: tuple[tuple[str, str], ...]
    content: bytes | Pieces | None
    timeout: Timeout | Omitted
    secrets: Secrets
    advice: str

    def __repr__(self) -> str:
        return f"Request({self.method!r}, {self.url.partition('?')[0]!r})"

    @property
    def replayable(self) -> bool:
        """Whether it can be sent again."""
        return not isinstance(self.content, Pieces) or self.content.replayable

    def resuming(self, last_event_id: str) -> Request:
        """Give the request that goes on after an event; an empty id begins anew.

        Raises:
            ValueError: The id is no text for a header.
        """
        others = (line for line in self.headers if line[0].lower() != _LAST_EVENT_ID)
        # HTML, section 9.2.3: it is not sent where it is the empty string.
        own = {"Last-Event-ID": last_event_id} if last_event_id else {}
        return replace(self, headers=(*others, *_checked(own).values()))

    def can_resume(self, last_event_id: str) -> bool:
        """Whether an id that the server gave is text for a header."""
        try:
            self.resuming(last_event_id)
        except ValueError:
            return False
        return True

    @property
    def extensions(self) -> dict[str, Any]:
        extensions: dict[str, Any] = {"operation": self.endpoint}
        if not isinstance(self.timeout, Omitted):
            extensions["timeout"] = httpx.Timeout(self.timeout).as_dict()
        return extensions

    def redacted(self, text: str) -> str:
        """Give a text without the credentials."""
        return self.secrets.redacted(text)


def prepare(
    endpoint: Endpoint,
    arguments: Mapping[str, object],
    options: RequestOptions,
    *,
    settings: Settings,
    credentials: Iterable[Placed] = (),
    advice: str = "",
) -> Request:
    """Give the request of an operation.

    Args:
        arguments: Values by argument. ``OMITTED`` is left out, None too where it is not nullable.
        options: Of this call.
        credentials: Secrets in their places.
        advice: How to give credentials, for the error should they be missing.

    Raises:
        ValueError: A value would change the meaning of the path, of a header or of JSON.
        TypeError: A value is not of the kind that is sent, or an option is unknown.
        OSError: A file that is to be sent cannot be looked at.
    """
    streams = isinstance(endpoint, StreamOperation)
    check_known(
        options, (StreamOptions if streams else RequestOptions).__optional_keys__
    )
    if "max_event_bytes" in options:
        size = cast("StreamOptions", options)["max_event_bytes"]
        checked_size("max_event_bytes", size)
    given = {name: value for name, value in arguments.items() if value is not OMITTED}
    credentials = tuple(credentials)
    sent = body(endpoint, given, options.get("extra_body", {}))
    content = None if sent is None else sent.content
    headers = _headers(endpoint, given, options, settings, credentials, sent)
    content = _measured(headers, content)
    url = _url(endpoint, given, options, settings, credentials)
    cookies = _cookies(endpoint, given, credentials)
    keys = [scheme for scheme in settings.api.schemes if isinstance(scheme, APIKey)]
    signs = {"authorization"} | {key.header.lower() for key in keys}
    return Request(
        endpoint=endpoint,
        method=endpoint.method,
        url=url,
        headers=tuple(headers.values()),
        cookies=cookies,
        content=content,
        timeout=checked_timeout(options.get("timeout", settings.timeout)),
        secrets=Secrets(
            (
                *(placed.value for placed in credentials),
                # The user may have put them there by hand.
                *(headers[name][1].decode() for name in signs & headers.keys()),
                *_keys_in_query(keys, url),
            )
        ),
        advice="" if credentials or not signs.isdisjoint(headers) else advice,
    )


def _url(
    endpoint: Endpoint,
    given: Mapping[str, object],
    options: RequestOptions,
    settings: Settings,
    credentials: Iterable[Placed],
) -> str:
    base, server = settings.base_url, endpoint.server
    if server.startswith("/") or (server and not settings.base_url_given):
        base = checked_url(str(httpx.URL(base).join(server)))
    template, _, fixed_query = endpoint.path.partition("?")
    query = "&".join(_query(endpoint, given, options, settings, credentials))
    both = "&".join(filter(None, (quote(fixed_query, safe=_QUERY), query)))
    return base + _path(template, endpoint, given) + (f"?{both}" if both else "")


def _path(template: str, endpoint: Endpoint, given: Mapping[str, object]) -> str:
    parameters = {
        parameter.wire_name: parameter
        for parameter in endpoint.parameters
        if isinstance(parameter, PathParameter)
    }
    parts: list[str] = []
    for index, part in enumerate(_PLACEHOLDER.split(template)):
        parameter = parameters.get(part) if index % 2 else None
        if parameter is not None:
            parts.append(path_text(parameter, given.get(parameter.argument)))
        else:
            literal = f"{{{part}}}" if index % 2 else part
            parts.append(quote(literal, safe=_PATH))
    path = "/" + "".join(parts).removeprefix("/")
    for segment in path.split("/"):
        # RFC 3986 5.2.4: both would be resolved away, and the request go elsewhere.
        if unquote(segment) in (".", ".."):
            raise ValueError(
                f"a segment of the path {template!r} would be {unquote(segment)!r}, which leads to"
                " another path: give its parameter another value"
            )
    return path


def _query(
    endpoint: Endpoint,
    given: Mapping[str, object],
    options: RequestOptions,
    settings: Settings,
    credentials: Iterable[Placed],
) -> list[str]:
    """Give the parts of the query, each ``name=value``; a query that is one value is one part."""
    parts: dict[str, list[str]] = {
        placed.name: [f"{percent_encoded(placed.name)}={percent_encoded(placed.value)}"]
        for placed in credentials
        if placed.place == "query"
    }
    parts |= _free_query(settings.query)
    for parameter in endpoint.parameters:
        if not isinstance(parameter, QueryParameter | QueryString):
            continue
        value = given.get(parameter.argument)
        if value is None:
            continue
        if isinstance(parameter, QueryString):
            parts[""] = [query_string(parameter, value)]
        else:
            parts[parameter.wire_name] = query_parts(parameter, value)
    for place, name, value in endpoint.fixed:
        if place == "query":
            parts[name] = query_parts(QueryParameter(name), value)
    parts |= _free_query(options.get("extra_query", {}))
    return [part for several in parts.values() for part in several]


def _free_query(query: Query) -> dict[str, list[str]]:
    return {
        name: [] if value is None else query_parts(QueryParameter(name), value)
        for name, value in query.items()
    }


def _headers(
    endpoint: Endpoint,
    given: Mapping[str, object],
    options: RequestOptions,
    settings: Settings,
    credentials: Iterable[Placed],
    sent: Body | None,
) -> dict[str, tuple[bytes, bytes]]:
    """Give the headers by lower-case name, as they go out."""
    lines = {
        "Accept": endpoint.accept,
        "User-Agent": f"{settings.api.name} (ssegen)",
    }
    if isinstance(endpoint, StreamOperation):
        # A compressed stream is held back by compressors, and may unpack to any size.
        lines |= {"Accept-Encoding": "identity", "Cache-Control": "no-store"}
    if sent is not None:
        lines["Content-Type"] = sent.content_type
        if isinstance(sent.content, Pieces) and sent.content.length is not None:
            lines["Content-Length"] = str(sent.content.length)
    headers = _checked(lines)
    headers |= _checked(
        {
            placed.name: placed.value
            for placed in credentials
            if placed.place == "header"
        }
    )
    headers |= _checked(settings.headers)
    headers |= _checked(_argument_headers(endpoint, given))
    headers |= _checked(options.get("extra_headers", {}))
    return headers


def _argument_headers(
    endpoint: Endpoint, given: Mapping[str, object]
) -> dict[str, str]:
    lines = {
        parameter.wire_name: header_text(parameter, value)
        for parameter in endpoint.parameters
        if isinstance(parameter, HeaderParameter)
        and (value := given.get(parameter.argument)) is not None
    }
    lines |= {
        name: header_text(HeaderParameter(name), value)
        for place, name, value in endpoint.fixed
        if place == "header"
    }
    for name in lines:
        if name.lower() in _FRAMING:
            raise ValueError(f"{name!r} belongs to HTTP and cannot be a parameter")
    return lines


def _checked(lines: Mapping[str, object]) -> dict[str, tuple[bytes, bytes]]:
    headers: dict[str, tuple[bytes, bytes]] = {}
    for name, value in lines.items():
        if not _TOKEN.fullmatch(name):
            raise ValueError(f"{name!r} is not the name of a header")
        if not isinstance(value, str):
            raise TypeError(
                f"header {name!r} must be a string, not {type(value).__name__}"
            )
        if _CONTROL.search(value):
            raise ValueError(
                f"header {name!r} holds a line break or another control character"
            )
        try:
            encoded = value.strip(" \t").encode()
        except UnicodeEncodeError:
            raise ValueError(f"header {name!r} holds a lone surrogate") from None
        headers[name.lower()] = (name.encode(), encoded)
    return headers


def _cookies(
    endpoint: Endpoint, given: Mapping[str, object], credentials: Iterable[Placed]
) -> tuple[tuple[str, str], ...]:
    cookies = {
        placed.name: [(placed.name, placed.value)]
        for placed in credentials
        if placed.place == "cookie"
    }
    cookies |= {
        parameter.wire_name: cookie_pairs(parameter, value)
        for parameter in endpoint.parameters
        if isinstance(parameter, CookieParameter)
        and (value := given.get(parameter.argument)) is not None
    }
    cookies |= {
        name: cookie_pairs(CookieParameter(name), value)
        for place, name, value in endpoint.fixed
        if place == "cookie"
    }
    pairs = tuple(pair for several in cookies.values() for pair in several)
    for name, value in pairs:
        if not _TOKEN.fullmatch(name) or not _COOKIE.fullmatch(value):
            raise ValueError(f"cookie {name!r} holds a character that no cookie may")
    return pairs


def _keys_in_query(keys: Iterable[APIKey], url: str) -> Iterator[str]:
    names = {key.query for key in keys if key.query}
    if names:
        for name, value in parse_qsl(url.partition("?")[2]):
            if name in names:
                yield value


def _measured(
    headers: Mapping[str, tuple[bytes, bytes]], content: bytes | Pieces | None
) -> bytes | Pieces | None:
    """Give the body, held to the length that the header says.

    Raises:
        ValueError: It has another.
    """
    if "content-length" not in headers:
        return content
    said = headers["content-length"][1].decode()
    length = content.length if isinstance(content, Pieces) else len(content or b"")
    if not _DIGITS.fullmatch(said) or length not in (None, int(said)):
        raise ValueError(
            f"header 'Content-Length' says {said!r}, which is not the length of the body: leave it"
            " out"
        )
    return replace(content, said=int(said)) if isinstance(content, Pieces) else content
