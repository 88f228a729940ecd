"""The configuration file: ``ssegen.toml``, or the table ``[tool.ssegen]`` of ``pyproject.toml``."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, TypeAlias

from .config import Config, OperationConfig, Override, Project
from .lines import line
from .schema import problems

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from .schema import Problem

NAME = "ssegen.toml"
PROJECT = "pyproject.toml"

TOML: TypeAlias = "dict[str, Any]"  # as tomllib gives it; the schema says what it holds


class ConfigError(Exception):
    """A configuration file cannot be read, or says something that has no meaning."""

    def __init__(self, *problems: str) -> None:
        """Take the problems, each with the file's name."""
        super().__init__("\n".join(problems))
        self.problems = problems


def read_config(path: Path | None, folder: Path, rules: Collection[str]) -> Project:
    """Read the configuration: of that file, else of ``ssegen.toml`` in the folder, else of
    ``[tool.ssegen]`` in its ``pyproject.toml``; what none of them says has its default.

    Paths in the file are relative to its folder; in what is returned they are relative to what
    ``path`` and ``folder`` are relative to.

    Args:
        path: The file, where the user named one.
        folder: Where to look for one otherwise.
        rules: The ids of all rules.

    Raises:
        ConfigError: The file cannot be read, or has keys or values that are not known.
    """
    file = path or next((each for each in candidates(folder) if each.is_file()), None)
    if file is None:
        return Project()
    return parsed_config(file, _text(file), rules)


def parsed_config(file: Path, text: str, rules: Collection[str]) -> Project:
    """What the text of a configuration file says; raises ConfigError as `read_config` does."""
    place = ("tool", "ssegen") if file.name == PROJECT else ()
    table = _table(file, text, place)
    if table is None:
        return Project()
    if found := problems(table, rules):
        told = sorted(
            (line(text, (*place, *each.place)), _told(each)) for each in found
        )
        raise ConfigError(*(f"{file}:{number}: {what}" for number, what in told))
    return _project(file, table)


def candidates(folder: Path) -> tuple[Path, ...]:
    """The files of a folder that may hold its configuration; the first that is there does."""
    return folder / NAME, folder / PROJECT


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{file}: {(error.strerror or str(error)).lower()}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: this is not TOML: {error}") from None


def _table(file: Path, text: str, place: tuple[str, ...]) -> TOML | None:
    """The table at a place of the file; None where it is not there."""
    try:
        value: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: this is not TOML: {error}") from None
    except RecursionError:
        raise ConfigError(f"{file}: this is nested too deeply") from None
    for key in place:
        if isinstance(value, dict) and key not in value:
            return None
        value = value[key] if isinstance(value, dict) else None
    if not isinstance(value, dict):
        raise ConfigError(f"{file}: `{'.'.join(place)}` is not a table")
    return value


def _told(problem: Problem) -> str:
    keys = [part for part in problem.place if isinstance(part, str)]
    return f"`{'.'.join(keys)}` {problem.message}" if keys else problem.message


def _project(file: Path, table: TOML) -> Project:
    """What a table says that the schema accepts."""
    folder = file.parent
    alone = [{"spec": table.pop("spec")}] if "spec" in table else []
    documents: list[TOML] = table.pop("documents", alone)
    return Project(
        str(file),
        _config(table, folder),
        tuple(
            _config({"output": ".", **_merged(table, document)}, folder)
            for document in documents
        ),
    )


def _merged(defaults: TOML, own: TOML) -> TOML:
    """Both: of what both say, tables are merged, and of anything else the own counts."""
    both = {
        key: _merged(value, own[key])
        for key, value in defaults.items()
        if isinstance(value, dict) and key in own
    }
    return {**defaults, **own, **both}


def _config(table: TOML, folder: Path) -> Config:
    streams = table.get("streams", {})
    return Config().overridden(
        spec=_path(table, "spec", folder),
        output=_path(table, "output", folder),
        overlays=_paths(table, "overlays", folder),
        templates=_path(table, "templates", folder),
        hooks=_texts(table, "hooks"),
        baseline=_path(table, "baseline", folder),
        rules=table.get("rules"),
        overrides=tuple(_override(each, folder) for each in table.get("overrides", ())),
        package_name=table.get("package"),
        http=table.get("http"),
        strict=table.get("strict"),
        only_streaming=table.get("only_streaming"),
        include=_texts(table, "include"),
        exclude=_texts(table, "exclude"),
        project=table.get("project"),
        server=table.get("server"),
        payload_events=streams.get("payload"),
        error_events=_texts(streams, "error_events"),
        allow_ref=_paths(table, "allow_ref", folder),
        operations={
            key: _operation(each) for key, each in table.get("operations", {}).items()
        },
    )


def _operation(table: TOML) -> OperationConfig:
    return OperationConfig(
        payload=table.get("payload"),
        stream_switch=table.get("stream_switch", ""),
        stream_value=table.get("stream_value", True),
        at_once_value=table.get("at_once_value", False),
        error_events=_texts(table, "error_events"),
    )


def _override(table: TOML, folder: Path) -> Override:
    return Override(
        rules=table["rules"],
        files=_paths(table, "files", folder) or (),
        paths=_texts(table, "paths") or (),
    )


def _texts(table: TOML, key: str) -> tuple[str, ...] | None:
    return tuple(table[key]) if key in table else None


def _paths(table: TOML, key: str, folder: Path) -> tuple[str, ...] | None:
    return (
        tuple(_located(text, folder) for text in table[key]) if key in table else None
    )


def _path(table: TOML, key: str, folder: Path) -> str | None:
    return _located(table[key], folder) if key in table else None


def _located(text: str, folder: Path) -> str:
    """A path of the file as it reads from where the file's own path begins; a URL and what git has
    as they are.
    """
    if re.match("(?i:https?://)|git:", text):
        return text
    return str(folder / text)
