"""What leads back to itself in a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def components(graph: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """The strongly connected components of a graph (Tarjan 1972), each after those it leads to.

    Args:
        graph: What every node leads to; what is no node itself leads nowhere.
    """
    found: list[tuple[str, ...]] = []
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()

    def enter(node: str) -> tuple[str, Iterator[str]]:
        number[node] = lowest[node] = len(number)
        path.append(node)
        on_path.add(node)
        return node, iter(graph[node])

    for start in graph:
        # A stack of our own: a document may chain definitions deeper than Python recurses.
        entered = [enter(start)] if start not in number else []
        while entered:
            node, following = entered[-1]
            for target in following:
                if target in graph and target not in number:
                    entered.append(enter(target))
                    break
                if target in on_path:
                    lowest[node] = min(lowest[node], number[target])
            else:
                entered.pop()
                if entered:
                    above = entered[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                if lowest[node] == number[node]:
                    component = [path.pop()]
                    while component[-1] != node:
                        component.append(path.pop())
                    on_path.difference_update(component)
                    found.append(tuple(reversed(component)))
    return found


def cycles(graph: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """The components whose nodes lead back to themselves, each after those it leads to."""
    for component in components(graph):
        if len(component) > 1 or any(node in graph[node] for node in component):
            yield component


def cyclic(graph: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The nodes of a graph that lead back to themselves."""
    return frozenset(node for component in cycles(graph) for node in component)
