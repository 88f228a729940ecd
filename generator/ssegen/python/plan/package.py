"""The name of an SDK's package."""

from __future__ import annotations

from .names import ascii_letters, snake, words


def package_name(title: str) -> str:
    """Name the package after the API's title: ``OpenAI Chat API`` becomes ``openai_chat_sdk``.

    A title is prose, so only what stands apart in it is a word of its own, unlike in a name. Only
    ASCII is kept, without accents, for a package is also a distribution and a folder.
    """
    parts = tuple(
        plain for word in words(title.lower()) if (plain := ascii_letters(word))
    )
    if parts[-1:] == ("api",):
        parts = parts[:-1]
    if parts[-1:] != ("sdk",):
        parts = (*parts, "sdk")
    if parts == ("sdk",):
        return "api_sdk"
    name = snake(parts)
    return name if name.isidentifier() else f"api_{name}"
