"""Writes the pages of the rules into ``docs/rules/``.

From the root of the repository::

    python -m tests.rules
"""

from __future__ import annotations

from pathlib import Path

from ssegen import rules

FOLDER = Path(__file__).parents[2] / "docs" / "rules"
"""Where the pages are; ``python -m tests.corpus.findings`` writes ``corpus.md`` among them."""

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    texts = rules.documentation()
    for page in FOLDER.glob("*.md"):
        if page.name not in texts and page.name != "corpus.md":
            page.unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
