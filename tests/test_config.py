"""What the user asks for, as a file says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ssegen.config import Config, ConfigError, OperationConfig, read_config

if TYPE_CHECKING:
    from pathlib import Path

FULL = """\
package = "talk"
http = "httpx2"
strict = true
only_streaming = true
include = ["tag:chat"]
exclude = ["/internal/*", "old"]
project = true
allow_ref = ["../schemas", "https://example.com/schemas"]

[{0}streams]
payload = true
error_events = ["error", "failed"]

[{0}operations."POST /chat"]
payload = false
error_events = []
stream_switch = "body.mode"
stream_value = "live"
at_once_value = 0
"""

MEANT = Config(
    package_name="talk",
    http="httpx2",
    strict=True,
    only_streaming=True,
    include=("tag:chat",),
    exclude=("/internal/*", "old"),
    project=True,
    payload_events=True,
    allow_ref=("../schemas", "https://example.com/schemas"),
    error_events=("error", "failed"),
    operations={"POST /chat": OperationConfig(False, "body.mode", "live", 0, ())},
)


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert read_config(None, tmp_path) == Config()


def test_a_file_of_its_own_says_all_there_is(tmp_path: Path) -> None:
    (tmp_path / "ssegen.toml").write_text(FULL.format(""))
    assert read_config(None, tmp_path) == MEANT


def test_the_same_may_stand_in_the_file_of_the_project(tmp_path: Path) -> None:
    text = "[project]\nname = 'x'\n[tool.ssegen]\n" + FULL.format("tool.ssegen.")
    (tmp_path / "pyproject.toml").write_text(text)
    assert read_config(None, tmp_path) == MEANT


def test_the_file_of_its_own_goes_before_that_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.ssegen]\npackage = 'theirs'\n")
    (tmp_path / "ssegen.toml").write_text("strict = true")
    assert read_config(None, tmp_path) == Config(strict=True)


def test_a_project_without_the_table_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.black]\nline-length = 88\n")
    assert read_config(None, tmp_path) == Config()


@pytest.mark.parametrize("name", ["mine.toml", "pyproject.toml"])
def test_a_file_that_is_named_is_the_only_one(tmp_path: Path, name: str) -> None:
    (tmp_path / "ssegen.toml").write_text("strict = true")
    other = tmp_path / "other" / name
    other.parent.mkdir()
    table = "[tool.ssegen]\n" if name == "pyproject.toml" else ""
    other.write_text(f"{table}project = true")
    assert read_config(other, tmp_path) == Config(project=True)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("strickt = true", "`strickt` is not known; known are `package`, `http`, "),
        ("strict = 'yes'", "`strict` must be true or false"),
        ("strict = 1", "`strict` must be true or false"),
        ("package = 3", "`package` must be a string"),
        ("package = 'a-b'", "`package` cannot be 'a-b': it is not a Python identifier"),
        ("http = 'requests'", "`http` must be `httpx` or `httpx2`"),
        ("include = 'chat'", "`include` must be a list of strings"),
        ("exclude = ['a', 1]", "`exclude` must be a list of strings"),
        ("streams = true", "`streams` must be a table"),
        ("[streams]\npayloads = true", "`streams.payloads` is not known"),
        ("[streams]\npayload = 'x'", "`streams.payload` must be true or false"),
        (
            "[streams]\nerror_events = 'error'",
            "`streams.error_events` must be a list of strings",
        ),
        (
            "[operations.chat]\nerror_events = [1]",
            "`operations.chat.error_events` must be a list of strings",
        ),
        ("operations = []", "`operations` must be a table"),
        ("[operations]\nchat = 1", "`operations.chat` must be a table"),
        ("[operations.chat]\nswitch = 1", "`operations.chat.switch` is not known"),
        (
            "[operations.chat]\nstream_switch = 'stream'",
            "`operations.chat.stream_switch` must be `body.NAME` or `query.NAME`",
        ),
        (
            "[operations.chat]\nstream_switch = 'body.'",
            "`operations.chat.stream_switch` must be `body.NAME` or `query.NAME`",
        ),
        (
            "[operations.chat]\nstream_switch = 'body.a'\nstream_value = []",
            "`operations.chat.stream_value` must be true, false, a finite number or",
        ),
        (
            "[operations.chat]\nstream_switch = 'body.a'\nat_once_value = nan",
            "`operations.chat.at_once_value` must be true, false, a finite number or",
        ),
        (
            "[operations.chat]\nstream_value = 'live'",
            "`operations.chat.stream_value` needs a `stream_switch` beside it",
        ),
        ("strict", "this is not TOML: "),
    ],
)
def test_what_has_no_meaning_is_named(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "ssegen.toml").write_text(text)
    with pytest.raises(ConfigError) as raised:
        read_config(None, tmp_path)
    told = str(raised.value).replace(f"{tmp_path}/", "")
    assert told.startswith(f"ssegen.toml: {problem}")


@pytest.mark.parametrize("text", ["tool = 1", "[tool]\nssegen = 1"])
def test_a_project_whose_table_is_none_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(ConfigError, match=r"`tool.ssegen` is not a table"):
        read_config(None, tmp_path)


def test_a_file_that_is_named_must_be_there_and_be_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        read_config(tmp_path / "gone.toml", tmp_path)
    (tmp_path / "ssegen.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="this is not TOML"):
        read_config(None, tmp_path)


def test_options_override_the_file() -> None:
    config = MEANT.overridden(strict=False, http=None, include=())
    assert (config.strict, config.http, config.include) == (False, "httpx2", ())
