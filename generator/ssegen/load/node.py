"""A loaded document: plain values, each of which knows where it stands."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from ..diagnostics import Diagnostic, Location, Pointer, Token, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "Dangling",
    "Document",
    "Node",
    "Pointer",
    "Source",
    "Token",
    "Value",
]


class Source(Protocol):
    """One file of a document."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What messages call it: the path as the user wrote it, the URL, or ``<stdin>``."""

    @property
    @abstractmethod
    def text(self) -> str:
        """The whole text, for excerpts."""

    @property
    @abstractmethod
    def root(self) -> Value:
        """The value that the whole text stands for."""

    @abstractmethod
    def location(self, pointer: Pointer) -> Location:
        """Where the node's key stands, or the node itself where it has no key.

        The file of the location is this one, or the overlay that put the node there.
        """


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a document together with its place; cheap to make, compared by place."""

    source: Source
    pointer: Pointer
    value: Value = field(compare=False)

    @property
    def key(self) -> str:
        """The last token of the pointer as text; empty at the root."""
        return str(self.pointer[-1]) if self.pointer else ""

    @property
    def path(self) -> str:
        """The JSON Pointer of RFC 6901; empty at the root."""
        return "".join(
            "/" + str(token).replace("~", "~0").replace("/", "~1")
            for token in self.pointer
        )

    @property
    def identity(self) -> str:
        """``file#/pointer``: the same text for the same place in every run."""
        return f"{self.source.name}#{self.path}"

    @property
    def location(self) -> Location:
        """Where a message about this node points."""
        return self.source.location(self.pointer)

    def get(self, key: str) -> Node | None:
        """The member of that name; None where there is none or this is not a mapping."""
        if isinstance(self.value, dict) and key in self.value:
            return Node(self.source, (*self.pointer, key), self.value[key])
        return None

    def at(self, *keys: str) -> Node | None:
        """The node reached by following member names one after the other."""
        node: Node | None = self
        for key in keys:
            node = node.get(key) if node is not None else None
        return node

    def members(self) -> Iterator[tuple[str, Node]]:
        """The members of a mapping in document order; nothing where this is not a mapping."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                yield key, Node(self.source, (*self.pointer, key), value)

    def containers(self) -> Iterator[tuple[str, Node]]:
        """The members of a mapping that are mappings or lists themselves, in document order."""
        if isinstance(self.value, dict):
            for key, value in self.value.items():
                if isinstance(value, dict | list):
                    yield key, Node(self.source, (*self.pointer, key), value)

    def items(self) -> Iterator[Node]:
        """The items of a list; nothing where this is not a list."""
        if isinstance(self.value, list):
            for index, value in enumerate(self.value):
                yield Node(self.source, (*self.pointer, index), value)

    def text(self, key: str, default: str = "") -> str:
        """The member of that name where it is a string, else the default."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return value if isinstance(value, str) else default

    def has(self, key: str) -> bool:
        """Whether this is a mapping with a member of that name."""
        return isinstance(self.value, dict) and key in self.value

    def flag(self, key: str) -> bool:
        """Whether the member of that name is ``true``."""
        return isinstance(self.value, dict) and self.value.get(key) is True


@dataclass(frozen=True, slots=True)
class Dangling:
    """What a ``$ref`` that leads nowhere resolves to."""

    reference: Node
    """The node that carries the ``$ref``."""
    reason: str
    """Lower case: no such node, circular, outside the document's folder, not a file, ..."""
    remedy: str = ""
    """What to do about it, where that is more than to correct the reference."""


class Document(Protocol):
    """An OpenAPI description with all the files it was read from."""

    @property
    @abstractmethod
    def root(self) -> Node:
        """The top of the file that the user named."""

    @property
    @abstractmethod
    def version(self) -> tuple[int, int]:
        """``(3, 0)``, ``(3, 1)`` or ``(3, 2)``."""

    @property
    @abstractmethod
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What reading the files themselves found: duplicate keys and the like."""

    @property
    @abstractmethod
    def sources(self) -> Mapping[str, Source]:
        """Every file read so far, by name."""

    @abstractmethod
    def follow(self, node: Node) -> Node | Dangling:
        """Follow ``$ref`` by one step; a node without ``$ref`` is returned as it is."""

    @abstractmethod
    def resolve(self, node: Node) -> Node | Dangling:
        """Follow ``$ref`` as far as it leads.

        A node without ``$ref`` is returned as it is. Keywords beside a ``$ref`` are the caller's
        affair: the result is the target alone.
        """
