"""Schemas, made ready to check values by."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # has no stubs
from openapi_schema_validator import oas31_format_checker

from ..load.node import Dangling, Node
from ..openapi import schemas
from ..openapi.discriminators import mapping_entries, mapping_target
from .keywords import is_usable, said, vocabulary
from .problem import Direction

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..load.node import Document

MOST_STEPS = 200_000
"""How many schemas one value is compared with, a hundred times more than for any real one. Schemas
may lead to each other in more ways than anybody can walk.
"""


class TooMuch(Exception):
    """Comparing takes more steps than it may."""


class Checks:
    """The checks of a document's schemas, each made once.

    Not for several threads at once.
    """

    def __init__(self, document: Document, direction: Direction) -> None:
        self.document = document
        self.direction = direction
        self.keywords = vocabulary(document.version)
        self.entered = set[tuple[int, int]]()
        """The schemas that references led to, with the values that are being compared."""
        self._steps = 0
        self._cost = 0
        self._places: dict[int, Node] = {}
        self._made: dict[int, Check] = {}

    def errors(self, schema: Node, value: Any) -> Iterator[Any]:
        """What is wrong with a value, as jsonschema's errors.

        Raises:
            TooMuch: Comparing takes more steps than it may.
            RecursionError: The schema or the value is nested too deeply.
        """
        self._steps = 0
        self._cost = 1 + _size(value) // 1_000
        self.entered.clear()
        yield from self.at(schema).iter_errors(value)

    def at(self, schema: Node) -> Check:
        """The check of a schema at its place."""
        if not isinstance(schema.value, dict):
            return Check(self, schema)
        found = self._made.get(id(schema.value))
        if found is None:
            self._place(schema)
            found = self._made[id(schema.value)] = Check(self, schema)
        return found

    def of(self, schema: Any) -> Check:
        """The check of a schema that is part of one which was asked for by its place."""
        found = self._made.get(id(schema))
        return found or self.at(self._places[id(schema)])

    def compared(self) -> None:
        """Count a step; raises `TooMuch`."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise TooMuch

    def failed(self) -> None:
        """Count what an error costs, for jsonschema puts the whole value into each."""
        self._steps += self._cost

    def _place(self, schema: Node) -> None:
        """Remember where the schemas within a schema stand, for what their references mean."""
        pending = [schema]
        while pending:
            node = pending.pop()
            if isinstance(node.value, dict):
                if id(node.value) in self._places:
                    continue
                self._places[id(node.value)] = node
            pending.extend(n for _, n in node.containers())
            pending.extend(n for n in node.items() if isinstance(n.value, dict | list))


def _size(value: Any) -> int:
    """How long a value is, about, in characters."""
    size = 0
    pending = [value]
    while pending:
        match pending.pop():
            case str() as text:
                size += len(text)
            case list() as items:
                size += 2 * len(items)
                pending.extend(items)
            case dict() as members:
                size += sum(map(len, members)) + 2 * len(members)
                pending.extend(members.values())
            case _:
                size += 4
    return size


