"""The methods of an SDK that stream, and which of them is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ..ir.streams import EventStream
from ..openapi.operations import is_success
from ..openapi.streams import streams

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..ir.api import Api, Operation
    from ..load.node import Document
    from ..openapi import StreamNode
    from ..python.plan.sdk import Method, ResourceModule, Sdk
    from ..python.runtime.recording import Recording

_PARAMETER = re.compile(r"\{[^{}]*\}")


class NoOperation(Exception):
    """No operation that streams is meant, or several are; the message says what there is."""


@dataclass(frozen=True, slots=True)
class StreamMethod:
    """An operation that streams, and the method of the SDK that calls it."""

    operation: Operation
    module: ResourceModule
    method: Method

    @property
    def path(self) -> str:
        """Where a client has it: ``chat.completions.create_stream``."""
        return f"{self.module.path}.{self.method.name}"

    @property
    def request(self) -> str:
        """``POST /chat``"""
        return f"{self.operation.method} {self.operation.path}"

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be called."""
        operation = self.operation
        own = (operation.id, operation.key, self.request, self.path)
        return tuple(dict.fromkeys(filter(None, own)))

    def node(self, document: Document) -> StreamNode:
        """What the document says of its stream."""
        operation, result = self.operation, self.operation.result
        found = [
            stream
            for stream in streams(document)
            if isinstance(result, EventStream)
            and stream.media_type.essence == result.media_type
            and is_success(stream.operation, stream.status)
            and f"{operation.key} ".startswith(f"{stream.operation.key} ")
        ]
        # One path may be the beginning of another.
        return max(found, key=lambda stream: len(stream.operation.key))


def stream_methods(api: Api, sdk: Sdk) -> tuple[StreamMethod, ...]:
    """Every method that streams."""
    return tuple(
        StreamMethod(operation, module, method)
        for resource, module in zip(api.every_resource(), sdk.resources, strict=True)
        for operation, method in zip(resource.operations, module.methods, strict=True)
        if isinstance(operation.result, EventStream)
    )


def find(methods: Iterable[StreamMethod], name: str) -> StreamMethod:
    """The method that is meant: by operationId, method and path, or path from the client.

    Raises:
        NoOperation: There is none of that name, or there are several.
    """
    methods = tuple(methods)
    wanted = name.removeprefix("client.")
    found = [m for m in methods if wanted in m.names] or [
        m for m in methods if wanted.casefold() in map(str.casefold, m.names)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise NoOperation(f"{name!r} may be one of {_listed(found)}")
    close = get_close_matches(name, [n for m in methods for n in m.names], n=3)
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    raise NoOperation(
        f"no operation that streams is called {name!r}{hint}\n{_listed(methods)}"
    )


def recorded(methods: Iterable[StreamMethod], recording: Recording) -> StreamMethod:
    """The method whose request was recorded: by its HTTP method, and the end of its path.

    Raises:
        NoOperation: There is none, or there are several.
    """
    methods = tuple(methods)
    found = sorted(_fitting(methods, recording), key=lambda pair: -pair[0])
    best = [method for weight, method in found if weight == found[0][0]]
    if len(best) == 1:
        return best[0]
    what = f"{recording.method} {recording.path}"
    if best:
        raise NoOperation(f"{what} may be one of {_listed(best)}; name it")
    raise NoOperation(
        f"no operation that streams is {what}; name the one it is of\n{_listed(methods)}"
    )


def _fitting(
    methods: Iterable[StreamMethod], recording: Recording
) -> Iterator[tuple[int, StreamMethod]]:
    """The methods whose path the recorded one may be, with how much of it they spell."""
    for method in methods:
        spelled = _PARAMETER.split(method.operation.path.partition("?")[0])
        pattern = "[^/]+".join(map(re.escape, spelled))
        if method.operation.method == recording.method and re.search(
            f"{pattern}$", recording.path
        ):
            yield len("".join(spelled)), method


def _listed(methods: Iterable[StreamMethod]) -> str:
    rows = [f"  {m.path}  {m.request}  {m.operation.id}".rstrip() for m in methods]
    return "\n".join(["the operations that stream:" if rows else "none does", *rows])
