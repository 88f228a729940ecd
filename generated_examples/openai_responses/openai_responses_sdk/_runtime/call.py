# SPDX-License-Identifier: 0BSD
"""One call of an operation: what to send, and what each attempt at it came to.

The clients send, read and wait. What they wait for, and when they are done, is told here.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from .deadline import Deadline
from .errors import APIError, StreamDeadlineExceeded
from .logger import LOGGER
from .operation import Operation
from .response import connection_error, is_expected, problem, value
from .retries import Retries

if TYPE_CHECKING:
    from ._http import httpx
    from .raw import Capture
    from .request import Endpoint, Request

T = TypeVar("T")


class Call:
    """A call, until it has its answer.

    Args:
        endpoint: The operation.
        request: What is sent.
        max_retries: How often it may be sent again.
        deadline: Until when.
        capture: Takes the answer too, where it is wanted.
        resumes: It goes on with an earlier stream, which 204 ends.
        reconnects: A connection that fails is for ``reconnect`` to judge.

    Attributes:
        retries: Its attempts.
    """

    __slots__ = (
        "_capture",
        "_max_retries",
        "_reconnects",
        "_resumes",
        "deadline",
        "endpoint",
        "request",
        "retries",
    )

    def __init__(
        self,
        endpoint: Endpoint,
        request: Request,
        max_retries: int,
        *,
        deadline: Deadline | None = None,
        capture: Capture | None = None,
        resumes: bool = False,
        reconnects: bool = False,
    ) -> None:
        self.endpoint = endpoint
        self.request = request
        self.deadline = deadline or Deadline()
        self.retries = Retries(request, max_retries)
        self._max_retries = max_retries
        self._capture = capture
        self._resumes = resumes
        self._reconnects = reconnects

    def resuming(self, last_event_id: str | None) -> Call:
        """Give the call that goes on with the stream of this one."""
        request = self.request
        return Call(
            self.endpoint,
            request if last_event_id is None else request.resuming(last_event_id),
            self._max_retries,
            deadline=self.deadline,
            resumes=True,
            reconnects=True,
        )

    def is_left_open(self, response: httpx.Response) -> bool:
        """Whether the body is for the user to read."""
        return not isinstance(self.endpoint, Operation) and is_expected(
            self.endpoint, response
        )

    def is_read_whole(self, response: httpx.Response) -> bool:
        """Whether the body is wanted, and not only its beginning for a message."""
        wanted = self._capture is not None or (
            isinstance(self.endpoint, Operation) and self.endpoint.result is not None
        )
        return wanted and is_expected(self.endpoint, response)

    def limit(self, sent: httpx.Request) -> None:
        """Let no part of an attempt outlast the deadline.

        Raises:
            StreamDeadlineExceeded: It has passed.
        """
        if self.deadline.is_set:
            self._check_deadline(None, f"{self.request} was not sent")
            timeouts = sent.extensions.get("timeout", {})
            remaining = self.deadline.remaining
            sent.extensions["timeout"] = {
                part: remaining if seconds is None else min(seconds, remaining)
                for part, seconds in timeouts.items()
            }

    def failed(self, error: httpx.RequestError) -> float:
        """Give the seconds to wait before the next attempt.

        Raises:
            APIConnectionError: There is none.
        """
        pause = None if self._reconnects else self.retries.pause(error)
        failure = connection_error(self.request, error)
        self._check_deadline(pause, failure.message, error)
        if pause is None:
            raise self._told(failure) from error
        LOGGER.info("%s; again in %.1f s", failure.message, pause)
        return pause

    def answered(self, response: httpx.Response, content: bytes) -> float | None:
        """Give the seconds to wait before the next attempt; None where the answer is taken.

        Args:
            content: The body, so far as it was read.

        Raises:
            ResponseError: The answer is not the one that was asked for.
        """
        LOGGER.debug("%s was answered: %d", self.request, response.status_code)
        if is_expected(self.endpoint, response) or (
            self._resumes and response.status_code == HTTPStatus.NO_CONTENT
        ):
            if self._capture is not None:
                self._capture.keep(response)
            return None
        pause = None if response.is_success else self.retries.pause(response)
        if pause is None:
            raise self._told(problem(self.endpoint, self.request, response, content))
        message = f"{self.request} was answered: {response.status_code}"
        self._check_deadline(pause, message)
        LOGGER.info("%s; again in %.1f s", message, pause)
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

    def _check_deadline(
        self, pause: float | None, what: str, cause: Exception | None = None
    ) -> None:
        """See that the next attempt, or the error that there is none, comes in time."""
        if (pause or 0.0) >= self.deadline.remaining:
            raise self._told(
                StreamDeadlineExceeded(
                    f"the deadline of {self.deadline.seconds:g} s passed: {what}"
                )
            ) from cause

    def _told(self, error: APIError) -> APIError:
        """Add to an error how many attempts there were."""
        error.attempts = self.retries.attempts
        if error.attempts > 1:
            error.message += f" (after {error.attempts} attempts)"
            error.args = (error.message,)
        return error
