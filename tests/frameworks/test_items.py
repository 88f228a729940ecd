"""The document under ``specs/`` is the one that FastAPI writes of the application."""

from __future__ import annotations

from pathlib import Path

from tests.frameworks.items import document

SPEC = Path(__file__).parents[2] / "specs" / "fastapi_items.json"


def test_the_document_is_up_to_date() -> None:
    # Otherwise: python -m tests.frameworks.items > specs/fastapi_items.json
    assert SPEC.read_text(encoding="utf-8") == document()
