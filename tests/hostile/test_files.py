"""Hostile files: documents that cost too much or are no documents, and odd output folders."""

from __future__ import annotations

import ast
import codecs
import json
import os
import subprocess
import sys
import textwrap
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from tests.hostile.command import ssegen

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
openapi: 3.1.0
info: {title: Chat, version: '1'}
servers: [{url: https://chat.example.com}]
paths:
  /chat:
    get:
      operationId: getChat
      responses:
        '200':
          description: The answer.
          content: {application/json: {schema: {$ref: '#/components/schemas/S0'}}}
"""


def spec_of(folder: Path, *schemas: str) -> str:
    """Write a document whose one operation answers with the schema ``S0``; its name."""
    lines = "".join(f"    {schema}\n" for schema in schemas)
    text = f"{HEAD}components:\n  schemas:\n{lines}"
    (folder / "spec.yaml").write_text(text, encoding="utf-8")
    return "spec.yaml"


def syntax_of(folder: Path) -> list[ast.Module]:
    """The modules of what was generated; each parses."""
    return [
        ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.py"))
    ]


# Documents that cost more than they weigh


@pytest.mark.parametrize("count", [60, 20_000])
def test_a_chain_of_references_costs_no_more_than_its_length(
    tmp_path: Path, count: int
) -> None:
    chain = [f"S{n}: {{$ref: '#/components/schemas/S{n + 1}'}}" for n in range(count)]
    spec = spec_of(tmp_path, *chain, f"S{count}: {{type: string}}")
    ended = ssegen(tmp_path, "generate", spec, "-o", "out")
    assert (ended.code, "error" in ended.text) == (0, False)


def test_a_circle_of_references_is_told_once_whatever_its_length(
    tmp_path: Path,
) -> None:
    count = 5_000
    circle = [
        f"S{n}: {{$ref: '#/components/schemas/S{(n + 1) % count}'}}"
        for n in range(count)
    ]
    ended = ssegen(tmp_path, "generate", spec_of(tmp_path, *circle), "-o", "out")
    assert ended.text.count("SSE004") == 1


def test_schemas_that_double_are_gathered_once(tmp_path: Path) -> None:
    def doubled(number: int) -> str:
        reference = f"{{$ref: '#/components/schemas/S{number + 1}'}}"
        return f"S{number}: {{allOf: [{reference}, {reference}]}}"

    spec = spec_of(tmp_path, *map(doubled, range(100)), "S100: {type: object}")
    assert ssegen(tmp_path, "generate", spec, "-o", "out").code == 0


@pytest.mark.parametrize("count", [400, 4_000])
def test_a_chain_of_compositions_has_a_budget_and_one_message(
    tmp_path: Path, count: int
) -> None:
    chain = [
        f"S{n}: {{allOf: [{{$ref: '#/components/schemas/S{n + 1}'}}],"
        f" properties: {{p{n}: {{$ref: '#/components/schemas/S{n + 1}'}}}}}}"
        for n in range(count)
    ]
    spec = spec_of(tmp_path, *chain, f"S{count}: {{type: object}}")
    ended = ssegen(tmp_path, "generate", spec, "-o", "out")
    assert ended.code == 1
    assert ended.text.count("schemas build on each other beyond the budget") == 1
    assert ended.text.startswith("spec.yaml:14:5: error SSE201")
    assert not (tmp_path / "out").exists()


def test_unions_in_unions_that_share_properties_have_the_same_budget(
    tmp_path: Path,
) -> None:
    def nested(number: int) -> str:
        inner = f"{{$ref: '#/components/schemas/S{number + 1}'}}"
        own = f"{{type: object, properties: {{a{number}: {inner}}}}}"
        shared = f"{{q{number}: {{type: string}}}}"
        return f"S{number}: {{oneOf: [{inner}, {own}], properties: {shared}}}"

    spec = spec_of(tmp_path, *map(nested, range(200)), "S200: {type: object}")
    ended = ssegen(tmp_path, "generate", spec, "-o", "out")
    assert ended.code == 1
    assert ended.text.count("schemas build on each other beyond the budget") == 1


def test_advice_on_a_document_has_a_budget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ssegen.rules.advice.MOST_LOOKUPS", 1_000)
    reference = "{{$ref: '#/components/schemas/S{0}'}}"
    doubled = [
        f"S{n}: {{allOf: [{reference.format(n + 1)}, {reference.format(n + 1)}]}}"
        for n in range(100)
    ]
    spec = spec_of(tmp_path, *doubled, "S100: {type: object}")
    ended = ssegen(tmp_path, "validate", spec, "--format", "concise")
    assert (ended.code, ended.text) == (
        0,
        "spec.yaml:1:1: warning SSE007 openapi-spec-validator stopped early: it needs more than"
        " 1,000 steps\n1 document: 1 warning\n",
    )


@pytest.mark.parametrize(
    "digits", ["9" * 5_000, "0x" + "f" * 5_000, "0o" + "7" * 9_000]
)
@pytest.mark.parametrize("keyword", ["default", "maximum", "minLength", "enum"])
def test_numbers_of_thousands_of_digits_are_survived(
    tmp_path: Path, keyword: str, digits: str
) -> None:
    value = f"[{digits}]" if keyword == "enum" else digits
    spec = spec_of(tmp_path, f"S0: {{type: integer, {keyword}: {value}}}")
    assert ssegen(tmp_path, "generate", spec, "-o", "out").code == 0
    assert ssegen(tmp_path, "validate", spec).code == 0
    assert syntax_of(tmp_path / "out")


# Documents that are odd, or none


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.yaml", b"a: 1\n--- \nb: 1\n", "2:1: error SSE001 a second YAML document"),
        ("a.yaml", b"a: !!python/object:os.system x", "1:4: error SSE001 the tag "),
        ("a.yaml", b"a: x\0y", "1:5: error SSE001 not YAML: the character U+0000"),
        ("a.json", b'{"a": "\0"}', "1:8: error SSE001 not JSON: Invalid control"),
        ("a.yaml", b"a: \xff", "1:4: error SSE001 the file is not UTF-8"),
        ("a.yaml", "a: 1".encode("utf-16-le"), "1:2: error SSE001 not YAML: the ch"),
        ("a.yaml", codecs.BOM_UTF16_LE + b"\0\xd8a", "1:1: error SSE001 the file is"),
        ("a.yaml", b"[" * 100_000, "error SSE001 nested more than 256 levels deep"),
        ("a.json", b"[" * 100_000, "error SSE001 nested more than 256 levels deep"),
        ("a.json", b"", "1:1: error SSE001 the file is empty"),
        ("a.json", b'"openapi"', "1:1: error SSE002 this is not an OpenAPI document"),
        (
            "a.yaml",
            b"a: &a [x, x]\n"
            + b"".join(
                b"%c: &%c [%s]\n" % (c, c, b"*%c, " % (c - 1) * 9) for c in b"bcdefghij"
            ),
            "error SSE001 aliases make the document larger than 1,000,000 nodes",
        ),
    ],
)
@pytest.mark.parametrize("command", ["generate", "validate --format concise", "list"])
def test_what_is_no_document_is_told_in_one_line(
    tmp_path: Path, command: str, name: str, text: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(text)
    ended = ssegen(tmp_path, *command.split(), name)
    assert ended.code == 2
    assert told in ended.text
    assert ended.text.startswith(f"{name}:")
    assert ended.text.count("\n") == (2 if "validate" in command else 1)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_document_with_a_byte_order_mark_is_read(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / spec_of(tmp_path, "S0: {type: object, description: ä€😀}")
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert ssegen(tmp_path, "generate", "spec.yaml", "-o", "out").code == 0


def test_a_key_that_occurs_twice_is_an_error_with_both_lines(tmp_path: Path) -> None:
    spec = spec_of(tmp_path, "S0: {type: string}", "S0: {type: integer}")
    ended = ssegen(tmp_path, "generate", spec, "-o", "out")
    assert ended.code == 1
    assert (
        "spec.yaml:15:5: error SSE005 the key 'S0' is already on line 14" in ended.text
    )
    assert not (tmp_path / "out").exists()


def test_lone_surrogates_and_nul_in_every_place_still_give_python(
    tmp_path: Path,
) -> None:
    odd = r"x\ud800\u0000"
    schema = {odd: {"type": "string", "default": odd, "enum": [odd], "pattern": odd}}
    operation = {
        "operationId": odd,
        "tags": [odd],
        "description": odd,
        "parameters": [{"in": "query", "name": odd, "schema": {"type": "string"}}],
        "responses": {
            "200": {
                "description": odd,
                "content": {
                    "application/json": {"schema": {"title": odd, "properties": schema}}
                },
            }
        },
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": odd, "version": odd},
        "paths": {"/a": {"get": operation}},
    }
    text = json.dumps(document).replace(r"\\", "\\")
    (tmp_path / "spec.json").write_text(text)
    arguments = ("-o", "out", "--project", "--package-name", "odd_sdk")
    ended = ssegen(tmp_path, "generate", "spec.json", *arguments)
    assert ended.code == 0, ended.text
    assert syntax_of(tmp_path / "out")


def test_what_is_not_a_plain_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    for name in ("pipe.yaml", "/dev/zero", "/dev/tty"):
        ended = ssegen(tmp_path, "validate", name)
        assert ended.code == 2
        assert ended.text.startswith(f"{name}:1:1: error SSE001 ")
    assert ssegen(tmp_path, "list", ".").text == (
        ".:1:1: error SSE001 this is a folder, not a file; name the file inside it\n"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in KiB on Linux")
def test_what_is_too_large_is_not_held_in_memory(tmp_path: Path) -> None:
    with open(tmp_path / "large.yaml", "wb") as file:
        file.truncate(1024 * 1024 * 1024)
    (tmp_path / "spec.yaml").write_text("openapi: 3.1.0\na: {$ref: large.yaml}\n")
    code = textwrap.dedent("""\
        import resource, subprocess, sys
        ssegen = [sys.executable, "-m", "ssegen", "list"]
        codes = [
            subprocess.run([*ssegen, "large.yaml"]).returncode,
            subprocess.run([*ssegen, "spec.yaml"]).returncode,
            subprocess.run([*ssegen, "-"], stdin=open("/dev/zero")).returncode,
        ]
        print(codes, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
        """)
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path
    )
    codes, _, mebibytes = ended.stdout.rpartition(" ")
    assert codes == "[2, 0, 2]"
    assert ended.stderr.count("larger than 64 MiB") == 2
    assert int(mebibytes) < 320


# Output folders


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with a document, and beside it one with somebody's file."""
    folder = tmp_path / "here"
    folder.mkdir()
    spec_of(folder, "S0: {type: string}")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/victim.py").write_text("theirs = 1\n")
    return folder


def generate(here: Path, *options: str) -> tuple[int | str | None, str]:
    """Generate into ``out``; the exit code and what was told."""
    ended = ssegen(here, "generate", "spec.yaml", "-o", "out", *options)
    return ended.code, ended.text


def untouched(here: Path) -> bool:
    """Whether somebody's folder is as it was."""
    theirs = here.parent / "theirs"
    return {path.name: path.read_text() for path in theirs.iterdir()} == {
        "victim.py": "theirs = 1\n"
    }


def test_an_output_folder_may_be_a_link_and_keeps_what_it_holds(here: Path) -> None:
    (here / "real").mkdir()
    (here / "real/mine.txt").write_text("mine\n")
    (here / "out").symlink_to("real")
    assert generate(here)[0] == 0
    assert (here / "real/chat_sdk/__init__.py").is_file()
    assert (here / "real/mine.txt").read_text() == "mine\n"
    assert (here / "out").is_symlink()


def test_an_output_folder_that_is_a_link_to_nothing_is_told(here: Path) -> None:
    (here / "out").symlink_to("nowhere")
    code, text = generate(here)
    assert code == 2
    assert text == "error: out: this is not a folder; choose another one with -o\n"
    assert not (here / "nowhere").exists()


@pytest.mark.parametrize("options", [(), ("--force",), ("--check",)], ids=str)
@pytest.mark.parametrize(
    "path", ["chat_sdk", "chat_sdk/_runtime", "chat_sdk/client.py"]
)
def test_a_link_out_of_the_output_folder_is_not_followed(
    here: Path, path: str, options: tuple[str, ...]
) -> None:
    assert generate(here)[0] == 0
    victim = here.parent / "theirs" / ("victim.py" if path.endswith(".py") else "")
    os.rename(here / "out" / path, here / "aside")
    (here / "out" / path).symlink_to(victim)
    code, text = generate(here, *options)
    assert code == 2
    assert f"out/{path} is a symbolic link, and links are not followed" in text
    assert untouched(here)


FORGED = [
    "../../theirs/victim.py",
    "{theirs}/victim.py",
    "chat_sdk/../../../theirs/victim.py",
    "chat_sdk/link/victim.py",
    "chat_sdk/link.py",
]


@pytest.mark.parametrize("options", [(), ("--force",)], ids=str)
@pytest.mark.parametrize("path", FORGED)
def test_a_forged_manifest_removes_nothing_elsewhere(
    here: Path, path: str, options: tuple[str, ...]
) -> None:
    assert generate(here)[0] == 0
    theirs = here.parent / "theirs"
    (here / "out/chat_sdk/link").symlink_to(theirs)
    (here / "out/chat_sdk/link.py").symlink_to(theirs / "victim.py")
    manifest = here / "out/chat_sdk/.ssegen.json"
    tree = json.loads(manifest.read_text())
    digest = sha256(b"theirs = 1\n").hexdigest()
    tree["files"][path.format(theirs=theirs)] = digest
    manifest.write_text(json.dumps(tree))
    code, text = generate(here, *options)
    assert code == 2
    assert text.startswith("error: ")
    assert text.count("\n") == 1
    assert untouched(here)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"files": {"a": 1}}', "\0"])
def test_a_manifest_that_is_none_is_told_and_stays(here: Path, text: str) -> None:
    assert generate(here)[0] == 0
    manifest = here / "out/chat_sdk/.ssegen.json"
    manifest.write_text(text)
    code, told = generate(here, "--force")
    assert code == 2
    assert told.startswith("error: out/chat_sdk/.ssegen.json: this manifest cannot be")
    assert manifest.read_text() == text


@pytest.mark.parametrize("path", [".ssegen.json", "client.py"])
def test_a_huge_file_where_one_of_ours_goes_is_not_read(here: Path, path: str) -> None:
    assert generate(here)[0] == 0
    huge = here / "out/chat_sdk" / path
    with open(huge, "wb") as file:
        file.truncate(1024**4)  # sparse, and more than any memory
    code, told = generate(here, "--force")
    assert code == 2
    assert f"out/chat_sdk/{path}" in told
    assert told.count("\n") == 1
    assert huge.stat().st_size == 1024**4


def test_a_pipe_where_one_of_our_files_goes_is_not_waited_for(here: Path) -> None:
    assert generate(here)[0] == 0
    (here / "out/chat_sdk/client.py").unlink()
    os.mkfifo(here / "out/chat_sdk/client.py")
    code, told = generate(here, "--force")
    assert code == 2
    assert "out/chat_sdk/client.py is not a file" in told


def test_a_file_with_another_name_elsewhere_is_replaced_here_alone(here: Path) -> None:
    assert generate(here)[0] == 0
    ours = here / "out/chat_sdk/__init__.py"
    elsewhere = here / "copy.py"
    os.link(ours, elsewhere)
    before = ours.read_text()
    ours.write_text("edited = 1\n")
    assert generate(here, "--force")[0] == 0
    assert (ours.read_text(), elsewhere.read_text()) == (before, "edited = 1\n")


def test_files_of_the_user_are_neither_overwritten_nor_removed(here: Path) -> None:
    (here / "out/chat_sdk").mkdir(parents=True)
    mine = [here / "out" / name for name in ("README.md", "chat_sdk/client.py")]
    for path in mine:
        path.write_text("mine = 1\n")
    code, told = generate(here, "--project", "--force")
    assert code == 2
    assert "nothing was written" in told
    assert [path.read_text() for path in mine] == ["mine = 1\n"] * 2
    assert sorted(p for p in (here / "out").rglob("*") if p.is_file()) == mine
