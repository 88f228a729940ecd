"""Where the API lives."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from ..ir.api import Server, ServerVariable
from ..ir.types import Name
from ..load.node import Node
from .unsupported import Unsupported

if TYPE_CHECKING:
    from ..load.node import Document
    from ..openapi import OperationNode

_ROOTED = re.compile(r"/(?!/)|$")
_HOST = re.compile(r"[^/]+://[^/]+")
_VARIABLE = re.compile(r"\{([^{}]*)\}")


def servers(document: Document) -> tuple[Server, ...]:
    """The servers of the document, in its order.

    A relative URL is one to where the document was read from (OpenAPI, Server Object), and kept
    as it is where that is no URL.
    """
    place = document.root.source.name
    found = (_server(node) for node in _listed(document.root))
    if not is_absolute(place):
        return tuple(found)
    return tuple(
        server if "{" in server.url else replace(server, url=urljoin(place, server.url))
        for server in found
    )


def server_of(document: Document, operation: OperationNode) -> str | None:
    """The base URL of an operation's own, variables filled with their defaults, or a path alone
    where the API's own base URL says which host to ask; None where it has none.

    Raises:
        Unsupported: It is relative, and not to a host.
    """
    target = document.resolve(operation.item)
    for holder in (operation.node, operation.item, target):
        listed = _listed(holder) if isinstance(holder, Node) else ()
        if listed:
            return _url(document, listed[0])
    return None


def _url(document: Document, node: Node) -> str | None:
    server = _server(node)
    common = next((s.url for s in servers(document)), "")
    if server.url in (common, "", "/"):
        return None
    defaults = {variable.wire_name: variable.default for variable in server.variables}
    host, path = _split(server.url)
    path = _VARIABLE.sub(lambda found: defaults.get(found[1], found[0]), path)
    if host in ("", _split(common)[0]) and _ROOTED.match(path):
        return path or "/"
    host = _VARIABLE.sub(lambda found: defaults.get(found[1], found[0]), host)
    if not is_absolute(host + path):
        raise Unsupported(node, f"a server URL of its own that is relative ({path})")
    return host + path


def _split(url: str) -> tuple[str, str]:
    """The scheme and host of a URL or a template of one, empty where it has none; and the rest."""
    found = _HOST.match(url)
    return (found[0], url[found.end() :]) if found else ("", url)


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
