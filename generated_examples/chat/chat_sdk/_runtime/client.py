# SPDX-License-Identifier: 0BSD
"""The clients that generated ones extend: ``RuntimeClient`` blocks, ``AsyncRuntimeClient`` awaits.

All that needs no waiting is shared: ``request`` says what to send, ``response`` what an answer
means.
"""

from __future__ import annotations

from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Generic, NoReturn, Self, TypeVar

from ._http import httpx
from .api import API, checked_url
from .auth import Credentials, Given, Placed
from .options import (
    OMITTED,
    TIMEOUT,
    AsyncClientOptions,
    ClientOptions,
    RequestOptions,
    StreamOptions,
    check_known,
)
from .request import Endpoint, Request, Settings, prepare
from .response import Excerpt, is_expected, problem, transport_errors, value
from .stream import AsyncEventStream, AsyncStreamCall, EventStream

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from .operation import Operation, StreamOperation

T = TypeVar("T")
H = TypeVar("H", bound="httpx.Client | httpx.AsyncClient")


class _Session(Generic[H]):
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
            timeout=options.get("timeout", OMITTED),
        )
        self.credentials = Credentials(api.schemes, credentials)
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

    def prepare(
        self,
        endpoint: Endpoint,
        arguments: Mapping[str, object],
        options: RequestOptions,
        credentials: list[Placed],
    ) -> Request:
        return prepare(
            endpoint,
            arguments,
            options,
            settings=self.settings,
            credentials=credentials,
            advice=self.credentials.advice(endpoint.security),
        )


class _Client(Generic[H]):
    """What both clients are besides sending."""

    _session: _Session[H]

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._session.settings.base_url!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client is not pickled, for it holds credentials")


class RuntimeClient(_Client[httpx.Client]):
    """Sends operations, and blocks until they are answered. May be shared by threads.

    As a context manager it closes itself. A request after that raises ``RuntimeError``.
    """

    def __init__(
        self,
        api: API,
        *,
        credentials: Mapping[str, Given],
        variables: Mapping[str, str],
        options: ClientOptions,
    ) -> None:
        http = options.get("http_client")
        _check_kind(http, httpx.Client)
        self._session = _Session(api, credentials, variables, options, http, _http)

    def request(
        self,
        operation: Operation[T],
        arguments: Mapping[str, object],
        options: RequestOptions,
    ) -> T:
        """Send an operation and give its result.

        Raises:
            APIError: See the tree in ``errors``.
            ValueError, TypeError: An argument cannot be sent.
        """
        request = self._prepare(operation, arguments, options)
        response = self._send(request)
        expected = is_expected(operation, response)
        try:
            if operation.result is None or not expected:
                content = _excerpt(response)
            else:
                with transport_errors(request):
                    content = response.read()
        finally:
            response.close()
        if expected:
            return value(operation, request, response, content)
        raise problem(operation, request, response, content)

    def stream(
        self,
        operation: StreamOperation[T],
        arguments: Mapping[str, object],
        options: StreamOptions,
    ) -> EventStream[T]:
        """Send an operation and give its events, once the answer has begun.

        Raises:
            APIError: See the tree in ``errors``.
            ValueError, TypeError: An argument cannot be sent.
        """
        request = self._prepare(operation, arguments, options)
        response = self._send(request)
        try:
            if is_expected(operation, response):
                return EventStream(response, operation, options)
            content = _excerpt(response)
        except BaseException:
            response.close()
            raise
        response.close()
        raise problem(operation, request, response, content)

    def close(self) -> None:
        """Close the connections; but an ``http_client`` that was given stays open."""
        http = self._session.close()
        if http is not None:
            http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _prepare(
        self,
        endpoint: Endpoint,
        arguments: Mapping[str, object],
        options: RequestOptions,
    ) -> Request:
        credentials = self._session.credentials
        placed = [
            scheme.place(secret)
            for scheme in credentials.choose(endpoint.security)
            if (secret := credentials.secret(scheme))
        ]
        return self._session.prepare(endpoint, arguments, options, placed)

    def _send(self, request: Request) -> httpx.Response:
        http = self._session.http()
        outgoing = _outgoing(http, request)
        with transport_errors(request):
            return http.send(outgoing, stream=True, follow_redirects=False)


