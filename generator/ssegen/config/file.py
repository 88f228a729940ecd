"""The configuration file: ``ssegen.toml``, or the table ``[tool.ssegen]`` of ``pyproject.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeAlias

from .config import Config, HTTPLibrary, OperationConfig, package_name_problem

if TYPE_CHECKING:
    from pathlib import Path

NAME = "ssegen.toml"
PROJECT = "pyproject.toml"

_PLACES = ("body.", "query.")


class ConfigError(Exception):
    """A configuration file cannot be read, or says something that has no meaning."""


def read_config(path: Path | None, folder: Path) -> Config:
    """Read the configuration: of that file, else of ``ssegen.toml`` in the folder, else of
    ``[tool.ssegen]`` in its ``pyproject.toml``; what none of them says has its default.

    Raises:
        ConfigError: The file cannot be read, or has a key or a value that is not known; with the
            file's name.
    """
    if path is not None:
        table = _tool(path) if path.name == PROJECT else _toml(path)
        return _config(_Table(str(path), table))
    if (folder / NAME).is_file():
        return _config(_Table(NAME, _toml(folder / NAME)))
    if (folder / PROJECT).is_file():
        return _config(_Table(PROJECT, _tool(folder / PROJECT)))
    return Config()


TOML: TypeAlias = "dict[str, Any]"  # what tomllib gives; every value is checked below


def _toml(path: Path) -> TOML:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: this is not TOML: {error}") from None


def _tool(path: Path) -> TOML:
    tool = _toml(path).get("tool", {})
    table = tool.get("ssegen", {}) if isinstance(tool, dict) else None
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: `tool.ssegen` is not a table")
    return table


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the file, whose values are looked at one by one."""

    file: str
    values: TOML
    name: str = ""
    """As the file spells it: ``streams``, empty at the top."""

    def known(self, *keys: str) -> None:
        """Refuse every key but these."""
        for key in self.values:
            if key not in keys:
                raise ConfigError(
                    f"{self.file}: {self.called(key)} is not known; known are "
                    + ", ".join(f"`{known}`" for known in keys)
                )

    def called(self, key: str) -> str:
        return f"`{self.name}.{key}`" if self.name else f"`{key}`"

    def flag(self, key: str) -> bool | None:
        value = self.values.get(key)
        if value is None or isinstance(value, bool):
            return value
        raise self.error(key, "must be true or false")

    def text(self, key: str) -> str:
        value = self.values.get(key, "")
        if isinstance(value, str):
            return value
        raise self.error(key, "must be a string")

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise self.error(key, "must be a list of strings")

    def scalar(self, key: str, otherwise: bool) -> bool | int | float | str:
        value = self.values.get(key, otherwise)
        finite = not isinstance(value, float) or isfinite(value)
        if isinstance(value, bool | int | float | str) and finite:
            return value
        raise self.error(key, "must be true, false, a finite number or a string")

    def table(self, key: str) -> _Table:
        value = self.values.get(key, {})
        if isinstance(value, dict):
            return _Table(self.file, value, f"{self.name}.{key}" if self.name else key)
        raise self.error(key, "must be a table")

    def error(self, key: str, problem: str) -> ConfigError:
        return ConfigError(f"{self.file}: {self.called(key)} {problem}")


def _config(table: _Table) -> Config:
    table.known(
        "package",
        "http",
        "strict",
        "only_streaming",
        "include",
        "exclude",
        "project",
        "allow_ref",
        "streams",
        "operations",
    )
    streams = table.table("streams")
    streams.known("payload", "error_events")
    operations = table.table("operations")
    return Config(
        package_name=_package(table),
        http=_http(table),
        strict=table.flag("strict") or False,
        only_streaming=table.flag("only_streaming") or False,
        include=table.texts("include"),
        exclude=table.texts("exclude"),
        project=table.flag("project") or False,
        allow_ref=table.texts("allow_ref"),
        payload_events=streams.flag("payload") or False,
        error_events=streams.texts("error_events"),
        operations={
            key: _operation(operations.table(key)) for key in operations.values
        },
    )


def _package(table: _Table) -> str:
    name = table.text("package")
    if name and (problem := package_name_problem(name)):
        raise table.error("package", f"cannot be {name!r}: {problem}")
    return name


def _http(table: _Table) -> HTTPLibrary:
    match table.text("http"):
        case "" | "httpx":
            return "httpx"
        case "httpx2":
            return "httpx2"
        case _:
            raise table.error("http", "must be `httpx` or `httpx2`")


def _operation(table: _Table) -> OperationConfig:
    table.known(
        "payload", "error_events", "stream_switch", "stream_value", "at_once_value"
    )
    switch = table.text("stream_switch")
    if switch and not any(switch.startswith(p) and switch != p for p in _PLACES):
        raise table.error("stream_switch", "must be `body.NAME` or `query.NAME`")
    for key in ("stream_value", "at_once_value"):
        if key in table.values and not switch:
            raise table.error(key, "needs a `stream_switch` beside it")
    return OperationConfig(
        payload=table.flag("payload"),
        stream_switch=switch,
        stream_value=table.scalar("stream_value", True),
        at_once_value=table.scalar("at_once_value", False),
        error_events=(
            table.texts("error_events") if "error_events" in table.values else None
        ),
    )
