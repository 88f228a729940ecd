# SPDX-License-Identifier: 0BSD
"""The body of a request, read within bounds, and given again to those who read it later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect

from .problems import RequestError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from starlette.datastructures import Headers
    from starlette.types import Message, Receive


class Received:
    """A ``receive`` that gives the body once more.

    Args:
        then: Gives what follows it.
    """

    def __init__(self, body: bytes, then: Receive) -> None:
        self._body: bytes | None = body
        self._then = then

    async def __call__(self) -> Message:
        body, self._body = self._body, None
        if body is None:
            return await self._then()
        return {"type": "http.request", "body": body, "more_body": False}


async def body_of(headers: Headers, receive: Receive, limit: int) -> bytes:
    """Read a body.

    Args:
        limit: In bytes.

    Raises:
        RequestError: It is larger (413).
        ClientDisconnect: The client left meanwhile.
    """
    too_large = RequestError(413, f"the body is larger than {limit} bytes")
    said = headers.get("content-length", "")
    if said.isdecimal() and len(said) < 20 and int(said) > limit:
        raise too_large
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > limit:
            raise too_large
        if not message.get("more_body", False):
            return bytes(body)


async def parts_of(
    headers: Headers, body: bytes
) -> tuple[tuple[str, str | bytes], ...]:
    """Give the parts of a multipart body; files are bytes.

    Raises:
        RequestError: It is not readable (400).
    """

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body
        yield b""

    parser = MultiPartParser(headers, stream())
    parser.max_part_size = len(body)  # an argument since Starlette 0.44
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError) as error:
        why = getattr(error, "message", "it has no boundary")
        raise RequestError(400, f"the form is not readable: {why}") from None
    try:
        return tuple(
            [
                (name, part if isinstance(part, str) else await part.read())
                for name, part in form.multi_items()
            ]
        )
    finally:
        await form.close()
