"""A chat server for Anthropic's clients: ``uvicorn anthropic_server:app``.

Their base URL is then ``http://localhost:8000``.
"""

from collections.abc import AsyncIterator

from anthropic_messages_sdk import models
from anthropic_messages_sdk.server import Request, create_app

from ssegen.senders.anthropic import Message


async def reply(message: models.MessageParam) -> AsyncIterator[str]:
    """Stands in for a model: says again what it was told, word by word."""
    if isinstance(message.content, str):
        for word in message.content.split():
            yield f"{word} "


class Chat:
    """Answers the operations that stream."""

    async def messages_create_stream(
        self,
        request: Request,
        /,
        *,
        model: str,
        messages: list[models.MessageParam],
        **_: object,
    ) -> AsyncIterator[bytes]:
        answer = Message(model)
        async for text in reply(messages[-1]):
            yield answer.send(text)
        yield answer.finish()


app = create_app(Chat())
