"""A response while it comes: when its bytes did, and all of them in the end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit, urlunsplit

from ..python.runtime.reader import TRANSPORT_ERRORS
from ..python.runtime.recording import Chunk, Recording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import httpx

_LEFT_OUT: Final = frozenset(
    {
        # Of the connection, and not of what it carried (RFC 9110, section 7.6.1).
        "connection",
        "content-length",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        # A credential of the one who asked.
        "set-cookie",
    }
)


class Recorder:
    """Gives the chunks of a response as they come, and keeps them where it is told to.

    Args:
        response: Its body is not read yet.
        keep: Whether there will be a recording.
        clock: Gives seconds.
    """

    def __init__(
        self,
        response: httpx.Response,
        *,
        keep: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._response = response
        self._keep = keep
        self._clock = clock
        self._began = clock()
        self._chunks: list[Chunk] = []
        self._error = ""
        self._is_whole = False

    def chunks(self) -> Iterator[Chunk]:
        """The chunks; an empty one at last says when the response ended.

        Raises:
            httpx.RequestError, httpx.StreamError: It broke off.
        """
        try:
            # A client that blocks has no other.
            for data in cast("Iterable[bytes]", self._response.stream):
                chunk = Chunk(self._clock() - self._began, data)
                if self._keep:
                    self._chunks.append(chunk)
                yield chunk
        except TRANSPORT_ERRORS as error:
            self._error = str(error) or type(error).__name__
            yield Chunk(self._clock() - self._began, b"")
            raise
        self._is_whole = True
        yield Chunk(self._clock() - self._began, b"")

    def recording(self, *, complete: bool, error: str = "") -> Recording:
        """What came so far.

        Args:
            complete: Whether that was all, although the response may go on.
            error: Why it was not, unless the transport has said so.
        """
        complete = complete or self._is_whole
        request = self._response.request
        return Recording(
            method=request.method,
            url=_without_user(str(request.url)),  # which hides the credentials in it
            status=self._response.status_code,
            headers=tuple(
                (name, value)
                for name, value in self._response.headers.multi_items()
                if name.lower() not in _LEFT_OUT
            ),
            chunks=tuple(self._chunks),
            ended=self._clock() - self._began,
            complete=complete,
            error="" if complete else self._error or error,
        )


def _without_user(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
