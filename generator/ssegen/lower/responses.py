"""What an operation answers: its result, and the bodies of its errors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..ir.api import ErrorResponse, Json, Nothing
from ..ir.types import Anything, Nullable, Type
from ..openapi import MediaType, OperationNode, content, responses
from ..openapi import schemas as views
from ..openapi.operations import successes as declared_successes
from .bodies import json_among
from .unions import union_of
from .unsupported import Unsupported

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..load.node import Document, Node
    from .schemas import Schemas

_STATUS = re.compile(r"[1-5](\d\d|XX)|DEFAULT")


def successes(
    document: Document, operation: OperationNode
) -> tuple[tuple[str, Node], ...]:
    """The responses to a successful request by status in upper case, exact ones first."""
    return _sorted(declared_successes(document, operation))


def result(
    document: Document, schemas: Schemas, operation: OperationNode
) -> Json | Nothing:
    """What an operation answers when it does not stream.

    Statuses with different bodies make a union; None is a member where one of them has no body.

    Raises:
        Unsupported: It answers something else than JSON.
    """
    if operation.method == "head":
        return Nothing()
    types: list[Type] = []
    essences: list[str] = []
    empty = False
    others: list[tuple[Node, MediaType]] = []
    for status, node in successes(document, operation):
        offered = tuple(m for m in content(document, node) if not m.is_event_stream)
        json = _json(document, offered)
        if status in ("204", "205") or not content(document, node):
            empty = True
        elif json is not None:
            schema = json.schema
            types.append(schemas.type(schema) if schema is not None else Anything())
            essences.append(json.essence)
        else:
            others.extend((node, media_type) for media_type in offered)
    if types:
        type_ = union_of(types)
        hollow = isinstance(type_, Anything | Nullable)
        return Json(essences[0], Nullable(type_) if empty and not hollow else type_)
    if others:
        names = " or ".join(dict.fromkeys(m.essence for _, m in others))
        raise Unsupported(others[0][0], f"a response of {names}")
    _refuse_dangling(operation)
    return Nothing()


def has_partner(document: Document, operation: OperationNode) -> bool:
    """Whether an operation that streams also answers something else, JSON or not."""
    return any(
        not media_type.is_event_stream
        for _, node in successes(document, operation)
        for media_type in content(document, node)
    )


def errors(
    document: Document, schemas: Schemas, operation: OperationNode
) -> tuple[ErrorResponse, ...]:
    """The errors with a JSON body: exact statuses, then ranges, then ``default`` where that is no
    success.
    """
    succeeding = {status for status, _ in successes(document, operation)}
    found: list[ErrorResponse] = []
    for status, node in _sorted(responses(document, operation)):
        json = json_among(content(document, node))
        if status in succeeding or status[0] not in "45D" or json is None:
            continue
        found.append(
            ErrorResponse(
                status="default" if status == "DEFAULT" else status,
                type=(
                    schemas.type(json.schema) if json.schema is not None else Anything()
                ),
                description=node.text("description"),
            )
        )
    return tuple(found)


def _sorted(pairs: Iterable[tuple[str, Node]]) -> tuple[tuple[str, Node], ...]:
    """The responses by status in upper case: ``200`` before ``2XX``, ``DEFAULT`` last."""
    listed = ((status.upper(), node) for status, node in pairs)
    known = [(status, node) for status, node in listed if _STATUS.fullmatch(status)]
    return tuple(
        sorted(known, key=lambda pair: (len(pair[0]), "X" in pair[0], pair[0]))
    )


def _json(document: Document, offered: tuple[MediaType, ...]) -> MediaType | None:
    found = json_among(offered)
    if found is not None:
        return found
    for media_type in offered:
        # What Java frameworks write for JSON; for text as well, which is then a string.
        schema = media_type.schema if media_type.essence == "*/*" else None
        if schema is not None and "string" not in views.types(document, schema):
            return media_type
    return None


def _refuse_dangling(operation: OperationNode) -> None:
    holder = operation.node.get("responses")
    for problem in operation.problems:
        inside = (
            holder is not None
            and problem.reference.pointer[: len(holder.pointer)] == holder.pointer
        )
        if inside and problem.reference.key.upper()[:1] in ("2", "D"):
            raise Unsupported(
                problem.reference, "a response whose `$ref` leads nowhere", told=True
            )
