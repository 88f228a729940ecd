# SPDX-License-Identifier: 0BSD
"""An API as a whole: its name, where it lives, how one signs in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ._http import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .auth import Scheme

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_HARMLESS = re.compile(r"[A-Za-z0-9._~:/\[\]-]*")
_IN_AUTHORITY = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/]*")


class Server:
    """Where an API lives: a URL that may have ``{variables}``, given with their defaults."""

    __slots__ = ("url", "variables")

    def __init__(self, url: str, /, **variables: str) -> None:
        self.url = url
        self.variables = variables

    def __repr__(self) -> str:
        return f"Server({self.url!r})"

    def fill(self, values: Mapping[str, str]) -> str:
        """Give the URL with each variable's value, or its default.

        Raises:
            ValueError: A value would lead to another host than the template's.
        """
        known = {**self.variables, **values}
        parts: list[str] = []
        for index, part in enumerate(_VARIABLE.split(self.url)):
            if index % 2 == 0:
                parts.append(part)
                continue
            value = known.get(part, "")
            inside_host = _IN_AUTHORITY.fullmatch("".join(parts)) is not None
            if not _HARMLESS.fullmatch(value) or (inside_host and "/" in value):
                raise ValueError(
                    f"server variable {part} must not be {value!r}: letters, digits, '-' and '.'"
                    " only"
                )
            parts.append(value)
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class API:
    """What an SDK says of its API.

    Attributes:
        name: The SDK's package, as the user agent names it.
        servers: The first is used unless a client is given ``base_url``.
        schemes: How one signs in.
    """

    name: str
    servers: tuple[Server, ...] = ()
    schemes: tuple[Scheme, ...] = ()

    def base_url(self, variables: Mapping[str, str]) -> str:
        """Give the first server's URL.

        Raises:
            ValueError: There is none that says which host to ask.
        """
        url = self.servers[0].fill(variables) if self.servers else ""
        if "://" not in url:
            place = f"only the path {url!r}" if url else "nothing"
            raise ValueError(
                f"{self.name} does not know where its API lives, its document says {place}:"
                " give the client base_url="
            )
        return checked_url(url)


def checked_url(url: str) -> str:
    """Give a base URL without its trailing slash.

    Raises:
        ValueError: It is not one of http or https with a host, or has more than a path after it.
    """
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ValueError(f"base_url is not a URL: {error}") from None
    if parsed.userinfo:
        raise ValueError(
            "base_url must not hold a user or password: give credentials as arguments"
        )
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise ValueError(f"base_url must be an http or https URL, not {url!r}")
    if parsed.query or parsed.fragment:
        raise ValueError(
            f"base_url must end with its path, not {url!r}: give a query as query="
        )
    return str(parsed).rstrip("/")
