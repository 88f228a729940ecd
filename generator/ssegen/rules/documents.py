"""Rules about the document as a whole: can it be read, do its references lead somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Repair, Severity
from ..load.node import Node
from ..openapi.schemas import TYPES
from .references import Broken, Need
from .registry import Finding, found_elsewhere, rule
from .repairs import put, put_member, remove
from .spelling import nearest
from .structure import called_node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..load.node import Document, Value
    from .structure import Part
    from .subject import Subject

MOST_GUESSED = 100
"""For how many references that lead nowhere is guessed what they mean: each is compared with the
names of all components."""


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
    version such as `3.1.0`. Swagger 2.0 documents are among these. So are files given as overlays
    that are none: with an action that has no `target`, or one that is not a JSONPath query.

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
    if fault.repeated is not None:
        return Severity.WARNING, "the other members of the `allOf` make the type"
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
    dangling = [fault for fault in subject.broken if not fault.circular]
    for number, fault in enumerate(dangling):
        severity, consequence = _consequence(fault)
        yield Finding(
            fault.reference,
            f"`$ref: {fault.reference.text('$ref')}` leads nowhere: {fault.reason}; "
            f"{consequence}",
            fault.remedy or "correct the reference, or add what it names",
            severity,
            _meant(fault.reference) if number < MOST_GUESSED else None,
        )


@rule("SSE004", Severity.ERROR)
def circular_reference(subject: Subject) -> Iterator[Finding]:
    """a `$ref` that only leads back to itself

    A chain of references, or of `allOf`, ends where it began. A schema that contains itself in a
    property or in the items of an array is a different thing, and fine. The severities of a chain
    of references are those of SSE003. An `allOf` that comes back is a warning, for the schema has
    its other members.

    Why: however long one follows a chain of references, no schema appears, so there is no type. An
    `allOf` that comes back adds nothing, and some tools do not come to an end with it.

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
                _without(subject.document, fault),
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
    for part in subject.parts:
        if not part.fits:
            yield Finding(
                part.node,
                f"{called_node(part.node)} is {_kind(part.node.value)} where OpenAPI wants "
                f"{part.kind.noun}; it is left out",
                "write it as the OpenAPI Specification describes it",
                repair=_fitting(part),
            )


def _meant(reference: Node) -> Repair | None:
    """Let a ``$ref`` that leads nowhere lead to what was probably meant, else add what it names."""
    text = reference.text("$ref")
    file, hash, path = text.partition("#")
    holder, _, name = path.rpartition("/")
    if not (hash and name) or file:
        return None
    root = Node(reference.source, (), reference.source.root)
    kind, known = holder.removeprefix("/components/"), root.at(*holder.split("/")[1:])
    names = [key for key, _ in known.members()] if known else []
    if near := nearest(name, names):
        there = put_member(reference, "$ref", f"#{holder}/{near}")
        return Repair((there,), sure=False)
    if known is not None and kind == "schemas":
        return Repair((put_member(known, name, {"type": "object"}),), sure=False)
    return None


def _without(document: Document, fault: Broken) -> Repair | None:
    """A schema without the member of its ``allOf`` that leads back to it.

    That it is itself is true of every schema, so no judgement is needed where the member says only
    this.
    """
    member = fault.repeated
    if member is None:
        return None
    target = document.follow(member)
    alone = member.has("$ref") and member.value == {"$ref": member.text("$ref")}
    return Repair((remove(member),), sure=alone and target == fault.reference)


def _fitting(part: Part) -> Repair | None:
    """What a part of the wrong kind was probably meant to be."""
    node, types = part.node, part.kind.types
    match node.value:
        case str() as value if part.name in ("schema", "named schema"):
            # A type where its schema should be can mean nothing else.
            sure = value in TYPES
            return Repair((put(node, {"type": value if sure else "string"}),), sure)
        case (bool() | int() | float()) as value if types is str:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            return Repair((put(node, text),), sure=False)
        case (str() | dict()) as value if types is list and part.name != "parameters":
            return Repair((put(node, [value]),), sure=False)
        case bool() if part.name == "texts":
            return Repair((remove(node),), sure=False)
        case _:
            return None


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
