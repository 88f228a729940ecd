"""What openapi-spec-validator says about a document, passed on as advice.

It compares with the schemas of the OpenAPI Specification, more strictly than generating needs: half
of the documents that vendors publish do not pass. It is asked last, and only for advice. Left to
itself it would open whatever a ``$ref`` names, on disk or in the network, so it is led to what the
document has read already and to nothing else.

It is also led on shorter ways, all to the same findings: each place is looked up once, and the
schemas that it compares with are set up once instead of for each comparison.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from ..diagnostics import Diagnostic, Severity
from ..load.node import Dangling, Document, Node, Token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ID = "SSE007"

BETTER = frozenset({"SSE003", "SSE009", "SSE013", "SSE015", "SSE016", "SSE017"})
"""Rules that say more of a place than openapi-spec-validator does."""

MOST_LOOKUPS = 2_000_000
"""How often a node of the document is looked up, ten times what the largest known document needs:
where a default is validated every way to a schema is walked, and their number may double with each
level.
"""

LONGEST = 300
"""How many characters of a message are passed on; some of them quote half the document."""


def advise(
    document: Document, told: Iterable[Diagnostic] = (), *, strict: bool = False
) -> tuple[Diagnostic, ...]:
    """Ask openapi-spec-validator; each of its findings, and its own failure, becomes one warning,
    or under ``strict`` one error.

    Args:
        document: The document.
        told: What our own rules found; where one says better what the same place has, it is not
            said again.
        strict: The document has to be valid.

    Takes seconds for documents of megabytes. Opens no file and no connection.
    """
    severity = Severity.ERROR if strict else Severity.WARNING
    places = {d.location for d in told if d.rule in BETTER}
    found = (advice for advice in _advice(document) if advice.location not in places)
    return tuple(replace(advice, severity=severity) for advice in dict.fromkeys(found))


def _advice(document: Document) -> Iterator[Diagnostic]:
    # Its imports take longer than checking a small document does.
    from openapi_spec_validator.validation.exceptions import (
        DuplicateOperationIDError,
        UnresolvableParameterError,
    )

    try:
        for error in _validator(document).iter_errors():
            if isinstance(
                error, DuplicateOperationIDError | UnresolvableParameterError
            ):
                continue  # SSE006, which names both operations, and SSE017
            leaf = _leaf(error)
            yield _warning(_node(document, _path(error, leaf)), leaf.message)
    except _TooMuch:
        yield _stopped(document, f"it needs more than {MOST_LOOKUPS:,} steps")
    except Exception as failure:
        # It raises anything: KeyError, RecursionError, TypeError, ...
        yield _stopped(document, f"{type(failure).__name__}: {failure}")


def _stopped(document: Document, reason: str) -> Diagnostic:
    return _warning(document.root, f"openapi-spec-validator stopped early: {reason}")


def _leaf(error: Any) -> Any:
    """The error among the causes of this one that says most."""
    from jsonschema.exceptions import relevance  # type: ignore[import-untyped]  # has no stubs

    while error.context:
        # Nearly everything may also be a Reference Object; that it is none says nothing.
        references = {
            e.schema_path[0] for e in error.context if e.validator_value == ["$ref"]
        }
        causes = [e for e in error.context if e.schema_path[0] not in references]
        error = min(causes or error.context, key=relevance)
    return error


def _path(error: Any, leaf: Any) -> tuple[Token, ...]:
    """The way to the error, and on to the one among its causes that says most."""
    below: tuple[Token, ...] = ()
    while leaf is not error and leaf.parent is not None:
        below = (*leaf.relative_path, *below)
        leaf = leaf.parent
    return (*error.absolute_path, *below)


def _warning(node: Node, message: str) -> Diagnostic:
    text = " ".join(message.split())
    shown = text if len(text) <= LONGEST else text[:LONGEST] + "..."
    return Diagnostic(ID, Severity.WARNING, node.location, shown)


def _node(document: Document, place: tuple[Token, ...]) -> Node:
    """The deepest node that this path reaches, through ``$ref`` as the validator walks."""
    node = document.root
    for token in place:
        inner = _member(node, token)
        if inner is None:
            target = document.resolve(node)
            inner = _member(target, token) if isinstance(target, Node) else None
        if inner is None:
            return node
        node = inner
    return node


def _member(node: Node, token: Token) -> Node | None:
    match node.value:
        case dict():
            return node.get(str(token))
        case list() as items if isinstance(token, int) and 0 <= token < len(items):
            return Node(node.source, (*node.pointer, token), items[token])
        case _:
            return None


class _Steps:
    """How often a node was looked up."""

    def __init__(self) -> None:
        self._taken = 0

    def take(self) -> None:
        """Take one more; raises `_TooMuch`."""
        self._taken += 1
        if self._taken > MOST_LOOKUPS:
            raise _TooMuch


class _TooMuch(Exception):
    """The validator walked further than it may."""


def _validator(document: Document) -> Any:
    """The validator for the document's version, which remembers where each of its parts finds an
    error."""
    import openapi_spec_validator as library
    from jsonschema_path import SchemaPath

    validators = {
        (3, 0): library.OpenAPIV30SpecValidator,
        (3, 1): library.OpenAPIV31SpecValidator,
        (3, 2): library.OpenAPIV32SpecValidator,
    }
    kind = validators[document.version]
    parts = dict(kind.keyword_validators)
    parts["schema"] = _schemas(document, parts["schema"])
    members = {
        "schema_validator": _structure(kind.schema_validator.schema),
        "keyword_validators": {name: _placed(part) for name, part in parts.items()},
    }
    return type(kind.__name__, (kind,), members)(SchemaPath(_accessor(document)))


def _accessor(document: Document) -> Any:
    """What the validator reads a document by: paths that lead through ``$ref``."""
    from jsonschema_path.accessors import SchemaAccessor
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    steps = _Steps()

    @dataclass(frozen=True, slots=True)
    class Resolved:
        """As `referencing` has it; what it resolves by is `Resolver`."""

        contents: Any
        resolver: Any

    @dataclass(frozen=True, slots=True)
    class Resolver:
        """Follows references as the document does, where `referencing` would open them."""

        place: Node

        def lookup(self, ref: str) -> Resolved:
            steps.take()
            place = self.place
            found = document.follow(Node(place.source, place.pointer, {"$ref": ref}))
            if isinstance(found, Dangling):
                raise Unresolvable(ref)
            return Resolved(found.value, Resolver(found))

        def in_subresource(self, subresource: object) -> Resolver:
            return self

    class Accessor(SchemaAccessor):
        def __init__(self) -> None:
            root: Any = document.root.value
            super().__init__(root, Registry().resolver())
            self._nodes: dict[tuple[Token, ...], Node] = {(): document.root}

        def __getitem__(self, parts: Any) -> Any:
            return self._at(parts).value

        def get_resolved(self, parts: Any) -> Any:
            node = self._at(parts)
            return Resolved(node.value, Resolver(node))

        def _at(self, parts: tuple[Token, ...]) -> Node:
            steps.take()
            if parts not in self._nodes:
                node = _member(self._at(parts[:-1]), parts[-1])
                if node is None:
                    raise KeyError(parts[-1])
                target = document.resolve(node)
                if isinstance(target, Dangling):
                    raise Unresolvable(target.reference.text("$ref"))
                self._nodes[parts] = target
            return self._nodes[parts]

    return Accessor()


def _structure(schema: dict[str, Any]) -> Any:
    """The validator for the schema of the OpenAPI Specification."""
    from referencing import Registry, Resource

    schema = dict(schema)
    return _referring(schema, Resource.from_contents(schema) @ Registry())


def _referring(schema: dict[str, Any], registry: Any, **options: Any) -> Any:
    """A validator for a schema of the registry.

    What a validator is given itself is searched for anchors over and over, what it refers to only
    here.
    """
    from jsonschema.validators import (  # type: ignore[import-untyped]  # has no stubs
        validator_for,
    )

    reference = {"$ref": schema.get("$id") or schema["id"]}
    return validator_for(schema)(reference, registry=registry.crawl(), **options)


def _schemas(document: Document, part: type[Any]) -> type[Any]:
    """The part that validates schemas, in time that grows with their number."""
    from jsonschema.exceptions import SchemaError

    checker = _schema_checker(document.version)
    dialect = document.root.get("jsonSchemaDialect")

    def check(value: Any) -> None:
        # The library tells the first error, and which that is differs from run to run.
        errors = list(checker.iter_errors(value))
        if errors:
            raise SchemaError.create_from(min(errors, key=_order))

    class Schemas(part):  # type: ignore[misc]  # a class of the library's, whichever it is
        def __init__(self, registry: Any) -> None:
            super().__init__(registry)
            self.visited_schema_ids = _Ids()
            self.meta_checked_schema_ids = _Ids()
            self._collecting: set[int] = set()

        def _get_schema_checker(self, schema: Any, value: Any) -> Callable[[Any], None]:
            if dialect or (isinstance(value, dict) and "$schema" in value):
                other: Callable[[Any], None] = super()._get_schema_checker(
                    schema, value
                )
                return other
            return check

        def _collect_properties(self, schema: Any) -> set[str]:
            """By itself it walks every way to a schema, and in circles without end."""
            outermost = not self._collecting
            value = id(schema.read_value())
            if value in self._collecting:
                return set()
            self._collecting.add(value)
            try:
                names: set[str] = super()._collect_properties(schema)
                return names
            finally:
                if outermost:
                    self._collecting.clear()

    return Schemas


def _order(error: Any) -> list[str]:
    return [*map(str, error.absolute_path), error.message]


class _Ids(set[int]):
    """Found at once, however many; the library keeps lists."""

    append = set.add


def _schema_checker(version: tuple[int, int]) -> Any:
    """A validator that tells of every schema whether it is one, in the version's own dialect."""
    from openapi_schema_validator import OAS30Validator, OAS31Validator, OAS32Validator
    from openapi_schema_validator._specifications import REGISTRY  # has no public name
    from referencing import Resource

    dialects = {(3, 0): OAS30Validator, (3, 1): OAS31Validator, (3, 2): OAS32Validator}
    dialect = dialects[version]
    schema = dict(dialect.META_SCHEMA)
    if "$dynamicAnchor" in schema:
        schema = _united(schema, REGISTRY)
    registry = Resource.from_contents(schema) @ REGISTRY
    return _referring(schema, registry, format_checker=dialect.FORMAT_CHECKER)


