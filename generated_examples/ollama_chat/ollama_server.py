"""A chat server for Ollama's clients: ``uvicorn ollama_server:app --port 11434``.

Chats are written by a sender; completions and downloads as the SDK's own types.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from ollama_chat_sdk import models
from ollama_chat_sdk.server import Request, create_app

from ssegen.senders.ollama import Chat


async def reply(prompt: str) -> AsyncIterator[str]:
    """Stands in for a model: says again what it was told, word by word."""
    for word in prompt.split():
        yield f"{word} "


class Models:
    """Answers the operations that stream."""

    async def chat_create_stream(
        self,
        request: Request,
        /,
        *,
        model: str,
        messages: list[models.ChatMessage],
        **_: object,
    ) -> AsyncIterator[bytes]:
        answer = Chat(model)
        async for text in reply(messages[-1].content):
            yield answer.send(text)
        yield answer.finish()

    async def completions_create_stream(
        self, request: Request, /, *, model: str, prompt: str, **_: object
    ) -> AsyncIterator[models.CompletionChunk]:
        def chunk(text: str, reason: str | None = None) -> models.CompletionChunk:
            return models.CompletionChunk(
                model=model,
                created_at=datetime.now(UTC),
                response=text,
                done=reason is not None,
                done_reason=reason,
            )

        async for text in reply(prompt):
            yield chunk(text)
        yield chunk("", "stop")

    async def models_pull_stream(
        self, request: Request, /, *, model: str, **_: object
    ) -> AsyncIterator[models.PullStatus]:
        for status in ("pulling manifest", "success"):
            yield models.PullStatus(status=status)


app = create_app(Models())
