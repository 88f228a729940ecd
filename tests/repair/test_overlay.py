"""Repairs as overlays: valid by their schema, and applied alike by ssegen and by another tool."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import jsonpath_rfc9535
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from oas_patch.overlay import (  # type: ignore[import-untyped] # it has no types
    apply_overlay,
)
from oas_patch.validator import (  # type: ignore[import-untyped] # as above
    validate,
)

from ssegen.config import Config
from ssegen.diagnostics import Diagnostic, Location, Put, Remove, Repair, Severity
from ssegen.load import load
from ssegen.pipeline import validate as findings
from ssegen.repair import choose, difference, edited, overlay
from ssegen.repair.changes import changed
from ssegen.repair.overlay import jsonpath

if TYPE_CHECKING:
    from ssegen.diagnostics import Report, Value

RULES = Path(__file__).parents[1] / "rules"


def repaired(*changes: Put | Remove) -> Diagnostic:
    return Diagnostic(
        "SSE101",
        Severity.ERROR,
        Location("api.yaml", 1, 1),
        "it is wrong",
        repair=Repair(changes),
    )


def applied(root: Value, *diagnostics: Diagnostic) -> Value:
    """What oas-patch makes of a document by our overlay, which it finds valid."""
    tree = yaml.safe_load(overlay(root, diagnostics, title="Chat"))
    assert validate(tree, "log") == "[INFO] Validation successful"
    result: Value = apply_overlay(changed(root, ()), tree)
    return result


def sure() -> list[Path]:
    """The bad documents of rules that have a repair that is sure."""
    return [
        p for p in sorted(RULES.glob("*/bad.*")) if _report(p) and _made(_report(p))
    ]


def _report(path: Path, overlays: tuple[str, ...] = ()) -> Report | None:
    from ssegen.load import LoadError

    try:
        document = load(str(path), overlays=overlays)
    except LoadError:
        return None
    return findings(document, Config(), advised=False)


def _made(report: Report | None) -> tuple[Diagnostic, ...]:
    return choose(report or (), None, lambda _: "").made


SURE = sure()


@pytest.mark.parametrize("path", SURE, ids=lambda path: path.parent.name)
def test_what_is_sure_is_gone_with_the_overlay_applied(
    path: Path, tmp_path: Path
) -> None:
    before = _report(path)
    assert before is not None
    made, root = _made(before), load(str(path)).root.value
    text = overlay(root, made, title="Chat")
    (tmp_path / "overlay.yaml").write_text(text, encoding="utf-8")

    after = _report(path, (str(tmp_path / "overlay.yaml"),))
    assert after is not None
    assert difference(before, after, made) == ""
    changes = [c for d in made if d.repair for c in d.repair.changes]
    assert applied(root, *made) == changed(root, changes)
    in_place = edited(path.name, path.read_text(encoding="utf-8"), changes)
    (tmp_path / path.name).write_text(in_place, encoding="utf-8")
    assert _made(_report(tmp_path / path.name)) == ()


def test_there_are_rules_with_repairs_that_are_sure() -> None:
    assert {"SSE101", "SSE107", "SSE111", "SSE118", "SSE130"} <= {
        path.parent.name for path in SURE
    }


ROOT: Value = {
    "info": {"title": "x", "list": [1, {"a": [2]}, [3]]},
    "paths": {"/it's": {"get": {"type": "string", "enum": ["a"]}}},
}


@pytest.mark.parametrize(
    "changes",
    [
        [Put("", ("info", "title"), "y")],
        [Put("", ("info", "title"), {"a": "b"})],
        [Put("", ("info", "list"), "y")],
        [Put("", ("info", "list"), [9])],
        [Put("", ("info", "list", 0), 9), Remove("", ("info", "list", 2))],
        [Put("", ("info", "list", 3), {"b": 1})],
        [Put("", ("info", "list", 3), [4])],
        [Remove("", ("info", "list", 1)), Remove("", ("info", "list", 2))],
        [Remove("", ("paths", "/it's", "get", "type"))],
        [Put("", ("paths", "/it's"), {"put": {}}), Put("", ("paths", "/b"), {})],
    ],
)
def test_every_change_can_be_made_by_an_overlay(changes: list[Put | Remove]) -> None:
    assert applied(ROOT, repaired(*changes)) == changed(ROOT, changes)


def test_a_part_of_an_item_is_changed_where_it_is(tmp_path: Path) -> None:
    # Not by oas-patch, which updates no items of lists.
    changes = [Put("", ("tags", 1, "name", 0), 9), Put("", ("tags", 0, "new"), 1)]
    root: Value = {"openapi": "3.1.0", "tags": [{}, {"name": [8, 7]}]}
    (tmp_path / "api.yaml").write_text(yaml.safe_dump(root), encoding="utf-8")
    text = overlay(root, [repaired(*changes)], title="Chat")
    (tmp_path / "overlay.yaml").write_text(text, encoding="utf-8")
    document = load(
        str(tmp_path / "api.yaml"), overlays=[str(tmp_path / "overlay.yaml")]
    )
    assert document.root.value == changed(root, changes)


def test_an_action_says_what_it_is_for() -> None:
    text = overlay(ROOT, [repaired(Put("", ("a",), 1))], title="Chat", extends="a.yaml")
    tree = yaml.safe_load(text)
    assert tree["extends"] == "a.yaml"
    assert tree["info"]["title"] == "Repairs of Chat"
    assert [action["description"] for action in tree["actions"]] == [
        "SSE101: it is wrong"
    ]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])) | st.integers(0, 9)))
def test_a_target_selects_its_place_and_nothing_else(place: list[str | int]) -> None:
    value: Value = "here"
    for token in reversed(place):
        value = [*range(token), value] if isinstance(token, int) else {token: value}
    path = jsonpath(tuple(place))
    (node,) = jsonpath_rfc9535.find(path, value)
    assert node.value == "here"
    assert re.fullmatch(r"\$.*", path, re.DOTALL)
    assert node.path() == path
