"""Rules about one event schema: does it describe a frame, and with the right types."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from ..diagnostics import Put, Remove, Repair, Severity
from ..load.node import Document, Node, Value
from ..openapi.examples import examples, frames, leading_json, stream_examples
from ..openapi.schemas import constants, properties, types, union
from ..openapi.streams import Shape, StreamNode
from .registry import Finding, rule
from .repairs import described, envelope, placeholder, put, put_member, remove, wrapped
from .subject import Group, Subject, called, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..openapi.variants import VariantNode

REMEDY = (
    "wrap this schema in an object as its `data`, or say that it is meant so: `--payload-events`, "
    "or `x-ssegen-event-model: payload` beside it"
)


@rule("SSE101", Severity.ERROR)
def fields_beyond_the_four(subject: Subject) -> Iterator[Finding]:
    """properties beyond `id`, `event`, `data`, `retry` in an event schema

    A Server-Sent Event consists of these four fields. A schema with other properties, or with none,
    describes what is inside `data`, not the event.

    Why: nothing in the document says where such a property comes from. Whether it stands inside
    `data`, or was meant as a field that no server can send, is a guess, and a wrong guess shows
    only when the first event does not decode.

    Fix: wrap the schema in an object with `data`; add `event` and `id` where the server sends them.
    Or say that schemas describe what is inside `data`, which the loop then receives: with
    `--payload-events`, with `payload = true` in `ssegen.toml` under `[streams]` or for one
    operation, or with `x-ssegen-event-model: payload` on the media type, on the operation, or at
    the top of the document. On the media type it also holds for a schema that could be an event's.
    JSON Lines have no such fields, and need none of this.

    Bad:

        text/event-stream:
          schema:
            type: object
            properties:
              content:
                type: string

    Good:

        text/event-stream:
          schema:
            type: object
            required: [data]
            properties:
              data:
                type: object
                properties:
                  content:
                    type: string
    """
    for group in subject.schemas(subject.refuses):
        stream = group.stream
        offenders = [v for v in stream.events if v.extra or not v.fields]
        if _scalars(subject, stream):
            continue
        if len(offenders) > 1 and len(offenders) == len(stream.events):
            yield _payload_union(subject.document, group, offenders)
        else:
            for variant in offenders:
                yield _payload(subject.document, group, variant)


def _payload(document: Document, group: Group, variant: VariantNode) -> Finding:
    place = variant.target
    if "data" in variant.fields:  # a field too many, rather than a payload
        place = properties(document, variant.node).get(variant.extra[0], place)
    fault = (
        f"has properties that no event has: {listed(variant.extra)}"
        if variant.extra
        else "has none of the properties of an event: `id`, `event`, `data` and `retry`"
    )
    return Finding(
        place,
        f"{called(variant)}, streamed by {group.operations}, {fault}",
        REMEDY,
        repair=_enveloped(group, variant),
    )


def _enveloped(group: Group, variant: VariantNode) -> Repair | None:
    """The schema as the ``data`` of an event: of every stream's, or of the one member that is a
    payload among envelopes."""
    if len(group.stream.events) > 1:
        change = put(variant.node, envelope(variant.node.value))
        return Repair((change,), sure=False)
    repair = wrapped(group.streams)
    if repair is None or "data" not in variant.fields:
        return repair
    # Perhaps a payload with a property of that name, perhaps an event with a slip.
    return replace(repair, sure=False)


def _payload_union(
    document: Document, group: Group, offenders: list[VariantNode]
) -> Finding:
    place = union(document, group.node) or group.node
    extra = dict.fromkeys(name for variant in offenders for name in variant.extra)
    return Finding(
        place,
        f"the {len(offenders)} events streamed by {group.operations} have properties that no event "
        f"has: {listed(extra)}",
        REMEDY.replace("this schema", "their union"),
        repair=wrapped(group.streams),
    )


def _scalars(subject: Subject, stream: StreamNode) -> list[VariantNode]:
    """The variants that cannot be objects, where that is all that is wrong with the stream."""
    if any(variant.extra for variant in stream.events):
        return []
    kinds = [
        (v, types(subject.document, v.node)) for v in stream.events if not v.fields
    ]
    return [variant for variant, kind in kinds if kind and "object" not in kind]


@rule("SSE108", Severity.ERROR)
def wrong_field_type(subject: Subject) -> Iterator[Finding]:
    """a field of an event with a type that it cannot have

    `event` and `id` are text. `retry` is a whole number, the milliseconds to wait before connecting
    anew. `data` may have any type.

    Why: every event would fail to decode, or the types would promise what no server can send.

    Fix: make `event` and `id` strings, `retry` an integer.

    Bad:

        properties:
          id:
            type: integer
          data:
            type: string

    Good:

        properties:
          id:
            type: string
          data:
            type: string
    """
    expected = {"id": "string", "event": "string", "retry": "integer"}
    for group in subject.schemas():
        if group.stream.shape not in (Shape.ENVELOPE, Shape.ENVELOPE_UNION):
            continue
        for variant in group.stream.variants:
            for name, right in expected.items():
                node = variant.fields.get(name)
                found = (
                    types(subject.document, node)
                    if node is not None
                    else frozenset[str]()
                )
                if node is not None and found and right not in found:
                    yield Finding(
                        node,
                        f"`{name}` of {called(variant)} is of type {' or '.join(sorted(found))}, "
                        f"but in an event it is {_article(right)}",
                        f"say `type: {right}`",
                        repair=_typed(subject.document, node, right),
                    )


def _typed(document: Document, node: Node, right: str) -> Repair:
    """The schema with the right type; a constant needs a look at what is sent."""
    schema: dict[str, Value] = {"type": right}
    if description := node.text("description"):
        schema["description"] = description
    values = constants(document, node)
    if values and right == "string":
        schema["enum"] = [json.dumps(value) for value in values]
    return Repair((put(node, schema),), sure=not values)


def _article(type_: str) -> str:
    return f"an {type_}" if type_ == "integer" else f"a {type_}"


@rule("SSE109", Severity.ERROR)
def not_an_object(subject: Subject) -> Iterator[Finding]:
    """an event schema that is neither an object nor a string

    An event is described by an object with the properties of a frame, or by `type: string` where
    only its data matters. Numbers and booleans are neither, and a string has no place in a union.
    An array is a list of events: its `items` describe one.

    Why: nothing says where such a value stands in an event. Taken for what `data` holds, it would
    leave events without the `event` and `id` that the server may send.

    Fix: describe an object with `data`, or say that schemas describe what is inside `data`, as
    SSE101 tells.

    Bad:

        text/event-stream:
          schema:
            type: integer

    Good:

        text/event-stream:
          schema:
            type: object
            properties:
              data:
                type: integer
    """
    for group in subject.schemas(subject.refuses):
        for variant in _scalars(subject, group.stream):
            kind = " or ".join(sorted(types(subject.document, variant.node)))
            yield Finding(
                variant.target,
                f"{called(variant)}, streamed by {group.operations}, is of type {kind}, "
                "not an object",
                REMEDY,
                repair=wrapped(group.streams),
            )


@rule("SSE114", Severity.WARNING)
def text_that_is_json(subject: Subject) -> Iterator[Finding]:
    """`data` that is a string, but whose examples are JSON

    The schema of `data` says `type: string`, and an example beside it is a JSON object or array.

    Why: the schema decides. `data` is delivered as text, and everyone who uses it has to decode it.

    Fix: give `data` the schema of what is inside. If text is meant, change the example.

    Bad:

        data:
          type: string
          example: '{"content": "Hello"}'

    Good:

        data:
          type: object
          properties:
            content:
              type: string
          example:
            content: Hello
    """
    document = subject.document
    for group in subject.schemas():
        stream = group.stream
        whole = [
            leading_json(frame.data)
            for each in group.streams
            for example in stream_examples(document, each)
            for frame in frames(example.value)
        ]
        if stream.shape is Shape.STRING:
            shown = [*whole, *_json(document, group.node)]
            yield from _text_that_is_json(group, group.node, shown)
        elif stream.shape in (Shape.ENVELOPE, Shape.ENVELOPE_UNION):
            for variant in stream.events:
                data = variant.fields.get("data")
                if data is None or not _is_text(document, data):
                    continue
                own = examples(document, variant.target)
                held = [frame.data for each in own for frame in frames(each.value)]
                shown = [*_json(document, data), *map(leading_json, held)]
                # Which of several events an example shows is not known.
                shown += whole if len(stream.events) == 1 else []
                yield from _text_that_is_json(group, data, shown)


def _text_that_is_json(
    group: Group, data: Node, shown: list[Value]
) -> Iterator[Finding]:
    value = next((value for value in shown if value is not None), None)
    if value is not None:
        schema = described(value)
        if group.stream.shape is Shape.STRING:
            schema = envelope(schema)
        yield Finding(
            data,
            f"the data of {group.operations} is text by its schema, but JSON in its example",
            "give `data` the schema of what is inside, or correct the example",
            repair=Repair((put(data, schema),), sure=False),
        )


def _is_text(document: Document, data: Node) -> bool:
    resolved = document.resolve(data)
    encoded = isinstance(resolved, Node) and resolved.text("contentMediaType")
    return types(document, data) == {"string"} and not encoded


def _json(document: Document, schema: Node) -> list[Value]:
    """What the examples of a schema are as JSON, those that are none as None."""
    return [leading_json(example.value) for example in examples(document, schema)]


@rule("SSE119", Severity.WARNING)
def framework_class(subject: Subject) -> Iterator[Finding]:
    """the event class of a framework, taken for an event schema

    Server frameworks have a class that builds an event (`name`, `comment`, a `retry` that is a
    duration), and some generate documents from it. It resembles an event, but is not what is sent.

    Why: the class's `name` arrives as `event`, its `comment` not at all, its `retry` as a number.
    ssegen takes it so; whoever reads the document, or generates a server from it, does not know.

    Fix: describe what is sent: `event`, `id`, `retry` and `data`.

    Bad:

        properties:
          data:
            $ref: '#/components/schemas/Progress'
          name:
            type: string
          comment:
            type: string
          retry:
            type: string
            format: duration

    Good:

        properties:
          event:
            type: string
          data:
            $ref: '#/components/schemas/Progress'
          retry:
            type: integer
    """
    for group in subject.schemas():
        if group.stream.shape is Shape.FRAMEWORK:
            event = group.stream.events[0]
            yield Finding(
                event.target,
                f"{called(event)}, streamed by {group.operations}, is the event class of a server "
                f"framework: {listed(event.extra)} never arrive under these names",
                "describe what is sent: `event` in place of `name`, `retry` as an integer, "
                "no `comment`",
                repair=_as_sent(event),
            )


def _as_sent(event: VariantNode) -> Repair | None:
    """The properties under the names they are sent by."""
    held = event.target.get("properties")
    if held is None:
        return None
    schemas: dict[str, Value] = {}
    for name, schema in held.members():
        match name:
            case "name":
                schemas["event"] = schema.value
            case "retry":
                schemas["retry"] = {"type": "integer"}
            case "comment":
                pass
            case _:
                schemas[name] = schema.value
    changes: list[Put | Remove] = [put(held, schemas)]
    needed = event.target.get("required")
    if needed is not None and isinstance(needed.value, list):
        names = ("event" if name == "name" else name for name in needed.value)
        kept: list[Value] = [name for name in names if name in schemas]
        changes.append(put(needed, kept) if kept else remove(needed))
    return Repair(tuple(changes))


@rule("SSE128", Severity.WARNING)
def no_data(subject: Subject) -> Iterator[Finding]:
    """an event schema without `data`

    The only event of a stream declares `id`, `event` or `retry`, but no `data`.

    Why: what the server sends as `data` is not typed. Often such a schema describes what is inside
    `data`, and then its `id` or `event` is not the frame's.

    Fix: declare `data`. If the schema describes what is inside, wrap it in an object as its `data`.

    Bad:

        type: object
        properties:
          id:
            type: string
          event:
            type: string

    Good:

        type: object
        properties:
          id:
            type: string
          event:
            type: string
          data:
            type: string
    """
    for group in subject.schemas():
        event = group.stream.events[0] if group.stream.events else None
        if group.stream.shape is not Shape.ENVELOPE or event is None:
            continue
        if "data" not in event.fields:
            held = event.target.get("properties")
            data: Value = {"$ref": f"#/components/schemas/{placeholder('data')}"}
            change = put_member(event.target, "properties", {"data": data})
            if held is not None:
                change = put_member(held, "data", data)
            yield Finding(
                event.target,
                f"{called(event)}, streamed by {group.operations}, declares "
                f"{listed(event.fields)}, but no `data`",
                "declare `data`, or wrap the schema in an object as its `data`",
                repair=Repair((change,), sure=False),
            )
