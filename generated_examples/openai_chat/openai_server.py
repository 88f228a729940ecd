"""A chat server for OpenAI's clients: ``uvicorn openai_server:app``.

Their base URL is then ``http://localhost:8000/v1``.
"""

from collections.abc import AsyncIterator

from openai_chat_sdk import models
from openai_chat_sdk.server import Request, create_app
from starlette.applications import Starlette
from starlette.routing import Mount

from ssegen.senders.openai import ChatCompletion


async def reply(message: models.ChatMessage) -> AsyncIterator[str]:
    """Stands in for a model: says again what it was told, word by word."""
    if isinstance(message, models.UserMessage):
        for word in message.content.split():
            yield f"{word} "


class Chat:
    """Answers the operations that stream."""

    async def chat_completions_create_stream(
        self,
        request: Request,
        /,
        *,
        model: str,
        messages: list[models.ChatMessage],
        **_: object,
    ) -> AsyncIterator[bytes]:
        answer = ChatCompletion(model)
        async for text in reply(messages[-1]):
            yield answer.send(text)
        yield answer.finish()


app = Starlette(routes=[Mount("/v1", create_app(Chat()))])
