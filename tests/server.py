"""A real HTTP/1.1 server on loopback that sends scripted bytes in scripted chunks.

A test queues replies, and reads what arrived::

    server.reply(Reply(body=[b"data: a\\n\\n", gate, b"data: b\\n\\n"]))
    ...
    assert server.requests[0].target == "/chat"

A ``threading.Event`` among the chunks holds the rest back until the test sets it, so a test can say
what must have been delivered by then without waiting for the clock. In the place of a reply there
may be a function that makes it of the request.
"""

from __future__ import annotations

import enum
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, BinaryIO, Self, TypeAlias

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Iterator, Mapping
    from types import TracebackType

# Only a test that is about to fail waits so long.
PATIENCE = 20.0
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER of no seconds: closing sends RST


class Framing(enum.Enum):
    """How the client learns where the body ends."""

    CHUNKED = "chunked"
    LENGTH = "content-length"
    CLOSE = "close"


class Action(enum.Enum):
    """What may stand between the chunks of a body."""

    VANISH = "vanish"
    """The connection closes here, whatever the framing promised."""
    RESET = "reset"
    """The connection is reset here."""
    HANG = "hang"
    """Nothing more is sent until the client leaves."""


Chunk: TypeAlias = bytes | threading.Event | Action


@dataclass(frozen=True, slots=True)
class Reply:
    """One response. ``raw`` replaces everything: its chunks are sent as they are."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Iterable[Chunk] = ()
    framing: Framing = Framing.CHUNKED
    raw: Iterable[Chunk] | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What arrived. Header names are in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    connection: int
    """Counts connections from 0, so equal numbers mean that one was reused."""


Answer: TypeAlias = Reply | Callable[[Request], Reply]


class _Left(Exception):
    """The connection is over."""


class Server:
    """Answers each request with the next reply; a context manager.

    Args:
        tls: What it speaks TLS by; without, it speaks plain HTTP.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Request] = []
        self.connections = 0
        self._tls = tls
        self._replies: deque[Answer] = deque()
        self._leaving = False
        self._left = threading.Condition()
        self._ended: set[int] = set()
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        port: int = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"

    def reply(self, *replies: Answer) -> None:
        """Queue responses; a request beyond them gets 500."""
        self._replies.extend(replies)

    def discard(self) -> None:
        """Forget the replies that no request has asked for."""
        self._replies.clear()

    def wait_closed(self, connection: int = 0) -> None:
        """Return once a connection is over, as seen from here."""
        with self._left:
            if not self._left.wait_for(lambda: connection in self._ended, PATIENCE):
                raise TimeoutError(f"connection {connection} is still open")

    def __enter__(self) -> Self:
        self._spawn(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        # Closing the listener does not wake a thread in accept(); a connection does.
        self._leaving = True
        socket.create_connection(self._listener.getsockname()).close()
        self._threads[0].join(PATIENCE)
        self._listener.close()
        for connection in self._sockets:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(PATIENCE)

    def _spawn(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._leaving:
                connection.close()
                return
            if self._tls is not None:
                # The handshake is made by the thread that serves, when it reads.
                connection = self._tls.wrap_socket(
                    connection, server_side=True, do_handshake_on_connect=False
                )
            self._sockets.append(connection)
            number = self.connections
            self.connections += 1
            self._spawn(partial(self._serve, connection, number))

    def _serve(self, connection: socket.socket, number: int) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            with connection, connection.makefile("rb") as arriving:
                while True:
                    request = _read(arriving, number)
                    self.requests.append(request)
                    reply = self._replies.popleft() if self._replies else _UNEXPECTED
                    if not isinstance(reply, Reply):
                        reply = reply(request)
                    for piece in _pieces(reply):
                        _act(piece, connection, arriving)
                    if reply.raw is not None or reply.framing is Framing.CLOSE:
                        return
        except (_Left, OSError):
            pass
        finally:
            with self._left:
                self._ended.add(number)
                self._left.notify_all()


_UNEXPECTED = Reply(500, {"content-type": "text/plain"}, [b"no reply is queued"])


def _read(arriving: BinaryIO, connection: int) -> Request:
    start = arriving.readline().split()
    if not start:
        raise _Left
    headers: dict[str, str] = {}
    while line := arriving.readline().rstrip(b"\r\n"):
        name, _, value = line.partition(b":")
        headers[name.decode().lower()] = value.strip().decode()
    if headers.get("transfer-encoding") == "chunked":
        body = b"".join(_chunks(arriving))
    else:
        body = arriving.read(int(headers.get("content-length", "0")))
    return Request(start[0].decode(), start[1].decode(), headers, body, connection)


def _chunks(arriving: BinaryIO) -> Iterator[bytes]:
    """Give the chunks of a body; the last one is empty, and no trailer follows it."""
    while size := int(arriving.readline(), 16):
        yield arriving.read(size)
        arriving.readline()
    arriving.readline()


def _pieces(reply: Reply) -> Iterator[Chunk]:
    """Give what goes onto the socket, piece by piece."""
    if reply.raw is not None:
        yield from reply.raw
        return
    headers = {name.lower(): value for name, value in reply.headers.items()}
    body = reply.body
    match reply.framing:
        case Framing.CHUNKED:
            headers["transfer-encoding"] = "chunked"
        case Framing.LENGTH:
            body = list(body)
            length = sum(len(chunk) for chunk in body if isinstance(chunk, bytes))
            headers.setdefault("content-length", str(length))
        case Framing.CLOSE:
            headers["connection"] = "close"
    has_body = reply.status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
    if not has_body:
        headers.pop("transfer-encoding", None)
    lines = [f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    yield "\r\n".join([*lines, "", ""]).encode()
    if not has_body:
        return
    chunked = reply.framing is Framing.CHUNKED
    for chunk in body:
        if chunked and chunk and isinstance(chunk, bytes):
            chunk = b"%x\r\n%b\r\n" % (len(chunk), chunk)
        yield chunk
    if chunked:
        yield b"0\r\n\r\n"


def _act(piece: Chunk, connection: socket.socket, arriving: BinaryIO) -> None:
    match piece:
        case bytes():
            connection.sendall(piece)
        case threading.Event():
            if not piece.wait(PATIENCE):
                raise _Left
        case Action.VANISH:
            raise _Left
        case Action.RESET:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            raise _Left
        case Action.HANG:
            while arriving.read(1):
                pass
            raise _Left
