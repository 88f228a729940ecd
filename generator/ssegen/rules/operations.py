"""Rules about paths and operations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..diagnostics import Repair, Severity
from ..openapi.operations import (
    METHOD,
    METHODS,
    OPTIONAL,
    PATH,
    hidden_path_items,
    loose_path_items,
)
from .registry import Finding, found_elsewhere, rule
from .repairs import append, placeholder, put_member, remove, renamed
from .spelling import nearest

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from ..load.node import Document, Node, Value
    from ..openapi.operations import OperationNode
    from .subject import Subject

_HOLE = re.compile(r"\{([^{}]*)\}")


@rule("SSE006", Severity.WARNING)
def duplicate_operation_id(subject: Subject) -> Iterator[Finding]:
    """an `operationId` that two operations have

    OpenAPI wants the id of an operation to be unique in the whole document.

    Why: methods are named after it. Where two names collide one is changed, and may change again
    when an operation is added.

    Fix: give each operation an id of its own.

    Bad:

        paths:
          /chat:
            post:
              operationId: chat
          /chat/text:
            post:
              operationId: chat

    Good:

        paths:
          /chat:
            post:
              operationId: chat
          /chat/text:
            post:
              operationId: chatText
    """
    first: dict[str, str] = {}
    for operation in subject.operations:
        if not operation.id:
            continue
        if operation.id in first:
            yield Finding(
                operation.node.get("operationId") or operation.node,
                f"operationId `{operation.id}` of {operation.key} is also that of "
                f"{first[operation.id]}",
                "give each operation an id of its own",
                repair=_of_its_own(operation, first),
            )
        else:
            first[operation.id] = operation.key


@found_elsewhere("SSE008", Severity.UNSUPPORTED)
def not_generated_yet() -> None:
    """an operation that is not generated yet

    The document may well be right, but ssegen has no code for something that this operation needs,
    such as a server of its own whose URL is relative. The message names it.

    Why: half a method would be worse than none, so the operation is left out of the SDK.

    Fix: nothing, if the SDK can do without it; `--exclude` it to say so, or run with `--strict` to
    make sure that nothing is left out.

    Bad:

        post:
          servers:
            - url: ../uploads

    Good:

        post:
          servers:
            - url: https://uploads.example.com
    """


@rule("SSE010", Severity.WARNING)
def path_item_without_a_path(subject: Subject) -> Iterator[Finding]:
    """operations whose path the document does not say

    A path item stands under `components.pathItems`, and nothing refers to it.

    Why: its operations are generated, with the item's name as their path, for that is all there is.
    The server may have them elsewhere, or nowhere. Where another path item has that path, they are
    left out.

    Fix: refer to it from `paths`. Where the path is known at run time only, say by `x-ssegen-path`
    what requests shall begin with, and leave the rest to the base URL.

    Bad:

        components:
          pathItems:
            eventStream:
              get:
                operationId: watch

    Good:

        paths:
          /events:
            $ref: '#/components/pathItems/eventStream'
    """
    wanted = {operation.item for operation in subject.operations}
    for path, item in loose_path_items(subject.document):
        if item in wanted and not item.text(PATH):
            yield Finding(
                item,
                f"no path refers to `{item.key}`; its operations are taken to be at `{path}`",
                f"refer to it from `paths`, or say where it is by `{PATH}`",
                repair=Repair((put_member(item, PATH, path),), sure=False),
            )
    for path, item in hidden_path_items(subject.document):
        yield Finding(
            item,
            f"no path refers to `{item.key}`, and another path item is at `{path}`; its operations "
            "are left out",
            f"refer to it from `paths`, or say where it is by `{PATH}`",
            repair=Repair((put_member(item, PATH, placeholder("path")),), sure=False),
        )


@rule("SSE013", Severity.UNSUPPORTED)
def undefined_security_scheme(subject: Subject) -> Iterator[Finding]:
    """a security requirement that names no scheme

    `security`, of an operation or of the document, names a scheme that is not under
    `components.securitySchemes`.

    Why: the SDK does not know where the credential goes, so it sends none, and the server refuses
    the call with 401 unless the caller adds the header by hand.

    Fix: define the scheme, or correct the name.

    Bad:

        security:
          - ApiKey: []
        components:
          securitySchemes: {}

    Good:

        security:
          - ApiKey: []
        components:
          securitySchemes:
            ApiKey:
              type: http
              scheme: bearer
    """
    declared = subject.document.root.at("components", "securitySchemes")
    schemes = [name for name, _ in declared.members()] if declared else []
    told: set[str] = set()
    for requirement in _requirements(subject):
        for name, place in requirement.members():
            # Since OpenAPI 3.2 a name may also be the URI of a scheme.
            if name in schemes or name in told or "/" in name or "#" in name:
                continue
            told.add(name)
            near = nearest(name, schemes)
            yield Finding(
                place,
                f"security scheme `{name}` is not defined; its credential is not sent"
                + (f"; did you mean `{near}`?" if near else ""),
                "define it under `components.securitySchemes`",
                repair=renamed(place, near) or _scheme(subject.document, name),
            )


@rule("SSE016", Severity.UNSUPPORTED)
def impossible_method(subject: Subject) -> Iterator[Finding]:
    """an operation whose method cannot be sent

    A key under `additionalOperations` (OpenAPI 3.2) is no method as HTTP spells them (RFC 9110,
    section 9.1), or the path item has an operation of this method already.

    Why: the operation is left out of the SDK.

    Fix: write the method as it is sent, such as `COPY`. GET, POST and the others that OpenAPI knows
    have keys of their own: `get`, `post`.

    Bad:

        /files:
          additionalOperations:
            COPY FILE:
              operationId: copy

    Good:

        /files:
          additionalOperations:
            COPY:
              operationId: copy
    """
    for part in subject.parts:
        if part.name != "path item" or not part.fits:
            continue
        additional = part.node.get("additionalOperations")
        fixed = {key for key in METHODS if part.node.has(key)}
        for method, place in additional.members() if additional else ():
            if method.startswith("x-"):
                continue
            if not METHOD.fullmatch(method):
                yield Finding(
                    place,
                    f"`{method}` is no method that HTTP can send; its operation is left out",
                    "write the method alone, such as `COPY`",
                )
            elif method.lower() in fixed:
                yield Finding(
                    place,
                    f"the path has a `{method.lower()}` already; this operation is left out",
                    "keep one of the two",
                    repair=Repair((remove(place),), sure=False),
                )


@rule("SSE017", Severity.WARNING)
def unmatched_path_parameter(subject: Subject) -> Iterator[Finding]:
    """a path and its parameters that do not match

    The path has a placeholder that no parameter declares, or a parameter is declared for the path
    that has no placeholder.

    Why: an undeclared parameter is an argument that takes any string; one without a placeholder is
    never sent, so the method does not have it.

    Fix: declare every placeholder as a parameter that is `in: path`, by the same name.

    Bad:

        /chats/{id}:
          get:
            operationId: getChat

    Good:

        /chats/{id}:
          get:
            operationId: getChat
            parameters:
              - name: id
                in: path
                required: true
                schema:
                  type: string
    """
    for operation in subject.operations:
        holes = _HOLE.findall(OPTIONAL.sub("", operation.path.partition("#")[0]))
        declared = [p for p in operation.parameters if p.text("in") == "path"]
        known = {parameter.text("name").lower() for parameter in declared}
        for hole in dict.fromkeys(holes):
            if hole.lower() not in known:
                yield Finding(
                    operation.node,
                    f"{operation.key} declares no parameter `{hole}`; any string is taken for it",
                    "declare it with `in: path`",
                    repair=_declared(operation, hole),
                )
        spelled = {hole.lower() for hole in holes}
        for parameter in declared:
            name = parameter.text("name")
            if name.lower() not in spelled:
                yield Finding(
                    parameter,
                    f"the path of {operation.key} has no `{{{name}}}`; the parameter is left out",
                    "put it into the path, or say where it is sent by `in`",
                    repair=Repair((put_member(parameter, "in", "query"),), sure=False),
                )


def _of_its_own(operation: OperationNode, taken: Container[str]) -> Repair | None:
    """An id from the method and the path, where it is free."""
    words = re.findall(r"[A-Za-z0-9]+", operation.path)
    made = operation.method + "".join(word[:1].upper() + word[1:] for word in words)
    if made in taken:
        return None
    return Repair((put_member(operation.node, "operationId", made),), sure=False)


def _requirements(subject: Subject) -> Iterator[Node]:
    """The document's, where an operation has none of its own, then those of operations."""
    own = [operation.node.get("security") for operation in subject.operations]
    common = subject.document.root.get("security")
    for listed in dict.fromkeys([common] * (None in own) + own):
        if listed is not None:
            yield from listed.items()


def _scheme(document: Document, name: str) -> Repair | None:
    scheme: dict[str, Value] = {"type": "http", "scheme": "bearer"}
    components = document.root.get("components")
    held = components.get("securitySchemes") if components else None
    if held is not None:
        change = put_member(held, name, scheme)
    elif components is not None:
        change = put_member(components, "securitySchemes", {name: scheme})
    else:
        whole: Value = {"securitySchemes": {name: scheme}}
        change = put_member(document.root, "components", whole)
    return Repair((change,), sure=False)


def _declared(operation: OperationNode, hole: str) -> Repair:
    parameter: Value = {
        "name": hole,
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
    }
    held = operation.node.get("parameters")
    if held is not None:
        return Repair((append(held, parameter),), sure=False)
    return Repair((put_member(operation.node, "parameters", [parameter]),), sure=False)
