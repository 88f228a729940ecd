"""Values for schemas: the document's own examples first, else the least that a schema allows.

It reads documents as plain trees and knows nothing of the code under test.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, cached_property
from random import Random
from typing import TYPE_CHECKING, Any

from hypothesis import find, settings, strategies
from hypothesis.errors import InvalidArgument, NoSuchExample
from jsonschema import validators  # type: ignore[import-untyped]  # it has no types
from openapi_schema_validator import (
    OAS30Validator,
    OAS31Validator,
    oas30_format_checker,
    oas31_format_checker,
)
from referencing.exceptions import Unresolvable
from tests.corpus.trees import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.corpus.trees import Tree

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
DEPTH = 12
"""A schema that goes deeper is given up on."""

ANY_OF = validators.Draft202012Validator.VALIDATORS["anyOf"]

_UNTOLD = (
    "is valid under each of",
    "is not valid under any of",
    "could not be resolved",
    "discriminating property",
)
"""What is said where members are not exclusive, or a discriminator names none of them."""

_OF_FORMAT = {
    "date-time": "2024-05-06T07:08:09Z",
    "date": "2024-05-06",
    "time": "07:08:09Z",
    "duration": "PT5S",
    "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "uri": "https://example.com/a",
    "url": "https://example.com/a",
    "email": "a@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "byte": "YWJj",
    "decimal": "12.50",
}


_SHAPING = frozenset({"properties", "required", "enum", "const"})
"""What makes a value of a union more than a value of one of its members."""


_TELLING = frozenset(
    {"example", "examples", "const", "default", "enum", "contentSchema"}
)
"""What makes an optional property worth a value: the document says which."""


class JSONText(str):
    """A string that holds JSON, as ``contentSchema`` wants it."""

    value: Any

    @classmethod
    def of(cls, value: Any) -> JSONText:
        text = cls(json.dumps(value))
        text.value = value
        return text


@cache
def _matching(pattern: str) -> str:
    """The simplest text that hypothesis finds for a pattern; never empty."""
    try:
        texts = strategies.from_regex(
            pattern, alphabet=strategies.characters(codec="ascii")
        )
        return find(texts, bool, settings=_QUIET, random=Random(0))
    except (re.error, InvalidArgument, NoSuchExample) as error:
        raise NoSample(f"the pattern {pattern}: {error}") from None


_QUIET = settings(database=None, deadline=None, max_examples=20)


class NoSample(Exception):
    """There is no value, or none that this can find; the message says for what."""


@dataclass(frozen=True)
class Samples:
    """Values for the schemas of one document."""

    tree: Tree

    @cached_property
    def decoded(self) -> Samples:
        """Those of the document as `tests.corpus.trees.decoded` has it."""
        return Samples(decoded(self.tree))

    def resolve(self, node: Any) -> Any:
        """What a node with a local ``$ref`` refers to; any other node itself."""
        for _ in range(DEPTH):
            if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
                return node
            target: Any = self.tree
            for step in node["$ref"].removeprefix("#/").split("/"):
                step = step.replace("~1", "/").replace("~0", "~")
                try:
                    target = target[int(step) if isinstance(target, list) else step]
                except KeyError:
                    raise NoSample(f"{node['$ref']} leads nowhere") from None
            node = target
        raise NoSample(f"references without end at {node['$ref']}")

    def of_media_type(self, media_type: Tree) -> Any:
        """A value for a media type object: its example, or one made from its schema."""
        for example in self.given(media_type):
            return example
        return self.of(media_type.get("schema", {}))

    def of_parameter(self, parameter: Tree) -> Any:
        """A value for a parameter."""
        for example in self.given(parameter):
            return example
        return self.of(parameter.get("schema", {}))

    def given(self, holder: Tree) -> Iterator[Any]:
        """Give the examples of a media type or a parameter."""
        if "example" in holder:
            yield holder["example"]
        for example in (holder.get("examples") or {}).values():
            example = self.resolve(example)
            if "value" in example:
                yield example["value"]

    def of(self, schema: Any, depth: int = 0) -> Any:
        """A value for a schema.

        Raises:
            NoSample: None is found.
        """
        if depth > DEPTH:
            raise NoSample("a schema without end")
        found = self.resolve(schema)
        if not isinstance(found, dict):
            return {}
        for example in self._examples(found):
            if self.problem(schema, example) is None:
                return example
        return self._made(schema, depth)

    def every(self, schema: Any, depth: int = 0) -> list[Any]:
        """One value for each member of a union and of those within, or one for any other schema.

        Raises:
            NoSample: None is found.
        """
        own, [members, *_] = self._flattened(schema, [[]])
        if not members:
            return [self.of(schema)]
        if depth > DEPTH:
            raise NoSample("a schema without end")
        alone = not own.keys() & _SHAPING
        values: list[Any] = []
        for member in members:
            within = member if alone else {"allOf": [own, member]}
            found = (
                self._tagged(own, member, v) for v in self.every(within, depth + 1)
            )
            values += [value for value in found if self.problem(schema, value) is None]
        if not values:
            raise NoSample("a union with no member that a value was found for")
        return values

    def names(self, schema: Any, depth: int = 0) -> set[str]:
        """The names of all properties of a schema, and of all members of its unions."""
        own, unions = self._flattened(schema, [])
        names = set(own.get("properties", ()))
        if depth < DEPTH:
            for member in (member for union in unions for member in union):
                names |= self.names(member, depth + 1)
        return names

    def properties(self, schema: Any, name: str, depth: int = 0) -> Iterator[Any]:
        """Give the schemas of a property: a schema's own, and those of its unions' members."""
        own, unions = self._flattened(schema, [])
        if name in own.get("properties", ()):
            yield own["properties"][name]
        if depth < DEPTH:
            for member in (member for union in unions for member in union):
                yield from self.properties(member, name, depth + 1)

    def _examples(self, schema: Tree) -> Iterator[Any]:
        if "const" in schema:
            yield schema["const"]
        if "example" in schema:
            yield schema["example"]
        if isinstance(schema.get("examples"), list):
            yield from schema["examples"]
        if schema.get("default") is not None:
            yield schema["default"]
        if schema.get("enum"):
            yield schema["enum"][0]

    def _flattened(
        self, schema: Any, none: list[list[Any]]
    ) -> tuple[Tree, list[list[Any]]]:
        """A schema and all it is merged with as one, and the members of its unions apart.

        Properties that several parts have are merged in turn; what is said of a part as an example
        is no example of the whole.
        """
        own: Tree = {"properties": {}, "required": []}
        unions: list[list[Any]] = []
        for part in self._parts(schema, 0):
            for key, value in part.items():
                match key:
                    case "properties":
                        for name, each in value.items():
                            known = own["properties"].get(name)
                            merged = each if known is None else {"allOf": [known, each]}
                            own["properties"][name] = merged
                    case "required":
                        own["required"] += value
                    case "oneOf" | "anyOf":
                        unions.append(value)
                    case "example" | "examples" | "default":
                        pass
                    case _:
                        own[key] = value
        own = {key: value for key, value in own.items() if value not in ({}, [])}
        return own, unions or none

    def _parts(self, schema: Any, depth: int) -> Iterator[Tree]:
        """Give what a schema consists of: what it refers to, its ``allOf``, itself."""
        if not isinstance(schema, dict) or depth > DEPTH:
            return
        if "$ref" in schema:
            yield from self._parts(self.resolve(schema), depth + 1)
        parts = schema.get("allOf", ())
        for part in parts if isinstance(parts, list) else ():
            yield from self._parts(part, depth + 1)
        apart = ("$ref", "allOf")
        yield {key: value for key, value in schema.items() if key not in apart}

    def _made(self, schema: Any, depth: int) -> Any:
        own, unions = self._flattened(schema, [])
        if not unions:
            return self._plain(own, depth)
        members, *others = unions
        beside = [own] if own.keys() & _SHAPING else []
        beside += [{"anyOf": each} for each in others]
        for member in members:
            try:
                value = self.of(
                    {"allOf": [*beside, member]} if beside else member, depth + 1
                )
            except NoSample:
                continue
            value = self._tagged(own, member, value)
            if value is not None and self.problem(schema, value) is None:
                return value
        raise NoSample("a union with no member that a value was found for")

    def _tagged(self, union: Tree, member: Any, value: Any) -> Any:
        """A member's value with the tag that the mapping gives the member, where it allows that."""
        discriminator = union.get("discriminator", {})
        for tag, target in (discriminator.get("mapping") or {}).items():
            if target == member.get("$ref") and isinstance(value, dict):
                tagged = {**value, discriminator["propertyName"]: tag}
                if self.problem(member, tagged) is None:
                    return tagged
        return value

    def _plain(self, schema: Tree, depth: int) -> Any:
        for known in self._examples(schema):
            return known
        match self._type(schema):
            case "object":
                return self._object(schema, depth)
            case "array":
                return [self.of(schema.get("items", {}), depth + 1)]
            case "string":
                return self._string(schema, depth)
            case "integer" | "number":
                return max(1, schema.get("minimum", 1))
            case "boolean":
                return True
            case "null":
                return None
            case _:
                return {}

    def _string(self, schema: Tree, depth: int) -> str:
        if "contentSchema" in schema and "json" in schema.get("contentMediaType", ""):
            return JSONText.of(self.of(schema["contentSchema"], depth + 1))
        if "pattern" in schema:
            return _matching(schema["pattern"])
        text = _OF_FORMAT.get(schema.get("format", ""), "text")
        return text.ljust(schema.get("minLength", 0), "x")

    def _type(self, schema: Tree) -> str:
        declared = schema.get("type")
        if isinstance(declared, list):
            declared = next((each for each in declared if each != "null"), "null")
        if isinstance(declared, str):
            return declared
        if "properties" in schema or "required" in schema:
            return "object"
        return "array" if "items" in schema else ""

    def _object(self, schema: Tree, depth: int) -> Tree:
        required = schema.get("required") or []
        found: Tree = {}
        for name, each in (schema.get("properties") or {}).items():
            if name in required:
                found[name] = self.of(each, depth + 1)
            elif self._is_telling(each):
                value = self.of(each, depth + 1)
                if self.problem(each, value) is None:
                    found[name] = value
        for name in required:
            found.setdefault(name, "text")
        if not found and isinstance(values := schema.get("additionalProperties"), dict):
            found["key"] = self.of(values, depth + 1)
        return found

    def property(self, schema: Any, name: str) -> Any:
        """The schema of a property, empty where there is none."""
        return self._flattened(schema, [])[0].get("properties", {}).get(name, {})

    def _is_telling(self, schema: Any) -> bool:
        """Whether an optional property is worth a value."""
        parts = [part.items() for part in self._parts(schema, 0)]
        return any(
            key in _TELLING and value is not None
            for part in parts
            for key, value in part
        )

    def problem(self, schema: Any, value: Any) -> str | None:
        """What is wrong with a value by the schema; None where nothing is.

        A union whose members are not told apart takes what any of them takes.
        """
        strict, lenient = self._validators
        found = self._first(strict, schema, value)
        if found and any(sign in found for sign in _UNTOLD):
            return self._first(lenient, schema, value)
        return found

    def _first(self, validator: Any, schema: Any, value: Any) -> str | None:
        try:
            for error in validator.evolve(schema=schema).iter_errors(value):
                # Its patterns know no classes of Unicode characters.
                if error.validator != "pattern" or r"\p{" not in error.validator_value:
                    return f"{error.json_path}: {error.message}"
        except re.error as error:
            raise NoSample(f"the schema is broken: {error}") from None
        except Unresolvable as error:
            raise NoSample(f"#{error.ref} leads nowhere") from None
        return None

    @cached_property
    def _validators(self) -> tuple[Any, Any]:
        kind, formats = OAS31Validator, oas31_format_checker
        if self.tree["openapi"] < "3.1":
            kind, formats = OAS30Validator, oas30_format_checker
        keywords = dict.fromkeys(("oneOf", "anyOf"), ANY_OF)
        # Made for the whole document, so that a `$ref` in whichever schema starts at its root.
        return tuple(
            each(self.tree, format_checker=formats)
            for each in (kind, validators.extend(kind, keywords))
        )
