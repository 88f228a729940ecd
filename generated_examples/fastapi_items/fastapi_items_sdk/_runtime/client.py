# SPDX-License-Identifier: 0BSD
"""The clients that generated ones extend: ``RuntimeClient`` blocks, ``AsyncRuntimeClient`` awaits.

All that needs no waiting is shared: ``session`` keeps what calls have in common, ``request`` says
what to send, ``response`` what an answer means, ``retries`` what is tried again, and ``call``
brings these together.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, NoReturn, ParamSpec, TypeVar

from ._http import httpx
from .binary import AsyncBinaryCall, AsyncBinaryResponse, BinaryResponse
from .connection import release, release_awaited
from .opening import AsyncOpen, Open
from .options import TIMEOUT
from .raw import Capture, RawResponse, take_capture
from .reconnect import Reconnection
from .response import EXCERPT_BYTES, Excerpt
from .session import Session, check_kind, cookie_jar, outgoing
from .stream import (
    AsyncEventStream,
    AsyncOrigin,
    AsyncStreamCall,
    EventStream,
    Origin,
    R,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from .api import API
    from .auth import Given
    from .call import Call
    from .operation import BinaryOperation, Operation, StreamOperation
    from .options import (
        AsyncClientOptions,
        ClientOptions,
        RequestOptions,
        StreamOptions,
    )
    from .request import Endpoint

P = ParamSpec("P")
T = TypeVar("T")
H = TypeVar("H", bound="httpx.Client | httpx.AsyncClient")


class _Client(Generic[H]):
    """What both clients are besides sending."""

    _session: Session[H]

    def _origin(
        self, call: Call, options: StreamOptions, reopen: Callable[[str | None], R]
    ) -> Origin[R, Any]:
        """Give what the stream of a call needs of it."""
        return Origin(
            reopen=reopen,
            reconnection=Reconnection(
                options.get("reconnect"), call.request, call.retries
            ),
            deadline=call.deadline,
            dropped=self._session.dropped,
            redacted=call.request.redacted,
        )

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._session.settings.base_url!r})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client is not pickled, for it holds credentials")


class RuntimeClient(_Client[httpx.Client], Open):
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
        check_kind(http, httpx.Client)
        self._session = Session(api, credentials, variables, options, http, _http)
        self._sleep: Callable[[float], object] = time.sleep

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
        call = self._call(operation, arguments, options)
        response, content = self._send(call)
        return call.value(operation, response, content)

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
        call = self._call(operation, arguments, options)
        response, _ = self._send(call)
        origin = self._origin(
            call, options, lambda id: self._send(call.resuming(id))[0]
        )
        try:
            return EventStream(response, operation, options, origin)
        except BaseException:
            response.close()
            raise

    def binary(
        self,
        operation: BinaryOperation,
        arguments: Mapping[str, object],
        options: RequestOptions,
    ) -> BinaryResponse:
        """Send an operation and give its bytes, once the answer has begun.

        Raises:
            APIError: See the tree in ``errors``.
            ValueError, TypeError: An argument cannot be sent.
        """
        call = self._call(operation, arguments, options)
        response, _ = self._send(call)
        return BinaryResponse(response, call.request, self._session.dropped)

    def with_raw_response(
        self, method: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> RawResponse[T]:
        """Call a method of a resource, and give its value together with the response.

        ::

            raw = client.with_raw_response(client.models.list, limit=3)
            raw.headers["x-request-id"], raw.value

        Raises:
            TypeError: It is not a method of one of this client's resources.
        """
        with Capture(self, method) as capture:
            value = method(*args, **kwargs)
        return RawResponse(value, capture.response)

    def close(self) -> None:
        """Close the connections; but an ``http_client`` that was given stays open."""
        http = self._session.close()
        self._free_dropped()
        if http is not None:
            http.close()

    def _free_dropped(self) -> None:
        """Give back the connections of streams that nobody holds any more."""
        for response, _ in self._session.dropped.take():
            release(response)

    def _call(
        self,
        endpoint: Endpoint,
        arguments: Mapping[str, object],
        options: RequestOptions,
    ) -> Call:
        capture = take_capture()
        credentials = self._session.credentials
        placed = [
            scheme.place(secret)
            for scheme in credentials.choose(endpoint.security)
            if (secret := credentials.secret(scheme))
        ]
        return self._session.call(endpoint, arguments, options, placed, capture)

    def _send(self, call: Call) -> tuple[httpx.Response, bytes]:
        """Give the answer: open where its body is for the user to read, else read and closed."""
        while True:
            try:
                response, content = self._attempt(call)
            except httpx.RequestError as error:
                pause = call.failed(error)
            else:
                again = call.answered(response, content)
                if again is None:
                    return response, content
                pause = again
            self._sleep(pause)

    def _attempt(self, call: Call) -> tuple[httpx.Response, bytes]:
        http = self._session.http()
        self._free_dropped()
        sent = outgoing(http, call.request)
        call.limit(sent)
        response = http.send(sent, stream=True, follow_redirects=False)
        if call.is_left_open(response):
            return response, b""
        try:
            whole = call.is_read_whole(response)
            return response, response.read() if whole else _excerpt(response)
        finally:
            response.close()


class AsyncRuntimeClient(_Client[httpx.AsyncClient], AsyncOpen):
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
        check_kind(http, httpx.AsyncClient)
        self._session = Session(api, credentials, variables, options, http, _async_http)
        self._sleep: Callable[[float], Awaitable[object]] = _async_sleep

    async def request(
        self,
        operation: Operation[T],
        arguments: Mapping[str, object],
        options: RequestOptions,
    ) -> T:
        """As in ``RuntimeClient``."""
        call = await self._call(operation, arguments, options)
        response, content = await self._send(call)
        return call.value(operation, response, content)

    def stream(
        self,
        operation: StreamOperation[T],
        arguments: Mapping[str, object],
        options: StreamOptions,
    ) -> AsyncStreamCall[T]:
        """As in ``RuntimeClient``; nothing is sent before the call is awaited or entered."""

        async def opened() -> AsyncEventStream[T]:
            call = await self._call(operation, arguments, options)
            response, _ = await self._send(call)

            async def reopened(last_event_id: str | None) -> httpx.Response:
                again, _ = await self._send(call.resuming(last_event_id))
                return again

            origin: AsyncOrigin = self._origin(call, options, reopened)
            try:
                return AsyncEventStream(response, operation, options, origin)
            except BaseException:
                await response.aclose()
                raise

        return AsyncStreamCall(opened)

    def binary(
        self,
        operation: BinaryOperation,
        arguments: Mapping[str, object],
        options: RequestOptions,
    ) -> AsyncBinaryCall:
        """As in ``RuntimeClient``; nothing is sent before the call is awaited or entered."""

        async def opened() -> AsyncBinaryResponse:
            call = await self._call(operation, arguments, options)
            response, _ = await self._send(call)
            return AsyncBinaryResponse(response, call.request, self._session.dropped)

        return AsyncBinaryCall(opened)

    async def with_raw_response(
        self, method: Callable[P, Awaitable[T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> RawResponse[T]:
        """As in ``RuntimeClient``."""
        with Capture(self, method) as capture:
            value = await method(*args, **kwargs)
        return RawResponse(value, capture.response)

    async def aclose(self) -> None:
        """Close the connections; but an ``http_client`` that was given stays open."""
        http = self._session.close()
        await self._free_dropped()
        if http is not None:
            await http.aclose()

    async def _free_dropped(self) -> None:
        """As in ``RuntimeClient``."""
        for response, chunks in self._session.dropped.take():
            await release_awaited(response, chunks)

    async def _call(
        self,
        endpoint: Endpoint,
        arguments: Mapping[str, object],
        options: RequestOptions,
    ) -> Call:
        capture = take_capture()
        credentials = self._session.credentials
        placed = [
            scheme.place(secret)
            for scheme in credentials.choose(endpoint.security)
            if (secret := await credentials.secret_awaited(scheme))
        ]
        return self._session.call(endpoint, arguments, options, placed, capture)

    async def _send(self, call: Call) -> tuple[httpx.Response, bytes]:
        """As in ``RuntimeClient``."""
        while True:
            try:
                response, content = await self._attempt(call)
            except httpx.RequestError as error:
                pause = call.failed(error)
            else:
                again = call.answered(response, content)
                if again is None:
                    return response, content
                pause = again
            await self._sleep(pause)

    async def _attempt(self, call: Call) -> tuple[httpx.Response, bytes]:
        http = self._session.http()
        await self._free_dropped()
        sent = outgoing(http, call.request)
        call.limit(sent)
        response = await http.send(sent, stream=True, follow_redirects=False)
        if call.is_left_open(response):
            return response, b""
        try:
            whole = call.is_read_whole(response)
            return response, (
                await response.aread() if whole else await _async_excerpt(response)
            )
        finally:
            await response.aclose()


async def _async_sleep(seconds: float) -> None:
    # Both HTTP libraries depend on it; it loads an event loop, which blocking users need not.
    from anyio import sleep

    await sleep(seconds)


def _http() -> httpx.Client:
    return httpx.Client(timeout=TIMEOUT, cookies=cookie_jar())


def _async_http() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=TIMEOUT, cookies=cookie_jar())


def _excerpt(response: httpx.Response) -> bytes:
    """Read the beginning; an answer that breaks off is still the answer."""
    if response.is_stream_consumed:  # the transport answered out of memory
        return response.content[:EXCERPT_BYTES]
    excerpt = Excerpt(response)
    with suppress(httpx.RequestError):
        for chunk in response.iter_raw():
            if excerpt.add(chunk):
                break
    return excerpt.content


async def _async_excerpt(response: httpx.Response) -> bytes:
    """As ``_excerpt``."""
    if response.is_stream_consumed:
        return response.content[:EXCERPT_BYTES]
    excerpt = Excerpt(response)
    chunks = response.aiter_raw()
    try:
        with suppress(httpx.RequestError):
            async for chunk in chunks:
                if excerpt.add(chunk):
                    break
    finally:
        await release_awaited(response, chunks)
    return excerpt.content
