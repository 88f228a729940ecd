"""``docs/reliability.md`` tells the faults as they are, and its recipe works."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.fault import stream
from tests.faults.page import PAGE, updated
from tests.faults.table import FAULTS

if TYPE_CHECKING:
    from tests.server import Server

TEXT = PAGE.read_text(encoding="utf-8")
RECIPES = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_the_page_is_up_to_date() -> None:
    assert updated(TEXT) == TEXT, "run python -m tests.faults"


def test_no_two_faults_are_told_alike() -> None:
    told = [fault.does for fault in FAULTS]
    assert len(set(told)) == len(told)


def test_a_page_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="has no"):
        updated("# Reliability")


@pytest.mark.parametrize("recipe", RECIPES)
def test_the_recipes_are_python(recipe: str) -> None:
    compile(recipe, str(PAGE), "exec")


def test_the_recipe_for_opentelemetry_sends_the_trace_along(server: Server) -> None:
    trace = pytest.importorskip("opentelemetry.trace")
    (recipe,) = [recipe for recipe in RECIPES if "opentelemetry" in recipe]
    names: dict[str, Any] = {"__name__": "recipe"}
    exec(compile(recipe, str(PAGE), "exec"), names)
    server.reply(stream(b": ping\n\nevent: heartbeat\n\ndata: [DONE]\n\n"))

    context = trace.SpanContext(0x1234, 0x56, False, trace.TraceFlags(1))
    with trace.use_span(trace.NonRecordingSpan(context)):
        names["main"](api_key="sk-secret", base_url=server.url)

    assert f"{0x1234:032x}" in server.requests[0].headers["traceparent"]
