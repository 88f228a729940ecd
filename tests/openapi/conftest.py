"""Documents made of a few lines."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, TypeAlias

import pytest

from ssegen.load import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from ssegen.load import Document

Read: TypeAlias = "Callable[[str], Document]"


@pytest.fixture
def read() -> Read:
    """Reads the text of a document; its version may be left out."""

    def read(text: str) -> Document:
        if "openapi:" not in text:
            text = f"openapi: 3.1.0\n{text}"
        return load("-", stdin=io.BytesIO(text.encode()))

    return read
