"""Calls of a generated SDK to the mock of its document: both ends of a stream.

What the mock sends is kept as it came over the wire, and judged by jsonschema with the document as
a plain tree. What the SDK makes of it must be the same, typed and in order.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from importlib import import_module
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, TypeGuard, Union, get_args, get_origin
from warnings import catch_warnings

import httpx
from pydantic import BaseModel
from tests.corpus.exchanges import operations
from tests.corpus.judge import Judge
from tests.corpus.samples import NoSample, Samples
from tests.corpus.trees import read
from tests.corpus.trips import (
    SENTINELS,
    accepted,
    arguments,
    credentials,
    difference,
    excluded,
    kind,
    methods,
    unknown,
)
from tests.serving import importing, serving
from typing_extensions import TypeAliasType

from ssegen.mock import MockOptions, create_app

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.corpus.entries import Entry
    from tests.corpus.exchanges import Operation
    from tests.corpus.trees import Tree

    from ssegen.python.plan.sdk import Method, Sdk

LEAST = 5
"""So many events are asked for at least."""
UNSERVED = {
    "cohere-cohere.yaml": {
        "POST /v1/chat: create_stream": "two of its events have tags that their schema forbids",
        "POST /v2/batches: create": "its sample holds what is read only",
    },
    "letta-letta.json": {
        "GET /v1/archives/: list": "its schema requires a property that it forbids",
    },
}
"""Methods that find no answer because of what the document, or the sample, says; and why."""
PATIENCE = 20.0
"""Seconds that only a stream that is about to fail takes."""


@dataclass
class Served:
    """What became of the methods of an SDK that were called."""

    methods: int
    """How many of the SDK stream."""
    streams: dict[str, int] = field(default_factory=dict[str, int])
    """The events that came, by method."""
    answers: list[str] = field(default_factory=list[str])
    """The methods that were answered in JSON."""
    failed: dict[str, str] = field(default_factory=dict[str, str])
    excluded: dict[str, str] = field(default_factory=dict[str, str])
    """With the reason: there is nothing to send."""


def mocked(
    entry: Entry, corpus: Path, sdk: Sdk, folder: Path, *, answers: int
) -> Served:
    """Call every method that streams of the SDK that stands in the folder, and some that do not.

    Args:
        entry: A document that PyYAML reads.
        answers: How many methods with answers in JSON are called.
    """
    app = create_app(entry.load(corpus), MockOptions(delay=0))
    described = operations(Samples(read(entry.path(corpus))))
    with (
        serving(app) as url,
        importing(sdk.package, folder) as package,
        httpx.Client(transport=(tap := Tap(url))) as http,
        package.Client(
            base_url=url,
            http_client=http,
            max_retries=0,
            timeout=PATIENCE,
            **credentials(sdk),
        ) as client,
    ):
        return _Calls(entry.name, sdk, described, tap).run(client, answers)


class Tap(httpx.BaseTransport):
    """Sends every request to one server, wherever it leads, and keeps the last answer."""

    def __init__(self, url: str) -> None:
        self.url = httpx.URL(url)
        self.status = 0
        self.media_type = ""
        self.content = bytearray()
        self._transport = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        to = {"scheme": self.url.scheme, "host": self.url.host, "port": self.url.port}
        request.url = request.url.copy_with(**to)
        response = self._transport.handle_request(request)
        assert isinstance(response.stream, httpx.SyncByteStream)
        self.status = response.status_code
        self.media_type = response.headers.get("content-type", "").partition(";")[0]
        self.content = bytearray()
        response.stream = _Kept(response.stream, self.content)
        return response

    def close(self) -> None:
        self._transport.close()


@dataclass
class _Kept(httpx.SyncByteStream):
    stream: httpx.SyncByteStream
    content: bytearray

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.stream:
            self.content += chunk
            yield chunk

    def close(self) -> None:
        self.stream.close()


@dataclass(frozen=True)
class _Calls:
    """One SDK, the document it was made from, and the way to its mock."""

    document: str
    sdk: Sdk
    described: Mapping[tuple[str, str], list[Operation]]
    tap: Tap

    def run(self, client: Any, answers: int) -> Served:
        found = [*methods(self.sdk, client)]
        streams = [each for each in found if kind(each[1]) == "stream"]
        at_once = [each for each in found if kind(each[1]) == "json"]
        served = Served(len(streams))
        for resource, method in [*streams, *_spread(at_once, answers)]:
            data = method.operation
            key = f"{data.method} {data.path}"
            name = f"{key}: {method.name}"
            try:
                # A method that the API deprecates says so.
                with catch_warnings(action="ignore", category=DeprecationWarning):
                    if kind(method) == "stream":
                        served.streams[name] = self._stream(resource, method)
                    else:
                        self._answer(resource, method)
                        served.answers.append(name)
            except NoSample as reason:
                served.excluded[name] = str(reason)
            except Exception as error:
                served.failed[name] = f"{type(error).__name__}: {error}"[:600]
                known = UNSERVED.get(self.document, {}).get(name)
                if why := known or excluded(self.document, key, method):
                    served.excluded[name] = why
                    del served.failed[name]
        return served

    def _expected(self, method: Method) -> tuple[Operation, str, Tree]:
        """The operation of a method, and its media type with what the document says of that."""
        data = method.operation
        for operation in self.described.get((data.method, data.path), ()):
            for _, name, content in operation.responses(kind(method), accepted(data)):
                return operation, name.partition(";")[0].strip().lower(), content
        raise NoSample(f"the document has no such path with {accepted(data)}")

    def _stream(self, resource: Any, method: Method) -> int:
        """Read one stream to its end; the number of its events."""
        operation, media_type, content = self._expected(method)
        sentinel = SENTINELS.get(self.document, "")
        judge = Judge(
            operation,
            media_type,
            content,
            sentinel if method.operation.has_sentinel else "",
        )
        wanted = _promised(resource, method)
        with getattr(resource, method.name)(
            **arguments(method.operation, operation),
            extra_headers={"mock-count": str(max(LEAST, 2 * len(wanted) + 1))},
            deadline=PATIENCE,
        ) as stream:
            got = [*stream]
            completed = stream.completed
        sent = judge.sent(bytes(self.tap.content))
        assert self.tap.media_type == media_type, self.tap.media_type
        assert completed, "the stream is not completed"
        assert len(got) == len(sent), f"{len(got)} events of {len(sent)}"
        for number, (event, frame) in enumerate(zip(got, sent, strict=True)):
            problem = judge.problem(frame) or judge.difference(event, frame)
            assert not problem, f"event {number}: {problem}: {frame}"
        came = {type(e) for e in got} | {type(getattr(e, "data", None)) for e in got}
        missing = sorted(each.__name__ for each in wanted - came)
        assert judge.is_shown or not missing, f"never came: {', '.join(missing)}"
        return len(got)

    def _answer(self, resource: Any, method: Method) -> None:
        """Call what answers in JSON."""
        operation, _, _ = self._expected(method)
        got = getattr(resource, method.name)(**arguments(method.operation, operation))
        sent = json.loads(bytes(self.tap.content))
        for status, _, content in operation.responses("json", self.tap.media_type):
            if status == self.tap.status:
                problem = operation.samples.problem(content.get("schema", {}), sent)
                assert not problem, f"the answer: {problem}"
        found = difference(got, sent) or next(unknown(got), "")
        assert not found, found


def _promised(resource: Any, method: Method) -> set[type]:
    """The classes that events of a method, and what they hold, are to be."""
    module = import_module(type(resource).__module__)
    operation = getattr(module, method.operation.constant)
    if operation.payload is not None:
        return {*_classes(operation.payload())}
    if operation.variants is None:
        return set()
    variants = [each for each in operation.variants() if not each.error]
    within = _classes(*(each.json for each in variants))
    return {each.envelope for each in variants} | {*within}


def _classes(*types: Any) -> Iterator[type[BaseModel]]:
    """Give the models among types and the members of unions, but for the open ends."""
    for each in types:
        if isinstance(each, TypeAliasType):
            yield from _classes(each.__value__)
        elif get_origin(each) is Annotated:
            yield from _classes(get_args(each)[0])
        elif get_origin(each) in (Union, UnionType):
            yield from _classes(*get_args(each))
        elif _is_model(each) and not _is_apart(each):
            yield each


def _is_model(kind: Any) -> TypeGuard[type[BaseModel]]:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _is_apart(model: type[BaseModel]) -> bool:
    """Whether a model stands for what is not known, or for what a mock sends if asked to fail."""
    kinds = [get_args(each.annotation) for each in model.model_fields.values()]
    return ("error",) in kinds or "Unknown" in [each.__name__ for each in model.__mro__]


def _spread(items: list[Any], count: int) -> list[Any]:
    """So many of the items, from all over the list."""
    return items[:: max(1, -(-len(items) // count))] if count else []
