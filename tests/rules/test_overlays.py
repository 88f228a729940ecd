"""What is told about the actions of overlays: SSE012, which needs two files."""

from __future__ import annotations

from pathlib import Path

from ssegen.config import Config
from ssegen.load import load
from ssegen.pipeline import validate

HERE = Path(__file__).parent / "SSE012"


def found(kind: str) -> list[tuple[str, str, int]]:
    """The rule, the file and the line of each finding."""
    overlay = str(HERE / kind / "overlay.yaml")
    document = load(str(HERE / kind / "document.yaml"), overlays=[overlay])
    return [
        (d.rule, Path(d.location.file).name, d.location.line)
        for d in validate(document, Config())
    ]


def test_a_bad_overlay_breaks_its_rule_once_where_it_is_marked() -> None:
    lines = (HERE / "bad" / "overlay.yaml").read_text(encoding="utf-8").splitlines()
    (marked,) = [n for n, line in enumerate(lines, 1) if line.endswith("SSE012 here")]
    assert found("bad") == [("SSE012", "overlay.yaml", marked)]


def test_nothing_is_told_about_a_good_overlay() -> None:
    assert found("good") == []
