"""Documents that say themselves what is wrong with them."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, TypeAlias

import pytest

from ssegen import rules
from ssegen.load import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ssegen.diagnostics import Diagnostic

Told: TypeAlias = "Callable[..., tuple[Diagnostic, ...]]"

MARK = re.compile(r"# (SSE\d\d\d) here")


@pytest.fixture
def told_as_marked(tmp_path: Path) -> Told:
    """Check a document, assert that exactly what its comments mark is told, and give the findings.

    Takes the text after ``info``, the version, whether payloads are allowed, and the texts of
    sibling files by name.
    """

    def check(
        text: str, version: str = "3.1.0", *, payloads: bool = False, **siblings: str
    ) -> tuple[Diagnostic, ...]:
        head = f"openapi: {version}\ninfo:\n  title: Chat\n  version: 1.0.0\n"
        texts = {"spec": head + textwrap.dedent(text).lstrip("\n")}
        texts |= {name: textwrap.dedent(text) for name, text in siblings.items()}
        for name, content in texts.items():
            (tmp_path / f"{name}.yaml").write_text(content, encoding="utf-8")
        document = load(str(tmp_path / "spec.yaml"))
        report = rules.check(document, payloads=lambda _: payloads)
        marked = [
            (f"{name}.yaml", number, id)
            for name, content in texts.items()
            for number, line in enumerate(content.splitlines(), start=1)
            for id in MARK.findall(line)
        ]
        found = [
            (d.location.file.removeprefix(f"{tmp_path}/"), d.location.line, d.rule)
            for d in report
        ]
        assert sorted(found) == sorted(marked), [d.message for d in report]
        return tuple(report)

    return check


@pytest.fixture
def streaming(told_as_marked: Told) -> Told:
    """As `told_as_marked`, for a document with one stream: takes the media type and components."""

    def check(
        media_type: str,
        components: str = "",
        version: str = "3.1.0",
        *,
        payloads: bool = False,
    ) -> tuple[Diagnostic, ...]:
        text = textwrap.dedent("""\
            paths:
              /chat:
                post:
                  operationId: chat
                  responses:
                    '200':
                      description: The answer.
                      content:
                        Text/Event-Stream; charset=utf-8:
            """)
        text += textwrap.indent(
            textwrap.dedent(media_type).strip("\n") + "\n", " " * 14
        )
        if components:
            schemas = textwrap.dedent(components).strip("\n") + "\n"
            text += "components:\n  schemas:\n" + textwrap.indent(schemas, " " * 4)
        return told_as_marked(text, version, payloads=payloads)

    return check
