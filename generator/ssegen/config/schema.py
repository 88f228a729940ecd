"""The JSON Schema of the configuration: what a file may say, for the parser and for editors."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from .config import package_name_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

Place: TypeAlias = "tuple[str | int, ...]"

_WANTED = {
    "array": "a list",
    "boolean": "true or false",
    "object": "a table",
    "string": "a string",
}
_SEVERAL = {"object": "tables", "string": "strings"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a configuration that has no meaning."""

    place: Place
    """Keys and indices that lead to it."""
    message: str
    """What is wrong there: ``must be true or false``."""


def schema_text() -> str:
    """The schema, which is published as ``docs/ssegen.schema.json``.

    Where a message of its own says more than a keyword that fails, it stands beside the keyword as
    ``errorMessage``.
    """
    return Path(__file__).with_name("ssegen.schema.json").read_text(encoding="utf-8")


def problems(table: dict[str, Any], rules: Collection[str]) -> list[Problem]:
    """All that is wrong with a configuration.

    Args:
        table: What the file holds, as `tomllib` gives it.
        rules: The ids of all rules.
    """
    # It takes a tenth of a second to import, and most folders have no configuration.
    from jsonschema import (  # type: ignore[import-untyped]  # has no stubs
        Draft202012Validator,
        FormatChecker,
    )

    formats = FormatChecker(formats=())
    for name, check in _formats(rules).items():
        formats.checks(name, raises=ValueError)(check)
    schema = json.loads(schema_text())
    errors = Draft202012Validator(schema, format_checker=formats).iter_errors(table)
    return list(dict.fromkeys(each for error in errors for each in _problems(error)))


def _suggestion(given: str, known: Iterable[str]) -> str:
    """Which of those that are known might be meant; all of them where none is near."""
    names = list(known)
    near = get_close_matches(given, names, n=1)
    if near:
        return f"did you mean `{near[0]}`?"
    return f"known are {', '.join(f'`{name}`' for name in names)}"


def _problems(error: Any) -> Iterator[Problem]:
    """What an error of jsonschema comes to, at the keys it concerns."""
    place: Place = tuple(error.absolute_path)
    if "propertyNames" in error.absolute_schema_path:
        place = (*place, error.instance)
    schema, wanted, value = error.schema, error.validator_value, error.instance
    match error.validator:
        case "additionalProperties":
            known = schema["properties"]
            for key in value.keys() - known.keys():
                message = f"is not known; {_suggestion(key, known)}"
                yield Problem((*place, key), message)
        case "required":
            for key in set(wanted) - value.keys():
                yield Problem(place, f"has no `{key}`")
        case "dependentRequired":
            for key in wanted.keys() & value.keys():
                for other in set(wanted[key]) - value.keys():
                    yield Problem((*place, key), f"needs a `{other}` beside it")
        case "format":
            yield Problem(place, str(error.cause))
        case "enum":
            names = [f"`{name}`" for name in wanted]
            yield Problem(place, f"must be {', '.join(names[:-1])} or {names[-1]}")
        case _ if "errorMessage" in schema:
            yield Problem(place, schema["errorMessage"])
        case _ if place and isinstance(place[-1], int):
            yield Problem(place[:-1], f"must be a list of {_SEVERAL[wanted]}")
        case _ if wanted == "array":
            items = error.schema["items"].get("type", "object")
            yield Problem(place, f"must be a list of {_SEVERAL[items]}")
        case _:
            yield Problem(place, f"must be {_WANTED[wanted]}")


def _formats(rules: Collection[str]) -> dict[str, Callable[[object], bool]]:
    """What the schema only names. Each check raises ValueError with the message."""

    def rule(value: object) -> bool:
        if value not in rules:
            near = get_close_matches(str(value).upper(), rules, n=1, cutoff=0.8)
            meant = (
                f"did you mean `{near[0]}`?" if near else "`ssegen rules` lists them"
            )
            raise ValueError(f"is not a rule; {meant}")
        return True

    return {
        "finite": _finite,
        "hook": _hook,
        "package": _package,
        "rule": rule,
    }


def _finite(value: object) -> bool:
    if isinstance(value, float) and not isfinite(value):
        raise ValueError("must be true, false, a finite number or a string")
    return True


def _package(value: object) -> bool:
    if isinstance(value, str) and (problem := package_name_problem(value)):
        raise ValueError(f"cannot be {value!r}: {problem}")
    return True


def _hook(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        empty = not shlex.split(value)
    except ValueError as error:
        raise ValueError(f"has a command that cannot be read: {error}") from None
    if empty:
        raise ValueError("has a command that is empty")
    return True
