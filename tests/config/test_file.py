"""What the user asks for, as a file says it."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from ssegen.config import (
    Config,
    ConfigError,
    OperationConfig,
    Override,
    Project,
    read_config,
)

RULES = ("SSE007", "SSE101", "SSE301")

FULL = """\
output = "sdk"
package = "talk"
http = "httpx2"
strict = true
only_streaming = true
include = ["tag:chat"]
exclude = ["/internal/*", "old"]
project = true
server = true
allow_ref = ["../schemas", "https://example.com/schemas"]
overlays = ["overlay.yaml"]
templates = "templates"
hooks = ["ruff format {{package}}"]
baseline = "baseline.json"

[{0}streams]
payload = true
error_events = ["error", "failed"]

[{0}operations."POST /chat"]
payload = false
error_events = []
stream_switch = "body.mode"
stream_value = "live"
at_once_value = 0

[{0}rules]
SSE007 = "off"

[[{0}overrides]]
files = ["legacy/*.yaml"]
paths = ["/old/*"]
rules = {{SSE101 = "warning"}}
"""


def meant(folder: Path, **more: object) -> Config:
    """What the full file says that stands in a folder."""
    return Config(
        output=f"{folder}/sdk",
        package_name="talk",
        http="httpx2",
        strict=True,
        only_streaming=True,
        include=("tag:chat",),
        exclude=("/internal/*", "old"),
        project=True,
        server=True,
        payload_events=True,
        allow_ref=(f"{folder}/../schemas", "https://example.com/schemas"),
        error_events=("error", "failed"),
        operations={"POST /chat": OperationConfig(False, "body.mode", "live", 0, ())},
        overlays=(f"{folder}/overlay.yaml",),
        templates=f"{folder}/templates",
        hooks=("ruff format {package}",),
        baseline=f"{folder}/baseline.json",
        rules={"SSE007": "off"},
        overrides=(
            Override({"SSE101": "warning"}, (f"{folder}/legacy/*.yaml",), ("/old/*",)),
        ),
    ).overridden(**more)


def said(folder: Path, text: str, name: str = "ssegen.toml") -> Project:
    """What a file says."""
    (folder / name).write_text(text)
    return read_config(None, folder, RULES)


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert read_config(None, tmp_path, RULES) == Project()


def test_what_git_has_is_no_path_below_the_folder(tmp_path: Path) -> None:
    (spec,) = said(tmp_path, 'spec = "git:main:openapi.yaml"').documents
    assert spec.spec == "git:main:openapi.yaml"


def test_a_file_of_its_own_says_all_there_is(tmp_path: Path) -> None:
    project = said(tmp_path, FULL.format(""))
    assert project == Project(f"{tmp_path}/ssegen.toml", meant(tmp_path))


def test_every_field_can_be_said_by_a_file() -> None:
    every = meant(Path("here"), spec="api.yaml")
    same = [f.name for f in fields(Config) if getattr(every, f.name) == f.default]
    assert same == []


def test_the_same_may_stand_in_the_file_of_the_project(tmp_path: Path) -> None:
    text = "[project]\nname = 'x'\n[tool.ssegen]\n" + FULL.format("tool.ssegen.")
    assert said(tmp_path, text, "pyproject.toml").defaults == meant(tmp_path)


def test_the_file_of_its_own_goes_before_that_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.ssegen]\npackage = 'theirs'\n")
    assert said(tmp_path, "strict = true").defaults == Config(strict=True)


def test_a_project_without_the_table_says_nothing(tmp_path: Path) -> None:
    text = "[tool.black]\nline-length = 88\n"
    assert said(tmp_path, text, "pyproject.toml") == Project()


def test_a_document_at_the_top_is_the_only_one(tmp_path: Path) -> None:
    project = said(tmp_path, 'spec = "api.yaml"\n' + FULL.format(""))
    spec = f"{tmp_path}/api.yaml"
    assert project.documents == (meant(tmp_path, spec=spec),)
    assert project.defaults == meant(tmp_path)


def test_documents_take_what_holds_for_all_and_go_before_it(tmp_path: Path) -> None:
    text = """
        package = "talk"
        include = ["a"]
        [streams]
        payload = true
        error_events = ["error"]
        [rules]
        SSE007 = "off"
        SSE101 = "info"
        [operations.chat]
        payload = true
        [[documents]]
        spec = "https://example.com/a.yaml"
        [[documents]]
        spec = "b.yaml"
        package = "other"
        output = "b"
        include = ["b"]
        streams.payload = false
        rules.SSE101 = "error"
        [documents.operations.chat]
        error_events = ["failed"]
        [documents.operations.talk]
        payload = false
    """
    shared = Config(
        output=str(tmp_path),
        package_name="talk",
        include=("a",),
        payload_events=True,
        error_events=("error",),
        rules={"SSE007": "off", "SSE101": "info"},
        operations={"chat": OperationConfig(payload=True)},
    )
    assert said(tmp_path, text).documents == (
        shared.overridden(spec="https://example.com/a.yaml"),
        shared.overridden(
            spec=f"{tmp_path}/b.yaml",
            output=f"{tmp_path}/b",
            package_name="other",
            include=("b",),
            payload_events=False,
            rules={"SSE007": "off", "SSE101": "error"},
            operations={
                "chat": OperationConfig(payload=True, error_events=("failed",)),
                "talk": OperationConfig(payload=False),
            },
        ),
    )


def test_a_document_is_known_however_its_path_is_spelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ssegen.toml").write_text(
        "strict = true\n"
        "[[documents]]\nspec = 'api.yaml'\npackage = 'one'\n"
        "[[documents]]\nspec = './api.yaml'\npackage = 'two'\n"
    )
    project = read_config(None, Path(), RULES)
    spec = str(tmp_path / "api.yaml")
    assert [each.package_name for each in project.configs(spec)] == ["one", "two"]
    assert project.config(spec) == Config(spec=spec, package_name="one", strict=True)
    assert project.configs("b.yaml") == (Config(spec="b.yaml", strict=True),)


def test_paths_of_a_file_in_the_current_folder_stay_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ssegen.toml").write_text("spec = 'api.yaml'")
    project = read_config(None, Path(), RULES)
    assert (project.file, project.documents) == (
        "ssegen.toml",
        (Config(spec="api.yaml"),),
    )


@pytest.mark.parametrize("name", ["mine.toml", "pyproject.toml"])
def test_a_file_that_is_named_is_the_only_one(tmp_path: Path, name: str) -> None:
    (tmp_path / "ssegen.toml").write_text("strict = true")
    other = tmp_path / "other" / name
    other.parent.mkdir()
    table = "[tool.ssegen]\n" if name == "pyproject.toml" else ""
    other.write_text(f"{table}project = true")
    assert read_config(other, tmp_path, RULES).defaults == Config(project=True)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("strickt = true", "1: `strickt` is not known; did you mean `strict`?"),
        ("zzz = 1", "1: `zzz` is not known; known are `spec`, `output`, `package`, "),
        ("strict = 'yes'", "1: `strict` must be true or false"),
        ("strict = 1", "1: `strict` must be true or false"),
        ("package = 3", "1: `package` must be a string"),
        (
            "\n\npackage = 'a-b'",
            "3: `package` cannot be 'a-b': it is not a Python identifier",
        ),
        ("http = 'requests'", "1: `http` must be `httpx` or `httpx2`"),
        ("output = ''", "1: `output` must name a file or a folder"),
        ("spec = '-'", "1: `spec` must be a path or a URL"),
        ("include = 'chat'", "1: `include` must be a list of strings"),
        ("exclude = ['a', 1]", "1: `exclude` must be a list of strings"),
        ("hooks = ['a \"b']", "1: `hooks` has a command that cannot be read: No clos"),
        ("hooks = ['ok', '']", "1: `hooks` has a command that is empty"),
        ("streams = true", "1: `streams` must be a table"),
        (
            "[streams]\npayloads = true",
            "2: `streams.payloads` is not known; did you mean `payload`?",
        ),
        ("[streams]\npayload = 'x'", "2: `streams.payload` must be true or false"),
        (
            "[streams]\nerror_events = 'error'",
            "2: `streams.error_events` must be a list of strings",
        ),
        (
            "[operations.chat]\nerror_events = [\n  'a',\n  1,\n]",
            "2: `operations.chat.error_events` must be a list of strings",
        ),
        ("operations = []", "1: `operations` must be a table"),
        ("[operations]\nchat = 1", "2: `operations.chat` must be a table"),
        ("[operations.chat]\nswitch = 1", "2: `operations.chat.switch` is not known"),
        (
            "[operations.chat]\nstream_switch = 'stream'",
            "2: `operations.chat.stream_switch` must be `body.NAME` or `query.NAME`",
        ),
        (
            "[operations.chat]\nstream_switch = 'body.'",
            "2: `operations.chat.stream_switch` must be `body.NAME` or `query.NAME`",
        ),
        (
            "[operations.chat]\nstream_switch = 'body.a'\nstream_value = []",
            "3: `operations.chat.stream_value` must be true, false, a finite number or",
        ),
        (
            "[operations.chat]\nstream_switch = 'body.a'\nat_once_value = nan",
            "3: `operations.chat.at_once_value` must be true, false, a finite number or",
        ),
        (
            "[operations.chat]\nstream_value = 'live'",
            "2: `operations.chat.stream_value` needs a `stream_switch` beside it",
        ),
        (
            "[rules]\nsse101 = 'off'",
            "2: `rules.sse101` is not a rule; did you mean `SSE101`?",
        ),
        (
            "[rules]\nx = 'off'",
            "2: `rules.x` is not a rule; `ssegen rules` lists them",
        ),
        (
            "[rules]\nSSE101 = 'warn'",
            "2: `rules.SSE101` must be `off`, `info`, `warning` or `error`",
        ),
        ("overrides = 1", "1: `overrides` must be a list of tables"),
        ("overrides = [1]", "1: `overrides` must be a list of tables"),
        ("\n[[overrides]]\npaths = []", "2: `overrides` has no `rules`"),
        (
            "[[overrides]]\nrules = {SSE777 = 'off'}",
            "2: `overrides.rules.SSE777` is not a rule; ",
        ),
        (
            "spec = 'a'\n[[documents]]\nspec = 'b'",
            "1: cannot have both `spec` and `documents`; ",
        ),
        (
            "[[documents]]\nspec = 'a'\n\n[[documents]]\noutput = 'b'",
            "4: `documents` has no `spec`",
        ),
        (
            "[[documents]]\nspec = 'a'\n[documents.streams]\npayload = 1",
            "4: `documents.streams.payload` must be true or false",
        ),
    ],
)
def test_what_has_no_meaning_is_named_with_its_line(
    tmp_path: Path, text: str, problem: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        said(tmp_path, text)
    assert str(raised.value).startswith(f"{tmp_path}/ssegen.toml:{problem}")
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_toml_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"ssegen.toml: this is not TOML: "):
        said(tmp_path, "strict")


def test_a_file_that_is_nested_too_deeply_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"ssegen.toml: this is nested too deeply"):
        said(tmp_path, f"a = {'[' * 5000}{']' * 5000}")


def test_a_problem_is_one_even_if_its_key_has_lines(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        said(tmp_path, '"a\\nb" = 1')
    assert len(raised.value.problems) == 1


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_file(
    tmp_path: Path,
) -> None:
    text = "[tool.ssegen]\nstrict = 1\nhttp = 2\n[tool.ssegen.streams]\nx = 3\n"
    with pytest.raises(ConfigError) as raised:
        said(tmp_path, text, "pyproject.toml")
    assert [
        line.rpartition("pyproject.toml")[2] for line in str(raised.value).split("\n")
    ] == [
        ":2: `strict` must be true or false",
        ":3: `http` must be `httpx` or `httpx2`",
        ":5: `streams.x` is not known; known are `payload`, `error_events`",
    ]


@pytest.mark.parametrize("text", ["tool = 1", "[tool]\nssegen = 1"])
def test_a_project_whose_table_is_none_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"`tool.ssegen` is not a table"):
        said(tmp_path, text, "pyproject.toml")


def test_a_file_that_is_named_must_be_there_and_be_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        read_config(tmp_path / "gone.toml", tmp_path, RULES)
    (tmp_path / "ssegen.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="this is not TOML"):
        read_config(None, tmp_path, RULES)


def test_options_override_the_file() -> None:
    config = meant(Path()).overridden(strict=False, http=None, include=())
    assert (config.strict, config.http, config.include) == (False, "httpx2", ())
