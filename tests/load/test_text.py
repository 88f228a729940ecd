from __future__ import annotations

import pytest

from ssegen.load import LoadError
from ssegen.load.text import Lines, decode


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le"]
)
def test_a_byte_order_mark_tells_the_encoding_and_is_no_text(encoding: str) -> None:
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    assert decode("spec.yaml", mark + "é: 😀".encode(encoding)) == "é: 😀"


def test_bytes_that_are_not_utf_8_are_refused_where_they_stand() -> None:
    with pytest.raises(LoadError) as caught:
        decode("spec.yaml", "a: é\nb: ".encode() + b"\xff\n")
    (diagnostic,) = caught.value.diagnostics
    assert str(diagnostic.location) == "spec.yaml:2:4"
    assert diagnostic.message.startswith("the file is not UTF-8: ")


def test_a_place_is_counted_in_lines_and_characters() -> None:
    lines = Lines("a😀b\r\nc\rd\n\u2028e")
    assert [lines.place(offset) for offset in (0, 2, 5, 7, 9, 10)] == [
        (1, 1),
        (1, 3),
        (2, 1),
        (3, 1),
        (4, 1),
        (4, 2),
    ]
