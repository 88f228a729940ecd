from __future__ import annotations

import hashlib
import json
import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssegen.write.manifest import Manifest, digest, is_below, recorded


def test_the_text_is_stable_json_with_one_line_for_each_file() -> None:
    text = Manifest(
        {"version": "1.2.3", "include": ("a", "b")}, {"p/b.py": "2", "p/a.py": "1"}
    ).text()
    assert json.loads(text) == {
        "version": "1.2.3",
        "include": ["a", "b"],
        "files": {"p/a.py": "1", "p/b.py": "2"},
    }
    assert '    "p/a.py": "1",\n    "p/b.py": "2"\n' in text
    assert text.endswith("}\n")


def test_what_is_recorded_comes_back() -> None:
    digests = {"p/a.py": digest(b"1"), "README.md": digest(b"2")}
    assert recorded(Manifest({}, digests).text()) == digests


def test_the_digest_is_the_sha256_of_the_text_whatever_its_line_ends() -> None:
    assert digest(b"a\nb\n") == hashlib.sha256(b"a\nb\n").hexdigest()
    assert digest(b"a\r\nb\r\n") == digest(b"a\nb\n")
    assert digest(b"a\rb") != digest(b"a\nb")


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "a/../x",
        "a/./x",
        "/etc/passwd",
        "C:/x",
        "c:x",
        "a\\x",
        "a//x",
        "",
        ".",
        "a/",
        "a\0",
    ],
)
def test_a_path_that_could_leave_the_output_folder_makes_the_manifest_unusable(
    path: str,
) -> None:
    with pytest.raises(ValueError, match="not below the output folder"):
        recorded(json.dumps({"files": {path: "0"}}))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<<<<<<< HEAD\n{}",
        "[]",
        "{}",
        '{"files": []}',
        '{"files": {"a": 1}}',
        "[" * 100_000,
    ],
)
def test_what_is_no_manifest_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(it|the) "):
        recorded(text)


@given(st.text(alphabet="ab./\\: ", max_size=12))
def test_a_path_below_stays_below(path: str) -> None:
    joined = posixpath.normpath(posixpath.join("/out", path))
    assert not is_below(path) or joined.startswith("/out/")
