"""Where the API lives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..ir.api import Server, ServerVariable
from ..ir.types import Name
from .unsupported import Unsupported

if TYPE_CHECKING:
    from ..load.node import Document, Node
    from ..openapi import OperationNode

_VARIABLE = re.compile(r"\{([^{}]*)\}")


def servers(document: Document) -> tuple[Server, ...]:
    """The servers of the document, in its order; a relative URL is kept as it is."""
    return tuple(_server(node) for node in _listed(document.root))


def server_of(document: Document, operation: OperationNode) -> str | None:
    """The base URL of an operation's own, variables filled with their defaults; None where it has
    none.

    Raises:
        Unsupported: It is relative, and to more than the API's own base URL.
    """
    item = document.root.at("paths", operation.path)
    for holder in (operation.node, item):
        listed = _listed(holder) if holder is not None else ()
        if listed:
            return _url(document, listed[0])
    return None


def _url(document: Document, node: Node) -> str | None:
    server = _server(node)
    common = servers(document)
    if (common and server.url == common[0].url) or server.url in ("", "/"):
        return None
    defaults = {variable.wire_name: variable.default for variable in server.variables}
    url = _VARIABLE.sub(lambda found: defaults.get(found[1], found[0]), server.url)
    if not is_absolute(url):
        raise Unsupported(node, f"a server URL of its own that is relative ({url})")
    return url


def is_absolute(url: str) -> bool:
    """Whether requests can go to the URL as it is: http or https, and a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _server(node: Node) -> Server:
    url = node.text("url")
    declared = node.get("variables")
    variables = []
    for name in dict.fromkeys(_VARIABLE.findall(url)):
        variable = declared.get(name) if declared is not None else None
        if variable is not None:
            variables.append(_variable(name, variable))
    return Server(url, node.text("description"), tuple(variables))


def _variable(name: str, node: Node) -> ServerVariable:
    listed = node.get("enum")
    values = tuple(_text(item) for item in listed.items()) if listed else ()
    default = node.get("default")
    return ServerVariable(
        wire_name=name,
        name=Name((name, f"server {name}")),
        default=_text(default) if default is not None else (values or ("",))[0],
        values=values,
        description=node.text("description"),
    )


def _text(node: Node) -> str:
    # `8443` as the value of a variable is a number in YAML and a text in a URL.
    return node.value if isinstance(node.value, str) else str(node.value)


def _listed(holder: Node) -> tuple[Node, ...]:
    listed = holder.get("servers")
    items = listed.items() if listed is not None else ()
    return tuple(item for item in items if isinstance(item.value, dict))
