# SPDX-License-Identifier: 0BSD
"""An operation and its arguments as an HTTP request, without sending it.

What is more particular wins, name by name: the runtime's own headers give way to credentials, these
to what the client was given, that to the arguments, and those to ``extra_headers`` and
``extra_query``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote, unquote

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
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Endpoint: TypeAlias = Operation[Any] | BinaryOperation | StreamOperation[Any]

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# RFC 3986 3.3: what may stand in a path besides percent-encoded characters.
_PATH = "/:@!$&'()*+,;=~%"
_QUERY = _PATH + "?"
# RFC 9110 5.6.2
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
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
        content: The body; pieces of it may be read only once.
        secrets: Texts that no message may show.
        advice: How to give credentials, where the operation wants some and none are sent.
    """

    method: str
    url: str
    headers: tuple[tuple[bytes, bytes], ...]
    cookies: tuple[tuple[str, str], ...]
    content: bytes | Pieces | None
    timeout: Timeout | Omitted
    secrets: tuple[str, ...]
    advice: str

    def __repr__(self) -> str:
        return f"Request({self.method!r}, {self.url.partition('?')[0]!r})"

    @property
    def replayable(self) -> bool:
        """Whether it can be sent again."""
        return not isinstance(self.content, Pieces) or self.content.replayable

    @property
    def extensions(self) -> dict[str, Any]:
        if isinstance(self.timeout, Omitted):
            return {}
        return {"timeout": httpx.Timeout(self.timeout).as_dict()}

    def redacted(self, text: str) -> str:
        """Give a text without the secrets."""
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return text

    def redacted_bytes(self, value: bytes) -> bytes:
        """As ``redacted``, of a header or a query as it was sent."""
        text = value.decode(errors="surrogateescape")
        return self.redacted(text).encode(errors="surrogateescape")


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
    given = {name: value for name, value in arguments.items() if value is not OMITTED}
    credentials = tuple(credentials)
    sent = body(endpoint, given, options.get("extra_body", {}))
    headers = _headers(endpoint, given, options, settings, credentials, sent)
    signs = {"authorization"} | {
        scheme.header.lower()
        for scheme in settings.api.schemes
        if isinstance(scheme, APIKey)
    }
    return Request(
        method=endpoint.method,
        url=_url(endpoint, given, options, settings, credentials),
        headers=tuple(headers.values()),
        cookies=_cookies(endpoint, given, credentials),
        content=None if sent is None else sent.content,
        timeout=options.get("timeout", settings.timeout),
        secrets=_secrets(credentials),
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


def _secrets(credentials: Iterable[Placed]) -> tuple[str, ...]:
    """Give what must not be shown: each secret as sent, and without the scheme before it."""
    values = {placed.value for placed in credentials}
    values |= {value.partition(" ")[2] for value in values}
    values |= {percent_encoded(value) for value in values}
    return tuple(sorted(filter(None, values), key=len, reverse=True))
