from __future__ import annotations

import pytest

from ssegen.diagnostics import Severity
from ssegen.diagnostics.told import Texts, ordered

from .conftest import finding, told


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_by_every_kind_of_line_end(end: str) -> None:
    texts = Texts({"a.yaml": end.join(["one", "two\u2028still two", "three"])})
    assert texts.line("a.yaml", 2) == "two\u2028still two"
    assert texts.line("a.yaml", 3) == "three"


@pytest.mark.parametrize("number", [-1, 0, 3, 99])
def test_a_line_that_is_not_there_is_empty(number: int) -> None:
    assert Texts({"a.yaml": "one\n"}).line("a.yaml", number) == ""


def test_a_line_of_a_file_without_text_is_empty() -> None:
    assert Texts({}).line("missing.yaml", 1) == ""


@pytest.mark.parametrize(
    ("text", "json"), [("  {}", True), ("[]", True), ("a: {}", False), ("", False)]
)
def test_json_is_told_from_yaml(text: str, json: bool) -> None:
    assert Texts({"a": text}).is_json("a") is json


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("/checkout/apis/chat.yaml", "apis/chat.yaml"),
        ("/checkout/apis/../chat.yaml", "chat.yaml"),
        ("/elsewhere/chat.yaml", "/elsewhere/chat.yaml"),
        ("/checkout-2/chat.yaml", "/checkout-2/chat.yaml"),
        ("https://api.example.com/openapi.json", None),
        ("git:HEAD~1:chat.yaml", None),
        ("<stdin>", None),
    ],
)
def test_paths_are_relative_to_the_root_where_they_are_inside(
    file: str, path: str | None
) -> None:
    assert told().path(file) == path


def test_paths_are_relative_to_a_root_above_the_current_folder(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path_factory.mktemp("root")
    (root / "backend").mkdir()
    monkeypatch.chdir(root / "backend")
    assert told(root=str(root)).path("./chat.yaml") == "backend/chat.yaml"


def test_a_fingerprint_stays_where_lines_move_and_messages_change() -> None:
    before = told(finding(place=(3, 3), message="line 9 has it too"))
    after = told(finding(place=(7, 5), message="line 11 has it too"))
    assert before.fingerprints == after.fingerprints


def test_a_fingerprint_tells_files_rules_and_nodes_apart() -> None:
    found = told(
        finding(),
        finding(file="other.yaml"),
        finding(rule="SSE102"),
        finding(pointer="/paths/~1chat/get"),
        finding(message="the same node again"),
    )
    assert len(set(found.fingerprints)) == 5


def test_a_fingerprint_does_not_depend_on_how_the_path_is_written() -> None:
    plain = told(finding(file="/checkout/spec.yaml"))
    assert (
        told(finding(file="/checkout/./spec.yaml")).fingerprints == plain.fingerprints
    )


def test_the_heaviest_findings_come_first_and_equals_stay_in_order() -> None:
    info = finding(severity=Severity.INFO)
    first, second = finding(message="first"), finding(message="second")
    warning = finding(severity=Severity.WARNING)
    unsupported = finding(severity=Severity.UNSUPPORTED)
    assert ordered([info, first, warning, unsupported, second]) == [
        first,
        second,
        unsupported,
        warning,
        info,
    ]


def test_why_is_said_by_the_finding_or_else_by_its_rule() -> None:
    run = told()
    assert run.why(finding(why="its own reason.")) == "its own reason."
    assert run.why(finding()) == "the user never sees it."
    assert run.why(finding(rule="SSE999")) == ""
