# SPDX-License-Identifier: 0BSD
"""Credentials, kept out of what is shown: messages, logs, displays, and pickles of them."""

from __future__ import annotations

import json
from base64 import b64decode
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ._http import httpx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_MASK: Final = "***"
# Shorter ones stand in a body by chance, and it would not be JSON without them.
_LONG: Final = 6


class Secrets:
    """Texts that nothing may show, in every form in which a server could repeat them.

    Args:
        credentials: As they are sent, a scheme such as ``Bearer`` before them or not.
    """

    __slots__ = ("_texts",)

    def __init__(self, credentials: Iterable[str] = ()) -> None:
        texts = {
            text
            for credential in credentials
            for part in _parts(credential)
            for text in _forms(part)
        }
        # One may be part of another.
        self._texts = sorted(filter(None, texts), key=len, reverse=True)

    def __repr__(self) -> str:
        return f"Secrets({_MASK})"

    def redacted(self, text: str) -> str:
        """Give a text without them."""
        for secret in self._texts:
            text = text.replace(secret, _MASK)
        return text

    def redacted_bytes(self, value: bytes) -> bytes:
        """As ``redacted``, of a header or a query as it is sent."""
        text = value.decode(errors="surrogateescape")
        return self.redacted(text).encode(errors="surrogateescape")

    def redacted_body(self, content: bytes) -> bytes:
        """Give what a server sent without those that cannot stand in it by chance."""
        for secret in self._texts:
            if len(secret) >= _LONG:
                content = content.replace(secret.encode(), _MASK.encode())
        return content

    def are_in(self, content: bytes) -> bool:
        """Whether ``redacted_body`` would change it."""
        return self.redacted_body(content) != content

    def redacted_url(self, url: httpx.URL) -> httpx.URL:
        """Give a URL without them in its query."""
        # They travel in no other part, and a host or port without one by chance would be none.
        return httpx.URL(url, query=self.redacted_bytes(url.query) or None)

    def hide(self, request: httpx.Request) -> None:
        """Let a request be shown without them. It goes out as it is."""
        if self._texts:
            request.url = _URL(request.url, self.redacted_url)
            request.headers = _Headers(request.headers, self.redacted_headers)

    def redacted_headers(self, headers: httpx.Headers) -> httpx.Headers:
        """Give headers without them in their values."""
        return httpx.Headers(
            [(name, self.redacted_bytes(value)) for name, value in headers.raw]
        )


class _URL(httpx.URL):
    """The HTTP library logs the URLs of all requests, and shows them where it shows requests."""

    def __init__(
        self, url: httpx.URL, redacted: Callable[[httpx.URL], httpx.URL]
    ) -> None:
        super().__init__(url)
        self._shown = redacted(url)

    def __str__(self) -> str:
        return str(self._shown)

    def __repr__(self) -> str:
        return repr(self._shown)

    def __eq__(self, other: object) -> bool:
        return httpx.URL(self) == other

    def __hash__(self) -> int:
        return hash(httpx.URL(self))

    def __reduce__(self) -> tuple[object, ...]:
        return httpx.URL, (str(self),)

    def __copy__(self) -> httpx.URL:
        return self  # perhaps for another request

    def __deepcopy__(self, memo: Any) -> httpx.URL:
        return self


class _Headers(httpx.Headers):
    """The HTTP library hides ``Authorization`` where it shows headers, but no other."""

    def __init__(
        self,
        headers: httpx.Headers,
        redacted: Callable[[httpx.Headers], httpx.Headers],
    ) -> None:
        super().__init__(headers)
        self._redacted = redacted

    def __repr__(self) -> str:
        return repr(self._redacted(self))

    def __reduce__(self) -> tuple[object, ...]:
        return httpx.Headers, (self._redacted(self).raw,)

    def __copy__(self) -> httpx.Headers:
        return _Headers(self, self._redacted)  # perhaps for another request

    def __deepcopy__(self, memo: Any) -> httpx.Headers:
        return _Headers(self, self._redacted)


def _parts(credential: str) -> Iterator[str]:
    """Give a credential whole, and what of it tells it."""
    yield credential
    scheme, _, token = credential.partition(" ")
    yield token
    if scheme.lower() == "basic":
        with suppress(ValueError):
            pair = b64decode(token).decode()
            yield pair
            yield pair.partition(":")[2]


def _forms(text: str) -> Iterator[str]:
    """Give a text as it stands in headers, in URLs, and in the JSON that repeats these."""
    for form in (text, quote(text), quote(text, safe="")):
        yield form
        for inside in (json.dumps(form), json.dumps(form, ensure_ascii=False)):
            yield inside[1:-1]
            yield inside[1:-1].replace("/", "\\/")
