"""The whole document as an API."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from ..ir.api import Api, Binary, Json, Nothing, Operation, Text
from ..ir.streams import EventStream
from ..ir.types import Union
from ..openapi import OperationNode, operations
from ..openapi.operations import METHODS
from .definitions import in_document_order, reached
from .equals import merged, with_merged
from .groups import Group, group_of
from .literals import close_tags
from .method_names import full_name
from .operations import Operations, Outcome
from .place_names import PlaceNames
from .resources import resources
from .schemas import Schemas
from .security import Security
from .selection import Options
from .servers import servers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ..diagnostics import Diagnostic
    from ..ir.types import Definition, Type
    from ..load.node import Document
    from .unsupported import Skipped


@dataclass(frozen=True, slots=True)
class Lowered:
    """An API, and what of the document is not in it."""

    api: Api
    diagnostics: tuple[Diagnostic, ...]
    """Findings of lowering alone: what is not supported yet (SSE008), schemas that became
    anything (SSE201).
    """
    skipped: tuple[Skipped, ...]
    """The operations that the user asked for and does not get."""


def lower(document: Document, options: Options | None = None) -> Lowered:
    """Give the API that a document describes.

    The result depends on the document alone, and not on the order of its maps except where that
    becomes the order of what users read: paths, schemas, properties.

    Args:
        document: A document; where it has errors, what they concern is left out.
        options: What of it is wanted; all of it unless told.
    """
    options = options or Options()
    found = _ordered(document)
    names = PlaceNames({o.node: full_name(o) for o in found})
    schemas, security = Schemas(document, names), Security(document)
    lowering = Operations(document, schemas, names, security, options)
    outcome = Outcome()
    lowered: list[tuple[Group, Operation]] = []
    for node in found:
        if options.wants(node):
            one = lowering.lower(node)
            lowered.extend((group_of(node), operation) for operation in one.operations)
            outcome = replace(outcome + one, operations=())
    return Lowered(
        api=_api(document, schemas, security, lowered),
        diagnostics=(*outcome.diagnostics, *schemas.diagnostics, *security.diagnostics),
        skipped=outcome.skipped,
    )


def _api(
    document: Document,
    schemas: Schemas,
    security: Security,
    lowered: Sequence[tuple[Group, Operation]],
) -> Api:
    all_operations = [operation for _, operation in lowered]
    definitions = _definitions(document, schemas, all_operations)
    paths = {key: path for key in definitions if (path := schemas.path(key))}
    definitions, renamed = merged(definitions, paths)
    info = document.root.get("info")
    return Api(
        title=info.text("title") if info else "",
        version=info.text("version") if info else "",
        description=(info.text("description") or info.text("summary")) if info else "",
        servers=servers(document),
        schemes=security.used(all_operations),
        resources=resources(
            document,
            [(group, with_merged(operation, renamed)) for group, operation in lowered],
        ),
        definitions=definitions,
    )


def _definitions(
    document: Document, schemas: Schemas, lowered: Iterable[Operation]
) -> Mapping[str, Definition]:
    roots = [type_ for operation in lowered for type_ in types_of(operation)]
    closed = close_tags(schemas.definitions(), roots)
    keys = reached(closed, roots)
    places = {key: schemas.place(key) for key in keys}
    return {key: closed[key] for key in in_document_order(document, places)}


def types_of(operation: Operation) -> Iterator[Type]:
    """The types that an operation takes and gives."""
    yield from (parameter.type for parameter in operation.parameters)
    if operation.body is not None and operation.body.type is not None:
        yield operation.body.type
    yield from (error.type for error in operation.errors)
    match operation.result:
        case Json(type=type_):
            yield type_
        case EventStream(variants=variants, payload=payload, error_payloads=errors):
            yield from (field.type for variant in variants for field in variant.fields)
            if payload is not None:
                yield Union((payload, *errors)) if errors else payload
        case Text() | Binary() | Nothing():
            pass
        case _:
            assert_never(operation.result)


def _ordered(document: Document) -> list[OperationNode]:
    """The operations, paths in document order; methods are fixed fields of a path item, so their
    order means nothing.
    """
    methods = {method: index for index, method in enumerate(METHODS)}
    found = operations(document)
    paths = {
        path: index for index, path in enumerate(dict.fromkeys(o.path for o in found))
    }
    return sorted(
        found,
        key=lambda o: (paths[o.path], methods.get(o.method, len(methods)), o.method),
    )
