"""The modules of ``models`` and ``params``: what responses and requests carry."""

from __future__ import annotations

import keyword
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


def models(types: Types, homes: Mapping[str, str]) -> tuple[TypesModule, ...]:
    """Plan what responses carry.

    Args:
        types: What is known of the definitions.
        homes: The module of each definition that responses reach, by key.
    """
    return _modules(
        "models", types, homes, Annotator(types, request=False, evaluated=True)
    )


def params(types: Types, homes: Mapping[str, str]) -> tuple[TypesModule, ...]:
    """Plan what requests carry; the arguments are those of ``models``."""
    return _modules("params", types, homes, Annotator(types, request=True))


def module_doc(contents: str, home: str) -> str:
    """What a module's docstring says: "What the responses of ``chat`` carry."."""
    owner = "several resources" if home == SHARED else f"``{home}``"
    return contents.format(owner)


_CONTENTS = {
    "models": "What the responses of {} carry.",
    "params": "What the requests of {} carry.",
}


def _modules(
    package: str, types: Types, homes: Mapping[str, str], annotator: Annotator
) -> tuple[TypesModule, ...]:
    declared: dict[str, list[Declaration]] = {}
    for key, home in homes.items():
        declaration = _declaration(types.definitions[key], annotator)
        declared.setdefault(home, []).append(declaration)
    shared = {declaration.name: ".shared" for declaration in declared.get(SHARED, ())}
    return tuple(
        TypesModule(
            package=package,
            name=home,
            doc=module_doc(_CONTENTS[package], home),
            imports=_imports(declarations, {} if home == SHARED else shared),
            declarations=tuple(ordered(declarations)),
        )
        for home, declarations in sorted(declared.items())
    )


def _declaration(definition: Definition, annotator: Annotator) -> Declaration:
    match definition:
        case Alias(key, _, description, type_):
            recursive = key in annotator.types.recursive
            return TypeName(
                annotator.types.names[key],
                annotator.annotation(type_),
                description,
                quoted=recursive and annotator.request,
                recursive=recursive and not annotator.request,
            )
        case Model() if annotator.request:
            return _dict(definition, annotator)
        case Model():
            return _model(definition, annotator)
        case _:
            assert_never(definition)


def _model(model: Model, annotator: Annotator) -> ModelClass:
    extra = model.additional
    return ModelClass(
        name=annotator.types.names[model.key],
        doc=model.description,
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
    return Attribute(name, annotation, default, item.description)


def _dict(model: Model, annotator: Annotator) -> DictClass | TypeName:
    name = annotator.types.names[model.key]
    items = properties(model, request=True)
    if not items or any(not item.wire_name for item in items):
        # A TypedDict without keys would take nothing but an empty dict, and a key cannot be empty.
        values = annotator.annotation(model.additional or Anything())
        return TypeName(name, f"Mapping[str, {values}]", model.description)
    keys = tuple(
        Key(
            item.wire_name,
            spelled if item.required else f"NotRequired[{spelled}]",
            item.description,
        )
        for item in items
        for spelled in [annotator.annotation(item.type)]
    )
    used = {used for key in keys for used in names(key.annotation)}
    functional = any(
        not _is_plain(key.wire_name) or key.wire_name in used for key in keys
    )
    return DictClass(name, model.description, keys, functional)


def _is_plain(wire_name: str) -> bool:
    """Whether a class body may spell the name and keeps it as it is."""
    return (
        wire_name.isidentifier()
        and not keyword.iskeyword(wire_name)
        and unicodedata.is_normalized("NFKC", wire_name)
        and not wire_name.startswith("__")
    )


def ordered(declarations: Sequence[Declaration]) -> Iterator[Declaration]:
    """Keep the order of the document, but put aliases after all that they evaluate."""
    own = {declaration.name for declaration in declarations}
    there: set[str] = set()
    waiting: list[TypeName] = []
    for declaration in declarations:
        if isinstance(declaration, TypeName) and _needs(declaration, own) - there:
            waiting.append(declaration)
            continue
        yield declaration
        there.add(declaration.name)
        while ready := next(
            (alias for alias in waiting if _needs(alias, own) <= there), None
        ):
            waiting.remove(ready)
            yield ready
            there.add(ready.name)


def _needs(alias: TypeName, own: set[str]) -> set[str]:
    return set() if alias.quoted or alias.recursive else own & names(alias.annotation)


def _imports(
    declarations: Sequence[Declaration], siblings: Mapping[str, str]
) -> tuple[Import, ...]:
    running: list[str] = []
    typing: list[str] = []
    for declaration in declarations:
        match declaration:
            case TypeName():
                (typing if declaration.quoted else running).append(
                    declaration.annotation
                )
                if declaration.recursive:
                    running.append("TypeAliasType")
            case ModelClass(attributes=attributes, extra=extra):
                running += (attribute.annotation for attribute in attributes)
                running.append(extra)
            case DictClass(keys=keys):
                typing += (key.annotation for key in keys)
            case EnvelopeClass(attributes=attributes):
                typing += (attribute.annotation for attribute in attributes)
            case _:
                assert_never(declaration)
    return imports(running, typing, siblings=siblings)
