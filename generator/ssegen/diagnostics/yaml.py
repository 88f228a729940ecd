"""Values as YAML for people: in blocks, quoted only where a reader would need it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yaml

    from .repair import Value

_NUMBERS = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+"
)
"""Those of YAML 1.2's core schema, some of which are text in YAML 1.1."""


def lines(value: Value, *, indent: int = 2, dash: int = 2) -> list[str]:
    """The value as lines of YAML without their ends, with keys in their order.

    Readers of YAML 1.1 and 1.2 understand it alike. What would not show on a terminal is escaped.

    Args:
        value: The value.
        indent: Columns from a key to the keys inside its value.
        dash: Columns from a key to the dashes of the list that is its value.
    """
    found: list[str] = []
    match value:
        case dict() if value:
            for key, inner in value.items():
                written = lines(inner, indent=indent, dash=dash)
                if inner and isinstance(inner, dict | list):
                    columns = indent if isinstance(inner, dict) else dash
                    found += [f"{_key(key)}:", *_shifted(written, columns)]
                else:
                    found += [f"{_key(key)}: {written[0]}", *written[1:]]
        case list() if value:
            for inner in value:
                first, *others = lines(inner, indent=indent, dash=dash)
                columns = 2 if isinstance(inner, dict | list) else 0
                found += [f"- {first}", *_shifted(others, columns)]
        case _:
            found = flow(value).split("\n")
    return found


def flow(value: Value) -> str:
    """The value on one line; a text that has several is a literal block."""
    return _dumped(value)


def _shifted(lines: list[str], columns: int) -> list[str]:
    """The lines further to the right, without spaces on those that are empty."""
    return [" " * columns + line if line else line for line in lines]


def _key(key: str) -> str:
    return _dumped(key, style='"') if "\n" in key else _dumped(key)


def _dumped(value: Value, style: str | None = None) -> str:
    import yaml

    for unicode in (True, False):
        text: str = yaml.dump(
            value,
            Dumper=_dumper(),
            allow_unicode=unicode,
            sort_keys=False,
            default_flow_style=True,
            default_style=style,
            width=float("inf"),
        )
        if text.replace("\n", "").isprintable():
            break
    return text.removesuffix("\n").removesuffix("\n...")


@cache
def _dumper() -> type[yaml.SafeDumper]:
    """Made when it is needed: the import takes longer than `ssegen --version` may."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:
            return True

    Dumper.add_implicit_resolver(
        "tag:yaml.org,2002:number", _NUMBERS, list("-+.0123456789")
    )
    Dumper.add_representer(str, _text)
    return Dumper


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = dumper.default_style or ("|" if "\n" in text else None)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)
