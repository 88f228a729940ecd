# SPDX-License-Identifier: 0BSD
"""Unions whose members are told apart by a tag, and that stay open to members of later days."""

from __future__ import annotations

from dataclasses import dataclass
from types import NoneType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    NoReturn,
    Union,
    cast,
    get_args,
    get_origin,
)

from ._pydantic import pydantic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pydantic import BaseModel, GetCoreSchemaHandler
    from pydantic_core import CoreSchema

    from .models import Unknown


@dataclass(frozen=True, slots=True)
class Tagged:
    """The annotation of a union of models, and of one ``Unknown`` for all that is none of them.

    A member may be such a union itself: with the same tag it is part of this one, with another
    its members are told apart there.

    Attributes:
        field: The field that holds the tag, a ``Literal`` in each model, by its name in Python.
        closed: Whether what is none of the members is a mistake.
        more: Further members, as far as they have tags.
    """

    field: str
    closed: bool = False
    more: tuple[Any, ...] = ()

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        from pydantic_core import core_schema

        from .models import Unknown

        choices: dict[Any, CoreSchema] = {}
        names: dict[str, None] = {}  # on the wire: one, unless the models disagree
        nullable = False
        unknown: type[Unknown] = Unknown
        for member in self.more:
            choice = handler.generate_schema(member)
            for model in _models(member):
                if tags := [*_constants(_annotation(model, self.field))]:
                    choices |= dict.fromkeys(tags, choice)
                    names[_wire_name(model, self.field)] = None
        for member in self._members(source):
            if member is NoneType:
                nullable = True
            elif _is_unknown(member):
                unknown = member
            else:
                choice = handler.generate_schema(member)
                for model in _models(member):
                    choices |= dict.fromkeys(_tags(model, self.field), choice)
                    names[_wire_name(model, self.field)] = None
        # The last is that of models that are given as such.
        paths: list[list[str | int]] = [[name] for name in {**names, self.field: None}]
        path = paths if len(paths) > 1 else self.field
        schema: CoreSchema = core_schema.tagged_union_schema(choices, path)

        def keep(value: object, build: Callable[[object], Unknown]) -> Unknown:
            """Give an ``Unknown``, unless the value is a member's affair."""
            if isinstance(value, Unknown):
                return build(value)
            if not isinstance(value, dict):
                _refuse()
            raw = cast("dict[str, object]", value)
            if any(raw.get(name) in [*choices] for name in names):
                _refuse()
            # Of the members of a union without a tag pydantic takes the one with most fields set,
            # and any that knows a field of the object is a better one.
            kept = build({})
            kept.raw = raw
            return kept

        if not self.closed:
            rest = core_schema.no_info_wrap_validator_function(
                keep, handler.generate_schema(unknown)
            )
            # A label is part of where a mistake is said to be.
            schema = core_schema.union_schema(
                [(schema, ""), (rest, "")], mode="left_to_right"
            )
        return core_schema.nullable_schema(schema) if nullable else schema

    def _members(self, source: object) -> Iterator[Any]:
        """Give the members of a union, and those of its members that have the same tag."""
        for member in get_args(source):
            other = _tag(member)
            if other is not None and other.field == self.field:
                for inner in self._members(get_args(member)[0]):
                    if not _is_unknown(inner):
                        yield inner
            else:
                yield member


def tagged(field: str) -> Tagged:
    """Annotate a union whose members are told apart by a field; see ``Tagged``."""
    return Tagged(field)


def closed(
    type_: object, more: tuple[object, ...] = ()
) -> tuple[object, type[Unknown] | None]:
    """Part a union from its ``Unknown``, where it is one that has a tag; None may stand beside it.

    Args:
        type_: The union.
        more: What else is a member; of a union that has a tag, as far as it has one too.

    Returns:
        The type without the ``Unknown``, and that; any other type as it is, and None.
    """
    tag = _tag(type_)
    if tag is not None:
        union = get_args(type_)[0]
        unknown = next(filter(_is_unknown, get_args(union)), None)
        return Annotated[union, Tagged(tag.field, closed=True, more=more)], unknown
    match get_args(type_):
        case (inner, none) | (none, inner) if none is NoneType and _tag(inner):
            known, unknown = closed(inner, more)
            return Union[known, None], unknown  # noqa: UP007 # ``|`` is for classes
        case _:
            return (
                Union[(type_, *more)] if more else type_
            ), None  # ``|`` is for classes


def foreign_tag(error: Exception) -> str | None:
    """Give the tag that no member of a closed union has: the reason why this did not validate.

    Empty where there is no tag; None where the reason is another.
    """
    if not isinstance(error, pydantic.ValidationError):
        return None
    match error.errors(include_url=False, include_input=False):
        case [{"loc": (), "type": "union_tag_not_found"}]:
            return ""
        case [{"loc": (), "type": "union_tag_invalid", "ctx": {"tag": str(tag)}}]:
            return tag
        case _:
            return None


def _tag(type_: object) -> Tagged | None:
    if get_origin(type_) is not Annotated:
        return None
    return next((one for one in get_args(type_)[1:] if isinstance(one, Tagged)), None)


def _is_unknown(member: object) -> bool:
    from .models import Unknown

    return isinstance(member, type) and issubclass(member, Unknown)


def _models(member: Any) -> Iterator[type[BaseModel]]:
    """Give the models of a member: itself, or those of a union that has another tag."""
    inner = get_args(member)
    if get_origin(member) is Annotated:
        inner = get_args(inner[0])
    for one in inner:
        yield from _models(one)
    if not inner and member is not NoneType and not _is_unknown(member):
        yield member


def _annotation(model: type[BaseModel], field: str) -> object:
    """Give the type of a field; None where there is no such field."""
    found = model.model_fields.get(field)
    return None if found is None else found.annotation


def _tags(model: type[BaseModel], field: str) -> list[object]:
    tags = [*_constants(_annotation(model, field))]
    if not tags:
        raise TypeError(f"{model.__name__}.{field} is no tag: it is not a Literal")
    return tags


def _constants(annotation: object) -> Iterator[object]:
    for argument in get_args(annotation):
        if get_origin(annotation) is Literal:
            yield argument
        else:
            yield from _constants(argument)


def _wire_name(model: type[BaseModel], field: str) -> str:
    alias = model.model_fields[field].validation_alias
    return alias if isinstance(alias, str) else field


def _refuse() -> NoReturn:
    # Without a mistake of its own: those of the member are the ones to tell.
    raise pydantic.ValidationError.from_exception_data("", [])
