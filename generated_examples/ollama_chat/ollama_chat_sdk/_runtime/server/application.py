# SPDX-License-Identifier: 0BSD
"""The operations of an API as an application for ASGI servers."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import anyio
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.websockets import WebSocketClose

from ..media_types import essence, is_json_lines
from ..operation import BodyField
from ..options import check_known, checked_seconds, checked_size
from ..wording import one_line
from .arguments import Arguments, Sent
from .options import KEEP_ALIVE, MAX_BODY_BYTES, ServerOptions
from .paths import Path, path_of
from .problems import RequestError
from .received import Received, body_of, parts_of
from .reports import error_response
from .response import UNREAD, StreamResponse
from .switch import accepts, lacks, takes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping

    from starlette.types import ASGIApp, Lifespan, Message, Receive, Scope, Send

    from ..operation import StreamOperation
    from .route import Route

_JSON: Final = "application/json"


def application(
    routes: Iterable[Route[Any]], handlers: object, options: ServerOptions
) -> Starlette:
    """Give an application that answers operations; it can be mounted in others.

    Args:
        handlers: Has a method for each route, by its name.

    Raises:
        TypeError: ``handlers`` lacks a method, or an option is unknown or of the wrong type.
        ValueError: An option is out of range.
    """
    app = Starlette(lifespan=_lifespan(options.get("otherwise")))
    # Its own routes would not match a path that holds a line break.
    app.router.default = _Dispatcher(routes, handlers, options)
    return app


def _lifespan(other: ASGIApp | None) -> Lifespan[Starlette] | None:
    """Give the lifespan of another application, for nobody else runs it."""
    if not isinstance(other, Starlette):  # FastAPI's is one
        return None
    context: Any = other.router.lifespan_context
    return lambda _: context(other)


def encoded(routes: Iterable[Route[Any]], event: object) -> bytes:
    """Give an event as it stands on the wire of the first operation that delivers such.

    Raises:
        TypeError: None does.
        ValueError: Its name or id holds a line break, or its data has no JSON form.
    """
    for route in routes:
        try:
            return route.encode(event)
        except TypeError:
            continue
    raise TypeError(f"no operation delivers {one_line(repr(event))}")


class _Endpoint:
    """A route, and the method that handles it."""

    def __init__(
        self, route: Route[Any], handler: Callable[..., AsyncIterator[object]]
    ) -> None:
        self.route = route
        self.handler = handler
        self.operation = route.operation
        self.path = Path(route.operation.path)
        self.has_body = bool(route.operation.body) or any(
            isinstance(one, BodyField) for one in route.operation.parameters
        )

    def takes(self, kind: str) -> bool:
        """Whether the operation takes a body of a media type."""
        return not self.has_body or takes(self.operation, kind)

    @cached_property
    def arguments(self) -> Arguments:
        """What decodes arguments, built when the first request comes."""
        return Arguments(self.operation, self.route.arguments)


class _Dispatcher:
    """Gives each request to the handler of its operation."""

    def __init__(
        self, routes: Iterable[Route[Any]], handlers: object, options: ServerOptions
    ) -> None:
        check_known(options, ServerOptions.__optional_keys__)
        self._keep_alive = options.get("keep_alive", KEEP_ALIVE)
        if self._keep_alive is not None:
            checked_seconds("keep_alive", self._keep_alive)
        self._max_body_bytes = checked_size(
            "max_body_bytes", options.get("max_body_bytes", MAX_BODY_BYTES)
        )
        self._otherwise = options.get("otherwise")
        routes = list(routes)
        missing = [one.name for one in routes if not hasattr(handlers, one.name)]
        if missing:
            raise TypeError(
                f"{type(handlers).__name__} lacks the methods {', '.join(missing)}"
            )
        endpoints = [_Endpoint(one, getattr(handlers, one.name)) for one in routes]
        # One that has a query in its path comes before that without: ``/q?mode=s``, ``/q``.
        self._endpoints = sorted(
            endpoints,
            key=lambda one: (one.path.openness, "?" not in one.operation.path),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await (self._otherwise or WebSocketClose())(scope, receive, send)
            return
        operation: StreamOperation[Any] | None = None
        body = b""
        try:
            endpoints, parameters = self._matching(scope)
            operation = endpoints[0].operation
            headers = Headers(scope=scope)
            kind = essence(headers.get("content-type", ""))
            taking = [one for one in endpoints if one.takes(kind)]
            if not taking:
                known = ", ".join(one.operation.content_type for one in endpoints)
                raise _NotOurs(415, f"the body is {one_line(kind)}, not {known}")
            if any(one.has_body for one in taking):
                body = await body_of(headers, receive, self._max_body_bytes)
                receive = Received(body, receive)
            is_multipart = body and kind.startswith("multipart/")
            sent = Sent(
                path=parameters,
                query=scope["query_string"].decode("latin-1"),
                headers=_texts(headers),
                content_type=kind,
                body=body,
                parts=await parts_of(headers, body) if is_multipart else (),
            )
            endpoint = self._asked_for(taking, sent)
            operation = endpoint.operation
            arguments = endpoint.arguments.decoded(sent)
        except ClientDisconnect:
            with suppress(OSError):  # since ASGI 2.4: the client has left
                await UNREAD(scope, receive, send)
        except _NotOurs as error:
            app = self._otherwise or error_response(operation, error)
            await app(scope, receive, send)
        except RequestError as error:
            await error_response(operation, error)(scope, receive, send)
        else:
            await self._answer(endpoint, arguments, scope, body, receive, send)

    def _matching(self, scope: Scope) -> tuple[list[_Endpoint], Mapping[str, str]]:
        """Give the operations of a method and a path, and the texts of the path's parameters.

        Raises:
            _NotOurs: There is none.
        """
        path = path_of(scope)
        found = [
            (one, parameters)
            for one in self._endpoints
            if (parameters := one.path.match(path)) is not None
        ]
        if not found:
            raise _NotOurs(404, "there is no such operation")
        # RFC 9110 9.3.2: HEAD is GET without the content.
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        ours = [pair for pair in found if pair[0].operation.method == method]
        if not ours:
            methods = {one.operation.method for one, _ in found}
            methods |= {"HEAD"} if "GET" in methods else set()
            allow = ", ".join(sorted(methods))
            raise _NotOurs(405, f"the methods are {allow}", headers={"Allow": allow})
        first, parameters = ours[0]
        openness = first.path.openness
        return [one for one, _ in ours if one.path.openness == openness], parameters

    def _asked_for(self, endpoints: list[_Endpoint], sent: Sent) -> _Endpoint:
        """Give the operation whose stream is asked for.

        Raises:
            _NotOurs: None is.
            RequestError: The body, which tells, is not readable.
        """
        ways: list[str] = []
        for one in endpoints:
            lacking = lacks(one.route, sent)
            if lacking:
                ways.append(f"send {lacking}")
            elif not self._is_accepted(one.operation, sent):
                ways.append(f"accept {one.operation.accept}")
            else:
                return one
        status = 406 if all(way.startswith("accept ") for way in ways) else 400
        raise _NotOurs(status, f"to get the stream, {' or '.join(ways)}")

    def _is_accepted(self, operation: StreamOperation[Any], sent: Sent) -> bool:
        kind = essence(operation.accept)
        if operation.fixed or accepts(sent, kind):
            return True
        # Clients call lines of JSON by many names, where nothing else is to be had.
        return self._otherwise is None and is_json_lines(kind) and accepts(sent, _JSON)

    async def _answer(
        self,
        endpoint: _Endpoint,
        arguments: Mapping[str, object],
        scope: Scope,
        body: bytes,
        receive: Receive,
        send: Send,
    ) -> None:
        gone = anyio.Event()

        async def left() -> Message:
            # The response waits for the client to leave, and two could not.
            await gone.wait()
            return {"type": "http.disconnect"}

        request = Request(scope, Received(body, left))
        response = StreamResponse(
            endpoint.route,
            lambda: endpoint.handler(request, **arguments),
            keep_alive=self._keep_alive,
            gone=gone,
        )
        if scope["method"] == "HEAD":
            await response.head(send)
        else:
            await response(scope, receive, send)


class _NotOurs(RequestError):
    """A request that is for none of the operations; another application may answer it."""


def _texts(headers: Headers) -> dict[str, str]:
    """Give headers by lower-case name; lines of one name are one list (RFC 9110 5.3)."""
    lines: dict[str, str] = {}
    for name, value in headers.raw:
        key = name.decode("latin-1").lower()
        try:
            text = value.decode()
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        between = "; " if key == "cookie" else ", "
        lines[key] = f"{lines[key]}{between}{text}" if key in lines else text
    return lines
