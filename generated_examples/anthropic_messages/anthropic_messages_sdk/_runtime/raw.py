# SPDX-License-Identifier: 0BSD
"""What an operation gives together with the response that it came in."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextvars import Token
    from types import TracebackType

    from ._http import httpx

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class RawResponse(Generic[T_co]):
    """The value of an operation, and the response it was decoded from.

    Attributes:
        value: What the method alone would give.
        response: The response to the last attempt. Its body is read, unless it is ``value``'s to
            read.
    """

    value: T_co
    response: httpx.Response

    @property
    def status_code(self) -> int:
        return self.response.status_code

    @property
    def headers(self) -> httpx.Headers:
        return self.response.headers


class Capture:
    """Takes the response to the one call that is made inside its block.

    Args:
        client: Whose call it is.
        method: What makes the call.

    Raises:
        TypeError: The method is not one of the client's resources.
    """

    __slots__ = ("_response", "_token")

    def __init__(self, client: object, method: Callable[..., object]) -> None:
        if getattr(getattr(method, "__self__", None), "_client", None) is not client:
            raise TypeError(
                "with_raw_response takes a method of one of this client's resources, and the"
                " method's arguments"
            )
        self._response: httpx.Response | None = None

    @property
    def response(self) -> httpx.Response:
        """The response, once the block is left."""
        if self._response is None:
            raise RuntimeError("the method sent nothing")
        return self._response

    def keep(self, response: httpx.Response) -> None:
        self._response = response

    def __enter__(self) -> Self:
        self._token: Token[Capture | None] = _current.set(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _current.reset(self._token)


# Each thread and each task has its own.
_current: ContextVar[Capture | None] = ContextVar("capture", default=None)


def take_capture() -> Capture | None:
    """Give the capture that a call is made in; calls made on its behalf find none."""
    capture = _current.get()
    if capture is not None:
        _current.set(None)
    return capture
