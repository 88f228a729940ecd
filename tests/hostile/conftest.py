"""A folder for an SDK, with a trap around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.hostile.sdk import Folder
from tests.python.runtime.conftest import caller as caller
from tests.python.runtime.conftest import face as face
from tests.python.runtime.conftest import runtime as runtime

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    """A folder for an SDK. After the test nothing stands beside it, and no code of a document has
    left the mark that ``CODE`` would leave.
    """
    inside = tmp_path / "out"
    inside.mkdir()
    yield Folder(inside)
    assert [*tmp_path.iterdir()] == [inside]
    assert not [*inside.rglob("executed")]
