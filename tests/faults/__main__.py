"""Writes the table of faults into ``docs/reliability.md``.

From the root of the repository::

    python -m tests.faults
"""

from __future__ import annotations

from tests.faults.page import PAGE, updated

if __name__ == "__main__":
    PAGE.write_text(updated(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
