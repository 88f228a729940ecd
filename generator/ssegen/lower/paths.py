"""The path of an operation, as it is sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ..openapi.operations import OPTIONAL
from .unsupported import Unsupported

if TYPE_CHECKING:
    from ..openapi import OperationNode

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def sent_path(operation: OperationNode) -> str:
    """The path without a fragment, which tells operations apart in documents and is never sent.

    Optional parts in brackets are left out, ``${NAME}`` is ``{NAME}``, and a placeholder that
    differs from a declared parameter in upper and lower case alone is that parameter.

    Raises:
        Unsupported: Requests would not stay below the base URL.
    """
    path = operation.path.partition("#")[0]
    if not path.startswith("/") or path.startswith("//"):
        raise Unsupported(operation.node, "a path that does not start with one slash")
    if any(ord(character) < 32 or ord(character) == 127 for character in path):
        raise Unsupported(operation.node, "a path with control characters")
    if not {".", ".."}.isdisjoint(unquote(path.partition("?")[0]).split("/")):
        raise Unsupported(operation.node, "a path with a segment `.` or `..`")
    plain = OPTIONAL.sub("", path).replace("${", "{")
    declared = {p.text("name") for p in operation.parameters if p.text("in") == "path"}
    alike = {name.lower(): name for name in declared}

    def spelled(found: re.Match[str]) -> str:
        name = found[1]
        return f"{{{name if name in declared else alike.get(name.lower(), name)}}}"

    return _PLACEHOLDER.sub(spelled, plain)


def placeholders(path: str) -> tuple[str, ...]:
    """The names of the parameters in a path, each once."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(path)))
