"""What a document says travels: values for a call, the bytes of the answer, what they must give.

It reads documents as plain trees and knows nothing of the code under test.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.corpus.samples import METHODS, JSONText, NoSample, Samples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.corpus.trees import Tree

FIELDS = frozenset({"event", "data", "id", "retry"})
FIELDS_OF_MICRONAUT = {"data", "id", "name", "comment", "retry"}
FILE = b"\x89PNG\r\n\x1a\n\x00--boundary?\r\n"
"""The content of every file."""
TEXT = "first line\nsecond, \u00fcber \u2028 \U0001f600"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as the document describes it."""

    status: int
    media_type: str
    body: bytes
    expected: Any
    """What the SDK must make of it: of a stream, the list of its events; of an envelope, the fields
    that were sent; of bytes and text, themselves."""


@dataclass(frozen=True)
class Operation:
    """One operation of a document."""

    samples: Samples
    method: str
    path: str
    item: Tree = field(repr=False)
    node: Tree = field(repr=False)

    @property
    def key(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def parameters(self) -> dict[tuple[str, str], Tree]:
        """Those of the path and its own, by place and name."""
        listed = [*self.item.get("parameters", ()), *self.node.get("parameters", ())]
        found = [self.samples.resolve(each) for each in listed]
        return {(each["in"], each["name"]): each for each in found}

    def parameter(self, place: str, name: str) -> Any:
        """A value for a parameter.

        Raises:
            NoSample: None is found that the document itself allows.
        """
        for (where, called), described in self.parameters.items():
            if where == place and called.lower() == name.lower():
                content = [*(described.get("content") or {"": described}).values()]
                value = self.samples.of_parameter({**content[0], **described})
                schema = content[0].get("schema", {})
                if problem := self.samples.problem(schema, value):
                    raise NoSample(f"the example of parameter {name}: {problem}")
                return value
        return "text"

    def body(self, media_type: str) -> Any:
        """A value for the body.

        Raises:
            NoSample: None is found that the document itself allows.
        """
        content = self.samples.resolve(self.node["requestBody"])["content"]
        described = _chosen(content, media_type)
        value = self._allowed(described.get("schema", {}), described)
        is_form = media_type.startswith("multipart/") or "urlencoded" in media_type
        if is_form and not isinstance(value, dict):
            raise NoSample("a form that is no object")
        is_text = re.search("text/|yaml|xml", media_type) is not None
        # What YAML there is describes is an object, and JSON is YAML.
        return (
            _json(value).decode() if is_text and not isinstance(value, str) else value
        )

    def answer(self, kind: str, accept: str, sentinel: str) -> Answer:
        """A response of that kind and media type under the first status of success that has one.

        Args:
            kind: ``json``, ``stream``, ``binary``, ``text`` or ``nothing``.
            accept: A media type, or several with commas between.
            sentinel: What ends a stream of events; empty where nothing does.

        Raises:
            NoSample: None is found that the document itself allows.
        """
        if kind == "nothing":
            for status, content in self._successes():
                if not content:
                    return Answer(status, "", b"", None)
            raise NoSample("no response without a body")
        for status, media_type, described in self.responses(kind, accept):
            sent = media_type.replace("*", "x")
            match kind:
                case "json":
                    value = self._allowed(described.get("schema", {}), described)
                    return Answer(status, sent, _json(value), value)
                case "stream":
                    body, events = self._stream(sent, described, sentinel)
                    return Answer(status, sent, body, events)
                case "text":
                    return Answer(status, sent, TEXT.encode(), TEXT)
                case _:
                    return Answer(status, sent, FILE, FILE)
        raise NoSample(f"no response of {accept or 'nothing'}")

    def responses(self, kind: str, accept: str) -> Iterator[tuple[int, str, Tree]]:
        """Give the responses of success of that kind, except ``nothing``: status, media type, and
        the media type object.
        """
        wanted = [_essence(each) for each in accept.split(",")]
        for status, content in self._successes():
            if kind == "stream" and (extension := self.node.get("x-fern-streaming")):
                content = self._streaming(extension, content, accept)
            for media_type, described in content.items():
                if _essence(media_type) not in wanted:
                    continue
                if kind != "json" or "json" in media_type:
                    yield status, media_type, described

    def event_schema(self, described: Tree) -> Any:
        """The schema of one event of a media type object that streams."""
        schema = described.get("itemSchema", described.get("schema", {}))
        own = self.samples.resolve(schema)
        is_list = own.get("type") == "array" and "itemSchema" not in described
        return own.get("items", {}) if is_list else schema

    def _successes(self) -> Iterator[tuple[int, Tree]]:
        for status, response in self.node["responses"].items():
            if re.fullmatch(r"2(\d\d|XX)", str(status)):
                content = self.samples.resolve(response).get("content") or {}
                yield int(str(status).replace("XX", "00")), content

    def _streaming(self, extension: Tree, content: Tree, accept: str) -> Tree:
        """What streams where Fern's extension says it, and not the content."""
        described = content.get(accept, {})
        if "response-stream" in extension:
            described = {"schema": extension["response-stream"]}
        return {accept: described}

    def _allowed(self, schema: Any, described: Tree) -> Any:
        value = self.samples.of_media_type(described)
        if problem := self.samples.problem(schema, value):
            raise NoSample(f"the document's example is none of its schema: {problem}")
        return value

    def _stream(
        self, media_type: str, described: Tree, sentinel: str
    ) -> tuple[bytes, list[Any]]:
        schema = self.event_schema(described)
        own = self.samples.resolve(schema)
        values: list[Any] = self.samples.every(schema) if own else ["text"]
        given = [*self.samples.given(described)]
        values += [v for v in given if own and not self.samples.problem(schema, v)]
        if _essence(media_type) == "application/json-seq":
            return b"".join(b"\x1e" + _json(v) + b"\n" for v in values), values
        if _essence(media_type) != "text/event-stream":
            return b"\n".join(map(_json, values)), values
        end = f"data: {sentinel}\n\n".encode() if sentinel else b""
        if all(isinstance(value, str) for value in values):
            values = [{"data": TEXT}, {"data": "", "event": "ping", "id": "7"}]
            values += [event for text in given for event in _written(text)]
        elif self.samples.names(schema) == FIELDS_OF_MICRONAUT:
            data = self.samples.of(self.samples.property(schema, "data"))
            # Only these are sent; what is called name arrives as the event's.
            values = [{"event": "step", "data": data}]
        elif not self.samples.names(schema) <= FIELDS:
            return b"".join(map(_payload, values)) + end, values
        values = [value or self._least(schema) for value in values]
        values = [v for v in values if not sentinel or v.get("data") != sentinel]
        body = b"".join(map(_frame, values)) + end
        return body, [_decoded(value) for value in values]

    def _least(self, schema: Any) -> Tree:
        """An event of an envelope that requires nothing."""
        return {"data": self.samples.of(self.samples.property(schema, "data"))}


def operations(samples: Samples) -> dict[tuple[str, str], list[Operation]]:
    """By method and path without fragment: documents may describe the same one twice.

    Path items among the components have their name as the path.
    """
    found: dict[tuple[str, str], list[Operation]] = {}
    components = samples.tree.get("components", {}).get("pathItems", {})
    items = {f"/{name}": item for name, item in components.items()}
    for path, item in (items | samples.tree.get("paths", {})).items():
        item = samples.resolve(item)
        for method in METHODS:
            if method in item:
                operation = Operation(samples, method, path, item, item[method])
                key = (method.upper(), path.partition("#")[0])
                found.setdefault(key, []).append(operation)
    return found


def _chosen(content: Tree, media_type: str) -> Tree:
    for each, described in content.items():
        if _essence(each) == _essence(media_type):
            assert isinstance(described, dict)
            return described
    raise NoSample(f"no body of {media_type}")


def _essence(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _written(text: str) -> Iterator[Tree]:
    """Give the events of an example that is written as it comes over the wire."""
    for block in re.split(r"\n{2,}", text):
        lines = [line.partition(":") for line in block.split("\n")]
        fields = {name: "" for name, _, _ in lines if name in FIELDS}
        for name in fields:
            values = [value.removeprefix(" ") for n, _, value in lines if n == name]
            fields[name] = "\n".join(values)
        if "data" in fields:
            yield fields


def _decoded(fields: Tree) -> Tree:
    """An event with what JSON in a string stands for."""
    return {n: v.value if isinstance(v, JSONText) else v for n, v in fields.items()}


def _payload(value: Any) -> bytes:
    return b"data: " + _json(value) + b"\n\n"


def _frame(fields: Tree) -> bytes:
    """The wire form of an event (WHATWG HTML, section 9.2), written as servers do."""
    lines: list[str] = []
    for name, value in fields.items():
        text = value if isinstance(value, str) else _json(value).decode()
        lines += [f"{name}: {line}" for line in text.split("\n")]
    return ("\n".join(lines) + "\n\n").encode()
