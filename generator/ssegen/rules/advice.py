"""What openapi-spec-validator says about a document, passed on as advice.

It compares with the schemas of the OpenAPI Specification, more strictly than generating needs: half
of the documents that vendors publish do not pass. It is asked last, and only for advice. Left to
itself it would open whatever a ``$ref`` names, on disk or in the network, so it gets the files that
were read already and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from posixpath import normpath
from typing import Any
from urllib.parse import quote

from ..diagnostics import Diagnostic, Severity
from ..load.node import Document, Node, Token

ID = "SSE007"

MOST_LOOKUPS = 500_000
"""How often a node of the document is looked up, three times what the largest known document needs:
the validator walks every way to a schema, and their number may double with each level.
"""

LONGEST = 300
"""How many characters of a message are passed on; some of them quote half the document."""


def advise(document: Document) -> tuple[Diagnostic, ...]:
    """Ask openapi-spec-validator; each of its findings, and its own failure, becomes one warning.

    Takes seconds for documents of megabytes. Opens no file and no connection.
    """
    return tuple(dict.fromkeys(_advice(document)))


def _advice(document: Document) -> Iterator[Diagnostic]:
    # Its imports take longer than checking a small document does.
    from openapi_spec_validator.validation.exceptions import DuplicateOperationIDError
    from referencing.exceptions import Unresolvable

    try:
        for error in _validator(document).iter_errors():
            if isinstance(error, DuplicateOperationIDError):
                continue  # SSE006, which names both operations
            leaf = _leaf(error)
            yield _warning(_node(document, _path(error, leaf)), leaf.message)
    except Unresolvable as failure:
        yield _stopped(document, f"it cannot follow `{failure.ref}`")
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


class _Files(Mapping[str, Callable[[str], Any]]):
    """One handler for every scheme there is: it knows the files that were read already."""

    def __init__(self, document: Document) -> None:
        self._roots = {
            _uri(name): source.root for name, source in document.sources.items()
        }

    def __contains__(self, scheme: object) -> bool:
        return True  # where a scheme has no handler, the library opens the URI itself

    def __getitem__(self, scheme: str) -> Callable[[str], Any]:
        return self._read

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def _read(self, uri: str) -> Any:
        if uri in self._roots:
            return self._roots[uri]
        raise LookupError(f"{uri} was not read")


def _uri(name: str) -> str:
    """An absolute URI for a source, so that relative references between the sources join as they do
    on disk."""
    if "://" in name:
        return name
    return "file://" + quote(normpath("/" + name.replace("\\", "/").lstrip("/")))


def _validator(document: Document) -> Any:
    """The validator for the document's version, which remembers where each of its parts finds an
    error."""
    import openapi_spec_validator as library
    from jsonschema_path import SchemaPath
    from jsonschema_path.accessors import SchemaAccessor

    class Bounded(SchemaAccessor):
        lookups = 0

        def get_resolved(self, parts: Any) -> Any:
            self.lookups += 1
            if self.lookups > MOST_LOOKUPS:
                raise _TooMuch
            return super().get_resolved(parts)

    validators = {
        (3, 0): library.OpenAPIV30SpecValidator,
        (3, 1): library.OpenAPIV31SpecValidator,
        (3, 2): library.OpenAPIV32SpecValidator,
    }
    kind = validators[document.version]
    parts = {
        keyword: _placed(part) for keyword, part in kind.keyword_validators.items()
    }
    placed = type(kind.__name__, (kind,), {"keyword_validators": parts})
    root: Any = document.root.value
    uri = _uri(document.root.source.name)
    handlers: Any = _Files(document)
    accessor = Bounded.from_schema(root, base_uri=uri, handlers=handlers)
    return placed(SchemaPath(accessor))


class _TooMuch(Exception):
    """The validator walked further than it may."""


def _placed(part: type[Any]) -> type[Any]:
    """A keyword validator whose errors know their way from the root of the document.

    By themselves they know it from the schema, or from the value, that was checked.
    """
    from jsonschema_path import SchemaPath
    from openapi_spec_validator.validation.keywords import ValueValidator

    below = ("default",) if issubclass(part, ValueValidator) else ()

    checks: Any = part.__call__

    def __call__(self: Any, *arguments: Any, **options: Any) -> Iterator[Any]:
        path = next((a for a in arguments if isinstance(a, SchemaPath)), None)
        for error in checks(self, *arguments, **options):
            if path is not None and not hasattr(error, "placed"):
                error.relative_path.extendleft(reversed((*path.parts, *below)))
                error.placed = (
                    True  # nested validators hand their errors through outer ones
                )
            yield error

    return type(part.__name__, (part,), {"__call__": __call__})
