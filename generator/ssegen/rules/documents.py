"""Rules about the document as a whole: can it be read, do its references lead somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Severity
from ..openapi.operations import PATH, hidden_path_items, loose_path_items
from .references import Broken, Need
from .registry import Finding, found_elsewhere, rule
from .structure import misfits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..load.node import Node, Value
    from .subject import Subject


@found_elsewhere("SSE001", Severity.ERROR)
def unreadable_document() -> None:
    """a document that cannot be read

    The file is missing or not text, or it is neither YAML nor JSON.

    Why: nothing can be told about a document that has no structure; this one finding is all there
    is.

    Fix: check the path; open the file at the line that is named: a tab used as indentation, a
    missing quote, or a colon without a blank after it are the usual reasons.

    Bad:

        info:
          title: "Chat

    Good:

        info:
          title: "Chat"
    """


@found_elsewhere("SSE002", Severity.ERROR)
def not_openapi() -> None:
    """a document that is not OpenAPI 3

    The document does not begin as OpenAPI 3.0, 3.1 or 3.2 does: with a mapping whose `openapi` is a
    version such as `3.1.0`. Swagger 2.0 documents are among these.

    Why: other formats put responses and schemas elsewhere, so streams would be missed without a
    word.

    Fix: point ssegen at the OpenAPI document itself. Convert Swagger 2.0 first; most editors and
    gateways export OpenAPI 3.

    Bad:

        swagger: '2.0'

    Good:

        openapi: 3.1.0
    """


def _consequence(fault: Broken) -> tuple[Severity, str]:
    match fault.need:
        case Need.STREAM:
            return Severity.ERROR, "a stream needs it"
        case Need.OPERATION:
            return Severity.UNSUPPORTED, "what needs it is left untyped or left out"
        case Need.NOBODY:
            return Severity.WARNING, "no operation needs it"


@rule("SSE003", Severity.ERROR)
def dangling_reference(subject: Subject) -> Iterator[Finding]:
    """a `$ref` that leads nowhere

    The file, or the place in it, that a `$ref` names is not there, or may not be read: it is a URL,
    or lies outside the document's folder, and nobody allowed it. The finding is an error where the
    events, the parameters or the body of a stream need it, unsupported where another operation or
    response does, and a warning where nothing does.

    Why: what the reference stands for is unknown. Around a stream that would be guessing at the
    types of its events; elsewhere a schema becomes `Any`, and an operation without its parameter,
    body or response is left out.

    Fix: correct the reference, or add what it names; allow what may be read with `--allow-ref`.

    Bad:

        schema:
          $ref: '#/components/schemas/ChatEvnt'

    Good:

        schema:
          $ref: '#/components/schemas/ChatEvent'
    """
    for fault in subject.broken:
        if not fault.circular:
            severity, consequence = _consequence(fault)
            yield Finding(
                fault.reference,
                f"`$ref: {fault.reference.text('$ref')}` leads nowhere: {fault.reason}; "
                f"{consequence}",
                fault.remedy or "correct the reference, or add what it names",
                severity,
            )


@rule("SSE004", Severity.ERROR)
def circular_reference(subject: Subject) -> Iterator[Finding]:
    """a `$ref` that only leads back to itself

    A chain of references, or of `allOf`, ends where it began. A schema that contains itself in a
    property or in the items of an array is a different thing, and fine. The severities are those of
    SSE003.

    Why: however long one follows the chain, no schema appears.

    Fix: put the schema that was meant at the end of the chain.

    Bad:

        components:
          schemas:
            Answer:
              $ref: '#/components/schemas/Reply'
            Reply:
              $ref: '#/components/schemas/Answer'

    Good:

        components:
          schemas:
            Answer:
              $ref: '#/components/schemas/Reply'
            Reply:
              type: string
    """
    for fault in subject.broken:
        if fault.circular:
            severity, consequence = _consequence(fault)
            yield Finding(
                fault.reference,
                f"`{fault.reference.key}` is defined by itself: {fault.reason}; {consequence}",
                "end the chain in a schema",
                severity,
            )


@found_elsewhere("SSE005", Severity.ERROR)
def duplicate_key() -> None:
    """a key that a mapping has twice

    YAML and JSON both want the keys of one mapping to differ.

    Why: parsers that do not complain keep the last one, so an operation, a response or a property
    disappears, and two tools may disagree which.

    Fix: merge the two, or rename one. Both lines are named.

    Bad:

        paths:
          /chat:
            post:
              operationId: createChat
          /chat:
            get:
              operationId: listChats

    Good:

        paths:
          /chat:
            post:
              operationId: createChat
            get:
              operationId: listChats
    """


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
            )
        else:
            first[operation.id] = operation.key


@found_elsewhere("SSE007", Severity.WARNING)
def not_valid() -> None:
    """a finding of openapi-spec-validator

    `ssegen validate` also asks openapi-spec-validator, which compares the document with the schemas
    of the OpenAPI Specification. What it says is passed on as advice. `ssegen generate` does not
    ask it.

    Why: other tools may refuse a document that ssegen can use; half of the published ones do not
    pass.

    Fix: as the message says. The rules of the OpenAPI Specification are at
    https://spec.openapis.org.

    Bad:

        responses:
          '200':
            content: {}

    Good:

        responses:
          '200':
            description: The answer.
            content: {}
    """


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


@rule("SSE009", Severity.UNSUPPORTED)
def misshapen_part(subject: Subject) -> Iterator[Finding]:
    """a part of another kind than OpenAPI wants there

    A list stands where OpenAPI wants a mapping, a word where it wants a schema, and the like.

    Why: nobody can say what such a part means, so it is passed over: an operation disappears, a
    parameter is lost, or a value gets the type `Any`.

    Fix: write the part as the OpenAPI Specification describes it.

    Bad:

        properties:
          data: string

    Good:

        properties:
          data:
            type: string
    """
    for misfit in misfits(subject.document, subject.operations):
        yield Finding(
            misfit.node,
            f"{_called(misfit.node)} is {_kind(misfit.node.value)} where OpenAPI wants "
            f"{misfit.wanted}; it is left out",
            "write it as the OpenAPI Specification describes it",
        )


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
            )
    for path, item in hidden_path_items(subject.document):
        yield Finding(
            item,
            f"no path refers to `{item.key}`, and another path item is at `{path}`; its operations "
            "are left out",
            f"refer to it from `paths`, or say where it is by `{PATH}`",
        )


def _called(node: Node) -> str:
    """The key, or the position in the list that has one."""
    match node.pointer:
        case (*_, str() as key):
            return f"`{key}`"
        case (*_, str() as key, int() as index):
            return f"item {index + 1} of `{key}`"
        case _:
            return "this"


def _kind(value: Value) -> str:
    match value:
        case bool():
            return "a boolean"
        case str():
            return "text"
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            return "a number"
