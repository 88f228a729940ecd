"""What rules look at: a document, and the views of it that several of them share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..load.node import Document, Node
from ..openapi.operations import OperationNode, is_success, operations
from ..openapi.streams import StreamNode, operation_streams
from .references import Broken, broken

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
        faults = tuple(broken(document, found, streams))
        return cls(document, found, streams, failures, faults, payloads)

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
    stream: StreamNode
    """The first of them; the others describe their events alike."""
    operations: str
    """``POST /chat``, or ``POST /chat and 2 more``."""


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
        keys = list(dict.fromkeys(stream.operation.key for stream in members))
        more = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
        yield Group(node, members[0], keys[0] + more)


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
