"""A bot behind one endpoint, in the manner of LlamaBot: ``uvicorn llamabot_server:app``."""

from collections.abc import AsyncIterator

from llamabot_chat_sdk.server import Request, create_app

from ssegen.senders import bot


class Echo:
    """Stands in for ``llamabot.AsyncSimpleBot``: says again what it was told, word by word."""

    async def stream_async(self, *messages: str) -> AsyncIterator[str]:
        for word in " ".join(messages).split():
            yield f"{word} "


class Chat:
    """Answers the operations that stream."""

    def chat_create(
        self, request: Request, /, *, message: str, **_: object
    ) -> AsyncIterator[bytes]:
        return bot.events(Echo(), message)


app = create_app(Chat())
