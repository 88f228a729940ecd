"""Baselines: old findings stay silent, new ones do not, and the file says nothing of lines."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssegen.diagnostics import Diagnostic, Location, Report, Severity
from ssegen.policy import Baseline, BaselineError


def finding(rule: str = "SSE101", pointer: str = "/paths", line: int = 3) -> Diagnostic:
    place = Location("https://example.com/spec.yaml", line, 1, pointer)
    return Diagnostic(rule, Severity.ERROR, place, "a message")


FILES = ("https://example.com/spec.yaml",)


def baseline(folder: Path, *findings: Diagnostic) -> Baseline:
    path = folder / "baseline.json"
    empty = Baseline(folder, {})
    path.write_text(empty.updated(Report(findings), FILES).text(), encoding="utf-8")
    return Baseline.read(path)


def test_what_was_there_is_known_wherever_its_line_went(tmp_path: Path) -> None:
    known = baseline(tmp_path, finding(line=3))
    moved = replace(finding(line=40), message="worded anew")
    new = finding("SSE102")
    assert known.split(Report((moved, new))) == (Report((new,)), 1)


def test_one_more_of_the_same_is_new(tmp_path: Path) -> None:
    known = baseline(tmp_path, finding(), finding(line=4))
    report = Report((finding(), finding(line=4), finding(line=5)))
    assert known.split(report) == (Report((finding(line=5),)), 2)


def test_entries_that_are_mended_are_stale_of_files_that_were_looked_at(
    tmp_path: Path,
) -> None:
    known = baseline(tmp_path, finding(), finding("SSE102"))
    assert known.stale(Report((finding(),)), FILES) == 1
    assert known.stale(Report(()), ("https://example.com/other.yaml",)) == 0


def test_what_nobody_looked_for_is_not_stale_and_stays(tmp_path: Path) -> None:
    known = baseline(tmp_path, finding(), finding("SSE007"))
    assert known.stale(Report((finding(),)), FILES, without={"SSE007"}) == 0
    updated = known.updated(Report(()), FILES, without={"SSE007"})
    assert updated.split(Report((finding(), finding("SSE007"))))[1] == 1


def test_an_update_keeps_the_entries_of_other_files(tmp_path: Path) -> None:
    known = baseline(tmp_path, finding())
    other = "https://example.com/other.yaml"
    there = replace(finding(), location=Location(other, 1, 1, ""))
    updated = known.updated(Report((there,)), (other,))
    assert updated.split(Report((finding(), there))) == (Report(()), 2)
    assert updated.updated(Report(()), FILES).split(Report((finding(),)))[1] == 0


def test_names_of_files_are_relative_to_the_baseline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "api").mkdir()
    (tmp_path / "api/spec.yaml").touch()
    place = Location(str(tmp_path / "api/spec.yaml"), 1, 1, "")
    found = replace(finding(), location=place)
    empty = Baseline(tmp_path, {})
    text = empty.updated(Report((found,)), (place.file,)).text()
    assert json.loads(text)["findings"][0]["file"] == "api/spec.yaml"
    monkeypatch.chdir(tmp_path / "api")
    here = replace(found, location=Location("spec.yaml", 1, 1, ""))
    (tmp_path / "baseline.json").write_text(text, encoding="utf-8")
    known = Baseline.read(Path("../baseline.json"))
    assert known.split(Report((here,))) == (Report(()), 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not a baseline"),
        ("[]", "is not a baseline"),
        ('{"version": 1}', "is not a baseline"),
        ('{"version": 1, "findings": [{}]}', "is not a baseline"),
        (
            '{"version": 1, "findings": [{"file": "", "rule": "", "pointer": "", "count": 1e999}]}',
            "is not a baseline",
        ),
        ('{"version": 2, "findings": []}', "of version 2"),
    ],
)
def test_what_is_no_baseline_is_told(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BaselineError, match=said):
        Baseline.read(path)


def test_a_baseline_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="cannot be read: no such file"):
        Baseline.read(tmp_path / "gone.json")


FINDINGS = st.lists(
    st.builds(
        finding,
        st.sampled_from(["SSE101", "SSE102"]),
        st.text("/~01é\n", max_size=3),
        st.integers(1, 5),
    )
)


@given(FINDINGS)
def test_what_a_baseline_was_written_of_is_all_known(
    findings: list[Diagnostic],
) -> None:
    report = Report(tuple(findings))
    known = Baseline(Path(), {}).updated(report, FILES)
    assert known.split(report) == (Report(()), len(report))
    assert known.stale(report, FILES) == 0
