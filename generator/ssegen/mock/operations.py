"""The operations of a document, as a mock serves them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..ir.streams import EventStream
from ..lower import lower
from ..lower.paths import sent_path
from ..lower.security import Security
from ..lower.unsupported import Unsupported
from ..openapi import operations
from ..openapi.operations import is_success, responses, successes
from ..openapi.streams import at_once, operation_streams

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..ir import api as ir
    from ..load.node import Document, Node
    from ..lower import Options
    from ..openapi import MediaType, OperationNode, StreamNode


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful response that does not stream."""

    status: str
    node: Node
    media_types: tuple[MediaType, ...]
    """None of which streams; empty where it has no body."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path."""

    node: OperationNode
    path: str
    """As it is sent."""
    bases: tuple[str, ...]
    """The paths below which it is served, without a slash at the end; empty for the root."""
    streams: tuple[StreamNode, ...]
    """Of its success; the one that is preferred first."""
    answers: tuple[Answer, ...]
    """Those at once; where it streams, only those with a body. Redirects where nothing succeeds."""
    security: tuple[tuple[ir.SecurityScheme, ...], ...]
    """Alternatives; without any, all may call it."""
    unprocessable: int
    """The status for what can be read and does not conform: 422 where the document has that and
    not 400."""
    asks_for_stream: tuple[ir.Fixed, ...] = ()
    """The settings of the switch that make it stream; empty where it has no switch."""
    asks_at_once: tuple[ir.Fixed, ...] = ()
    """The settings of the switch that make it answer at once."""

    @property
    def key(self) -> str:
        """``POST /chat``."""
        return self.node.key

    @property
    def method(self) -> str:
        """Upper case."""
        return self.node.method.upper()


@dataclass(frozen=True, slots=True)
class Operations:
    """All that a document describes and that can be served."""

    served: tuple[Operation, ...]
    title: str
    version: str
    left_out: tuple[tuple[str, str], ...]
    """Pairs of an operation's key and why it cannot be served."""

    @classmethod
    def of(cls, document: Document, options: Options) -> Operations:
        """Read the operations of a document; which requests stream is what its SDK thinks."""
        api = lower(document, options).api
        lowered = _by_key(api)
        security = Security(document)
        schemes = {scheme.key: scheme for scheme in api.schemes}
        common = dict.fromkeys(("", *_bases(api)))
        served: list[Operation] = []
        left_out: list[tuple[str, str]] = []
        for node in operations(document):
            try:
                path = sent_path(node)
            except Unsupported as unsupported:
                left_out.append((node.key, unsupported.reason))
                continue
            twins = lowered[node.key]
            own = {_path(twin.server): None for twin in twins if twin.server}
            streaming = [t for t in twins if isinstance(t.result, EventStream)]
            others = [t for t in twins if not isinstance(t.result, EventStream)]
            streams = tuple(_streams(document, node))
            served.append(
                Operation(
                    node=node,
                    path=path,
                    bases=tuple(common | own),
                    streams=streams,
                    answers=tuple(_answers(document, node, streams)),
                    security=tuple(
                        tuple(schemes[key] for key in keys if key in schemes)
                        for keys in security.alternatives(node)
                    ),
                    unprocessable=_unprocessable(document, node),
                    asks_for_stream=_fixed(streaming),
                    asks_at_once=_fixed(others),
                )
            )
        return cls(tuple(served), api.title, api.version, tuple(left_out))


def _by_key(api: ir.Api) -> dict[str, list[ir.Operation]]:
    """The lowered operations by the key of the document's operation."""
    found: dict[str, list[ir.Operation]] = defaultdict(list)
    for resource in api.every_resource():
        for operation in resource.operations:
            found[operation.key].append(operation)
            key, words, _ = operation.key.rpartition(" (")
            if words:
                found[key].append(operation)
    return found


def _fixed(twins: list[ir.Operation]) -> tuple[ir.Fixed, ...]:
    return tuple(dict.fromkeys(fixed for twin in twins for fixed in twin.fixed))


def _bases(api: ir.Api) -> Iterator[str]:
    """The paths of the servers, their variables at their defaults."""
    for server in api.servers:
        url = server.url
        for variable in server.variables:
            url = url.replace(f"{{{variable.wire_name}}}", variable.default)
        yield _path(url)


def _path(url: str) -> str:
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    path = path.strip("/")
    return f"/{path}" if path else ""


def _streams(document: Document, node: OperationNode) -> Iterator[StreamNode]:
    statuses = [status for status, _ in successes(document, node)]
    found = [s for s in operation_streams(document, node) if is_success(node, s.status)]
    yield from sorted(found, key=lambda s: statuses.index(s.status))


def _answers(
    document: Document, node: OperationNode, streams: tuple[StreamNode, ...]
) -> Iterator[Answer]:
    redirects = (r for r in responses(document, node) if r[0].startswith("3"))
    for status, response in successes(document, node) or redirects:
        media_types = at_once(document, node, response)
        if media_types or not streams:
            yield Answer(status, response, media_types)


def _unprocessable(document: Document, node: OperationNode) -> int:
    declared = {status for status, _ in responses(document, node)}
    return 422 if "422" in declared and "400" not in declared else 400
