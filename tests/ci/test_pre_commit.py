"""The hooks for pre-commit, run by pre-commit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import BAD, GOOD

CONFIG = """\
repos:
  - repo: {url}
    rev: {rev}
    hooks:
      - id: ssegen-validate
      - id: ssegen-check
"""


def run(*command: str, folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PRE_"))},
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.com",
    }
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.usefixtures("index")
def test_the_hooks_find_a_bad_document_and_an_sdk_that_is_out_of_date(
    sources: Path, tmp_path: Path
) -> None:
    def git(*arguments: str, folder: Path) -> str:
        done = run("git", *arguments, folder=folder, home=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def hook(name: str) -> subprocess.CompletedProcess[str]:
        git("add", "-A", folder=user)
        hooks = (sys.executable, "-m", "pre_commit", "run", "--all-files", name)
        return run(*hooks, folder=user, home=tmp_path)

    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
        git(*command, folder=sources)
    user = tmp_path / "user"
    user.mkdir()
    git("init", "-q", folder=user)
    rev = git("rev-parse", "HEAD", folder=sources)
    config = CONFIG.format(url=f"file://{sources}", rev=rev)
    (user / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    (user / "ssegen.toml").write_text('spec = "openapi.yaml"\noutput = "sdk"\n')
    (user / "openapi.yaml").write_text(GOOD, encoding="utf-8")
    (user / "other.yaml").write_text("a: 1\n", encoding="utf-8")

    done = hook("ssegen-validate")
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout
    done = hook("ssegen-check")
    assert done.returncode == 1
    assert "not up to date" in done.stdout

    generate = (sys.executable, "-m", "ssegen", "generate")
    assert run(*generate, folder=user, home=tmp_path).returncode == 0
    done = hook("ssegen-check")
    assert done.returncode == 0, done.stdout

    (user / "openapi.yaml").write_text(BAD, encoding="utf-8")
    done = hook("ssegen-validate")
    assert done.returncode == 1
    assert "SSE101" in done.stdout
