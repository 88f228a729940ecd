"""What a rule finds may be ignored: then generation goes on, and what it writes is Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from ssegen.config import Config
from ssegen.load import LoadError, load
from ssegen.pipeline import generate
from ssegen.python.render import ensure_compiles
from ssegen.rules import RULES

BAD = sorted(Path(__file__).parent.glob("*/bad.yaml"))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.parent.name)
def test_a_bad_document_generates_where_no_rule_counts(path: Path) -> None:
    try:
        document = load(str(path))
    except LoadError:
        pytest.skip("what cannot be read cannot be ignored")
    config = Config(strict=True, rules={rule.id: "off" for rule in RULES})
    generated = generate(document, config)
    assert generated.report.diagnostics == ()
    assert generated.sdk is not None
    ensure_compiles(generated.files)
