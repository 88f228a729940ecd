# SPDX-License-Identifier: 0BSD
"""Credentials: where they come from, and where each travels."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import isawaitable, iscoroutine
from typing import Literal, NoReturn, TypeAlias

Secret: TypeAlias = str | tuple[str, str]
"""A key or token; for basic authentication the user's name and password."""
Credential: TypeAlias = str | Callable[[], str]
"""A secret, or what gives one for each request."""
AsyncCredential: TypeAlias = str | Callable[[], str | Awaitable[str]]
"""A secret, or what gives one for each request and may be awaited."""
Given: TypeAlias = Secret | Callable[[], Secret | Awaitable[Secret]] | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A secret as the request carries it."""

    place: Literal["header", "query", "cookie"]
    name: str
    value: str

    def __repr__(self) -> str:
        return f"Placed({self.place!r}, {self.name!r}, ***)"


@dataclass(frozen=True, slots=True)
class APIKey:
    """A key in one of a header, the query or a cookie."""

    name: str
    header: str = ""
    query: str = ""
    cookie: str = ""
    env: str = ""

    def place(self, secret: Secret) -> Placed:
        text = _text(self.name, secret)
        if self.query:
            return Placed("query", self.query, text)
        if self.cookie:
            return Placed("cookie", self.cookie, text)
        return Placed("header", self.header, text)


@dataclass(frozen=True, slots=True)
class BearerToken:
    """``Authorization: Bearer`` (RFC 6750)."""

    name: str
    env: str = ""

    def place(self, secret: Secret) -> Placed:
        return Placed("header", "Authorization", f"Bearer {_text(self.name, secret)}")


@dataclass(frozen=True, slots=True)
class BasicAuth:
    """``Authorization: Basic`` (RFC 7617); a string is ``user:password``."""

    name: str
    env: str = ""

    def place(self, secret: Secret) -> Placed:
        if isinstance(secret, tuple) and ":" in secret[0]:
            raise ValueError(f"{self.name}: the user name must not hold a colon")
        text = ":".join(secret) if isinstance(secret, tuple) else secret
        encoded = b64encode(_text(self.name, text).encode()).decode()
        return Placed("header", "Authorization", f"Basic {encoded}")


Scheme: TypeAlias = APIKey | BearerToken | BasicAuth


class Credentials:
    """The credentials of a client. Those not given are taken from the environment, once.

    An empty string is no credential, and keeps that of the environment out; so is one that a
    callable gives.
    """

    __slots__ = ("_given", "_schemes")

    def __init__(self, schemes: Sequence[Scheme], given: Mapping[str, Given]) -> None:
        self._schemes = {scheme.name: scheme for scheme in schemes}
        self._given: dict[str, Given] = {}
        for scheme in schemes:
            value = given.get(scheme.name)
            if value is None and scheme.env:
                value = os.environ.get(scheme.env)
            if value:
                self._given[scheme.name] = value

    def __repr__(self) -> str:
        return f"Credentials({', '.join(self._given)})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("credentials are not pickled, for they are secret")

    def choose(self, security: Sequence[Sequence[str]]) -> tuple[Scheme, ...]:
        """Give the schemes of the first alternative that is given whole; none where none is."""
        for names in security:
            if names and all(name in self._given for name in names):
                return tuple(self._schemes[name] for name in names)
        return ()

    def secret(self, scheme: Scheme) -> Secret:
        """Give a secret now, for a client that blocks."""
        value = self._given[scheme.name]
        secret = value() if callable(value) else value
        if isawaitable(secret):
            if iscoroutine(secret):
                secret.close()  # else Python warns that it was never awaited
            raise TypeError(
                f"{scheme.name} gives an awaitable, which only the async client takes"
            )
        return _checked(scheme, secret)

    async def secret_awaited(self, scheme: Scheme) -> Secret:
        """Give a secret once it is there."""
        value = self._given[scheme.name]
        secret = value() if callable(value) else value
        return _checked(scheme, await secret if isawaitable(secret) else secret)

    def advice(self, security: Sequence[Sequence[str]]) -> str:
        """Say how to give the credentials that an operation wants."""
        ways: list[str] = []
        for names in security:
            schemes = [self._schemes[name] for name in names if name in self._schemes]
            words = [
                f"{scheme.name}=" + (f" or {scheme.env}" if scheme.env else "")
                for scheme in schemes
            ]
            if words:
                ways.append(" and ".join(words))
        return "; or ".join(ways)


def _checked(scheme: Scheme, secret: object) -> Secret:
    match secret:
        case str():
            return secret
        case (str(user), str(password)):
            return user, password
        case _:
            raise TypeError(
                f"{scheme.name} must give a string, not {type(secret).__name__}"
            )


def _text(name: str, secret: Secret) -> str:
    """One line of text.

    A key that was read from a file often ends in a line break; the transport's own message would
    show the key.
    """
    text = secret if isinstance(secret, str) else ":".join(secret)
    if not text.isprintable():
        raise ValueError(
            f"{name} holds a line break or another control character: strip it"
        )
    return text
