from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from ssegen.python.plan.sdk import Import
from ssegen.python.render.imports import with_imports

if TYPE_CHECKING:
    from pathlib import Path

OFFERED = """\
\"\"\"A module.\"\"\"

from __future__ import annotations

import datetime
from typing import Any, Literal, TypeAlias, TypedDict, Unpack

from typing_extensions import TypeAliasType

from .._runtime import (
    API,
    APIKey,
    OMITTED,
    Server,
)

"""


def imported(body: str, *imports: Import) -> str:
    """What stands between the module's docstring and its body."""
    written = with_imports(OFFERED + body, imports)
    return written.removeprefix('"""A module."""\n\n').removesuffix("\n" + body)


def test_only_used_names_stay() -> None:
    assert imported('key: Any = APIKey("x")\n') == (
        "from __future__ import annotations\n"
        "\n"
        "from typing import Any\n"
        "\n"
        "from .._runtime import APIKey\n"
    )


def test_the_sections_are_those_of_isort() -> None:
    body = "x: Any = (datetime, OMITTED, APIKey, API, Item, Field, Page10, Page9)\n"

    assert imported(
        body,
        Import("pydantic", ("Field",)),
        Import(".shared", ("Page10", "Page9")),
        Import("..models", ("Item",)),
    ) == (
        "from __future__ import annotations\n"
        "\n"
        "import datetime\n"
        "from typing import Any\n"
        "\n"
        "from pydantic import Field\n"
        "\n"
        "from .._runtime import API, OMITTED, APIKey\n"
        "from ..models import Item\n"
        "from .shared import Page9, Page10\n"
    )


def test_names_for_type_checkers_stand_under_their_condition() -> None:
    body = "x: models.Item\n"

    assert imported(body, Import("..", ("models", "events"), typing_only=True)) == (
        "from __future__ import annotations\n"
        "\n"
        "from typing import TYPE_CHECKING\n"
        "\n"
        "if TYPE_CHECKING:\n"
        "    from .. import models\n"
    )


def test_a_name_that_runs_is_not_imported_again_for_type_checkers() -> None:
    written = imported(
        "x = models\n",
        Import("..", ("models",), typing_only=True),
        Import("..", ("models",)),
    )

    assert "TYPE_CHECKING" not in written
    assert written.count("models") == 1


def test_a_library_that_runs_anyway_gives_all_its_names_at_once() -> None:
    written = imported(
        "x: Mapping = Sequence\n",
        Import("collections.abc", ("Sequence",)),
        Import("collections.abc", ("Mapping",), typing_only=True),
    )

    assert "from collections.abc import Mapping, Sequence\n" in written
    assert "TYPE_CHECKING" not in written


def test_names_in_quoted_annotations_are_used() -> None:
    body = (
        "A: TypeAlias = 'Literal[\"a\"] | B'\n"
        'B = TypeAliasType("B", "list[Any]")\n'
        'C = TypedDict("C", {"Server": "NotRequired[A]"})\n'
    )

    written = imported(body, Import("typing", ("NotRequired",)))

    assert (
        "from typing import Any, Literal, NotRequired, TypeAlias, TypedDict" in written
    )
    assert "Server" not in written


def test_names_in_all_are_used() -> None:
    assert "OMITTED" in imported('__all__ = ["OMITTED"]\n')


def test_a_string_that_is_no_annotation_uses_nothing() -> None:
    assert "Any" not in imported('x = "Any"\n"""Any"""\n')


def test_ruff_sorts_as_we_do(tmp_path: Path) -> None:
    names = ["A", "API", "API2", "Ab", "aB", "a10", "a9", "B_C", "URL", "Url", "url"]
    names += ["Tu", "Tu0", "\u00c9", "\u00c9_2"]
    modules = ["..", "..b", ".a", ".a10", ".a9", ".B", ".b", "...c", "a_b", "ab", "aB"]
    source = with_imports(
        "from __future__ import annotations\n\n" + "\n".join(names) + "\n",
        [Import(module, tuple(names)) for module in modules],
    )
    (tmp_path / "module.py").write_text(source, encoding="utf-8")

    ruff = subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--isolated",
            "--no-cache",
            "--select",
            "I",
            "--diff",
            "module.py",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ruff.returncode == 0, ruff.stdout + ruff.stderr
