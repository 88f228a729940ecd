"""``python -m tests.docs``: write anew what commands print, and the reference of the commands."""

from __future__ import annotations

import tempfile
from pathlib import Path

from . import reference
from .pages import PAGES, written_anew

reference.PAGE.write_text(reference.reference(), encoding="utf-8")
for page in PAGES:
    before = page.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        after = written_anew(before, Path(folder) / "page")
    if after != before:
        page.write_text(after, encoding="utf-8")
        print(f"{page}: written anew")
