# SPDX-License-Identifier: 0BSD
"""Everything an SDK raises about the API, as one tree.

::

    APIError
    ├── APIConnectionError              no answer came
    │   └── APITimeoutError             not in time
    │       └── APIConnectTimeoutError      there was not even a connection
    ├── ResponseError                   an answer came, and not the one asked for
    │   ├── APIStatusError              its status is a refusal
    │   │   ├── BadRequestError             400
    │   │   ├── AuthenticationError         401
    │   │   ├── PermissionDeniedError       403
    │   │   ├── NotFoundError               404
    │   │   ├── ConflictError               409
    │   │   ├── UnprocessableEntityError    422
    │   │   ├── RateLimitError              429
    │   │   └── ServerError                 500 to 599
    │   ├── ContentTypeError            it is of another media type
    │   └── ResponseDecodeError         its body is not what the document says
    └── StreamError                     a stream cannot go on
        ├── EventDecodeError            an event is not what the document says
        ├── StreamServerError           the server reports an error instead of an event
        ├── UnknownEventError           the document does not know it, and on_unknown="raise"
        ├── EventTooLarge               it is larger than max_event_bytes
        ├── StreamIncomplete            the end came without sentinel, or inside an event
        └── StreamInterrupted           the transport broke; an APIConnectionError too
            ├── StreamTimeout           nothing came for too long; an APITimeoutError too
            └── StreamDeadlineExceeded  its deadline passed; an APITimeoutError too

Wrong arguments raise ``TypeError`` or ``ValueError`` before anything is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ._http import httpx
    from .frame import Frame


class APIError(Exception):
    """The call did not do what it should. The root of the tree above.

    Attributes:
        message: What happened, in one sentence.
        attempts: How many requests were sent.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.attempts = 1


class APIConnectionError(APIError):
    """The server could not be reached, or it hung up. The HTTP library's error is the cause."""


class APITimeoutError(APIConnectionError):
    """The server did not answer in time."""


class APIConnectTimeoutError(APITimeoutError):
    """There was no connection to the server in time."""


class ResponseError(APIError):
    """An answer came, and it is not the one that was asked for.

    Attributes:
        response: The answer. Its body is read, as far as it is needed for the message.
    """

    def __init__(self, message: str, *, response: httpx.Response) -> None:
        super().__init__(message)
        self.response = response

    def __reduce__(self) -> tuple[object, ...]:
        # An exception is copied and unpickled from its positional arguments alone.
        return _restored, (type(self), self.args), vars(self)

    @property
    def status_code(self) -> int:
        return self.response.status_code

    @property
    def headers(self) -> httpx.Headers:
        return self.response.headers


def _restored(kind: type[ResponseError], args: tuple[object, ...]) -> ResponseError:
    return kind.__new__(kind, *args)


class APIStatusError(ResponseError):
    """The server refused: the status is not one of success.

    Attributes:
        body: The refusal, as the type that the document gives for the status; where it gives
            none, or the body is something else, as plain JSON or text. None where it is empty.
    """

    def __init__(
        self, message: str, *, response: httpx.Response, body: object = None
    ) -> None:
        super().__init__(message, response=response)
        self.body = body


class BadRequestError(APIStatusError):
    """400: the request does not make sense to the server."""


class AuthenticationError(APIStatusError):
    """401: the credentials are missing or wrong."""


class PermissionDeniedError(APIStatusError):
    """403: the credentials do not allow this."""


class NotFoundError(APIStatusError):
    """404: there is no such thing."""


class ConflictError(APIStatusError):
    """409: the request contradicts the state of the thing."""


class UnprocessableEntityError(APIStatusError):
    """422: the request is well-formed and its content is not acceptable."""


class RateLimitError(APIStatusError):
    """429: too many requests, or a quota is used up."""


class ServerError(APIStatusError):
    """500 to 599: the fault is the server's."""


_BY_STATUS: Final = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    422: UnprocessableEntityError,
    429: RateLimitError,
}


def status_error(status_code: int) -> type[APIStatusError]:
    """Give the class for a refusal with this status."""
    known = _BY_STATUS.get(status_code)
    if known is not None:
        return known
    return ServerError if 500 <= status_code <= 599 else APIStatusError


class ContentTypeError(ResponseError):
    """The answer is of another media type than the document says."""


class ResponseDecodeError(ResponseError):
    """The answer's body is not what the document says. The decoder's error is the cause."""


class StreamError(APIError):
    """A stream cannot go on. It is closed when this is raised, and not completed.

    Attributes:
        frame: What came off the wire, where one frame is at fault.
        event_count: How many events the stream had delivered: the index of the one at fault.
        last_event_id: From where a new request could go on; None where the server gave no id.
    """

    def __init__(
        self,
        message: str,
        *,
        frame: Frame | None = None,
        event_count: int = 0,
        last_event_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.frame = frame
        self.event_count = event_count
        self.last_event_id = last_event_id


class EventDecodeError(StreamError):
    """An event that the document knows does not decode. The decoder's error is the cause."""


class StreamServerError(StreamError):
    """The server reports, in the place of an event, that something went wrong.

    Attributes:
        body: The report: what an event that the document calls an error has for ``data``; else
            the one type of the operation's errors that fits, and where none or several do, plain
            JSON.
    """

    def __init__(
        self,
        message: str,
        *,
        body: object = None,
        frame: Frame | None = None,
        event_count: int = 0,
        last_event_id: str | None = None,
    ) -> None:
        super().__init__(
            message, frame=frame, event_count=event_count, last_event_id=last_event_id
        )
        self.body = body


class UnknownEventError(StreamError):
    """The document does not know an event, by name or tag, and ``on_unknown`` is "raise"."""


class EventTooLarge(StreamError):
    """An event, or one line of it, is larger than ``max_event_bytes``."""


class StreamIncomplete(StreamError):
    """The response ended, but without the stream's sentinel, or inside an event."""


class StreamInterrupted(StreamError, APIConnectionError):
    """The transport broke while the stream ran. The HTTP library's error is the cause."""


class StreamTimeout(StreamInterrupted, APITimeoutError):
    """Nothing came for longer than the read timeout."""


class StreamDeadlineExceeded(StreamInterrupted, APITimeoutError):
    """The call, with its stream, took longer than its ``deadline``."""
