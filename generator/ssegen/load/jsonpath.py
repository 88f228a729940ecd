"""JSONPath (RFC 9535), within a budget: whoever writes a query says how much work it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jsonpath_rfc9535 import (
    JSONPathEnvironment,
    JSONPathError,
    JSONPathNameError,
    JSONPathNode,
    JSONPathQuery,
    Parser,
)
from jsonpath_rfc9535.segments import (
    JSONPathChildSegment,
    JSONPathRecursiveDescentSegment,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jsonpath_rfc9535.segments import JSONPathSegment
    from jsonpath_rfc9535.tokens import TokenStream

    from .node import Pointer, Value

MAX_LENGTH = 10_000
"""How many characters a query may have."""

MAX_STEPS = 50_000_000
"""How many values the queries of one overlay may look at; filters in filters do so often."""

_REGULAR = ("match", "search")
"""The functions that take regular expressions, of which some take for ever on a short text."""


class QueryError(ValueError):
    """What is wrong with a query, in lower case."""


class _TooMuch(Exception):
    """The query looks at more than it may."""


class _Children(JSONPathChildSegment):
    def resolve(self, nodes: Iterable[JSONPathNode]) -> Iterable[JSONPathNode]:
        return super().resolve(_counted(self, nodes))


class _Descendants(JSONPathRecursiveDescentSegment):
    def resolve(self, nodes: Iterable[JSONPathNode]) -> Iterable[JSONPathNode]:
        for inner in _counted(self, _descendants(nodes)):
            for selector in self.selectors:
                yield from selector.resolve(inner)


def _descendants(nodes: Iterable[JSONPathNode]) -> Iterator[JSONPathNode]:
    """The nodes and all containers inside them, each before what it holds."""
    for top in nodes:
        waiting = [top]
        while waiting:
            node = waiting.pop()
            yield node
            held = node.value
            members: Iterable[tuple[str | int, Any]] = (
                held.items()
                if isinstance(held, dict)
                else enumerate(held) if isinstance(held, list) else ()
            )
            inner = [
                node.new_child(value, key, node)
                for key, value in members
                if isinstance(value, dict | list)
            ]
            waiting.extend(reversed(inner))


def _counted(
    segment: JSONPathSegment, nodes: Iterable[JSONPathNode]
) -> Iterator[JSONPathNode]:
    """The nodes; for each, the steps of looking at it and at what it holds are counted."""
    queries = segment.env
    assert isinstance(queries, Queries)
    for node in nodes:
        held = len(node.value) if isinstance(node.value, dict | list) else 0
        queries.steps += len(segment.selectors) * (1 + held)
        if queries.steps > MAX_STEPS:
            raise _TooMuch
        yield node


class _Parser(Parser):
    """Makes segments that count what they look at, also within filters."""

    def parse_query(
        self, stream: TokenStream, *, in_filter: bool = False
    ) -> Iterable[JSONPathSegment]:
        for segment in super().parse_query(stream, in_filter=in_filter):
            kind = (
                _Descendants
                if isinstance(segment, JSONPathRecursiveDescentSegment)
                else _Children
            )
            yield kind(
                env=segment.env, token=segment.token, selectors=segment.selectors
            )


class Queries(JSONPathEnvironment):
    """Reads queries, which share one budget of steps.

    The functions ``match()`` and ``search()`` are not supported.
    """

    parser_class = _Parser

    def __init__(self) -> None:
        super().__init__()
        self.steps = 0
        """How many were done so far."""

    def setup_function_extensions(self) -> None:
        super().setup_function_extensions()
        for name in _REGULAR:
            del self.function_extensions[name]

    def query(self, text: str) -> Query:
        """Read a query; raises QueryError where it is none."""
        if len(text) > MAX_LENGTH:
            raise QueryError(f"longer than {MAX_LENGTH:,} characters")
        try:
            return Query(self.compile(text))
        except JSONPathNameError as error:
            name = error.token.value if error.token else ""
            if name in _REGULAR:
                message = (
                    f"`{name}()` takes regular expressions, which are not supported"
                )
                raise QueryError(message) from None
            raise QueryError(f"there is no function `{name}()`") from None
        except JSONPathError as error:
            raise QueryError(str(error.args[0])) from None
        except RecursionError:
            raise QueryError("nested too deeply") from None


class Query:
    """A query that finds places."""

    def __init__(self, query: JSONPathQuery) -> None:
        self._query = query

    def places(self, root: Value) -> tuple[Pointer, ...]:
        """Where the values stand that the query selects, each once, in the query's order.

        Raises QueryError where that is more work than is left of the budget.
        """
        return _places(self._query, root)

    def reached(self, root: Value) -> tuple[Pointer, ...]:
        """Of a query that selects nothing: the places that as much of it leads to as leads
        anywhere.
        """
        query = self._query
        for length in range(len(query.segments) - 1, 0, -1):
            shorter = JSONPathQuery(env=query.env, segments=query.segments[:length])
            if found := _places(shorter, root):
                return found
        return ()


def _places(query: JSONPathQuery, root: Value) -> tuple[Pointer, ...]:
    try:
        found = {node.location: None for node in query.finditer(root)}
    except _TooMuch:
        raise QueryError(f"more than {MAX_STEPS:,} steps") from None
    except RecursionError:
        raise QueryError("nested too deeply") from None
    return tuple(found)
