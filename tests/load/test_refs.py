from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest

from ssegen.load import Dangling, Node, load, refs

if TYPE_CHECKING:
    from pathlib import Path

    from ssegen.load import Document


def read(text: str) -> Document:
    return load("-", stdin=io.BytesIO(text.encode()))


def resolved(document: Document, *keys: str) -> Node | Dangling:
    node = document.root.at(*keys)
    assert node is not None
    return document.resolve(node)


def target(document: Document, *keys: str) -> Node:
    node = resolved(document, *keys)
    assert isinstance(node, Node), node.reason
    return node


def reason(document: Document, *keys: str) -> str:
    dangling = resolved(document, *keys)
    assert isinstance(dangling, Dangling)
    assert dangling.reference == document.root.at(*keys)
    return dangling.reason


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a document, beside one that is none of its business."""
    (tmp_path / "api").mkdir()
    (tmp_path / "secret.yaml").write_text("password: hunter2\n")
    return tmp_path / "api"


def document_of(folder: Path, text: str) -> Document:
    (folder / "spec.yaml").write_text("openapi: 3.1.0\n" + text)
    return load(str(folder / "spec.yaml"))


@pytest.mark.parametrize(
    ("reference", "value"),
    [
        ("#/a/b", 1),
        ("#/a/c~1d", 2),
        ("#/a/e~0f", 3),
        ("#/a/%7Bg%7D", 4),
        ("#/a/~01", 5),
        ("#/list/1", "y"),
        ("#/a/", 6),
    ],
)
def test_a_pointer_leads_to_its_node(reference: str, value: int | str) -> None:
    document = read(
        "openapi: 3.1.0\n"
        "a: {b: 1, c/d: 2, e~f: 3, '{g}': 4, '~1': 5, '': 6}\n"
        "list: [x, y]\n"
        f"x: {{$ref: '{reference}'}}\n"
    )
    assert target(document, "x").value == value


def test_the_whole_document_can_be_referred_to() -> None:
    document = read("openapi: 3.1.0\nx: {$ref: '#'}\n")
    assert target(document, "x") == document.root


@pytest.mark.parametrize(
    "reference",
    [
        "#/nowhere",
        "#/a/b/c",
        "#/list/2",
        "#/list/-",
        "#/list/01x",
        "#/list/" + "9" * 9000,
    ],
)
def test_a_pointer_to_nothing_dangles(reference: str) -> None:
    document = read(
        f"openapi: 3.1.0\na: {{b: 1}}\nlist: [x]\nx: {{$ref: '{reference}'}}\n"
    )
    assert reason(document, "x") == "no such node"


@pytest.mark.parametrize("reference", ["1", "null", "[]", "{}"])
def test_a_reference_that_is_not_text_dangles(reference: str) -> None:
    document = read(f"openapi: 3.1.0\nx: {{$ref: {reference}}}\n")
    assert reason(document, "x") == "not text"


def test_a_chain_is_followed_to_its_end_and_by_single_steps() -> None:
    document = read(
        "openapi: 3.1.0\na: {$ref: '#/b'}\nb: {$ref: '#/c', title: B}\nc: {x: 1}\n"
    )
    assert target(document, "a").pointer == ("c",)
    start = document.root.get("a")
    assert start is not None
    step = document.follow(start)
    assert isinstance(step, Node)
    assert step.pointer == ("b",)


def test_a_chain_of_any_length_is_followed() -> None:
    count = 100_000
    lines = [f"r{n}: {{$ref: '#/r{n + 1}'}}" for n in range(count)]
    document = read("\n".join(["openapi: 3.1.0", *lines, f"r{count}: end"]))
    assert target(document, "r0").value == "end"
    # Every other one is settled with it: together they would take days.
    assert all(target(document, f"r{n}").value == "end" for n in range(count))


@pytest.mark.parametrize(
    "text",
    [
        "a: {$ref: '#/a'}",
        "a: {$ref: '#/b'}\nb: {$ref: '#/c'}\nc: {$ref: '#/b'}",
        "a: {$ref: '#/a/x'}",
        "a: {$ref: '#/b/x'}\nb: {$ref: '#/a/y'}",
    ],
)
def test_a_circle_dangles(text: str) -> None:
    document = read("openapi: 3.1.0\n" + text)
    dangling = resolved(document, "a")
    assert isinstance(dangling, Dangling)
    assert dangling.reason in ("circular", "no such node")


def test_a_recursive_schema_is_no_circle() -> None:
    document = read("openapi: 3.1.0\na: {child: {$ref: '#/a'}}\n")
    assert target(document, "a", "child") == document.root.get("a")


def test_a_pointer_may_lead_through_another_reference() -> None:
    document = read(
        "openapi: 3.1.0\na: {$ref: '#/b'}\nb: {x: {y: 1}}\nc: {$ref: '#/a/x/y'}\n"
    )
    assert target(document, "c").pointer == ("b", "x", "y")


def test_an_anchor_is_found() -> None:
    document = read(
        "openapi: 3.1.0\na: [{$anchor: here, x: 1}]\nb: {$ref: '#here'}\nc: {$ref: '#gone'}\n"
    )
    assert target(document, "b").pointer == ("a", 0)
    assert reason(document, "c") == "no `$anchor` is called 'gone'"


def test_definitions_are_found_in_the_nearest_schema_that_has_them() -> None:
    document = read("""
