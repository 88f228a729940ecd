"""The modules of ``models`` and ``params``: what responses and requests carry."""

from __future__ import annotations

import keyword
import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from ...ir.types import (
    Alias,
    Anything,
    Definition,
    Literal,
    Model,
    Name,
    Property,
)
from .annotations import Annotator
from .imports import imports, names
from .literal import literal
from .modules import SHARED, properties
from .names import Rename, Scope, snake
from .reserved import FIELDS
from .sdk import (
    Attribute,
    Declaration,
    DictClass,
    EnvelopeClass,
    Import,
    Key,
    ModelClass,
    TypeName,
    TypesModule,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .definitions import Types
    from .partition import Partition


_WORD = re.compile(r"\w+")


def fields(
    definitions: Mapping[str, Definition], class_names: Mapping[str, str]
) -> tuple[Mapping[tuple[str, str], str], tuple[Rename, ...]]:
    """Name the fields of all models, by the model's key and the property's wire name."""
    # Where a script knows no capitals, a field may be spelled as a class is.
    reserved = FIELDS | {name for name in class_names.values() if name == name.lower()}
    given: dict[tuple[str, str], str] = {}
    renames: list[Rename] = []
    for key, model in definitions.items():
        if not isinstance(model, Model):
            continue
        scope = Scope("field", snake, reserved)
        for item in properties(model, request=False):
            scope.claim(item.wire_name, item.name or Name((item.wire_name,)))
        settled = scope.settle()
        given |= {(key, wire): name for wire, name in settled.by_key.items()}
        renames += (replace(rename, within=key) for rename in settled.renames)
    return given, tuple(renames)


def models(
    types: Types, partition: Partition, *, with_server: bool = False
) -> tuple[TypesModule, ...]:
    """Plan what responses carry.

    Args:
        types: What is known of the definitions.
        partition: The modules of the definitions that responses reach.
        with_server: Whether requests to a server are among them.
    """
    requests = ", and the requests for streams" if with_server else ""
    contents = f"What the responses of {{}} carry{requests}"
    return _modules("models", partition, Annotator(types, request=False), contents)


def params(types: Types, partition: Partition) -> tuple[TypesModule, ...]:
    """Plan what requests carry; the arguments are those of ``models``."""
    contents = "What the requests of {} carry"
    return _modules("params", partition, Annotator(types, request=True), contents)


def module_doc(contents: str, owner: str, family: str = "") -> str:
    """What a module's docstring says: "What the responses of ``chat`` carry."."""
    whose = "several resources" if owner == SHARED else f"``{owner}``"
    return f"{contents.format(whose)}{f': {family}' if family else ''}."


UNKNOWN = "_runtime.Unknown"
"""The base of the classes of what none of a union's members is; each stands before its alias."""


def _modules(
    package: str, partition: Partition, annotator: Annotator, contents: str
) -> tuple[TypesModule, ...]:
    declared: dict[str, list[Declaration]] = {}
    sources: dict[str, str] = {}
    for key, home in partition.homes.items():
        for declaration in _declarations(key, annotator):
            declared.setdefault(home, []).append(declaration)
            sources[declaration.name] = f".{home}"
    return tuple(
        TypesModule(
            package=package,
            name=home,
            doc=module_doc(contents, part.owner, part.family),
            imports=_imports(declarations, sources, home),
            declarations=tuple(ordered(declarations)),
        )
        for home, declarations in sorted(declared.items())
        for part in [partition.parts[home]]
    )


def _declarations(key: str, annotator: Annotator) -> Iterator[Declaration]:
    types = annotator.types
    match types.definitions[key]:
        case Alias() as alias:
            if not annotator.request and key in types.unknowns:
                yield _unknown(key, types)
            recursive = key in types.recursive
            yield TypeName(
                types.names[key],
                annotator.content(alias),
                alias.description,
                quoted=recursive and annotator.request,
                recursive=recursive and not annotator.request,
            )
        case Model() as model if annotator.request:
            yield _dict(model, annotator)
        case Model() as model:
            yield _model(model, annotator)
        case definition:
            assert_never(definition)


def _unknown(key: str, types: Types) -> ModelClass:
    """The class of what none of a union's members is, for which its tag is a constant too."""
    return ModelClass(
        name=types.unknowns[key],
        doc=f"An object of ``{types.names[key]}`` that the document does not know.",
        attributes=(Attribute(types.tags[key], 'Literal["UNKNOWN"]', '"UNKNOWN"'),),
        base=UNKNOWN,
    )


def _model(model: Model, annotator: Annotator) -> ModelClass:
    extra = model.additional
    return ModelClass(
        name=annotator.types.names[model.key],
        doc=_doc(model),
        attributes=tuple(
            _attribute(
                item, annotator.types.fields[model.key, item.wire_name], annotator
            )
            for item in properties(model, request=False)
        ),
        extra=(
            "" if extra is None or extra == Anything() else annotator.annotation(extra)
        ),
    )


def _attribute(item: Property, name: str, annotator: Annotator) -> Attribute:
    match item:
        case Property(required=False, type=Literal((str() as only,), open=False)):
            # A constant that tells union members apart is what it is, also where the document
            # lets it be left out.
            annotation, default = annotator.annotation(item.type), literal(only)
        case Property(required=False):
            annotation, default = annotator.annotation(item.type, optional=True), "None"
        case _:
            annotation, default = annotator.annotation(item.type), ""
    if name != item.wire_name:
        annotation = (
            f"Annotated[{annotation}, _runtime.wire({literal(item.wire_name)})]"
        )
    return Attribute(name, annotation, default, _doc(item))


def _dict(model: Model, annotator: Annotator) -> DictClass | TypeName:
    name = annotator.types.names[model.key]
    items = properties(model, request=True)
    if not items or any(not item.wire_name for item in items):
        # A TypedDict without keys would take nothing but an empty dict, and a key cannot be empty.
        values = annotator.annotation(model.additional or Anything())
        return TypeName(name, f"Mapping[str, {values}]", _doc(model))
    keys = tuple(
        Key(
            item.wire_name,
            spelled if item.required else f"NotRequired[{spelled}]",
            _doc(item),
        )
        for item in items
        for spelled in [annotator.annotation(item.type)]
    )
    used = {used for key in keys for used in names(key.annotation)}
    functional = any(
        not _is_plain(key.wire_name) or key.wire_name in used for key in keys
    )
    return DictClass(name, _doc(model), keys, functional)


def _doc(thing: Model | Property) -> str:
    if thing.deprecated:
        return f"Deprecated. {thing.description}".rstrip()
    return thing.description


def _is_plain(wire_name: str) -> bool:
    """Whether a class body may spell the name and keeps it as it is, and it is found there."""
    return (
        wire_name.isidentifier()
        and _WORD.fullmatch(wire_name) is not None
        and not keyword.iskeyword(wire_name)
        and unicodedata.is_normalized("NFKC", wire_name)
        and not wire_name.startswith("__")
    )


def ordered(declarations: Sequence[Declaration]) -> Iterator[Declaration]:
    """Keep the order of the document, but put aliases after all that they evaluate, and before
    them the class of what is none of their members.
    """
    own = {declaration.name for declaration in declarations}
    there: set[str] = set()
    unknowns: dict[str, Declaration] = {}
    waiting: dict[str, set[str]] = {}
    needed_by: dict[str, list[TypeName]] = {}

    def emit(declaration: Declaration) -> Iterator[Declaration]:
        ready = [declaration]
        while ready:
            current = ready.pop(0)
            if unknown := unknowns.get(current.name):
                yield unknown
            yield current
            there.add(current.name)
            for alias in needed_by.pop(current.name, ()):
                waiting[alias.name].discard(current.name)
                if not waiting[alias.name]:
                    ready.append(alias)

    previous: Declaration | None = None
    for declaration in declarations:
        if isinstance(previous, ModelClass) and previous.base == UNKNOWN:
            unknowns[declaration.name] = previous
            there.add(previous.name)
        previous = declaration
        match declaration:
            case ModelClass(base=base) if base == UNKNOWN:
                continue
            case TypeName() if missing := _needs(declaration, own) - there:
                waiting[declaration.name] = missing
                for name in missing:
                    needed_by.setdefault(name, []).append(declaration)
            case _:
                yield from emit(declaration)


def _needs(alias: TypeName, own: set[str]) -> set[str]:
    return set() if alias.quoted or alias.recursive else own & names(alias.annotation)


def _imports(
    declarations: Sequence[Declaration], sources: Mapping[str, str], home: str
) -> tuple[Import, ...]:
    """The imports of a module.

    Aliases are evaluated when the module runs. Pydantic evaluates the annotations of a model on
    first use, and then brings along what stands in other modules of the package.
    """
    running: list[str] = []
    later: list[str] = []
    typing: list[str] = []
    for declaration in declarations:
        match declaration:
            case TypeName(quoted=True):
                typing.append(declaration.annotation)
            case TypeName():
                running.append(declaration.annotation)
                running.append("TypeAliasType" if declaration.recursive else "")
            case ModelClass(attributes=attributes, extra=extra):
                later += (attribute.annotation for attribute in attributes)
                later.append(extra)
            case DictClass(keys=keys):
                typing += (key.annotation for key in keys)
            case EnvelopeClass(attributes=attributes):
                typing += (attribute.annotation for attribute in attributes)
            case _:
                assert_never(declaration)
    return imports(running, typing, later=later, siblings=sources, home=f".{home}")
