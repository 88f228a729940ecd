from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from tests.server import PATIENCE, Action, Reply

from .conftest import CHAT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Request, Server

    from .conftest import Run

needs_processes = pytest.mark.skipif(
    not hasattr(os, "fork") or (os.cpu_count() or 1) < 2,
    reason="needs a system that forks, and two processors",
)

UPLOAD = """\
  /files:
    post:
      operationId: uploadFile
      servers: [{url: ../files}]
      responses:
        '204': {description: Kept.}
"""


def test_a_document_without_findings_is_fine(run: Run) -> None:
    ended = run("validate", "chat.yaml")
    assert (ended.code, ended.out, ended.err) == (0, "1 document: no findings\n", "")


def test_what_is_not_supported_is_told_and_counts_only_under_strict(
    run: Run, here: Path
) -> None:
    (here / "upload.yaml").write_text(CHAT + UPLOAD)
    ended = run("validate", "upload.yaml")
    assert ended.code == 0
    assert " unsupported SSE008 " in ended.out
    assert run("validate", "upload.yaml", "--strict").code == 1


def test_advice_of_the_validator_is_part_of_what_is_told(run: Run, here: Path) -> None:
    (here / "odd.yaml").write_text(CHAT.replace("version: '1'", "versoin: '1'"))
    ended = run("validate", "odd.yaml")
    assert ended.code == 0
    assert " warning SSE007 " in ended.out
    assert run("generate", "odd.yaml").err == ""


def test_json_holds_the_findings_of_all_documents_and_nothing_else(
    run: Run, here: Path
) -> None:
    (here / "upload.yaml").write_text(CHAT + UPLOAD)
    ended = run(
        "validate", "upload.yaml", "missing.yaml", "chat.yaml", "--format", "json"
    )
    assert ended.code == 2
    assert ended.err == ""
    found = json.loads(ended.out)["diagnostics"]
    assert [(each["file"], each["rule"]) for each in found] == [
        ("upload.yaml", "SSE008"),
        ("missing.yaml", "SSE001"),
    ]


def test_a_document_that_is_named_twice_is_told_once(run: Run) -> None:
    ended = run("validate", "chat.yaml", "chat.yaml", "*.yaml")
    assert ended.out == "1 document: no findings\n"


def test_no_advice_leaves_the_validator_out(run: Run, here: Path) -> None:
    (here / "odd.yaml").write_text(CHAT.replace("version: '1'", "versoin: '1'"))
    assert run("validate", "odd.yaml", "--no-advice").out == "1 document: no findings\n"


def test_under_strict_every_format_tells_an_error(run: Run, here: Path) -> None:
    (here / "upload.yaml").write_text(CHAT + UPLOAD)
    relaxed = run("validate", "upload.yaml", "--format", "github")
    assert relaxed.out.startswith("::warning ")
    strict = run("validate", "upload.yaml", "--format", "github", "--strict")
    assert strict.out.startswith("::error ")