class AsyncRuntimeClient(_Client[httpx.AsyncClient]):
    """Sends operations, and awaits their answers. May be shared by the tasks of one event loop.

    As a context manager it closes itself. A request after that raises ``RuntimeError``.
    """

    def __init__(
        self,
        api: API,
        *,
        credentials: Mapping[str, Given],
        variables: Mapping[str, str],
        options: AsyncClientOptions,
    ) -> None:
        http = options.get("http_client")
        _check_kind(http, httpx.AsyncClient)
        self._session = _Session(
            api, credentials, variables, options, http, _async_http
        )

    async def request(
        self,
        operation: Operation[T],
        arguments: Mapping[str, object],
        options: RequestOptions,
    ) -> T:
        """As in ``RuntimeClient``."""
        request = await self._prepare(operation, arguments, options)
        response = await self._send(request)
        expected = is_expected(operation, response)
        try:
            if operation.result is None or not expected:
                content = await _async_excerpt(response)
            else:
                with transport_errors(request):
                    content = await response.aread()
        finally:
            await response.aclose()
        if expected:
            return value(operation, request, response, content)
        raise problem(operation, request, response, content)

    def stream(
        self,
        operation: StreamOperation[T],
        arguments: Mapping[str, object],
        options: StreamOptions,
    ) -> AsyncStreamCall[T]:
        """As in ``RuntimeClient``; nothing is sent before the call is awaited or entered."""

        async def opened() -> AsyncEventStream[T]:
            request = await self._prepare(operation, arguments, options)
            response = await self._send(request)
            try:
                if is_expected(operation, response):
                    return AsyncEventStream(response, operation, options)
                content = await _async_excerpt(response)
            except BaseException:
                await response.aclose()
                raise
            await response.aclose()
            raise problem(operation, request, response, content)

        return AsyncStreamCall(opened)

    async def aclose(self) -> None:
        """Close the connections; but an ``http_client`` that was given stays open."""
        http = self._session.close()
        if http is not None:
            await http.aclose()

    async def close(self) -> None:
        """The same as ``aclose``."""
        await self.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def _prepare(
        self,
        endpoint: Endpoint,
        arguments: Mapping[str, object],
        options: RequestOptions,
    ) -> Request:
        credentials = self._session.credentials
        placed = [
            scheme.place(secret)
            for scheme in credentials.choose(endpoint.security)
            if (secret := await credentials.secret_awaited(scheme))
        ]
        return self._session.prepare(endpoint, arguments, options, placed)

    async def _send(self, request: Request) -> httpx.Response:
        http = self._session.http()
        outgoing = _outgoing(http, request)
        with transport_errors(request):
            return await http.send(outgoing, stream=True, follow_redirects=False)


def _http() -> httpx.Client:
    return httpx.Client(timeout=TIMEOUT)


def _async_http() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=TIMEOUT)


def _outgoing(
    http: httpx.Client | httpx.AsyncClient, request: Request
) -> httpx.Request:
    """Give the request with what the HTTP client adds to every one.

    Raises:
        ValueError: The HTTP library takes no URL like this one: it is too long.
    """
    try:
        url = httpx.URL(request.url)
    except httpx.InvalidURL as error:
        raise ValueError(f"the request cannot be sent: {error}") from None
    outgoing = http.build_request(
        request.method,
        url,
        headers=request.headers,
        cookies=dict(request.cookies),
        content=request.content,
        extensions=request.extensions,
    )
    if http.params:
        # The library puts them in the place of the request's own query.
        theirs = http.params
        for name in url.params:
            theirs = theirs.remove(name)
        both = filter(None, (url.query, str(theirs).encode()))
        outgoing.url = url.copy_with(query=b"&".join(both))
    return outgoing


def _check_kind(http: object, kind: type[object]) -> None:
    if http is not None and not isinstance(http, kind):
        raise TypeError(
            f"http_client must be an httpx.{kind.__name__}, not {type(http).__name__}"
        )


def _excerpt(response: httpx.Response) -> bytes:
    """Read the beginning; an answer that breaks off is still the answer."""
    excerpt = Excerpt()
    with suppress(httpx.RequestError):
        for chunk in response.iter_bytes():
            if excerpt.add(chunk):
                break
    return excerpt.content


async def _async_excerpt(response: httpx.Response) -> bytes:
    """As ``_excerpt``."""
    excerpt = Excerpt()
    with suppress(httpx.RequestError):
        async for chunk in response.aiter_bytes():
            if excerpt.add(chunk):
                break
    return excerpt.content
