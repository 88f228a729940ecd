# SPDX-License-Identifier: 0BSD
"""What a client keeps between its calls, and what becomes of one before it is sent."""

from __future__ import annotations

from http.cookiejar import CookieJar, DefaultCookiePolicy
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from ._http import httpx
from .api import API, checked_url
from .auth import Credentials, Given, Placed
from .call import Call
from .connection import Dropped
from .content import Pieces
from .deadline import Deadline
from .options import (
    OMITTED,
    AsyncClientOptions,
    ClientOptions,
    RequestOptions,
    StreamOptions,
    check_known,
    checked_seconds,
    checked_timeout,
)
from .request import Endpoint, Request, Settings, prepare
from .retries import MAX_RETRIES, checked_limit

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Callable, Iterable, Mapping
    from http.cookiejar import Cookie
    from urllib.request import Request as URLRequest

    from .raw import Capture

H = TypeVar("H", bound="httpx.Client | httpx.AsyncClient")


class Session(Generic[H]):
    """The state of a client: its settings, its credentials, and an HTTP client made on first use.

    Making one loads the certificates the machine trusts, which takes longer than all else a
    client does.
    """

    __slots__ = (
        "_closed",
        "_http",
        "_lock",
        "_make",
        "credentials",
        "dropped",
        "max_retries",
        "owned",
        "settings",
    )

    def __init__(
        self,
        api: API,
        credentials: Mapping[str, Given],
        variables: Mapping[str, str],
        options: ClientOptions | AsyncClientOptions,
        http: H | None,
        make: Callable[[], H],
    ) -> None:
        check_known(options, ClientOptions.__optional_keys__)
        base_url = options.get("base_url")
        self.settings = Settings(
            api=api,
            base_url=checked_url(base_url) if base_url else api.base_url(variables),
            base_url_given=bool(base_url),
            headers=options.get("headers", {}),
            query=options.get("query", {}),
            timeout=checked_timeout(options.get("timeout", OMITTED)),
        )
        self.max_retries = checked_limit(options.get("max_retries", MAX_RETRIES))
        self.credentials = Credentials(api.schemes, credentials)
        self.dropped: Dropped[Any] = Dropped()
        self.owned = http is None
        self._http: H | None = http
        self._make = make
        self._closed = False
        self._lock = Lock()

    def http(self) -> H:
        """Give the HTTP client.

        Raises:
            RuntimeError: This one, or the one it was given, is closed.
        """
        with self._lock:
            if self._closed:
                raise RuntimeError("the client is closed: make a new one")
            if self._http is None:
                self._http = self._make()
        if self._http.is_closed:
            raise RuntimeError("the http_client that was given is closed")
        return self._http

    def close(self) -> H | None:
        """Take no more requests; give the HTTP client if it is to be closed."""
        with self._lock:
            self._closed = True
            return self._http if self.owned else None

    def call(
        self,
        endpoint: Endpoint,
        arguments: Mapping[str, object],
        options: RequestOptions,
        credentials: list[Placed],
        capture: Capture | None,
    ) -> Call:
        """Give the call of an operation, ready to be sent.

        Raises:
            ValueError, TypeError: An argument cannot be sent.
        """
        request = prepare(
            endpoint,
            arguments,
            options,
            settings=self.settings,
            credentials=credentials,
            advice=self.credentials.advice(endpoint.security),
        )
        streaming = cast("StreamOptions", options)
        last_event_id = streaming.get("last_event_id")
        deadline = streaming.get("deadline")
        return Call(
            endpoint,
            request.resuming(last_event_id) if last_event_id else request,
            checked_limit(options.get("max_retries", self.max_retries)),
            deadline=Deadline(
                None if deadline is None else checked_seconds("deadline", deadline)
            ),
            capture=capture,
            resumes=bool(last_event_id),
        )


def cookie_jar() -> CookieJar:
    """Give a place for what servers set, but for cookies that cannot be sent back.

    The HTTP library writes them in ASCII: one that is not would fail every request after it.
    """
    return CookieJar(_Sendable())


class _Sendable(DefaultCookiePolicy):
    def set_ok(self, cookie: Cookie, request: URLRequest) -> bool:
        sendable = f"{cookie.name}{cookie.value}".isascii()
        return sendable and super().set_ok(cookie, request)


def outgoing(http: httpx.Client | httpx.AsyncClient, request: Request) -> httpx.Request:
    """Give the request with what the HTTP client adds to every one.

    Raises:
        ValueError: The HTTP library takes no URL like this one: it is too long.
        TypeError: A blocking client is to send an async iterable.
    """
    try:
        url = httpx.URL(request.url)
    except httpx.InvalidURL as error:
        raise ValueError(f"the request cannot be sent: {error}") from None
    built = http.build_request(
        request.method,
        url,
        headers=request.headers,
        content=_content(http, request),
        extensions=request.extensions,
    )
    if request.cookies:
        # Several may have one name, which the library's own mapping has no room for.
        pairs = "; ".join(f"{name}={value}" for name, value in request.cookies)
        there = built.headers.get("cookie")
        built.headers["cookie"] = f"{there}; {pairs}" if there else pairs
    if http.params:
        # The library puts them in the place of the request's own query.
        theirs = http.params
        for name in url.params:
            theirs = theirs.remove(name)
        both = filter(None, (url.query, str(theirs).encode()))
        built.url = url.copy_with(query=b"&".join(both))
    request.secrets.hide(built)
    return built


def _content(
    http: httpx.Client | httpx.AsyncClient, request: Request
) -> bytes | Iterable[bytes] | AsyncIterable[bytes] | None:
    content = request.content
    if not isinstance(content, Pieces):
        return content
    return content.blocking() if isinstance(http, httpx.Client) else content.awaiting()


def check_kind(http: object, kind: type[object]) -> None:
    """See that an HTTP client that was given is of the kind that is needed.

    Raises:
        TypeError: It is not.
    """
    if http is not None and not isinstance(http, kind):
        raise TypeError(
            f"http_client must be an httpx.{kind.__name__}, not {type(http).__name__}"
        )
