from __future__ import annotations

import socket
import threading
from urllib.parse import urlsplit

import pytest
from tests.server import Action, Framing, Reply, Server

REQUEST = b"POST /a?b=c HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nContent-Length: 2\r\n\r\nhi"


def connect(server: Server) -> socket.socket:
    address = urlsplit(server.url)
    assert address.hostname
    assert address.port
    return socket.create_connection((address.hostname, address.port))


def read_all(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(4096), b""))


def test_a_request_is_recorded(server: Server) -> None:
    server.reply(Reply(framing=Framing.CLOSE))
    with connect(server) as connection:
        connection.sendall(REQUEST)
        read_all(connection)
    (request,) = server.requests
    assert (request.method, request.target, request.body) == ("POST", "/a?b=c", b"hi")
    assert request.headers["x-a"] == "1"


@pytest.mark.parametrize(
    ("framing", "rest"),
    [
        (
            Framing.CHUNKED,
            b"transfer-encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
        ),
        (Framing.LENGTH, b"content-length: 3\r\n\r\nabc"),
        (Framing.CLOSE, b"connection: close\r\n\r\nabc"),
    ],
)
def test_a_reply_is_framed(server: Server, framing: Framing, rest: bytes) -> None:
    server.reply(Reply(headers={"X-B": "2"}, body=[b"ab", b"", b"c"], framing=framing))
    with connect(server) as connection:
        connection.sendall(REQUEST)
        connection.shutdown(socket.SHUT_WR)
        assert read_all(connection) == b"HTTP/1.1 200 OK\r\nx-b: 2\r\n" + rest


def test_connections_are_counted_and_each_request_knows_its_own(server: Server) -> None:
    server.reply(*[Reply(framing=Framing.LENGTH)] * 3)
    with connect(server) as connection:
        connection.sendall(REQUEST + REQUEST)
        connection.shutdown(socket.SHUT_WR)
        read_all(connection)
    with connect(server) as connection:
        connection.sendall(REQUEST)
        connection.shutdown(socket.SHUT_WR)
        read_all(connection)
    server.wait_closed(1)
    assert [request.connection for request in server.requests] == [0, 0, 1]
    assert server.connections == 2


def test_a_gate_holds_the_rest_back(server: Server) -> None:
    gate = threading.Event()
    server.reply(Reply(raw=[b"before", gate, b"after"]))
    with connect(server) as connection:
        connection.sendall(REQUEST)
        assert connection.recv(4096) == b"before"
        gate.set()
        assert connection.recv(4096) == b"after"


def test_a_server_may_vanish(server: Server) -> None:
    server.reply(Reply(raw=[b"ab", Action.VANISH, b"c"]))
    with connect(server) as connection:
        connection.sendall(REQUEST)
        assert read_all(connection) == b"ab"


def test_a_connection_may_be_reset(server: Server) -> None:
    server.reply(Reply(raw=[Action.RESET]))
    with connect(server) as connection:
        connection.sendall(REQUEST)
        with pytest.raises(ConnectionResetError):
            connection.recv(4096)


def test_a_server_that_hangs_sees_the_client_leave(server: Server) -> None:
    server.reply(Reply(raw=[b"ab", Action.HANG]))
    with connect(server) as connection:
        connection.sendall(REQUEST)
        assert connection.recv(4096) == b"ab"
    server.wait_closed()