openapi: 3.1.0
outer:
  $defs: {X: {title: outer}, Y: {title: far}}
  inner:
    $defs: {X: {title: inner}}
    x: {$ref: '#/$defs/X'}
    y: {$ref: '#/$defs/Y'}
    z: {$ref: '#/$defs/Z'}
""")
    assert target(document, "outer", "inner", "x").text("title") == "inner"
    assert target(document, "outer", "inner", "y").text("title") == "far"
    assert reason(document, "outer", "inner", "z") == "no such node"


def test_definitions_at_the_top_go_before_nearer_ones() -> None:
    document = read("""
openapi: 3.1.0
$defs: {X: {title: top}}
inner:
  $defs: {X: {title: inner}}
  x: {$ref: '#/$defs/X'}
""")
    assert target(document, "inner", "x").text("title") == "top"


def test_a_file_beside_the_document_is_read(folder: Path) -> None:
    (folder / "models").mkdir()
    (folder / "models" / "a.yaml").write_text("x: {$ref: 'b c.json#/y'}\n")
    (folder / "models" / "b c.json").write_text('{"y": {"$ref": "../spec.yaml#/end"}}')
    document = document_of(folder, "a: {$ref: ./models/a.yaml#/x}\nend: {v: 1}\n")
    assert target(document, "a") == document.root.get("end")
    assert list(document.sources) == [
        str(folder / name) for name in ("spec.yaml", "models/a.yaml", "models/b c.json")
    ]


def test_a_whole_file_can_be_referred_to(folder: Path) -> None:
    (folder / "a.yml").write_text("x: 1\n")
    document = document_of(folder, "a: {$ref: a.yml}\nb: {$ref: 'a.yml#/x'}\n")
    assert target(document, "a").value == {"x": 1}
    assert str(target(document, "b").location) == f"{folder / 'a.yml'}:1:1"


def test_escapes_in_an_address_are_decoded(folder: Path) -> None:
    (folder / "a b.yaml").write_text("x: 1\n")
    document = document_of(folder, "a: {$ref: 'a%20b.yaml#/x'}\n")
    assert target(document, "a").value == 1


def test_other_files_are_called_as_the_user_called_the_document(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.yaml").write_text("x: 1\n")
    document_of(folder, "a: {$ref: a.yaml}\n")
    monkeypatch.chdir(folder.parent)
    assert list(load("api/spec.yaml").sources) == ["api/spec.yaml", "api/a.yaml"]
    monkeypatch.chdir(folder)
    assert list(load("spec.yaml").sources) == ["spec.yaml", "a.yaml"]


@pytest.mark.parametrize(
    "address",
    ["../secret.yaml", "x/../../secret.yaml", "%2e%2e/secret.yaml", "/etc/passwd"],
)
def test_no_file_outside_the_folder_is_read(folder: Path, address: str) -> None:
    document = document_of(folder, f"a: {{$ref: '{address}'}}\n")
    assert reason(document, "a") == "outside the document's folder"
    assert list(document.sources) == [str(folder / "spec.yaml")]


def test_the_absolute_path_of_a_file_outside_is_not_read(folder: Path) -> None:
    document = document_of(folder, f"a: {{$ref: '{folder.parent}/secret.yaml'}}\n")
    assert reason(document, "a") == "outside the document's folder"


def test_a_link_out_of_the_folder_is_not_followed(folder: Path) -> None:
    (folder / "link.yaml").symlink_to("../secret.yaml")
    (folder / "out").symlink_to("..")
    document = document_of(folder, "a: {$ref: link.yaml}\nb: {$ref: out/secret.yaml}\n")
    assert reason(document, "a") == "outside the document's folder"
    assert reason(document, "b") == "outside the document's folder"


def test_a_document_behind_a_link_has_the_files_beside_its_target(
    folder: Path,
) -> None:
    (folder / "a.yaml").write_text("x: 1\n")
    document_of(folder, "a: {$ref: a.yaml#/x}\n")
    link = folder.parent / "link.yaml"
    link.symlink_to(folder / "spec.yaml")
    document = load(str(link))
    assert list(document.sources) == [str(link), str(folder / "a.yaml")]
    assert target(document, "a").value == 1


def test_a_link_inside_the_folder_is_followed(folder: Path) -> None:
    (folder / "a.yaml").write_text("x: 1\n")
    (folder / "link.yaml").symlink_to("a.yaml")
    document = document_of(folder, "a: {$ref: link.yaml#/x}\n")
    assert target(document, "a").location.file == str(folder / "a.yaml")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.yaml",
        "https://example.com/x.yaml#/a",
        "HTTP://[",
    ],
)
def test_a_url_is_not_fetched_unless_it_is_allowed(folder: Path, address: str) -> None:
    document = document_of(folder, f"a: {{$ref: '{address}'}}\n")
    assert reason(document, "a") == "a URL, and nothing is fetched unless it is allowed"


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "//example.com/x.yaml", "urn:x"]
)
def test_a_url_of_another_scheme_is_never_read(folder: Path, address: str) -> None:
    document = document_of(folder, f"a: {{$ref: '{address}'}}\n")
    told = "a URL that is not of http or https, which is never read"
    assert reason(document, "a") == told


@pytest.mark.parametrize(
    "address", ["none.yaml", "models", "a\\0b.yaml", "x" * 5_000 + ".yaml", "loop.yaml"]
)
def test_a_file_that_is_not_there_dangles(folder: Path, address: str) -> None:
    (folder / "models").mkdir()
    (folder / "loop.yaml").symlink_to("loop.yaml")
    document = document_of(folder, f'a: {{$ref: "{address}"}}\n')
    assert reason(document, "a") == "no such file"


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.yaml")
    document = document_of(folder, "a: {$ref: pipe.yaml}\n")
    assert reason(document, "a") == "no such file"


def test_a_file_that_cannot_be_parsed_dangles_with_the_place(folder: Path) -> None:
    (folder / "bad.yaml").write_text("a: 1\nb: 'x\n")
    document = document_of(folder, "a: {$ref: bad.yaml}\n")
    told = reason(document, "a")
    assert told.startswith(f"not readable: {folder / 'bad.yaml'}:2:4: not YAML: ")


def test_a_document_that_is_no_file_has_no_other_files() -> None:
    document = read("openapi: 3.1.0\na: {$ref: other.yaml}\n")
    assert reason(document, "a") == (
        "another file, which only a document that is a file or a URL can have"
    )


def test_files_that_refer_to_each_other_are_read_once(folder: Path) -> None:
    (folder / "a.yaml").write_text("x: {$ref: b.yaml#/x}\n")
    (folder / "b.yaml").write_text("x: {$ref: a.yaml#/x}\n")
    document = document_of(folder, "a: {$ref: a.yaml#/x}\n")
    assert len(document.sources) == 3
    dangling = resolved(document, "a")
    assert isinstance(dangling, Dangling)
    assert dangling.reason == "circular"


def test_files_are_read_as_long_as_there_is_room_for_their_values(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refs, "MAX_NODES", 10)
    (tmp_path / "a.yaml").write_text("[1]")
    (tmp_path / "b.yaml").write_text("[1, 2, 3]")
    path = tmp_path / "spec.yaml"
    path.write_text("openapi: 3.1.0\na: {$ref: a.yaml}\nb: {$ref: b.yaml}\n")
    document = load(str(path))
    assert target(document, "a").value == [1]
    assert reason(document, "b") == "too large together with the other files"
