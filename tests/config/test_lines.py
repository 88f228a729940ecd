from __future__ import annotations

import pytest

from ssegen.config.lines import line

TEXT = '''\
# a comment

first = """
[streams]
second = 1
"""
second = [
  1, # one

  2,
]
inline = {a = 1, b = 2}
[streams]

payload = true
[[documents]]
spec = "a"

[[documents]]
spec = "b"
[documents.streams]
"a b".c = 1'''


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (("first",), 3),
        (("second",), 7),
        (("second", 1), 7),
        (("inline", "b"), 12),
        (("streams",), 13),
        (("streams", "payload"), 15),
        (("documents",), 16),
        (("documents", 0), 16),
        (("documents", 0, "spec"), 17),
        (("documents", 1), 19),
        (("documents", 1, "spec"), 20),
        (("documents", 1, "streams"), 21),
        (("documents", 1, "streams", "a b", "c"), 22),
        ((), 1),
    ],
)
def test_a_place_stands_on_the_line_where_its_statement_begins(
    place: tuple[str | int, ...], expected: int
) -> None:
    assert line(TEXT, place) == expected


def test_the_line_of_a_statement_is_found_wherever_it_stands() -> None:
    keys = [f"key{number}" for number in range(70)]
    text = "\n".join(f"{key} = [\n1,\n]" for key in keys)
    assert [line(text, (key,)) for key in keys] == [1 + 3 * n for n in range(70)]