def _united(dialect: dict[str, Any], registry: Any) -> dict[str, Any]:
    """One schema for all that the vocabularies of a dialect say (JSON Schema 2020-12, 8.1.2).

    Each has keywords of its own, so they can be looked at together instead of one vocabulary after
    the other, which takes six times as long.
    """
    united: dict[str, Any] = {"properties": {}, "$defs": {}}
    waiting = [dialect]
    while waiting:
        part = waiting.pop()
        for member in part.get("allOf", ()):
            waiting.append(registry.contents(urljoin(part["$id"], member["$ref"])))
        for keyword in united:
            united[keyword] |= part.get(keyword, {})
    united |= {"$id": "urn:ssegen:dialect", "type": ["object", "boolean"]}
    text = json.dumps({"$schema": dialect["$schema"], **united})
    text = text.replace('"$dynamicRef": "#meta"', '"$ref": "#"')
    whole: dict[str, Any] = json.loads(re.sub(r'"\$ref": "[^"#]+#', '"$ref": "#', text))
    return whole


def _placed(part: type[Any]) -> type[Any]:
    """A keyword validator whose errors know their way from the root of the document.

    By themselves they know it from the schema, or from the value, that was checked. What a
    reference that leads nowhere keeps it from checking is passed over: SSE003 tells of it.
    """
    from jsonschema_path import SchemaPath
    from openapi_spec_validator.validation.keywords import ValueValidator
    from referencing.exceptions import Unresolvable

    below = ("default",) if issubclass(part, ValueValidator) else ()

    checks: Any = part.__call__

    def __call__(self: Any, *arguments: Any, **options: Any) -> Iterator[Any]:
        path = next((a for a in arguments if isinstance(a, SchemaPath)), None)
        try:
            for error in checks(self, *arguments, **options):
                if path is not None and not hasattr(error, "placed"):
                    error.relative_path.extendleft(reversed((*path.parts, *below)))
                    error.placed = (
                        True  # nested validators hand their errors through outer ones
                    )
                yield error
        except Unresolvable:
            pass

    return type(part.__name__, (part,), {"__call__": __call__})
