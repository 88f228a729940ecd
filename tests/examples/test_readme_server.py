"""The server that the README of an example SDK shows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from generated_examples.regenerate import ROOT, SERVED
from starlette.applications import Starlette

FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", sorted(SERVED))
def test_the_readme_shows_a_server_that_has_all_it_needs(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ROOT / "generated_examples" / name
    monkeypatch.syspath_prepend(folder)
    readme = (folder / "README.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}

    exec(FENCE.findall(readme.partition("\n## A server\n")[2])[0], names)

    assert isinstance(names["app"], Starlette)
