"""The action for GitHub: its steps, run as GitHub's runner runs them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from generated_examples.regenerate import ROOT

from .conftest import BAD, GOOD

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS: dict[str, Any] = {
    step["name"]: step for step in ACTION["runs"]["steps"] if "run" in step
}
RUNS = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail")
"""How the runner starts what has `shell: bash`."""


def step(
    name: str, folder: Path, temporary: Path, action: Path, **inputs: str
) -> subprocess.CompletedProcess[str]:
    """Run a step with these inputs, and those that are left out as they are by default."""
    given = {name: str(about["default"]) for name, about in ACTION["inputs"].items()}
    given |= {name.replace("_", "-"): value for name, value in inputs.items()}

    def expanded(text: str) -> str:
        return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: given[m[1]], text)

    script = temporary / "script.sh"
    script.write_text(expanded(STEPS[name]["run"]), encoding="utf-8")
    environment = {k: expanded(v) for k, v in STEPS[name].get("env", {}).items()}
    return subprocess.run(
        [*RUNS, str(script)],
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "RUNNER_TEMP": str(temporary),
            "GITHUB_ACTION_PATH": str(action),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_action_is_one() -> None:
    check("vendor.github-actions", ROOT / "action.yml")


def check(schema: str, path: Path) -> None:
    """See that a file is what its vendor's schema wants."""
    command = ("-m", "check_jsonschema", "--builtin-schema", schema, str(path))
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.usefixtures("index")
def test_the_steps_install_annotate_write_a_report_and_check(
    sources: Path, tmp_path: Path
) -> None:
    temporary, folder = tmp_path / "runner", tmp_path / "repository"
    temporary.mkdir()
    (folder / "api" / "v1").mkdir(parents=True)
    (folder / "api" / "v1" / "chat.yaml").write_text(BAD, encoding="utf-8")
    (folder / "openapi.yaml").write_text(GOOD, encoding="utf-8")
    (folder / "ssegen.toml").write_text('spec = "openapi.yaml"\n')

    done = step("Install ssegen", folder, temporary, sources)
    assert done.returncode == 0, done.stderr

    done = step("Validate", folder, temporary, sources, documents="api/**/*.yaml")
    assert done.returncode == 1
    assert "::error file=api/v1/chat.yaml,line=" in done.stdout
    report = json.loads((folder / "ssegen.sarif").read_text(encoding="utf-8"))
    assert [result["ruleId"] for result in report["runs"][0]["results"]] == ["SSE101"]

    done = step(
        "Validate", folder, temporary, sources, args="--payload-events", sarif=""
    )
    assert done.returncode == 0, done.stdout + done.stderr

    done = step("Check the SDKs", folder, temporary, sources)
    assert done.returncode == 1
    assert "not up to date" in done.stderr


@pytest.mark.usefixtures("index")
def test_what_an_input_says_is_never_run(sources: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "runner"
    (temporary / "ssegen" / "bin").mkdir(parents=True)
    (temporary / "ssegen" / "bin" / "ssegen").symlink_to(
        Path(sys.executable).parent / "ssegen"
    )
    hostile = "$(touch ran) `touch ran` ; touch ran"
    done = step("Validate", tmp_path, temporary, sources, documents=hostile)
    assert done.returncode == 2
    assert not (tmp_path / "ran").exists()
