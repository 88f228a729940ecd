"""A recording, played again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from ..python.runtime.recording import Chunk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..python.runtime.recording import Recording


def played(recording: Recording) -> Iterator[Chunk]:
    """The chunks at once; an empty one at last says when the response ended.

    Raises:
        httpx.RemoteProtocolError: The recording was cut.
    """
    yield from recording.chunks
    yield Chunk(recording.ended, b"")
    if not recording.complete:
        raise httpx.RemoteProtocolError(recording.error or "the recording was cut here")
