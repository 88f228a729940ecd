# SPDX-License-Identifier: 0BSD
"""What the models of responses are made of."""

from __future__ import annotations

import re
import reprlib
import sys
from threading import RLock
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, model_serializer

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

_DEEPEST = 10_000
"""Frames; Python's own limit is 1,000."""

_LOCK = RLock()
_NAME = re.compile(
    r"""
    '(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*"   # a string: consumed, never a name
    | (?<![\w.]) ([^\W\d]\w*)               # a name that is not an attribute of another
    """,
    re.VERBOSE,
)


class Model(BaseModel):
    """A JSON object of a response.

    Unknown properties are kept as attributes. A number where the document says text becomes text:
    servers write identifiers both ways. The validator is built on first use, for it costs far more
    than the class.
    """

    model_config = ConfigDict(
        extra="allow",
        defer_build=True,
        validate_by_name=True,
        validate_by_alias=True,
        coerce_numbers_to_str=True,
        protected_namespaces=(),
    )

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        with _Building():
            _bring_names(cls)
            return handler(source)

    @classmethod
    def model_rebuild(
        cls,
        *,
        force: bool = False,
        raise_errors: bool = True,
        _parent_namespace_depth: int = 2,
        _types_namespace: Any = None,
    ) -> bool | None:
        with _Building():
            _bring_names(cls)
            return super().model_rebuild(
                force=force,
                raise_errors=raise_errors,
                _parent_namespace_depth=_parent_namespace_depth + 1,
                _types_namespace=_types_namespace,
            )


class Unknown(Model):
    """A JSON object that the document does not know: it has none of its union's tags.

    Sent back, it is what it was.

    Attributes:
        raw: The object as it came.
    """

    raw: dict[str, Any] = Field(default_factory=dict[str, Any])

    def __repr__(self) -> str:
        return f"{type(self).__name__}(raw={reprlib.repr(self.raw)})"

    __str__ = __repr__

    @model_serializer
    def _as_it_came(self) -> dict[str, Any]:
        return self.raw


class _Building:
    """Lets pydantic recurse as deep as models refer to each other, some 25 frames for each.

    The limit is the whole interpreter's, so one thread builds at a time.
    """

    __slots__ = ("_limit",)

    def __enter__(self) -> None:
        _LOCK.acquire()
        self._limit = sys.getrecursionlimit()
        if self._limit < _DEEPEST:
            sys.setrecursionlimit(_DEEPEST)

    def __exit__(self, *_: object) -> None:
        sys.setrecursionlimit(self._limit)
        _LOCK.release()


def _bring_names(model: type[Model]) -> None:
    """Put what a model's annotations name of its package to where pydantic looks for it.

    A module imports the models of its siblings for type checkers alone: so siblings may need each
    other, and only those are loaded that an answer is made of.
    """
    module = sys.modules[model.__module__]
    package = sys.modules.get(module.__package__ or "")
    for annotation in model.__annotations__.values():
        for name in _NAME.findall(annotation) if isinstance(annotation, str) else ():
            if name and not hasattr(module, name) and hasattr(package, name):
                setattr(module, name, getattr(package, name))


def wire(name: str) -> Any:
    """Annotate a field whose name on the wire is no identifier, or not ours.

    The annotation leaves type checkers with the field's own name as the constructor's argument.
    """
    return Field(validation_alias=name, serialization_alias=name)