class Check:
    """One schema as what jsonschema's keywords take for their validator.

    It does what they need of `jsonschema.protocols.Validator`, but makes each schema ready once
    where jsonschema does so for every value.
    """

    format_checker = oas31_format_checker

    def __init__(self, checks: Checks, node: Node) -> None:
        self._checks = checks
        self._node = node
        value = node.value if isinstance(node.value, dict) else {}
        self._schema = {k: v for k, v in value.items() if is_usable(k, v)}
        self._takes_nothing = node.value is False
        self._allowed: dict[int, list[dict[str, frozenset[str]]]] = {}
        self._takes_null = node.flag("nullable")
        self._calls = [
            (name, checks.keywords[name], wanted)
            for name, wanted in self._schema.items()
            if name in checks.keywords
        ]

    @property
    def direction(self) -> Direction:
        return self._checks.direction

    def iter_errors(self, instance: Any) -> Iterator[Any]:
        """What is wrong with a value."""
        self._checks.compared()
        if self._takes_nothing:
            yield said("may not be here")
        if instance is None and self._takes_null:
            return
        for name, keyword, wanted in self._calls:
            for error in keyword(self, wanted, instance, self._schema) or ():
                if not isinstance(error.validator, str):
                    error.validator, error.validator_value = name, wanted
                    error.instance = instance
                    self._checks.failed()
                yield error

    def is_valid(self, instance: Any) -> bool:
        """Whether nothing is wrong with a value."""
        return next(self.iter_errors(instance), None) is None

    def is_type(self, instance: Any, type: str) -> bool:
        """Whether a value is of a type of JSON Schema's."""
        return bool(Draft202012Validator.TYPE_CHECKER.is_type(instance, type))

    def evolve(self, *, schema: Any) -> Check:
        """The check of a schema within this one."""
        if isinstance(schema, dict):
            return self._checks.of(schema)
        return Check(self._checks, Node(self._node.source, (), schema))

    def descend(
        self, instance: Any, schema: Any, path: Any = None, schema_path: Any = None
    ) -> Iterator[Any]:
        """What is wrong with a value, or a part of it, by a schema within this one."""
        if schema is False:
            yield said("may not be here", *(() if path is None else (path,)))
        elif isinstance(schema, dict):
            for error in self._checks.of(schema).iter_errors(instance):
                if path is not None:
                    error.path.appendleft(path)
                yield error

    def referred(self, instance: Any) -> Iterator[Any]:
        """What is wrong with a value by what the schema refers to, if to anything."""
        target = self._target
        if target is not None:
            yield from self._entered(target, instance)

    def named(self, instance: Any) -> Iterator[Any] | None:
        """What is wrong with a value by the member that its tag names; None where it names none."""
        name, tags = self.tags
        tag = instance.get(name) if name and isinstance(instance, dict) else None
        target = tags.get(tag) if isinstance(tag, str) else None
        return None if target is None else self._entered(target, instance)

    def candidates(self, members: list[Any], instance: Any) -> list[Any]:
        """The members of a union that the constants of its properties do not rule out."""
        if not isinstance(instance, dict):
            return members
        allowed = self._allowed.get(id(members))
        if allowed is None:
            allowed = [self._constants(member) for member in members]
            self._allowed[id(members)] = allowed
        return [
            member
            for member, constants in zip(members, allowed, strict=True)
            if all(
                not isinstance(value := instance.get(name), str) or value in texts
                for name, texts in constants.items()
            )
        ]

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The properties that do not travel this way."""
        document = self._checks.document
        flag = "readOnly" if self.direction is Direction.REQUEST else "writeOnly"
        return frozenset(
            name
            for name, schema in schemas.properties(document, self._node).items()
            if any(part.flag(flag) for part in schemas.parts(document, schema))
        )

    def _entered(self, target: Node, instance: Any) -> Iterator[Any]:
        """What is wrong by a schema elsewhere; nothing while it is compared with it already."""
        key = (id(target.value), id(instance))
        if key in self._checks.entered:
            return
        self._checks.entered.add(key)
        try:
            yield from self._checks.at(target).iter_errors(instance)
        finally:
            self._checks.entered.discard(key)

    def _constants(self, schema: Any) -> dict[str, frozenset[str]]:
        """The texts that the properties of a schema may have, of those that are constant."""
        if not isinstance(schema, dict):
            return {}
        document, node = self._checks.document, self._checks.of(schema)._node
        found = {
            name: schemas.constants(document, declared)
            for name, declared in schemas.properties(document, node).items()
        }
        return {
            name: frozenset(value for value in values if isinstance(value, str))
            for name, values in found.items()
            if values
        }

    @cached_property
    def _target(self) -> Node | None:
        found = self._checks.document.follow(self._node)
        return None if isinstance(found, Dangling) else found

    @cached_property
    def tags(self) -> tuple[str, Mapping[str, Node]]:
        """The property that tells the members of the union apart, and which each value names."""
        document, node = self._checks.document, self._node
        discriminator = node.get("discriminator")
        name = discriminator.text("propertyName") if discriminator else ""
        if not name:
            return "", {}
        members = schemas.members(document, node)
        tags = {m.text("$ref").rpartition("/")[2]: m for m in members}
        for member in members:
            tagged = schemas.properties(document, member).get(name)
            values = schemas.constants(document, tagged) if tagged is not None else ()
            tags.update((value, member) for value in values if isinstance(value, str))
        for value, entry in mapping_entries(discriminator):
            target = mapping_target(document, entry)
            if isinstance(target, Node):
                tags[value] = target
        return name, tags
