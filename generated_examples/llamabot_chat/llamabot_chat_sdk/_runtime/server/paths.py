# SPDX-License-Identifier: 0BSD
"""Which operation a path is of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class Path:
    """The path of an operation, ``{name}`` standing for its parameters.

    Attributes:
        openness: Sorts concrete paths before those that match more (OpenAPI 3, "Path Templating
            Matching").
    """

    def __init__(self, template: str) -> None:
        path = "/" + template.partition("?")[0].removeprefix("/")
        parts = _PLACEHOLDER.split(path)
        self._names = parts[1::2]
        *starting, last = map(_literal, parts[::2])
        self._literals = [*map(re.compile, starting), re.compile(rf"{last}\Z")]
        self.openness = tuple(
            ("{" in segment, -len(_PLACEHOLDER.sub("", segment)))
            for segment in path.split("/")
        )

    def match(self, path: str) -> Mapping[str, str] | None:
        """Give the texts of the parameters by name, none empty; None if it is another path.

        Takes time linear in the length of the path: where several parameters share a segment,
        each is as short as it can be.

        Args:
            path: Percent-encoded, and so are the texts.
        """
        first, *others = self._literals
        found = first.match(path)
        values: list[str] = []
        for literal in others:
            if found is None:
                break
            start = found.end()
            found = literal.search(path, start + 1)
            if found is not None:
                values.append(path[start : found.start()])
        if found is None or not all(values) or any("/" in value for value in values):
            return None
        return dict(zip(self._names, values, strict=True))


def _literal(text: str) -> str:
    """Give a pattern for a text of a template, whose characters may come percent-encoded."""
    return "".join(
        (
            re.escape(one)
            if (encoded := quote(one)) == one
            else f"(?:{re.escape(one)}|(?i:{encoded}))"
        )
        for one in unquote(text)
    )


def path_of(scope: Mapping[str, Any]) -> str:
    """Give the path of a request, below where the application is mounted, percent-encoded.

    Slashes inside of parameters are encoded, and only the path as it came tells them from others.
    """
    root: str = scope.get("root_path", "")
    path: str = scope["path"]
    came: bytes | None = scope.get("raw_path")
    if path.startswith(root + "/"):
        path = path[len(root) :]
        if came is not None:
            raw = came.decode("ascii", "replace").partition("?")[0]
            parts = raw.split("/")
            for index in range(len(parts)):
                if unquote("/".join(parts[: index + 1])) == root:
                    below = "/" + "/".join(parts[index + 1 :])
                    if unquote(below) == path:
                        return below
    return quote(path)
