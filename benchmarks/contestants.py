"""One contestant, measured in a process of its own: what ``streams.py`` starts again and again.

``python contestants.py NAME RECORDING SIZE [URL]`` reads a recording with typed events out, from
memory in chunks of SIZE bytes (0: as they arrive), or from the server at the URL. It prints CPU
seconds for each event of the recording: the median of several readings. The garbage collector runs
as it does in production.

Libraries are imported by their contestants alone, and by name: they are those of an environment
that no type checker sees.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import statistics
import sys
import time
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from environment import ROOT
from recordings import RECORDINGS
from structs import chat_structs, message_structs

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

    from recordings import Recording

LARGEST = 64 * 1024 * 1024
"""Bytes of an event; of the recordings some are larger than what is taken by default."""
LEAST_CPU = 0.4
"""Seconds; a stream that takes less is read again."""

sys.path += [
    str(ROOT / "generated_examples" / name)
    for name in ("openai_chat", "anthropic_messages")
]


class Source:
    """Where a contestant's HTTP client gets a recording from: memory, or a server.

    Attributes:
        url: The base URL for clients.
    """

    def __init__(
        self, recording: Recording, chunks: Iterable[bytes], url: str = ""
    ) -> None:
        self.recording = recording
        self.url = url or "http://recorded.invalid"
        self._chunks = None if url else chunks

    def client(self, library: Any) -> Any:
        """Make a client of an HTTP library: httpx, or httpx2, which some peers want."""
        transport = self._transport(library)
        return library.Client(transport=transport, timeout=60)

    def async_client(self, library: Any) -> Any:
        return library.AsyncClient(transport=self._transport(library, is_async=True))

    def _transport(self, library: Any, *, is_async: bool = False) -> Any:
        chunks = self._chunks
        if chunks is None:
            return None

        async def awaited(_: object) -> Any:
            for chunk in chunks:
                yield chunk

        body = (
            type("Body", (library.AsyncByteStream,), {"__aiter__": awaited})
            if is_async
            else type(
                "Body", (library.SyncByteStream,), {"__iter__": lambda _: iter(chunks)}
            )
        )

        def answer(_: object) -> Any:
            headers = {"content-type": "text/event-stream"}
            return library.Response(200, headers=headers, stream=body())

        return library.MockTransport(answer)


Read: TypeAlias = "Callable[[], int]"
"""Reads a whole stream, and gives the number of events that came out."""


def floor(source: Source) -> Read:
    """Reading the chunks through the HTTP library, and nothing else."""
    http = source.client(import_module("httpx"))

    def read() -> int:
        with http.stream("POST", source.url) as response:
            for _ in response.iter_raw():
                pass
        return len(source.recording.events)

    return read


def async_floor(source: Source) -> Read:
    """As ``floor``."""
    http = source.async_client(import_module("httpx"))

    async def read() -> int:
        async with http.stream("POST", source.url) as response:
            async for _ in response.aiter_raw():
                pass
        return len(source.recording.events)

    return _blocking(read)


def validate_json(source: Source) -> Read:
    """pydantic alone, on data that stands ready beside the validator that it needs."""
    adapters = _adapters(source)
    work = [
        (adapters[name].validate_json, data) for name, data in source.recording.events
    ]

    def read() -> int:
        count = 0
        for validate, data in work:
            validate(data)
            count += 1
        return count

    return read


def ssegen(source: Source) -> Read:
    """The generated SDK."""
    method = call(source)

    def read() -> int:
        count = 0
        with method() as stream:
            for _ in stream:
                count += 1
        return count

    return read


def async_ssegen(source: Source) -> Read:
    """The generated SDK, awaited."""
    method = call(source, is_async=True)

    async def read() -> int:
        count = 0
        async with method() as stream:
            async for _ in stream:
                count += 1
        return count

    return _blocking(read)


def ssegen_msgspec(source: Source) -> Read:
    """The generated SDK's loop, with structs of msgspec where it has models of pydantic."""
    package = _package(source)
    client = _client(source)
    decoder = import_module("msgspec").json.Decoder
    variants: Any = import_module(f"{package}._runtime.variants")
    variants._json = lambda type_: decoder(type_).decode
    known = _operation(source)
    structs = chat_structs() if _is_chat(source) else message_structs()
    operation = replace(
        known,
        variants=lambda: tuple(
            replace(variant, json=structs[variant.event])
            for variant in known.variants()
            if variant.event in structs
        ),
    )

    def read() -> int:
        count = 0
        with client.stream(
            operation, {"anthropic_version": "2023-06-01"}, {}
        ) as stream:
            for _ in stream:
                count += 1
        return count

    return read


def httpx_sse(source: Source) -> Read:
    """What one writes by hand: httpx-sse, and a pydantic adapter for each event name."""
    library = import_module("httpx_sse")
    http = source.client(import_module("httpx"))
    validators = {
        name: adapter.validate_json for name, adapter in _adapters(source).items()
    }
    sentinel = _sentinel(source)

    def read() -> int:
        count = 0
        with library.connect_sse(http, "POST", source.url) as events:
            for event in events.iter_sse():
                if event.data == sentinel:
                    break
                validators[event.event](event.data)
                count += 1
        return count

    return read