class TestGlobs:
    def test_folders_are_searched_at_any_depth_in_the_order_of_names(
        self, run: Run, here: Path
    ) -> None:
        for name in ("b/deep/x.yaml", "a/x.yaml"):
            (here / name).parent.mkdir(parents=True)
            (here / name).write_text(CHAT)
        ended = run("validate", "**/*.yaml", "--format", "json")
        assert json.loads(ended.out)["documents"] == [
            "a/x.yaml",
            "b/deep/x.yaml",
            "chat.yaml",
        ]

    def test_one_that_matches_no_file_is_wrong(self, run: Run) -> None:
        ended = run("validate", "chat.yaml", "apis/*.yaml")
        assert (ended.code, ended.out) == (2, "")
        assert ended.err == "error: 'apis/*.yaml' matches no file\n"

    @pytest.mark.parametrize(
        "content",
        [
            "services: {web: {image: openapi}}\n",
            "swagger: '2.0'\n",
            "{{ if .Values.on }}\nkind: Service # not openapi: no\n",
            "a: 1\n---\nb: 2\n",
            "[]",
            "\0\1\2",
            "",
        ],
    )
    def test_files_that_are_no_openapi_documents_are_passed_over(
        self, run: Run, here: Path, content: str
    ) -> None:
        (here / "other.yaml").write_text(content)
        ended = run("validate", "*.yaml")
        assert (ended.code, ended.out) == (0, "1 document: no findings\n")
        assert ended.err == "passed over 1 file without a key `openapi` at the top\n"

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    @pytest.mark.parametrize(
        "content",
        [
            "openapi: 3.1.0\npaths: [\n",
            '{\n  "info": {},\n  "openapi": "3.1.0",\n',
            "openapi: 4.0.0\n",
            "'openapi': 3.1.0\nopenapi\n",
        ],
    )
    def test_broken_openapi_documents_are_not_passed_over(
        self, run: Run, here: Path, content: str, encoding: str
    ) -> None:
        (here / "other.yaml").write_text(content, encoding=encoding)
        ended = run("validate", "*.yaml", "--format", "concise")
        assert ended.code == 2
        assert ended.out.startswith("other.yaml:")

    def test_a_named_file_is_never_passed_over(self, run: Run, here: Path) -> None:
        (here / "other.yaml").write_text("swagger: '2.0'\n")
        assert run("validate", "chat.yaml", "other.yaml").code == 2
        assert run("validate", "*.yaml", "other.yaml").code == 2

    def test_nothing_but_other_files_is_wrong(self, run: Run, here: Path) -> None:
        (here / "other.yml").write_text("a: 1\n")
        ended = run("validate", "*.yml")
        assert (ended.code, ended.out) == (2, "")
        assert ended.err == "error: there is no OpenAPI document among 1 file\n"

    def test_a_file_of_that_very_name_is_no_glob(self, run: Run, here: Path) -> None:
        (here / "a[1].yaml").write_text(CHAT)
        assert run("validate", "a[1].yaml").out == "1 document: no findings\n"


class TestWithoutNames:
    def test_the_documents_of_the_configuration_are_checked(
        self, run: Run, here: Path
    ) -> None:
        (here / "upload.yaml").write_text(CHAT + UPLOAD)
        (here / "ssegen.toml").write_text(
            '[[documents]]\nspec = "upload.yaml"\nstrict = true\n'
            '[[documents]]\nspec = "chat.yaml"\n'
        )
        ended = run("validate", "--format", "concise")
        assert ended.code == 1
        assert ended.out.endswith("2 documents: 1 error\n")

    def test_it_is_wrong_without_documents_in_a_configuration(self, run: Run) -> None:
        ended = run("validate")
        assert ended.code == 2
        assert "name a document, or list documents in ssegen.toml" in ended.err


