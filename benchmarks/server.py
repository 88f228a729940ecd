"""A server on loopback that sends recordings, an event in each chunk: ``python server.py``.

It prints its port. The first part of a path names the recording; any other path answers JSON.
"""

from __future__ import annotations

from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from recordings import RECORDINGS

ANSWER = b'{"object":"list","data":[]}'


@cache
def chunks(name: str) -> list[bytes]:
    """A recording as the chunks of HTTP/1.1, with the empty one that ends it."""
    frames = [*RECORDINGS[name]().frames, b""]
    return [b"%x\r\n%b\r\n" % (len(frame), frame) for frame in frames]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        name = self.path.split("/")[1]
        self.send_response(200)
        if name not in RECORDINGS:
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(ANSWER)))
            self.end_headers()
            self.wfile.write(ANSWER)
            return
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        try:
            for chunk in chunks(name):
                self.wfile.write(chunk)
        except OSError:  # who reads has gone
            self.close_connection = True

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        print(server.server_port, flush=True)
        server.serve_forever()
