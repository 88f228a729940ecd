"""Findings stand where the change is, weigh what their rule says, and can be ignored."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.compare.comparing import CHAT, compared, edited

from ssegen import pipeline
from ssegen.config import Config
from ssegen.load import load
from ssegen.rules import RULES

TEXT = "        text: {type: string}\n        reason"


def line(text: str, part: str) -> int:
    """The number of the first line that holds the part."""
    return next(i for i, each in enumerate(text.splitlines(), 1) if part in each)


def two(tmp_path: Path, old: str, new: str) -> list[tuple[str, int, str]]:
    """What changed: file, line and rule of each finding."""
    (tmp_path / "old.yaml").write_text(old)
    (tmp_path / "new.yaml").write_text(new)
    before, after = (load(str(tmp_path / name)) for name in ("old.yaml", "new.yaml"))
    report = pipeline.differences(before, Config(), after, Config()).report
    return [(Path(d.location.file).name, d.location.line, d.rule) for d in report]


def test_what_is_gone_is_told_in_the_old_document(tmp_path: Path) -> None:
    new = edited(CHAT, (TEXT, "        reason"))
    at = line(CHAT, "        text: {type: string}")
    assert two(tmp_path, CHAT, new) == [("old.yaml", at, "SSE424")]


def test_what_is_there_is_told_in_the_new_document(tmp_path: Path) -> None:
    old = edited(CHAT, (TEXT, "        reason"), ("    Delta:\n", "\n\n    Delta:\n"))
    at = line(CHAT, "        text: {type: string}")
    assert two(tmp_path, old, CHAT) == [("new.yaml", at, "SSE425")]


@pytest.mark.parametrize(
    ("was", "is_", "place"),
    [
        ("{name: user, in", "{name: user, required: true, in", "{name: user"),
        ("stop: {type: [string, 'null']}", "stop: {type: string}", "stop: {"),
        ("'[DONE]'", "'[END]'", "    ChatEvent:"),
        ("event: {const: delta}", "event: {const: text}", "    DeltaEvent:"),
        ("operationId: listThreads", "operationId: findThreads", "    get:"),
        ("https://chat.example.com", "https://chat.example.org", "servers:"),
        ("title: Chat", "title: Talk", "info:"),
        ("[{apiKey: []}]", "[{}, {apiKey: []}]", "security:"),
        ("name: X-Key", "name: X-API-Key", "    apiKey: {"),
    ],
)
def test_a_finding_stands_at_the_thing_itself(
    tmp_path: Path, was: str, is_: str, place: str
) -> None:
    new = edited(CHAT, (was, is_))
    ((file, at, _),) = two(tmp_path, CHAT, new)
    assert file == "new.yaml"
    assert place in new.splitlines()[at - 1]


def test_a_shared_schema_is_told_once_with_the_operations_that_it_concerns() -> None:
    new = edited(
        CHAT,
        (
            "    Thread:\n      type: object\n      required: [id, parts]",
            "    Thread:\n      type: object\n      required: [id]",
        ),
    )
    (finding,) = compared(CHAT, new)
    assert finding.message == (
        "`GET /threads` and 1 more: the response: `[].parts` may be missing or null now"
    )


def test_a_schema_in_requests_and_responses_is_told_for_each() -> None:
    shared = edited(
        CHAT,
        (
            "    Problem:\n",
            "    Echo: {$ref: '#/components/schemas/Message'}\n    Problem:\n",
        ),
        (
            "        detail: {type: string}",
            "        detail: {type: string}\n        about: {$ref: '#/components/schemas/Message'}",
        ),
    )
    new = edited(shared, ("        name: {type: string}\n", ""))
    assert {d.rule for d in compared(shared, new)} == {"SSE413", "SSE424"}


def test_every_kind_of_change_is_told_under_a_rule_of_its_severity() -> None:
    severities = {rule.id: rule.severity for rule in RULES}
    new = edited(
        CHAT, (TEXT, "        reason"), ("enum: [stop, length]", "enum: [stop]")
    )
    for finding in compared(CHAT, new):
        assert finding.severity is severities[finding.rule]
        assert finding.why


def test_the_configuration_says_what_a_change_weighs() -> None:
    new = edited(CHAT, (TEXT, "        reason"))
    assert not len(compared(CHAT, new, Config(rules={"SSE424": "off"})))


def test_the_old_document_may_say_beforehand_what_is_meant_to_go() -> None:
    marked = edited(
        CHAT,
        (
            TEXT,
            "        text: {type: string, x-ssegen-ignore: [SSE424]}\n        reason",
        ),
    )
    assert not len(compared(marked, edited(CHAT, (TEXT, "        reason"))))


def test_a_field_with_another_name_in_python_is_told() -> None:
    new = edited(
        CHAT,
        (TEXT, "        text: {type: string, x-ssegen-name: words}\n        reason"),
    )
    (finding,) = compared(CHAT, new)
    assert finding.message.endswith("is called `words` now, and was called `text`")


@pytest.mark.parametrize("nullable", ["string", "'null'"])
def test_types_that_hold_themselves_come_to_an_end(nullable: str) -> None:
    tree = edited(
        CHAT,
        (
            "        reason: {enum: [stop, length]}",
            "        reason: {$ref: '#/components/schemas/Tree'}",
        ),
        (
            "    Problem:\n",
            "    Tree:\n      anyOf:\n        - {type: string}\n"
            "        - {type: array, items: {$ref: '#/components/schemas/Tree'}}\n"
            "    Problem:\n",
        ),
    )
    new = edited(
        tree,
        (
            "items: {$ref: '#/components/schemas/Tree'}",
            f"items: {{anyOf: [{{$ref: '#/components/schemas/Tree'}}, {{type: {nullable}}}]}}",
        ),
    )
    assert len(compared(tree, new)) == (nullable == "'null'")