class TestOutput:
    def test_files_are_written_beside_what_is_printed(
        self, run: Run, here: Path
    ) -> None:
        (here / "odd.yaml").write_text(CHAT.replace("version: '1'", "versoin: '1'"))
        ended = run(
            *("validate", "odd.yaml", "--format", "github"),
            *("--output", "out/findings.sarif", "--output", "junit.xml"),
            *("--output", "gitlab=gl.json", "--output", "findings.json"),
        )
        assert ended.code == 0
        assert ended.out.startswith("::warning file=odd.yaml,")
        rules = [each["rule"] for each in read(here / "findings.json")["diagnostics"]]
        assert "SSE007" in rules
        (sarif,) = read(here / "out/findings.sarif")["runs"]
        assert [result["ruleId"] for result in sarif["results"]] == rules
        assert [each["check_name"] for each in read(here / "gl.json")] == rules
        cases = ElementTree.parse(here / "junit.xml").iter("testcase")
        assert [case.attrib["name"].split()[0] for case in cases] == rules

    def test_a_file_is_replaced_as_a_whole_and_keeps_its_permissions(
        self, run: Run, here: Path
    ) -> None:
        (here / "out.txt").write_text("old")
        (here / "out.txt").chmod(0o640)
        run("validate", "chat.yaml", "--output", "out.txt")
        assert (here / "out.txt").read_text() == "1 document: no findings\n"
        assert (here / "out.txt").stat().st_mode & 0o777 == 0o640
        assert sorted(p.name for p in here.iterdir()) == ["chat.yaml", "out.txt"]

    @pytest.mark.parametrize("output", ["findings", "findings.html", "html=findings"])
    def test_a_file_whose_format_is_not_known_is_wrong(
        self, run: Run, output: str
    ) -> None:
        ended = run("validate", "chat.yaml", "--output", output)
        assert ended.code == 2
        assert (
            "does not say in which format; write FORMAT=FILE with one of" in ended.err
        )

    @pytest.mark.parametrize("output", ["sarif=", "sarif=-"])
    def test_no_file_is_wrong(self, run: Run, output: str) -> None:
        ended = run("validate", "chat.yaml", "--output", output)
        assert ended.code == 2
        assert "--format says what goes to stdout" in ended.err

    def test_a_file_that_cannot_be_written_is_told_after_the_findings(
        self, run: Run, here: Path
    ) -> None:
        ended = run("validate", "chat.yaml", "--output", "chat.yaml/out.sarif")
        assert ended.code == 2
        assert ended.out == "1 document: no findings\n"
        assert ended.err.startswith("error: chat.yaml/out.sarif: cannot be written: ")

    @pytest.mark.parametrize("variable", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"])
    def test_paths_are_those_of_the_checkout_in_a_folder_of_it(
        self, run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, variable: str
    ) -> None:
        (here / "apis").mkdir()
        (here / "apis/odd.yaml").write_text(CHAT.replace("version:", "versoin:"))
        monkeypatch.setenv(variable, str(here))
        monkeypatch.chdir(here / "apis")
        ended = run("validate", "odd.yaml", "--format", "github")
        assert ended.out.startswith("::warning file=apis/odd.yaml,")

    @pytest.mark.skipif(os.name == "nt", reason="needs links")
    def test_the_checkout_may_be_named_by_a_link(
        self, run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (here / "apis").mkdir()
        (here / "apis/odd.yaml").write_text(CHAT.replace("version:", "versoin:"))
        (here / "link").symlink_to(here)
        monkeypatch.setenv("GITHUB_WORKSPACE", str(here / "link"))
        monkeypatch.chdir(here / "apis")
        ended = run("validate", "odd.yaml", "--format", "github")
        assert ended.out.startswith("::warning file=apis/odd.yaml,")


class TestBaseline:
    def test_known_findings_are_hidden_and_counted(self, run: Run, here: Path) -> None:
        (here / "upload.yaml").write_text(CHAT + UPLOAD)
        options = ("validate", "upload.yaml", "--strict", "--baseline", "known.json")
        first = run(*options, "--update-baseline")
        assert (first.code, first.err) == (0, "known.json: 1 finding written\n")
        again = run(*options)
        assert (again.code, again.err) == (0, "")
        assert again.out == "1 document: no findings; 1 known by the baseline\n"

    def test_new_findings_are_told(self, run: Run, here: Path) -> None:
        (here / "chat.yaml").write_text(CHAT)
        run("validate", "chat.yaml", "--baseline", "known.json", "--update-baseline")
        (here / "chat.yaml").write_text(CHAT + UPLOAD)
        ended = run("validate", "chat.yaml", "--strict", "--baseline", "known.json")
        assert ended.code == 1
        assert ended.out.endswith("1 document: 1 error\n")

    def test_stale_entries_are_told(self, run: Run, here: Path) -> None:
        (here / "chat.yaml").write_text(CHAT + UPLOAD)
        run("validate", "chat.yaml", "--baseline", "known.json", "--update-baseline")
        (here / "chat.yaml").write_text(CHAT)
        ended = run("validate", "chat.yaml", "--baseline", "known.json")
        assert ended.code == 0
        assert ended.err == (
            "known.json: 1 finding of the baseline is not found any more; "
            "write it anew with --update-baseline\n"
        )

    def test_the_configuration_may_name_it(self, run: Run, here: Path) -> None:
        (here / "upload.yaml").write_text(CHAT + UPLOAD)
        (here / "ssegen.toml").write_text('baseline = "known.json"\nstrict = true\n')
        run("validate", "upload.yaml", "--update-baseline")
        assert run("validate", "upload.yaml").code == 0

    def test_what_cannot_be_read_is_no_finding_to_get_used_to(
        self, run: Run, here: Path
    ) -> None:
        options = ("validate", "missing.yaml", "--baseline", "known.json")
        assert run(*options, "--update-baseline").code == 2
        assert run(*options).code == 2

    def test_one_that_is_not_there_is_wrong(self, run: Run) -> None:
        ended = run("validate", "chat.yaml", "--baseline", "known.json")
        assert (ended.code, ended.out) == (2, "")
        assert ended.err == (
            "error: known.json: there is no such file; write it with --update-baseline\n"
        )

    def test_another_file_is_never_taken_for_one_nor_overwritten(
        self, run: Run, here: Path
    ) -> None:
        options = ("validate", "chat.yaml", "--baseline", "chat.yaml")
        for ended in (run(*options), run(*options, "--update-baseline")):
            assert (ended.code, ended.out) == (2, "")
            assert ended.err.startswith("error: chat.yaml: this is not a baseline; ")
        assert (here / "chat.yaml").read_text() == CHAT

    def test_there_must_be_one_to_update(self, run: Run) -> None:
        ended = run("validate", "chat.yaml", "--update-baseline")
        assert ended.code == 2
        assert "name the file with --baseline" in ended.err


class TestConfiguration:
    def test_what_it_names_and_no_document_has_is_told(
        self, run: Run, here: Path
    ) -> None:
        (here / "other.yaml").write_text(CHAT.replace("/chat", "/talk"))
        (here / "ssegen.toml").write_text(
            'include = ["/talk", "/nothing"]\n[operations.getTalk]\npayload = true\n'
        )
        ended = run("validate", "chat.yaml", "other.yaml")
        assert ended.code == 0
        assert ended.err == (
            "warning: '/nothing' matches no tag, path or operationId\n"
            "warning: 'getTalk' matches no tag, path or operationId\n"
        )


@needs_processes
class TestSeveralAtOnce:
    def test_so_many_as_asked_for_are_checked_at_a_time(
        self, server: Server, here: Path
    ) -> None:
        together = threading.Barrier(2, timeout=PATIENCE)

        def meeting(_: Request) -> Reply:
            together.wait()
            return Reply(body=[CHAT.encode()])

        server.reply(meeting, meeting)
        urls = [f"{server.url}/b.yaml", f"{server.url}/a.yaml"]
        ended = ssegen("validate", *urls, "--jobs", "2", "--format", "json")
        assert ended.returncode == 0, ended.stderr
        assert json.loads(ended.stdout)["documents"] == urls

    def test_findings_come_in_the_order_asked_for(self, here: Path) -> None:
        (here / "odd.yaml").write_text(CHAT.replace("version:", "versoin:"))
        names = ["missing.yaml", "odd.yaml", "chat.yaml", "gone.yaml"]
        ended = ssegen("validate", *names, "-j", "3", "--format", "json")
        assert ended.returncode == 2
        told = json.loads(ended.stdout)
        assert told["documents"] == names
        files = dict.fromkeys(each["file"] for each in told["diagnostics"])
        assert list(files) == ["missing.yaml", "odd.yaml", "gone.yaml"]

    def test_an_interrupt_ends_all_of_them_quietly(
        self, server: Server, here: Path
    ) -> None:
        arrived = threading.Barrier(3, timeout=PATIENCE)

        def hanging(_: Request) -> Reply:
            arrived.wait()
            return Reply(body=[Action.HANG])

        server.reply(hanging, hanging)
        running = subprocess.Popen(
            [
                *(sys.executable, "-m", "ssegen", "validate", "-j", "2"),
                *(f"{server.url}/a.yaml", f"{server.url}/b.yaml"),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        arrived.wait()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=PATIENCE)
        assert (running.returncode, out, err) == (130, b"", b"")
        server.wait_closed(0)
        server.wait_closed(1)


def read(path: Path) -> Any:
    return json.loads(path.read_text())


def ssegen(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, which has no other threads."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "ssegen", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
