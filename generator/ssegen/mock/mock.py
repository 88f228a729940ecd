"""The operations of a document as one ASGI application: each request in, its response out."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ..conformance import Conformance
from ..python.runtime.server.paths import path_of
from ..samples import NoSample, Samples
from .answers import content_of, sendable, status_of
from .bodies import read_body
from .choice import chosen_stream
from .credentials import authenticate
from .errors import Errors
from .faults import FaultError
from .operations import Operations
from .parameters import Sent, parameter_problems
from .paths import Paths
from .recorded import recorded
from .refusal import Refusal
from .script import Sequences, Tally, in_pieces, stream_steps
from .streaming import Streaming
from .styles import Styles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

    from ..load.node import Document
    from ..openapi import StreamNode
    from ..python.runtime.recording import Recording
    from .faults import Faults
    from .operations import Operation
    from .options import MockOptions

_STREAMED = (("cache-control", "no-store"), ("x-accel-buffering", "no"))


@dataclass(frozen=True, slots=True)
class Reply:
    """A response, and what is told of it."""

    status: int
    response: ASGIApp
    told: Callable[[], str]
    """What was sent, in words; asked when it is over."""


class Mock:
    """Answers requests as a document says.

    Args:
        document: The document.
        options: How it answers; requests may ask for others.
        page: What ``/`` gives to requests that accept HTML.

    Attributes:
        operations: Those that are served.
        samples: Makes the values.
        conformance: Checks what is sent to it.
    """

    def __init__(
        self, document: Document, options: MockOptions, page: Response
    ) -> None:
        self.operations = Operations.of(document, options.lowering)
        self.samples = Samples(document)
        self.conformance = Conformance(document)
        self._document = document
        self._options = options
        self._page = page
        self._styles = Styles(document, self.conformance)
        self._errors = Errors(document, self.conformance, self.samples)
        self._sequences = Sequences(self.samples, self.conformance)
        self._paths = Paths(
            (base + operation.path, operation)
            for operation in self.operations.served
            for base in operation.bases
        )
        self._recordings = {
            (one.method.upper(), unquote(one.path)): one for one in options.recordings
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        path = path_of(scope)
        try:
            reply = await self._reply(request, path)
        except ClientDisconnect:
            return
        await reply.response(scope, receive, send)
        told = reply.told()
        line = f"{request.method} {unquote(path)} {reply.status}"
        self._options.log(f"{line} {told}" if told else line)

    async def _reply(self, request: Request, path: str) -> Reply:
        operation = None
        try:
            options = self._options.overridden(request.headers)
            recording = self._recordings.get((request.method, unquote(path)))
            if recording is not None:
                return _instead(options.faults) or _recorded(recording, options)
            if _is_for_page(request, path):
                return _whole(self._page)
            found = self._found(request, path)
            operation = found[0][0]
            return _instead(options.faults) or await self._answered(
                request, found, options
            )
        except FaultError as error:
            return self._refused(Refusal(400, str(error)), operation)
        except Refusal as refusal:
            return self._refused(refusal, operation)

    def _found(
        self, request: Request, path: str
    ) -> list[tuple[Operation, Mapping[str, str]]]:
        """The operation that a request means, and the values in its path; several where the
        document describes one path by several keys, which differ in what follows ``#``.
        """
        found = list(self._paths.find(path, request.url.query))
        for method in (request.method, *(["GET"] if request.method == "HEAD" else [])):
            meant = [(o, values) for o, values in found if o.method == method]
            if meant:
                return [each for each in meant if each[0].path == meant[0][0].path]
        if not found:
            raise Refusal(
                404,
                f"the document has no path {unquote(path)}; a browser shows what there is at /",
            )
        methods = dict.fromkeys(operation.method for operation, _ in found)
        if "GET" in methods:
            methods["HEAD"] = None
        allow = ", ".join((*methods, "OPTIONS"))
        status = 204 if request.method == "OPTIONS" else 405
        raise Refusal(
            status,
            f"{unquote(path)} takes {allow}, not {request.method}",
            headers={"Allow": allow},
        )

    async def _answered(
        self,
        request: Request,
        found: list[tuple[Operation, Mapping[str, str]]],
        options: MockOptions,
    ) -> Reply:
        """The answer of the first operation that takes the request, else the first refusal."""
        (operation, values), *others = found
        try:
            return await self._answer(request, operation, values, options)
        except Refusal as refusal:
            if others and refusal.problems:
                with suppress(Refusal):
                    return await self._answered(request, others, options)
            raise

    async def _answer(
        self,
        request: Request,
        operation: Operation,
        values: Mapping[str, str],
        options: MockOptions,
    ) -> Reply:
        authenticate(operation, request)
        sent = Sent.of(request, values)
        body = await read_body(self._document, self._styles, operation, request)
        problems = [
            *parameter_problems(self._document, self._styles, operation.node, sent),
            *body.problems,
        ]
        if problems:
            message = f"the request does not conform to {operation.key}"
            raise Refusal(operation.unprocessable, message, problems)
        accept = request.headers.get("accept", "")
        stream = chosen_stream(
            operation, accept=accept, query=request.query_params, body=body.value
        )
        # By what was asked, so that a repeated or resumed request gets the same values.
        key = json.dumps(
            [options.seed, operation.key, dict(values), sent.query, body.value],
            sort_keys=True,
        )
        if stream is not None:
            return self._stream(stream, request, options, key)
        if not operation.answers:
            return _whole(Response(status_code=200))
        answer = operation.answers[0]
        made = content_of(self._document, self.samples, answer, accept, key)
        return _whole(Response(made.data, made.status, dict(made.headers)))

    def _stream(
        self, stream: StreamNode, request: Request, options: MockOptions, key: str
    ) -> Reply:
        last = request.headers.get("last-event-id", "")
        last = last.encode("latin-1").decode("utf-8", "replace")
        frames = self._sequences.after(stream, options.count, key, last)
        try:
            first = next(frames, None)
        except NoSample as error:
            raise Refusal(501, f"no event can be made: {error}") from None
        if first is None and last and stream.sentinel is None:
            # HTML, section 9.2.1: a client that gets 204 stops reconnecting.
            return _whole(Response(status_code=204))
        tally = Tally()
        steps = stream_steps(
            stream,
            chain(() if first is None else (first,), frames),
            lambda: self._sequences.error(stream, key),
            options,
            tally,
        )
        status = status_of(stream.status)
        essence = sendable(stream.media_type.essence)
        response = Streaming(
            status,
            [("content-type", essence), *_STREAMED],
            in_pieces(steps, options.faults),
        )

        def told() -> str:
            counted = f"{tally.events} event{'' if tally.events == 1 else 's'}"
            sentinel = ", sentinel" if tally.sentinel else ""
            return _told(response, f"{essence}: {counted}{sentinel}")

        return Reply(status, response, told)

    def _refused(self, refusal: Refusal, operation: Operation | None) -> Reply:
        if refusal.status == 204:
            return _whole(Response(status_code=204, headers=dict(refusal.headers)))
        body = self._errors.body(refusal, operation)
        response = Response(
            body, refusal.status, refusal.headers, media_type="application/json"
        )
        return Reply(refusal.status, response, lambda: refusal.text)


def _whole(response: Response) -> Reply:
    size = len(response.body)
    media_type = response.headers.get("content-type", "")
    return Reply(
        response.status_code,
        response,
        lambda: f"{media_type}: {size} bytes" if size else "",
    )


def _instead(faults: Faults) -> Reply | None:
    """What is answered in place of anything else."""
    if faults.too_many is not None:
        headers = {"Retry-After": str(faults.too_many)}
        raise Refusal(429, "the mock was asked to answer 429", headers=headers)
    return _whole(Response(status_code=204)) if faults.no_content else None


def _recorded(recording: Recording, options: MockOptions) -> Reply:
    response = recorded(recording, options.faults, delay=options.delay)
    return Reply(recording.status, response, lambda: _told(response, "recording"))


def _told(response: Streaming, what: str) -> str:
    return ", ".join(filter(None, (what, f"{response.size} bytes", response.ended)))


def _is_for_page(request: Request, path: str) -> bool:
    accept = request.headers.get("accept", "")
    return path == "/" and request.method in ("GET", "HEAD") and "text/html" in accept
