# SPDX-License-Identifier: 0BSD
"""One call of an operation: what to send, and what each attempt at it came to.

The clients send, read and wait. What they wait for, and when they are done, is told here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from .errors import APIError
from .operation import Operation
from .response import connection_error, is_expected, problem, value

if TYPE_CHECKING:
    from ._http import httpx
    from .raw import Recording
    from .request import Endpoint, Request
    from .retries import Retries

T = TypeVar("T")


class Call:
    """A call, until it has its answer.

    Args:
        endpoint: The operation.
        request: What is sent.
        retries: Its attempts.
        recording: Takes the answer too, where it is wanted.
    """

    __slots__ = ("_recording", "_retries", "endpoint", "request")

    def __init__(
        self,
        endpoint: Endpoint,
        request: Request,
        retries: Retries,
        recording: Recording | None,
    ) -> None:
        self.endpoint = endpoint
        self.request = request
        self._retries = retries
        self._recording = recording

    def is_left_open(self, response: httpx.Response) -> bool:
        """Whether the body is for the user to read."""
        return not isinstance(self.endpoint, Operation) and is_expected(
            self.endpoint, response
        )

    def is_read_whole(self, response: httpx.Response) -> bool:
        """Whether the body is wanted, and not only its beginning for a message."""
        wanted = self._recording is not None or (
            isinstance(self.endpoint, Operation) and self.endpoint.result is not None
        )
        return wanted and is_expected(self.endpoint, response)

    def failed(self, error: httpx.RequestError) -> float:
        """Give the seconds to wait before the next attempt.

        Raises:
            APIConnectionError: There is none.
        """
        pause = self._retries.pause(error)
        if pause is None:
            raise self._told(connection_error(self.request, error)) from error
        return pause

    def answered(self, response: httpx.Response, content: bytes) -> float | None:
        """Give the seconds to wait before the next attempt; None where the answer is taken.

        Args:
            content: The body, so far as it was read.

        Raises:
            ResponseError: The answer is not the one that was asked for.
        """
        if is_expected(self.endpoint, response):
            if self._recording is not None:
                self._recording.record(response)
            return None
        pause = None if response.is_success else self._retries.pause(response)
        if pause is None:
            raise self._told(problem(self.endpoint, self.request, response, content))
        return pause

    def value(
        self, operation: Operation[T], response: httpx.Response, content: bytes
    ) -> T:
        """Decode the answer that was taken.

        Raises:
            ResponseError: It is not what the operation declares.
        """
        try:
            return value(operation, self.request, response, content)
        except APIError as error:
            raise self._told(error) from error.__cause__

    def _told(self, error: APIError) -> APIError:
        """Add to an error how many attempts there were."""
        error.attempts = self._retries.attempts
        if error.attempts > 1:
            error.message += f" (after {error.attempts} attempts)"
            error.args = (error.message,)
        return error
