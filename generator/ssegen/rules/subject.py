"""What rules look at: a document, and the views of it that several of them share."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..load.node import Document, Node
from ..openapi.operations import OperationNode, is_success, operations
from ..openapi.streams import StreamNode, operation_streams
from .references import Broken, broken, needed, reach
from .structure import Part, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ..openapi.variants import VariantNode


def every(operation: OperationNode) -> bool:
    """Want every operation."""
    return True


def none(operation: OperationNode) -> bool:
    """Want no operation."""
    return False


@dataclass(frozen=True, slots=True)
class Subject:
    """A document with its operations, streams and broken references, each found once."""

    document: Document
    operations: tuple[OperationNode, ...]
    streams: tuple[StreamNode, ...]
    """Those that a successful request gets."""
    failures: tuple[StreamNode, ...]
    """Those declared for another status."""
    reached: tuple[Node, ...]
    """All mappings that mean something to OpenAPI, wanted or not, also in other files."""
    parts: tuple[Part, ...]
    """Those of which the kind is known, as far as the operations reach."""
    broken: tuple[Broken, ...]
    payloads: Callable[[OperationNode], bool]
    """Which operations may describe what ``data`` holds; others have to say so themselves."""

    @classmethod
    def of(
        cls,
        document: Document,
        wanted: Callable[[OperationNode], bool] = every,
        payloads: Callable[[OperationNode], bool] = none,
    ) -> Subject:
        """Look at a document, at those of its operations that are wanted."""
        found = tuple(filter(wanted, operations(document)))
        declared = [stream for o in found for stream in operation_streams(document, o)]
        streams = tuple(s for s in declared if is_success(s.operation, s.status))
        failures = tuple(s for s in declared if not is_success(s.operation, s.status))
        reached = tuple(needed(document, found, streams))
        return cls(
            document,
            found,
            streams,
            failures,
            tuple(node for node, _ in reached),
            tuple(parts(document, found, declared)),
            tuple(broken(document, reached)),
            payloads,
        )

    def refuses(self, stream: StreamNode) -> bool:
        """Whether the stream's schema describes what ``data`` holds, and nobody says that this is
        meant.
        """
        marked = stream.is_marked or self.payloads(stream.operation)
        return stream.is_payload and not marked

    def schemas(
        self, wanted: Callable[[StreamNode], bool] | None = None
    ) -> Iterator[Group]:
        """The event streams by event schema; those without a schema, or with one that is unknown,
        are left out, as are JSON Lines, which know no fields.

        ``wanted`` says which of them count; all unless told.
        """
        counted = [
            stream
            for stream in self.streams
            if stream.is_event_stream and (wanted is None or wanted(stream))
        ]

        def schema(stream: StreamNode) -> Node | None:
            target = (
                self.document.resolve(stream.schema)
                if stream.schema is not None
                else None
            )
            return target if isinstance(target, Node) else None

        return gather(counted, schema)


@dataclass(frozen=True, slots=True)
class Group:
    """Streams that share a node, so that what is wrong there is told once."""

    node: Node
    streams: tuple[StreamNode, ...]
    """In document order; all of them describe their events alike."""

    @property
    def stream(self) -> StreamNode:
        """The first of them."""
        return self.streams[0]

    @property
    def operations(self) -> str:
        """``POST /chat``, or ``POST /chat and 2 more``."""
        return counted(stream.operation for stream in self.streams)


def gather(
    streams: Iterable[StreamNode], place: Callable[[StreamNode], Node | None]
) -> Iterator[Group]:
    """Group streams by a node of theirs, in document order; without those that lack it."""
    groups: dict[Node, list[StreamNode]] = {}
    for stream in streams:
        node = place(stream)
        if node is not None:
            groups.setdefault(node, []).append(stream)
    for node, members in groups.items():
        yield Group(node, tuple(members))


def counted(operations: Iterable[OperationNode]) -> str:
    """``POST /chat``, or ``POST /chat and 2 more``."""
    first, *others = dict.fromkeys(operation.key for operation in operations)
    return f"{first} and {len(others)} more" if others else first


def called(variant: VariantNode) -> str:
    """How messages call a variant: by its name, else by its event names, else by its place in the
    union."""
    if variant.name:
        return f"`{variant.name}`"
    if variant.events:
        return f"the event `{variant.events[0]}`"
    position = variant.node.pointer[-1] if variant.node.pointer else ""
    return f"member {position + 1}" if isinstance(position, int) else "the event schema"


def listed(names: Iterable[str], limit: int = 5) -> str:
    """The first names in backquotes, and how many there are besides."""
    every = [f"`{name}`" for name in names]
    more = [f"{len(every) - limit} more"] if len(every) > limit else []
    shown = every[:limit] + more
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def stated(document: Document, extension: str) -> Iterator[Node]:
    """Every value of an extension, wherever it stands on its own account."""
    # Few documents have one, and all of a document takes its time.
    if any(extension in source.text for source in document.sources.values()):
        for holder in reach(document, (document.root,), set()):
            value = holder.get(extension)
            if value is not None:
                yield value


def shown(node: Node) -> str:
    """How messages write the value of an extension."""
    match node.value:
        case dict():
            return "an object"
        case list():
            return "a list"
        case scalar:
            return f"`{json.dumps(scalar)}`"