def openai(source: Source) -> Read:
    library = import_module("openai")
    http = source.client(import_module("httpx2"))
    client = library.OpenAI(api_key="key", base_url=source.url, http_client=http)
    if _is_chat(source):
        return lambda: _count(
            client.chat.completions.create(model="m", messages=[], stream=True)
        )
    return lambda: _count(client.responses.create(model="m", input="", stream=True))


def anthropic(source: Source) -> Read:
    library = import_module("anthropic")
    http = source.client(import_module("httpx2"))
    client = library.Anthropic(api_key="key", base_url=source.url, http_client=http)
    pings = sum(name == "ping" for name, _ in source.recording.events)
    return lambda: pings + _count(  # which it drops
        client.messages.create(
            model="m",
            max_tokens=9,
            messages=[{"role": "user", "content": "?"}],
            stream=True,
        )
    )


def mistralai(source: Source) -> Read:
    library = import_module("mistralai.client")
    http = source.client(import_module("httpx2"))
    client = library.Mistral(api_key="key", server_url=source.url, client=http)
    if _is_chat(source):
        messages = [{"role": "user", "content": "?"}]
        return lambda: _count(client.chat.stream(model="m", messages=messages))
    return lambda: _count(client.beta.conversations.start_stream(model="m", inputs="?"))


def cohere(source: Source) -> Read:
    library = import_module("cohere")
    http = source.client(import_module("httpx"))
    client = library.ClientV2(
        "key",
        base_url=source.url,
        httpx_client=http,
        log_warning_experimental_features=False,
    )
    messages = [{"role": "user", "content": "?"}]
    return lambda: _count(client.chat_stream(model="m", messages=messages))


CONTESTANTS: dict[str, Callable[[Source], Read]] = {
    "floor": floor,
    "floor, async": async_floor,
    "validate_json": validate_json,
    "ssegen": ssegen,
    "ssegen, async": async_ssegen,
    "ssegen + msgspec": ssegen_msgspec,
    "httpx-sse + pydantic": httpx_sse,
    "anthropic": anthropic,
    "openai": openai,
    "cohere": cohere,
    "mistralai": mistralai,
}


def _count(stream: Iterable[object]) -> int:
    count = 0
    for _ in stream:
        count += 1
    return count


def _is_chat(source: Source) -> bool:
    return not source.recording.events[0][0]


def _package(source: Source) -> str:
    return "openai_chat_sdk" if _is_chat(source) else "anthropic_messages_sdk"


def _sentinel(source: Source) -> str | None:
    return source.recording.sentinel.decode() or None


def _client(source: Source, *, is_async: bool = False) -> Any:
    package, httpx = import_module(_package(source)), import_module("httpx")
    make = package.AsyncClient if is_async else package.Client
    http = source.async_client(httpx) if is_async else source.client(httpx)
    return make(api_key="key", base_url=source.url, http_client=http)


def call(source: Source, *, is_async: bool = False) -> Callable[[], Any]:
    """A call of the generated SDK's method."""
    client = _client(source, is_async=is_async)
    if _is_chat(source):
        return lambda: client.chat.completions.create_stream(
            model="m", messages=[], max_event_bytes=LARGEST
        )
    return lambda: client.messages.create_stream(
        model="m", max_tokens=9, messages=[], anthropic_version="2023-06-01"
    )


def _operation(source: Source) -> Any:
    name = "chat_completions" if _is_chat(source) else "messages"
    return import_module(f"{_package(source)}.resources.{name}")._CREATE_STREAM


def _adapters(source: Source) -> dict[str, Any]:
    """Adapters for the generated SDK's models, by the event name of httpx-sse."""
    models = import_module(f"{_package(source)}.models")
    types = (
        {"": models.ChatCompletionChunk, "message": models.ChatCompletionChunk}
        if _is_chat(source)
        else {
            "message_start": models.MessageStartEventData,
            "content_block_start": models.ContentBlockStartEventData,
            "content_block_delta": models.ContentBlockDeltaEventData,
            "content_block_stop": models.ContentBlockStopEventData,
            "message_delta": models.MessageDeltaEventData,
            "message_stop": models.MessageStopEventData,
            "ping": models.PingEventData,
        }
    )
    pydantic = import_module("pydantic")
    adapters: dict[str, Any] = {
        name: pydantic.TypeAdapter(type_) for name, type_ in types.items()
    }
    for adapter in adapters.values():
        adapter.rebuild()
    return adapters


def _blocking(read: Callable[[], Coroutine[Any, Any, int]]) -> Read:
    runner = asyncio.Runner()
    atexit.register(runner.close)
    return lambda: runner.run(read())


def measured(name: str, source: Source) -> float:
    """CPU seconds for each event of the recording, after one reading that does not count.

    Raises:
        AssertionError: Not all events came out.
    """
    read = CONTESTANTS[name](source)
    expected = len(source.recording.events)
    read()
    readings: list[float] = []
    while sum(readings) < LEAST_CPU:
        start = time.process_time()
        count = read()
        readings.append(time.process_time() - start)
        assert count == expected, f"{count} events of {expected} came out of {name}"
    return statistics.median(readings) / expected


if __name__ == "__main__":
    contestant, kind, size, *url = sys.argv[1:]
    recording = RECORDINGS[kind]()
    chunks = recording.cut(int(size)) if int(size) else recording.chunks
    print(json.dumps(measured(contestant, Source(recording, chunks, *url))))
