"""The operations of a document, with what they take and give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ..load.node import Dangling, Document, Node
from .media_types import MediaType, essence

if TYPE_CHECKING:
    from collections.abc import Iterator

METHODS = (
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "query",
)
"""The fixed fields of a path item that are operations (``query`` since OpenAPI 3.2)."""

PATH = "x-ssegen-path"
"""The extension that says where a path item lives that no path refers to."""

METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A method: a token (RFC 9110, sections 5.6.2 and 9.1)."""

OPTIONAL = re.compile(r"\[[^\[\]{}]*\{[^\[\]]*\]")
"""What some documents write for a part of a path that may be left out:
``[/versions/{version}]``."""

_REUSABLE = ("components", "pathItems")


@dataclass(frozen=True, slots=True)
class OperationNode:
    """One method of one path."""

    path: str
    """As the document spells it, a fragment included."""
    method: str
    """Lower case, also where ``additionalOperations`` (OpenAPI 3.2) declares it."""
    node: Node
    """The operation object."""
    item: Node
    """The path item that it belongs to, a ``$ref`` still in place."""
    parameters: tuple[Node, ...]
    """Resolved; the path item's first, overridden by the operation's of the same place and name."""
    problems: tuple[Dangling, ...]
    """Parameters, request body and responses whose own ``$ref`` leads nowhere."""

    @property
    def id(self) -> str:
        """The ``operationId``; empty where there is none."""
        return self.node.text("operationId")

    @property
    def key(self) -> str:
        """``POST /chat``: unique in the document."""
        return f"{self.method.upper()} {self.path}"

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags that are strings, in document order."""
        tags = self.node.get("tags")
        values = tags.items() if tags is not None else ()
        return tuple(tag.value for tag in values if isinstance(tag.value, str))


def operations(document: Document) -> tuple[OperationNode, ...]:
    """All operations of all paths, in document order; webhooks and callbacks are none of them.

    A path item may be a ``$ref``; operations beside the ``$ref`` go before those of its target.
    Those of ``components.pathItems`` that nothing refers to come last: what they describe has no
    path in this document, so it is the item's ``x-ssegen-path``, else its name.
    """
    return tuple(
        operation(document, path, method, node, item)
        for path, item in _path_items(document)
        for method, node in _methods(document, item)
    )


def operation(
    document: Document, path: str, method: str, node: Node, item: Node
) -> OperationNode:
    """The operation object ``node`` of a path item as an operation."""
    parameters, dangling = _parameters(document, node, item)
    carriers = [node.get("requestBody"), *(r for _, r in _responses(node))]
    for carrier in carriers:
        match carrier and document.resolve(carrier):
            case Dangling() as problem:
                dangling.append(problem)
            case _:
                pass
    return OperationNode(path, method, node, item, parameters, tuple(dangling))


def dangling_path_items(document: Document) -> tuple[Dangling, ...]:
    """The path items whose ``$ref`` leads nowhere; their operations cannot be known."""
    resolved = (document.resolve(item) for _, item in _path_items(document))
    return tuple(item for item in resolved if isinstance(item, Dangling))


def responses(
    document: Document, operation: OperationNode
) -> tuple[tuple[str, Node], ...]:
    """Pairs of the status as text (``200``, ``2XX``, ``default``) and the resolved response.

    Those that lead nowhere are among ``operation.problems`` instead.
    """
    pairs = ((status, document.resolve(r)) for status, r in _responses(operation.node))
    return tuple((status, r) for status, r in pairs if isinstance(r, Node))


def is_success(operation: OperationNode, status: str) -> bool:
    """Whether this status answers a successful request: 2XX, or ``default`` where no 2XX is
    declared.
    """
    if status.lower() != "default":
        return status.startswith("2")
    return not any(
        declared.startswith("2") for declared, _ in _responses(operation.node)
    )


def successes(
    document: Document, operation: OperationNode
) -> tuple[tuple[str, Node], ...]:
    """The `responses` to a successful request."""
    pairs = responses(document, operation)
    return tuple(pair for pair in pairs if is_success(operation, pair[0]))


def request_body(
    document: Document, operation: OperationNode
) -> Node | Dangling | None:
    """The resolved request body; None where the operation takes none."""
    body = operation.node.get("requestBody")
    return document.resolve(body) if body is not None else None


def content(document: Document, node: Node) -> tuple[MediaType, ...]:
    """The media types of a response, a request body or a parameter, in document order."""
    container = node.get("content")
    if container is None:
        return ()
    return tuple(
        MediaType(essence(key), _target(document, media_type))
        for key, media_type in container.members()
    )


def loose_path_items(document: Document) -> tuple[tuple[str, Node], ...]:
    """The members of ``components.pathItems`` that nothing in the document refers to, by path."""
    found = dict[str, Node]()
    for path, item in _loose(document):
        found.setdefault(path, item)
    paths = document.root.get("paths")
    return tuple((p, i) for p, i in found.items() if paths is None or not paths.get(p))


def hidden_path_items(document: Document) -> tuple[tuple[str, Node], ...]:
    """Such members that have the path of another path item, and so are left out."""
    loose = dict(loose_path_items(document))
    return tuple((path, i) for path, i in _loose(document) if loose.get(path) != i)


def _loose(document: Document) -> Iterator[tuple[str, Node]]:
    reusable = document.root.at(*_REUSABLE)
    if reusable is not None:
        used = _used_path_items(document)
        for name, item in reusable.members():
            if name not in used and not name.startswith("x-"):
                yield item.text(PATH) or f"/{name.lstrip('/')}", item


def _used_path_items(document: Document) -> set[str]:
    prefix = "#/" + "/".join((*_REUSABLE, ""))
    used: set[str] = set()
    seen: set[int] = set()  # YAML aliases share what they stand for
    pending = [document.root.value]
    while pending:
        value = pending.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        match value:
            case dict() as mapping:
                match mapping.get("$ref"):
                    case str() as reference if reference.startswith(prefix):
                        token = unquote(reference.removeprefix(prefix)).split("/")[0]
                        used.add(token.replace("~1", "/").replace("~0", "~"))
                    case _:
                        pass
                pending.extend(mapping.values())
            case list() as items:
                pending.extend(items)
            case _:
                pass
    return used


def _path_items(document: Document) -> Iterator[tuple[str, Node]]:
    paths = document.root.get("paths")
    if paths is not None:
        for path, item in paths.members():
            if not path.startswith("x-"):
                yield path, item
    yield from loose_path_items(document)


def _methods(document: Document, item: Node) -> Iterator[tuple[str, Node]]:
    seen: set[str] = set()
    for holder in dict.fromkeys((item, _target(document, item))):
        for method, node in _declared_methods(holder):
            if method not in seen and isinstance(node.value, dict):
                seen.add(method)
                yield method, node


def _declared_methods(holder: Node) -> Iterator[tuple[str, Node]]:
    for key, node in holder.members():
        if key in METHODS:
            yield key, node
        elif key == "additionalOperations":
            for method, additional in node.members():
                if METHOD.fullmatch(method):
                    yield method.lower(), additional


def _parameters(
    document: Document, node: Node, item: Node
) -> tuple[tuple[Node, ...], list[Dangling]]:
    merged: dict[tuple[str, str], Node] = {}
    dangling: list[Dangling] = []
    for holder in dict.fromkeys((_target(document, item), item, node)):
        listed = holder.get("parameters")
        for parameter in listed.items() if listed is not None else ():
            match document.resolve(parameter):
                case Dangling() as problem:
                    dangling.append(problem)
                case Node(value=dict()) as target:
                    merged[target.text("in"), target.text("name")] = target
                case _:
                    pass
    return tuple(merged.values()), dangling


def _responses(node: Node) -> Iterator[tuple[str, Node]]:
    holder = node.get("responses")
    if holder is not None:
        for status, response in holder.members():
            if not status.startswith("x-"):
                yield status, response


def _target(document: Document, node: Node) -> Node:
    target = document.resolve(node)
    return target if isinstance(target, Node) else node
