"""The paths of a document, and which of them a request means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import parse_qsl

from ..python.runtime.server.paths import Path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

T = TypeVar("T")


class Paths(Generic[T]):
    """What stands at the paths of templates.

    Args:
        entries: Pairs of a path and what stands there; earlier ones go before later ones. A query
            that a document writes into a path must be in the request.
    """

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._entries = [
            (Path(path), frozenset(_pairs(path.partition("?")[2])), entry)
            for path, entry in entries
        ]
        self._entries.sort(key=lambda one: (-len(one[1]), one[0].openness))

    def find(self, path: str, query: str) -> Iterator[tuple[T, Mapping[str, str]]]:
        """What a request may mean, best first, with the values of placeholders; all is still
        percent-encoded.
        """
        given = frozenset(_pairs(query))
        for template, wanted, entry in self._entries:
            values = template.match(path)
            if values is not None and wanted <= given:
                yield entry, values


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)
