# SPDX-License-Identifier: 0BSD
"""An operation that streams, as a server sees it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..media_types import essence
from ..wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..operation import StreamOperation

E = TypeVar("E")


@dataclass(frozen=True, eq=False)  # no slots: ``wire`` is kept in the instance
class Route(Generic[E]):
    """An operation, and what a handler is given of a request.

    Attributes:
        name: The method that handles it.
        operation: What it looks like on the wire; the client's.
        arguments: The types of the handler's arguments, by name.
        by_default: Whether a request that leaves out what else asks for the stream asks for it.
    """

    name: str
    operation: StreamOperation[Any]
    arguments: Mapping[str, Callable[[], object]]
    by_default: bool = False

    @cached_property
    def wire(self) -> Wire:
        """What turns events into bytes, built when the first is sent."""
        return Wire(self.operation, essence(self.operation.accept), exact=False)

    def encode(self, event: E) -> bytes:
        """Give an event as it stands on the wire.

        Raises:
            TypeError: A client of the SDK could not read it: the operation delivers no such event.
            ValueError: Its name or id holds a line break, or its data has no JSON form.
        """
        return self.wire.encoded(event)

    @property
    def sentinel(self) -> bytes:
        """What ends the stream; empty where nothing does."""
        sentinel = self.operation.sentinel
        return b"" if sentinel is None else self.wire.block(data=sentinel.encode())
