"""Ignores in the document: where they count, and that they do not outlive what they are for."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from ssegen.config import Config
from ssegen.load import load
from ssegen.pipeline import generate, validate

if TYPE_CHECKING:
    from pathlib import Path

    from ssegen.diagnostics import Report

HEAD = "openapi: 3.1.0\ninfo: {title: Chat, version: '1'}\n"

TWO_WITHOUT_A_SCHEMA = """
    paths:
      /chat:
        get:
          responses:
            '200':
              description: The answer.
              content:
                text/event-stream: {}
      /prices:
        get:
          responses:
            '200':
              description: The prices.
              content:
                text/event-stream: {}
    """


def report(folder: Path, text: str, name: str = "spec.yaml") -> Report:
    content = text if name.endswith(".json") else HEAD + textwrap.dedent(text)
    (folder / name).write_text(content, encoding="utf-8")
    return validate(load(str(folder / name)), Config(), advised=False)


def told(found: Report) -> list[tuple[str, int]]:
    return [(d.rule, d.location.line) for d in found]


def with_line(text: str, after: str, line: str) -> str:
    """The text with a line put in after the first one that contains ``after``."""
    lines = textwrap.dedent(text).splitlines()
    index = next(i for i, given in enumerate(lines) if after in given)
    return "\n".join([*lines[: index + 1], line, *lines[index + 1 :]]) + "\n"


def test_nothing_is_ignored_unless_somebody_says_so(tmp_path: Path) -> None:
    assert told(report(tmp_path, TWO_WITHOUT_A_SCHEMA)) == [
        ("SSE110", 11),
        ("SSE110", 18),
    ]


@pytest.mark.parametrize(
    ("after", "line"),
    [
        ("/chat:", "    x-ssegen-ignore: [SSE110]"),
        ("  get:", "      x-ssegen-ignore: [SSE110]"),
        ("'200':", "          x-ssegen-ignore: SSE110"),
        ("paths:", "  # ssegen: ignore SSE110"),
        ("  get:", "      # ssegen: ignore SSE110"),
        ("content:", "            # ssegen:ignore SSE101, SSE110"),
    ],
)
def test_an_ignore_counts_for_its_node_and_all_inside_it_alone(
    tmp_path: Path, after: str, line: str
) -> None:
    text = with_line(TWO_WITHOUT_A_SCHEMA, after, line)
    found = [d for d in report(tmp_path, text) if d.rule == "SSE110"]
    assert [d.location.line for d in found] == [19]


def test_an_ignore_at_the_top_counts_for_the_whole_file(tmp_path: Path) -> None:
    text = "x-ssegen-ignore: [SSE110]\n" + textwrap.dedent(TWO_WITHOUT_A_SCHEMA)
    assert told(report(tmp_path, text)) == []


def test_a_comment_at_the_end_of_a_line_counts_for_what_begins_there(
    tmp_path: Path,
) -> None:
    text = TWO_WITHOUT_A_SCHEMA.replace(
        "/chat:", "/chat: # never had a schema; ssegen: ignore SSE110"
    )
    assert told(report(tmp_path, text)) == [("SSE110", 11), ("SSE110", 18)]
    text = TWO_WITHOUT_A_SCHEMA.replace("/chat:", "/chat: # ssegen: ignore SSE110")
    assert told(report(tmp_path, text)) == [("SSE110", 18)]


@pytest.mark.parametrize(
    "comment",
    [
        "# ssegen: ignore SSE110 # free text, and meant so",
        "# yamllint disable-line # ssegen: ignore SSE110",
    ],
)
def test_comments_for_others_may_stand_beside_it(tmp_path: Path, comment: str) -> None:
    text = TWO_WITHOUT_A_SCHEMA.replace("/chat:", f"/chat: {comment}")
    assert told(report(tmp_path, text)) == [("SSE110", 18)]


def test_what_speaks_of_comments_in_a_text_is_no_comment(tmp_path: Path) -> None:
    text = TWO_WITHOUT_A_SCHEMA.replace(
        "description: The answer.",
        "description: |\n                We write\n                # ssegen: ignore SSE999",
    )
    assert [rule for rule, _ in told(report(tmp_path, text))] == ["SSE110", "SSE110"]


def test_what_a_reference_leads_to_is_another_node(tmp_path: Path) -> None:
    text = """
        paths:
          /chat:
            x-ssegen-ignore: [SSE101]
            get:
              responses:
                '200':
                  description: The answer.
                  content:
                    text/event-stream:
                      schema: {$ref: '#/components/schemas/Answer'}
        components:
          schemas:
            Answer:
              type: object
              properties: {text: {type: string}}
        """
    assert told(report(tmp_path, text)) == [("SSE011", 6), ("SSE101", 16)]
    text = text.replace("            x-ssegen-ignore: [SSE101]\n", "").replace(
        "Answer:\n", "Answer:\n              x-ssegen-ignore: [SSE101]\n"
    )
    assert told(report(tmp_path, text)) == []


def test_an_error_that_is_ignored_does_not_stop_generation(tmp_path: Path) -> None:
    text = """
        paths:
          /chat:
            get:
              responses:
                '200':
                  description: The answer.
                  content:
                    text/event-stream:
                      schema:
                        x-ssegen-ignore: [SSE101]
                        type: object
                        properties: {text: {type: string}}
        """
    (tmp_path / "spec.yaml").write_text(HEAD + textwrap.dedent(text), encoding="utf-8")
    generated = generate(load(str(tmp_path / "spec.yaml")), Config())
    assert generated.sdk is not None
    assert "chat_sdk/client.py" in generated.files


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("[SSE104]", "this ignores SSE104, which finds nothing here"),
        ("[SSE999]", "there is no rule 'SSE999' to ignore"),
        ("sse110", "there is no rule 'sse110' to ignore"),
        ("[1]", "this says of no rule that it is to be ignored"),
        ("{}", "this says of no rule that it is to be ignored"),
    ],
)
def test_an_ignore_that_ignores_nothing_is_told_where_it_stands(
    tmp_path: Path, written: str, message: str
) -> None:
    text = with_line(TWO_WITHOUT_A_SCHEMA, "/chat:", f"    x-ssegen-ignore: {written}")
    unused = [d for d in report(tmp_path, text) if d.rule == "SSE011"]
    assert [(d.location.line, d.message) for d in unused] == [(6, message)]


def test_a_misspelt_id_gets_a_suggestion(tmp_path: Path) -> None:
    text = with_line(TWO_WITHOUT_A_SCHEMA, "/chat:", "    # ssegen: ignore sse110")
    (unused,) = [d for d in report(tmp_path, text) if d.rule == "SSE011"]
    assert unused.remedy == "did you mean `SSE110`?"


def test_a_comment_without_ids_is_told(tmp_path: Path) -> None:
    text = with_line(TWO_WITHOUT_A_SCHEMA, "/chat:", "    # ssegen: ignore")
    assert ("SSE011", 6) in told(report(tmp_path, text))


def test_an_ignore_of_advice_is_not_unused_where_nobody_asked_for_advice(
    tmp_path: Path,
) -> None:
    text = with_line(TWO_WITHOUT_A_SCHEMA, "/chat:", "    # ssegen: ignore SSE007")
    assert {rule for rule, _ in told(report(tmp_path, text))} == {"SSE110"}


def test_json_has_the_extension_alone(tmp_path: Path) -> None:
    text = """{"openapi": "3.1.0", "info": {"title": "# ssegen: ignore", "version": "1"},
        "paths": {"/chat": {"get": {"x-ssegen-ignore": ["SSE110"], "responses": {"200":
        {"description": "", "content": {"text/event-stream": {}}}}}}}}"""
    assert told(report(tmp_path, text, "spec.json")) == []


def test_an_overlay_may_bring_the_ignore(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(
        HEAD + textwrap.dedent(TWO_WITHOUT_A_SCHEMA), encoding="utf-8"
    )
    (tmp_path / "overlay.yaml").write_text(
        textwrap.dedent("""
            overlay: 1.0.0
            info: {title: Ignores, version: '1'}
            actions:
              - target: $.paths['/chat']
                update: {x-ssegen-ignore: [SSE110, SSE111]}
            """),
        encoding="utf-8",
    )
    document = load(
        str(tmp_path / "spec.yaml"), overlays=[str(tmp_path / "overlay.yaml")]
    )
    found = validate(document, Config(), advised=False)
    assert [
        (d.rule, d.location.file.removeprefix(f"{tmp_path}/"), d.location.line)
        for d in found
    ] == [("SSE011", "overlay.yaml", 6), ("SSE110", "spec.yaml", 18)]
