"""What leads back to itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ssegen.python.plan.cycles import components, cyclic

GRAPHS = st.dictionaries(
    st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdefg"), max_size=3)
)


def reachable(graph: dict[str, list[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph.get(start, ()))
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(graph.get(node, ()))
    return seen


@given(GRAPHS)
def test_nodes_that_lead_to_each_other_are_one_component(
    graph: dict[str, list[str]],
) -> None:
    found = components(graph)
    assert sorted(node for component in found for node in component) == sorted(graph)
    place = {node: i for i, component in enumerate(found) for node in component}
    for node in graph:
        for other in reachable(graph, node) & graph.keys():
            together = node in reachable(graph, other)
            assert (place[node] == place[other]) is (together or node == other)
            assert place[other] <= place[node]


@given(GRAPHS)
def test_cyclic_nodes_lead_back_to_themselves(graph: dict[str, list[str]]) -> None:
    assert cyclic(graph) == {node for node in graph if node in reachable(graph, node)}


def test_a_long_chain_needs_no_recursion() -> None:
    chain = {str(n): [str(n + 1)] for n in range(50_000)}
    assert len(components(chain)) == 50_000
