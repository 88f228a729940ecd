"""How the types of an API are spelled in Python.

The same type looks different in the two directions. What comes out of a response is a model, a
``list``, a ``dict``; what goes into a request may be anything that encodes to the same JSON: a
dict typed as a TypedDict, the model object that came out of a response, any ``Sequence`` or
``Mapping``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from ...ir.types import (
    Alias,
    Anything,
    Array,
    Literal,
    Map,
    Model,
    Nullable,
    Reference,
    Scalar,
    ScalarKind,
    Tuple,
    Type,
    Union,
)
from .literal import MOST_LITERALS, encodes, literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .definitions import Types

_SCALARS = {
    ScalarKind.STRING: "str",
    ScalarKind.INTEGER: "int",
    ScalarKind.NUMBER: "float",
    ScalarKind.BOOLEAN: "bool",
    ScalarKind.NULL: "None",
    ScalarKind.DATETIME: "datetime.datetime",
    ScalarKind.DATE: "datetime.date",
    ScalarKind.TIME: "datetime.time",
    ScalarKind.DURATION: "datetime.timedelta",
    ScalarKind.UUID: "UUID",
    ScalarKind.DECIMAL: "Decimal",
    ScalarKind.BASE64: "str",
    ScalarKind.BINARY: "str",
    ScalarKind.FILE: "File",
    ScalarKind.CONTENT: "Content",
}
_READ = {ScalarKind.FILE: "bytes", ScalarKind.CONTENT: "bytes"}
"""What a server is given of a request, where it is not what clients give."""

_OF_STRINGS = frozenset(
    {
        ScalarKind.DATETIME,
        ScalarKind.DATE,
        ScalarKind.TIME,
        ScalarKind.DURATION,
        ScalarKind.UUID,
        ScalarKind.DECIMAL,
    }
)
"""Requests take these as text too."""

MOST_MEMBERS = 500
"""A union of more members is spelled as anything: Python compiles ``|`` by recursion, which ends
near a thousand."""


@dataclass(frozen=True, slots=True)
class Annotator:
    """Spells types for one place of the SDK."""

    types: Types
    request: bool
    """Spell what goes into a request, or what comes out of a response."""
    prefix: str = ""
    """Goes before the names of the direction's own package: ``params.``, ``models.``, nothing
    inside it."""
    models: str = "models."
    """Goes before the names of models in a request."""
    hidden: frozenset[str] = frozenset()
    """Builtins that the class around the annotation hides by methods of that name."""

    def annotation(
        self,
        type_: Type,
        *,
        optional: bool = False,
        omitted: bool = False,
    ) -> str:
        """Spell a type.

        Args:
            type_: The type.
            optional: Add ``None``.
            omitted: Add the runtime's ``Omitted``.
        """
        parts = dict.fromkeys(self._parts(type_))
        if omitted:
            parts["Omitted"] = None
        if optional:
            parts["None"] = None
        return self._joined(parts)

    def content(self, alias: Alias) -> str:
        """Spell what an alias names, without its name.

        A union that is told apart by a tag has one more member: in a response the class of what
        the document does not know, in a request all that a response may have brought.
        """
        unknown = self.types.unknowns.get(alias.key)
        parts = dict.fromkeys(self._parts(alias.type))
        if unknown is None or len(parts) > MOST_MEMBERS:
            return self._joined(parts)
        nullable = parts.pop("None", ...) is None
        if self.request:
            members = [part for part in parts if not part.startswith(self.models)]
            members.append(f"{self.models}{self.types.names[alias.key]}")
        else:
            tag = literal(self.types.tags[alias.key])
            union = " | ".join((*parts, f"{self.prefix}{unknown}"))
            members = [f"Annotated[{union}, _runtime.tagged({tag})]"]
        return " | ".join((*members, "None") if nullable else members)

    @property
    def anything(self) -> str:
        return self._builtin("object") if self.request else "Any"

    def _builtin(self, name: str) -> str:
        return f"builtins.{name}" if name in self.hidden else name

    def _joined(self, parts: Mapping[str, None]) -> str:
        if self.anything in parts or not 0 < len(parts) <= MOST_MEMBERS:
            nullable = self.request and "None" in parts
            return f"{self.anything} | None" if nullable else self.anything
        some = [part for part in parts if part != "None"]
        return " | ".join([*some, "None"] if "None" in parts else some)

    def _parts(self, type_: Type) -> Iterator[str]:
        """The members of the union that a type is; most types are the only one."""
        match type_:
            case Anything():
                yield self.anything
            case Scalar(kind):
                yield from self._scalar(kind)
            case Literal():
                yield from self._literal(type_)
            case Nullable(inner):
                yield from self._parts(inner)
                yield "None"
            case Array(items):
                yield self._list(self.annotation(items))
            case Tuple():
                yield self._tuple(type_)
            case Map(values):
                mapping = "Mapping" if self.request else self._builtin("dict")
                yield f"{mapping}[{self._builtin('str')}, {self.annotation(values)}]"
            case Reference(key):
                yield from self._reference(key)
            case Union():
                yield from self._union(type_)
            case _:
                assert_never(type_)

    def _scalar(self, kind: ScalarKind) -> Iterator[str]:
        spelled = _SCALARS[kind] if self.request else _READ.get(kind, _SCALARS[kind])
        yield spelled if spelled == "None" else self._builtin(spelled)
        if self.request and kind in _OF_STRINGS:
            yield self._builtin("str")

    def _literal(self, type_: Literal) -> Iterator[str]:
        values = [value for value in type_.values if value is not None]
        exact = [
            value
            for value in values
            if isinstance(value, (bool, int))
            or (isinstance(value, str) and encodes(value))
        ]
        if type_.open and any(isinstance(value, bool) for value in values):
            # True == 1 in Python, so pydantic would take the one for the other.
            exact = [value for value in exact if isinstance(value, str)]
        if len(exact) > MOST_LITERALS:
            exact = []
        if exact:
            spelled = ", ".join(dict.fromkeys(map(literal, exact)))
            yield f"Literal[{spelled}]"
        kinds = dict.fromkeys(
            type(value).__name__
            for value in values
            if type_.open or not any(value is known for known in exact)
        )
        if self.request and "float" in kinds:  # which takes an int
            kinds.pop("int", None)
        yield from map(self._builtin, kinds)
        if None in type_.values:
            yield "None"

    def _list(self, items: str) -> str:
        return (
            f"Sequence[{items}]"
            if self.request
            else f"{self._builtin('list')}[{items}]"
        )

    def _tuple(self, type_: Tuple) -> str:
        if type_.items and type_.rest is None and not self.request:
            items = ", ".join(map(self.annotation, type_.items))
            return f"{self._builtin('tuple')}[{items}]"
        # A JSON array that a list literal spells, or one of any length: a list of what may be
        # in it.
        rest = () if type_.rest is None else (type_.rest,)
        return self._list(self.annotation(Union((*type_.items, *rest))))

    def _reference(self, key: str) -> Iterator[str]:
        if key not in self.types.names:
            yield self.anything
        else:
            name = self.types.names[key]
            yield f"{self.prefix}{name}"
            model = isinstance(self.types.definitions[key], Model)
            if self.request and model and key in self.types.responses:
                yield f"{self.models}{name}"

    def _union(self, type_: Union) -> Iterator[str]:
        for member in type_.members:
            yield from self._parts(member)
