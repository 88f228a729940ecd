"""What an operation answers: its result, and the bodies of its errors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias, assert_never

from ..ir.api import Binary, ErrorResponse, Json, Nothing, Text
from ..ir.types import Anything, Nullable, Scalar, ScalarKind, Type
from ..openapi import MediaType, OperationNode, content, responses
from ..openapi import schemas as views
from ..openapi.media_types import ANYTHING, is_json, is_text
from ..openapi.operations import successes as declared_successes
from ..openapi.streams import at_once
from .bodies import json_among
from .unions import union_of
from .unsupported import Unsupported

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..load.node import Document, Node
    from .schemas import Schemas

Answer: TypeAlias = Json | Text | Binary | Nothing
"""What an operation that does not stream answers."""

_STATUS = re.compile(r"[1-5](\d\d|XX)|DEFAULT")
_EMPTY = ("204", "205")
_STRING = Scalar(ScalarKind.STRING)


def successes(
    document: Document, operation: OperationNode
) -> tuple[tuple[str, Node], ...]:
    """The responses to a successful request by status in upper case, exact ones first."""
    return _sorted(declared_successes(document, operation))


def result(document: Document, schemas: Schemas, operation: OperationNode) -> Answer:
    """What an operation answers when it does not stream.

    Statuses with different bodies make a union; None is a member where one of them has no body.
    Bytes are no member of a union: the first status with a body decides.

    Raises:
        Unsupported: The response's `$ref` leads nowhere.
    """
    if operation.method == "head":
        return Nothing()
    answers: list[tuple[str, Answer]] = []
    for status, node in successes(document, operation):
        offered = at_once(document, operation, node)
        if status in _EMPTY or not content(document, node):
            answers.append((status, Nothing()))
        elif offered:
            answers.append((status, _answer(document, schemas, offered)))
    match next((a for _, a in answers if not isinstance(a, Nothing)), None):
        case None:
            _refuse_dangling(operation)
            return Nothing()
        case Binary():
            held = (a.media_types for _, a in answers if isinstance(a, Binary))
            return Binary(tuple(dict.fromkeys(m for types in held for m in types)))
        case Text() as text if not any(isinstance(a, Json) for _, a in answers):
            return text
        case _:
            return _united(answers)


def has_partner(document: Document, operation: OperationNode) -> bool:
    """Whether an operation that streams also answers something else, JSON or not."""
    return any(
        at_once(document, operation, node) for _, node in successes(document, operation)
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
        json = _json(document, content(document, node))
        if status in succeeding or status[0] not in "45D" or json is None:
            continue
        found.append(
            ErrorResponse(
                status=_spelled(status),
                type=_type(schemas, json),
                description=node.text("description"),
            )
        )
    return tuple(found)


def _answer(
    document: Document, schemas: Schemas, offered: tuple[MediaType, ...]
) -> Json | Text | Binary:
    """What one status answers. Of several media types JSON is asked for; but where its schema is
    a string beside files, it stands for their bytes.
    """
    json = _json(document, offered)
    others = tuple(m for m in offered if m is not json)
    texts = tuple(m.essence for m in others if _is_text(document, m))
    files = tuple(m.essence for m in others if not _is_text(document, m))
    if json is not None and _is_bytes(document, json):
        # What is sent is no JSON, whatever the document says it is called.
        return Binary((json.essence, *files, "*/*"))
    if json is not None and not (files and _is_string(document, json)):
        return Json(json.essence, _type(schemas, json))
    if files:
        return Binary((*files, *texts))
    return Text(", ".join(texts))


def _united(answers: list[tuple[str, Answer]]) -> Json:
    """JSON by status; text is a string. Bytes of another status are not expected."""
    asked: list[str] = []
    types: dict[str, Type | None] = {}
    for status, answer in answers:
        match answer:
            case Json(media_type=media_type, type=type_):
                asked.append(media_type)
                types[_spelled(status)] = type_
            case Text(media_type=media_type):
                asked.append(media_type)
                types[_spelled(status)] = _STRING
            case Nothing():
                types[_spelled(status)] = None
            case Binary():
                pass
            case _:
                assert_never(answer)
    held = [type_ for type_ in types.values() if type_ is not None]
    united = union_of(held)
    nullable = len(held) < len(types) and not isinstance(united, Anything | Nullable)
    return Json(
        # JSON first: it is what an API that can answer in several ways is asked for.
        ", ".join(sorted(dict.fromkeys(asked), key=lambda asked: not is_json(asked))),
        Nullable(united) if nullable else united,
        tuple(types.items()) if len(set(types.values())) > 1 else (),
    )


def _type(schemas: Schemas, media_type: MediaType) -> Type:
    schema = media_type.schema
    return schemas.type(schema) if schema is not None else Anything()


def _spelled(status: str) -> str:
    return "default" if status == "DEFAULT" else status


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
        schema = media_type.schema if media_type.essence in ANYTHING else None
        if schema is not None and "string" not in views.types(document, schema):
            return media_type
    return None


def _is_text(document: Document, media_type: MediaType) -> bool:
    """Whether a body that is no JSON is text; an unknown media type holds bytes."""
    if _is_bytes(document, media_type):
        return False
    unsaid = media_type.essence in ANYTHING and _is_string(document, media_type)
    return unsaid or is_text(media_type.essence)


def _is_string(document: Document, media_type: MediaType) -> bool:
    schema = media_type.schema
    return schema is not None and views.types(document, schema) == {"string"}


def _is_bytes(document: Document, media_type: MediaType) -> bool:
    """Whether the schema says that the body is a file."""
    schema = media_type.schema
    return schema is not None and any(
        part.text("format") == "binary" for part in views.parts(document, schema)
    )


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
