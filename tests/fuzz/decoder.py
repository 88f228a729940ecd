"""The decoders against what stands in the standards, for any bytes in any chunks.

An input begins with three bytes: what is decoded, the limit (0 for none), and the chunk sizes. What
follows is the response.
"""

from __future__ import annotations

import itertools
import sys
from typing import TYPE_CHECKING

from tests.fuzz.by_the_letter import (
    LONGEST_START,
    Decoded,
    event_stream,
    json_lines,
    json_sequence,
)
from tests.vectors import VECTORS

from ssegen.python.runtime.decoder import Decoder
from ssegen.python.runtime.errors import EventTooLarge
from ssegen.python.runtime.frame import shown
from ssegen.python.runtime.lines import LineDecoder, SequenceDecoder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ssegen.python.runtime.framing import AnyDecoder

HEAD = 3
KINDS = (Decoder, Decoder, LineDecoder, SequenceDecoder)
WITH_COMMENTS = 1
RESUMED = 4
"""Added to the place of a kind: decoding goes on after an earlier response."""

EVENT_STREAMS = (0, WITH_COMMENTS, RESUMED, RESUMED + WITH_COMMENTS)

WORDS = (
    *("data", "event", "id", "retry", ": ", ":", "\n", "\r", "\r\n", "\n\n", "\0"),
    *("data: ", "event: ", "id: ", "retry: ", "\r\n\r\n", "\ufeff", "\x1e", "\x1e{}"),
    *("[DONE]", '{"type": "', '"}', "[]", "null", "true", "12", "\u2028"),
)
"""What the fuzzer puts between its bytes."""


def seeds() -> Iterator[bytes]:
    """The short cases of the standard, decoded in every way."""
    for vector in VECTORS:
        content = vector.content[:200]
        for kind in range(2 * len(KINDS)):
            yield bytes((kind, 0, 0x2F)) + content
            yield bytes((kind, 20, 0)) + content


def check(content: bytes) -> None:
    """Decode an input, whole and in chunks.

    Raises:
        AssertionError: It depends on the chunks, differs from the standard, or too much is kept.
    """
    if len(content) < HEAD:
        return
    (kind, limit, sizes), body = content[:HEAD], content[HEAD:]
    limit = limit or sys.maxsize
    id = "7" if kind % (2 * RESUMED) >= RESUMED else None
    kind %= len(KINDS)

    def decoded(chunks: Iterable[bytes]) -> Decoded:
        decoder = KINDS[kind](max_event_bytes=limit, last_event_id=id)
        if isinstance(decoder, Decoder):
            decoder.comments = kind == WITH_COMMENTS
        return _decoded(decoder, chunks, limit)

    found = decoded(chunked(body, sizes))
    expected: Decoded | None
    if issubclass(KINDS[kind], Decoder):
        comments = kind == WITH_COMMENTS
        expected = event_stream(body, limit, comments=comments, last_event_id=id)
    elif issubclass(KINDS[kind], LineDecoder):
        expected = json_lines(body, limit, last_event_id=id)
    else:
        expected = json_sequence(body, last_event_id=id)
        if found.too_large and expected is not None:
            # How much white space counts depends on when it comes.
            assert found.items == expected.items[: len(found.items)]
            return
    whole = decoded([body])
    assert found == whole, f"in chunks: {found}\nas a whole: {whole}"
    assert found == (expected or found), f"found: {found}\nexpected: {expected}"


def chunked(content: bytes, sizes: int) -> Iterator[bytes]:
    """Cut an input into chunks of two sizes by turns: the squares of one and the half-bytes."""
    start = 0
    for half in itertools.cycle((sizes & 15, sizes >> 4)):
        if start >= len(content):
            return
        end = start + (half + 1) ** 2
        yield content[start:end]
        start = end


def _decoded(decoder: AnyDecoder, chunks: Iterable[bytes], limit: int) -> Decoded:
    found = Decoded()
    try:
        for chunk in chunks:
            id = decoder.last_event_id
            found.items += [shown(item, id) for item in decoder.read(chunk)]
            # The data of an event, and a line that has not ended.
            assert _kept(decoder) <= 2 * limit + LONGEST_START
        found.items += [shown(item, decoder.last_event_id) for item in decoder.close()]
        found.pending = decoder.pending
    except EventTooLarge:
        found.too_large = True
    found.last_event_id = decoder.last_event_id
    found.reconnection_time = decoder.reconnection_time
    return found


def _kept(decoder: AnyDecoder) -> int:
    """How many bytes a decoder keeps, whatever it calls them."""
    slots = (getattr(kind, "__slots__", ()) for kind in type(decoder).__mro__)
    values = (getattr(decoder, name) for names in slots for name in names)
    pieces = (value if isinstance(value, list) else [value] for value in values)
    return sum(
        len(piece) for each in pieces for piece in each if isinstance(piece, bytes)
    )
