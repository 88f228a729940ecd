"""What a type checker must know of raw access: checked by mypy and pyright, never run.

Where a call is wrong, the comment that lets it pass is itself an error unless a checker objects.
"""

from __future__ import annotations

from typing import Unpack, assert_type

from typing_extensions import deprecated

from ssegen.python.runtime import (
    AsyncBinaryCall,
    AsyncBinaryResponse,
    AsyncEventStream,
    AsyncRuntimeClient,
    AsyncStreamCall,
    BinaryOperation,
    BinaryResponse,
    EventStream,
    Operation,
    RawResponse,
    RequestOptions,
    RuntimeClient,
    StreamOperation,
    StreamOptions,
    TextEvent,
)

_COUNT: Operation[int] = Operation("GET", "/count", result=lambda: int)
_SPEAK = BinaryOperation("GET", "/speak")
_WATCH: StreamOperation[TextEvent] = StreamOperation("GET", "/watch")


class Things:
    """A resource, as generated."""

    def __init__(self, client: RuntimeClient) -> None:
        self._client = client

    def count(
        self,
        *,
        word: str,
        method: str | None = None,
        **options: Unpack[RequestOptions],
    ) -> int:
        return self._client.request(_COUNT, {"word": word}, options)

    @deprecated("The API deprecates GET /count.")
    def reckon(self, **options: Unpack[RequestOptions]) -> int:
        return self._client.request(_COUNT, {}, options)

    def speak(self, **options: Unpack[RequestOptions]) -> BinaryResponse:
        return self._client.binary(_SPEAK, {}, options)

    def watch(self, **options: Unpack[StreamOptions]) -> EventStream[TextEvent]:
        return self._client.stream(_WATCH, {}, options)


class AsyncThings:
    """The same, awaiting."""

    def __init__(self, client: AsyncRuntimeClient) -> None:
        self._client = client

    async def count(self, *, word: str, **options: Unpack[RequestOptions]) -> int:
        return await self._client.request(_COUNT, {"word": word}, options)

    def speak(self, **options: Unpack[RequestOptions]) -> AsyncBinaryCall:
        return self._client.binary(_SPEAK, {}, options)

    def watch(self, **options: Unpack[StreamOptions]) -> AsyncStreamCall[TextEvent]:
        return self._client.stream(_WATCH, {}, options)


def values_keep_their_types(client: RuntimeClient, things: Things) -> None:
    raw = client.with_raw_response
    assert_type(raw(things.count, word="a", method="fast"), RawResponse[int])
    assert_type(raw(things.count, word="a", timeout=3.0).value, int)
    assert_type(raw(things.speak, max_retries=0), RawResponse[BinaryResponse])
    assert_type(raw(things.watch), RawResponse[EventStream[TextEvent]])
    assert_type(raw(things.count, word="a").status_code, int)


async def awaited_values_too(client: AsyncRuntimeClient, things: AsyncThings) -> None:
    raw = client.with_raw_response
    assert_type(await raw(things.count, word="a"), RawResponse[int])
    assert_type(await raw(things.speak), RawResponse[AsyncBinaryResponse])
    assert_type(
        await raw(things.watch, on_unknown="raise"),
        RawResponse[AsyncEventStream[TextEvent]],
    )
    async with things.speak() as response:
        assert_type(response, AsyncBinaryResponse)
        assert_type(await response.read(), bytes)
        async for piece in response:
            assert_type(piece, bytes)


def arguments_are_those_of_the_method(client: RuntimeClient, things: Things) -> None:
    raw = client.with_raw_response
    raw(things.count, word=3)  # type: ignore[arg-type]  # it is a string
    raw(things.count)  # type: ignore[call-arg]  # it is required
    raw(things.count, word="a", wrod="b")  # type: ignore[call-arg]  # there is none
    raw(things.count, word="a", timeout="1")  # type: ignore[arg-type]  # it is a number
