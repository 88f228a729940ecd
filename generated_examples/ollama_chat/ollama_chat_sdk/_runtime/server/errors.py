# SPDX-License-Identifier: 0BSD
"""What a handler raises to refuse a request, or to end a stream with a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class ServerError(Exception):
    """Tells the client why there is no stream, or no more of it.

    Before the first event it becomes an HTTP response; later, the error event that the document
    describes. Where it describes none the stream is broken off.

    Args:
        message: One sentence. Clients read it.
        status: Of the HTTP response, 400 to 599.
        body: A typed error object, or error event, in the place of one made from the message.
        headers: Of the HTTP response, such as ``Retry-After``.

    Raises:
        ValueError: The status is not that of an error.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 500,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        if not 400 <= status <= 599:
            raise ValueError(f"the status of an error is 400 to 599, not {status}")
        self.message = message
        self.status = status
        self.body = body
        self.headers = dict(headers or {})
