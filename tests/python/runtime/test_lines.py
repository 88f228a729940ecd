"""JSON Lines and JSON text sequences, however the bytes are cut."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssegen.python.runtime.errors import EventTooLarge
from ssegen.python.runtime.lines import LineDecoder, SequenceDecoder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

AnyDecoder: TypeAlias = LineDecoder | SequenceDecoder

LINES = [
    ("one", b'{"a": 1}\n', [b'{"a": 1}']),
    ("no end", b'{"a": 1}\n[2]', [b'{"a": 1}', b"[2]"]),
    (
        "scalars",
        b'1\n"x"\nnull\ntrue\n-1.5e3\n',
        [b"1", b'"x"', b"null", b"true", b"-1.5e3"],
    ),
    ("arrays", b"[1]\n[]\n", [b"[1]", b"[]"]),
    ("CR LF", b"1\r\n\r\n2\r\n", [b"1", b"2"]),
    ("blank", b"\n\n1\n \t\n2\n\n", [b"1", b"2"]),
    ("padded", b"  1 \n", [b"1"]),
    ("mark", b"\xef\xbb\xbf1\n2\n", [b"1", b"2"]),
    ("mark alone", b"\xef\xbb\xbf\n1\n", [b"1"]),
    ("mark later", b"1\n\xef\xbb\xbf2\n", [b"1", b"\xef\xbb\xbf2"]),
    (
        "separators",
        '"\u2028\u2029\x85\x0b"\n'.encode(),
        ['"\u2028\u2029\x85\x0b"'.encode()],
    ),
    ("CR inside", b"1\r2\n", [b"1\r2"]),
    ("not JSON", b"nonsense\n[DONE]\n", [b"nonsense", b"[DONE]"]),
    ("nothing", b"", []),
    ("spaces", b"  ", []),
]
SEQUENCES = [
    ("one", b'\x1e{"a": 1}\n', [b'{"a": 1}']),
    ("several", b'\x1e1\n\x1e[2]\n\x1e"3"\n', [b"1", b"[2]", b'"3"']),
    (
        "pretty",
        b'\x1e{\n  "a": [\n    1\n  ]\n}\n\x1e2\n',
        [b'{\n  "a": [\n    1\n  ]\n}', b"2"],
    ),
    ("no line feed", b'\x1e{"a": 1}\x1e[2]\x1e"3"', [b'{"a": 1}', b"[2]", b'"3"']),
    ("CR LF", b"\x1e1\r\n\x1e2\r\n", [b"1", b"2"]),
    ("no text", b"\x1e\x1e\n\x1e1\n\x1e", [b"1"]),
    ("mark", b"\xef\xbb\xbf\x1e1\n", [b"1"]),
    ("cut scalars", b"\x1e12\x1etru\x1e3 \x1enull\n", [b"3", b"null"]),
    ("cut inside", b'\x1e{"a": \x1e{"a": 1}\n', [b'{"a":', b'{"a": 1}']),
    ("two lines", b"\x1e1\n2\n\x1e3\n", [b"1", b"2", b"3"]),
    ("no separator", b'{"a": 1}\n{"b": 2}\n', [b'{"a": 1}', b'{"b": 2}']),
    ("nothing", b"", []),
]
CASES = [
    *(
        (LineDecoder, content, values, f"lines: {name}")
        for name, content, values in LINES
    ),
    *(
        (SequenceDecoder, content, values, f"sequence: {name}")
        for name, content, values in SEQUENCES
    ),
]
EVERY = pytest.mark.parametrize(
    ("kind", "content", "values"),
    [case[:3] for case in CASES],
    ids=[case[3] for case in CASES],
)


def decode(decoder: AnyDecoder, chunks: Iterable[bytes]) -> list[bytes]:
    """Give all frames, which are data alone."""
    frames: list[Any] = [frame for chunk in chunks for frame in decoder.read(chunk)]
    return [*frames, *decoder.close()]


def new(kind: type[AnyDecoder], limit: int = 1000) -> AnyDecoder:
    return kind(max_event_bytes=limit)


def cut(content: bytes, *positions: int) -> Iterator[bytes]:
    for start, end in pairwise((0, *positions, len(content))):
        yield content[start:end]


@EVERY
def test_values_are_the_same_for_every_cut(
    kind: type[AnyDecoder], content: bytes, values: list[bytes]
) -> None:
    assert decode(new(kind), [content]) == values
    assert decode(new(kind), cut(content, *range(len(content)))) == values
    for position in range(len(content)):
        assert decode(new(kind), cut(content, position)) == values


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (LineDecoder, b'{"a": "b"}\n'),
        (SequenceDecoder, b'\x1e{"a": "b"}\n'),
        (SequenceDecoder, b'\x1e{\n  "a": "b"}\n'),
    ],
)
def test_a_value_is_given_as_soon_as_its_line_feed_is_there(
    kind: type[AnyDecoder], value: bytes
) -> None:
    decoder = new(kind)
    for _ in range(3):
        assert decoder.read(value[:-1]) == []
        assert len(decoder.read(value[-1:])) == 1


@pytest.mark.parametrize("cut_off", [b"12", b"tru", b"-"])
def test_a_scalar_that_may_have_been_cut_off_is_pending(cut_off: bytes) -> None:
    """RFC 7464, section 2.4."""
    decoder = new(SequenceDecoder)
    assert decode(decoder, [b"\x1e1\n\x1e" + cut_off]) == [b"1"]
    assert decoder.pending


@pytest.mark.parametrize("content", [b"\x1e1\n", b"\x1e1\n\x1e", b"\x1e[1]", b"\x1e1 "])
def test_a_sequence_that_ends_with_a_whole_value_is_not_pending(content: bytes) -> None:
    decoder = new(SequenceDecoder)
    assert len(decode(decoder, [content])) == 1
    assert not decoder.pending


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@st.composite
def chunked(draw: st.DrawFn, content: bytes) -> list[bytes]:
    positions = draw(st.lists(st.integers(0, len(content)), max_size=8))
    return [*cut(content, *sorted(positions))]


@given(st.data(), st.lists(JSON), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_lines_give_back_what_was_written_in_any_chunks(
    data: st.DataObject, values: list[Any], end: str
) -> None:
    text = "".join(json.dumps(value, ensure_ascii=False) + end for value in values)
    chunks = data.draw(chunked(text.encode()))
    assert [
        json.loads(row) for row in decode(new(LineDecoder, 10**6), chunks)
    ] == values


@given(st.data(), st.lists(JSON), st.sampled_from([None, 0, 2]))
def test_sequences_give_back_what_was_written_in_any_chunks(
    data: st.DataObject, values: list[Any], indent: int | None
) -> None:
    text = "".join(f"\x1e{json.dumps(value, indent=indent)}\n" for value in values)
    chunks = data.draw(chunked(text.encode()))
    decoder = new(SequenceDecoder, 10**6)
    assert [json.loads(row) for row in decode(decoder, chunks)] == values
    assert not decoder.pending


@given(st.data(), st.text(alphabet='\x1e\n\r {}[]"1a,:').map(str.encode))
def test_the_chunks_make_no_difference_to_nonsense(
    data: st.DataObject, content: bytes
) -> None:
    for kind in (LineDecoder, SequenceDecoder):
        chunks = data.draw(chunked(content))
        assert decode(new(kind), chunks) == decode(new(kind), [content])


@pytest.mark.parametrize("kind", [LineDecoder, SequenceDecoder])
def test_a_value_too_large_is_an_error_after_those_before_it(
    kind: type[AnyDecoder],
) -> None:
    small, large = b"1\n", b"[" + b"1" * 100 + b"]\n"
    start = b"\x1e" if kind is SequenceDecoder else b""
    content = start + small + start + large + start + small
    for chunks in ([content], cut(content, 20, 60), cut(content, *range(len(content)))):
        decoder = new(kind, 50)
        frames: list[Any] = []
        with pytest.raises(EventTooLarge, match="more than 50 bytes"):
            for chunk in chunks:
                frames += decoder.read(chunk)
            decoder.close()
        assert frames == [b"1"]


@pytest.mark.parametrize("kind", [LineDecoder, SequenceDecoder])
def test_a_value_may_be_as_large_as_the_limit(kind: type[AnyDecoder]) -> None:
    value = b'"' + b"x" * 97 + b'"'
    for chunks in ([value + b"\n"], cut(value + b"\n", *range(99))):
        assert decode(new(kind, 100), chunks) == [value]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (LineDecoder, b'"' + b"x" * 50_000 + b'"\n'),
        (SequenceDecoder, b'\x1e"' + b"x" * 50_000 + b'"\n'),
        (SequenceDecoder, b"\x1e[\n" + b"1,\n" * 15_000 + b"1]\n"),
    ],
)
def test_the_work_is_linear_in_the_bytes(
    kind: type[AnyDecoder], content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what is kept, no byte is joined or tried more than a few times."""
    joined = 0
    kept = (
        kind._kept
    )  # pyright: ignore[reportPrivateUsage] # the one place that touches old bytes

    def counting(decoder: Any) -> bytes:
        nonlocal joined
        result = kept(decoder)
        joined += len(result)
        return result

    monkeypatch.setattr(kind, "_kept", counting)
    decoder = new(kind, 10**6)
    assert len(decode(decoder, cut(content, *range(0, len(content), 10)))) == 1
    assert joined <= 4 * len(content)
