"""The snippets of docs/ci.md: valid for their vendors, and their commands do what they should."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from generated_examples.regenerate import ROOT
from tests.docs.pages import blocks

from .conftest import BAD
from .test_action import ACTION, check

SNIPPETS = {
    block.title: block.text
    for block in blocks((ROOT / "docs" / "ci.md").read_text(encoding="utf-8"))
    if block.title
}


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        (".github/workflows/openapi.yml", "vendor.github-workflows"),
        (".gitlab-ci.yml", "vendor.gitlab-ci"),
    ],
)
def test_a_snippet_is_what_its_vendor_wants(
    name: str, schema: str, tmp_path: Path
) -> None:
    path = tmp_path / Path(name).name
    path.write_text(SNIPPETS[name], encoding="utf-8")
    check(schema, path)


def test_the_snippet_for_github_uses_inputs_that_the_action_has() -> None:
    workflow = yaml.safe_load(SNIPPETS[".github/workflows/openapi.yml"])
    (step,) = [s for s in workflow["jobs"]["streams"]["steps"] if "with" in s]
    assert step["with"].keys() <= ACTION["inputs"].keys()


def test_the_hooks_that_the_snippet_names_are_there() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (repo,) = yaml.safe_load(SNIPPETS[".pre-commit-config.yaml"])["repos"]
    assert {h["id"] for h in repo["hooks"]} == {h["id"] for h in hooks}


def test_the_commands_for_gitlab_write_the_report_that_it_reads(
    tmp_path: Path,
) -> None:
    job = yaml.safe_load(SNIPPETS[".gitlab-ci.yml"])["openapi"]
    (tmp_path / "openapi.yaml").write_text(BAD, encoding="utf-8")
    validate, *_ = job["script"]
    executable = Path(sys.executable).parent / "ssegen"
    command = validate.replace("ssegen", str(executable), 1)
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, check=False)
    assert done.returncode == 1
    report = tmp_path / job["artifacts"]["reports"]["codequality"]
    findings = json.loads(report.read_text(encoding="utf-8"))
    assert [f["check_name"] for f in findings] == ["SSE101"]
    assert findings[0]["location"]["path"] == "openapi.yaml"
