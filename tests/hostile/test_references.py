"""References of a hostile document: nothing is fetched and no file outside its folder is read."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest
from tests.hostile.command import ssegen
from tests.server import Reply

if TYPE_CHECKING:
    from pathlib import Path

    from tests.hostile.command import Ended
    from tests.server import Server

SECRET = "hunter2"

COMMANDS = [("validate",), ("list",), ("generate", "-o", "out")]

DOCUMENT = """\
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
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Chat'}
components:
  schemas:
    Chat:
      type: object
      properties:
        text: {type: string}
        topic:
          $ref: 'REFERENCE'
"""

TOPIC = "Topic: {type: object, properties: {caption: {type: string}}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a document, beside files that are none of its business."""
    folder = tmp_path / "api"
    folder.mkdir()
    (tmp_path / "secret.yaml").write_text(f"Topic: {{type: object, title: {SECRET}}}\n")
    (tmp_path / "id_rsa").write_text(f"-----BEGIN KEY-----\n\t{SECRET}: [\n")
    (tmp_path / "common").mkdir()
    (tmp_path / "common/topic.yaml").write_text(TOPIC)
    (tmp_path / "common-secrets").mkdir()
    (tmp_path / "common-secrets/topic.yaml").write_text(f"Topic: {{title: {SECRET}}}")
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "way").symlink_to(tmp_path)
    return folder


def document(folder: Path, reference: str) -> str:
    """Write a document with a reference; its name."""
    (folder / "spec.yaml").write_text(DOCUMENT.replace("REFERENCE", reference))
    return "spec.yaml"


def generated(folder: Path) -> str:
    """All text of the SDK."""
    files = sorted((folder / "out").rglob("*.py"))
    return "".join(file.read_text(encoding="utf-8") for file in files)


def blocked(ended: Ended) -> bool:
    """Whether the reference was told, where it stands, with what would allow it."""
    return "spec.yaml:20:9: unsupported SSE003" in ended.text and (
        "`--allow-ref`" in ended.text
    )


def forbid_connections(patch: pytest.MonkeyPatch) -> None:
    """From here on, sockets fail the test when they are used."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was asked for")

    for name in ("connect", "connect_ex", "sendto"):
        patch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "create_connection", "gethostbyname"):
        patch.setattr(socket, name, refuse)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_no_keyword_of_a_document_opens_a_connection(
    folder: Path,
    server: Server,
    command: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = f"{server.url}/topic.yaml"
    text = DOCUMENT.replace("REFERENCE", f"{url}#/Topic") + f"""
    Other:
      $id: {url}
      $schema: {url}
      $dynamicRef: {url}#other
      externalDocs: {{url: {url}}}
      oneOf: [{{$ref: '#/components/schemas/Chat'}}, {{$ref: '{url}#/Topic'}}]
      discriminator:
        propertyName: kind
        mapping: {{a: '{url}#/Topic', b: 'http://169.254.169.254/latest/meta-data'}}
  examples: {{E: {{externalValue: {url}}}}}
  responses: {{R: {{$ref: {url}}}}}
  securitySchemes: {{S: {{type: openIdConnect, openIdConnectUrl: {url}}}}}
externalDocs: {{url: {url}}}
"""
    text = text.replace(
        "topic:\n", "other: {$ref: '#/components/schemas/Other'}\n        topic:\n"
    )
    (folder / "spec.yaml").write_text(text)
    ssegen(folder, command[0], "spec.yaml", *command[1:])
    assert server.connections == 0
    (folder / "spec.yaml").write_text(text.replace(server.url, "https://example.com"))
    with monkeypatch.context() as patch:
        forbid_connections(patch)
        ended = ssegen(folder, command[0], "spec.yaml", *command[1:])
    assert ended.code != 70


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize(
    "reference",
    [
        "../secret.yaml#/Topic",
        "..%2Fsecret.yaml#/Topic",
        "way/secret.yaml#/Topic",
        "way/../secret.yaml#/Topic",
        "link.yaml#/Topic",
        "../id_rsa",
        "{folder}/../secret.yaml#/Topic",
    ],
)
def test_a_file_outside_the_folder_is_neither_read_nor_quoted(
    folder: Path, reference: str, command: tuple[str, ...]
) -> None:
    spec = document(folder, reference.format(folder=folder))
    ended = ssegen(folder, command[0], spec, *command[1:])
    assert SECRET not in ended.text
    assert SECRET not in generated(folder)
    if command[0] != "list":
        assert blocked(ended)


@pytest.mark.parametrize("scheme", ["file://", "FILE:", "file:/"])
def test_a_url_of_a_file_is_never_read(folder: Path, scheme: str) -> None:
    spec = document(folder, f"{scheme}{folder.parent}/secret.yaml#/Topic")
    ended = ssegen(folder, "validate", spec, "--allow-ref", "..")
    assert "spec.yaml:20:9: unsupported SSE003" in ended.text
    assert "is never read" in ended.text
    assert SECRET not in ended.text


def test_a_mapping_reads_no_file_outside_the_folder(folder: Path) -> None:
    text = DOCUMENT.replace(
        "$ref: 'REFERENCE'",
        """oneOf:
            - {type: object, properties: {kind: {const: a}, x: {type: string}}}
            - {type: object, properties: {kind: {const: b}, y: {type: string}}}
          discriminator:
            propertyName: kind
            mapping: {a: ../secret.yaml#/Topic, b: ../id_rsa}""",
    )
    (folder / "spec.yaml").write_text(text)
    ended = ssegen(folder, "generate", "spec.yaml", "-o", "out")
    assert ended.code == 0
    assert SECRET not in ended.text + generated(folder)


def test_what_stands_in_a_broken_file_is_not_quoted_by_the_reference_to_it(
    folder: Path,
) -> None:
    (folder / "broken.yaml").write_text(f"a: 1\nb: '{SECRET}\n")
    ended = ssegen(folder, "validate", document(folder, "broken.yaml#/a"))
    assert "broken.yaml:2:4: not YAML" in ended.text
    assert SECRET not in ended.text


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_folder_that_is_allowed_is_read(
    folder: Path, command: tuple[str, ...]
) -> None:
    spec = document(folder, "../common/topic.yaml#/Topic")
    allow = ("--allow-ref", "../common")
    ended = ssegen(folder, command[0], spec, *command[1:], *allow)
    assert ended.code == 0
    assert "SSE003" not in ended.text
    assert ("caption" in generated(folder)) == (command[0] == "generate")


def test_a_file_that_is_allowed_is_read(folder: Path) -> None:
    spec = document(folder, "../common/topic.yaml#/Topic")
    arguments = ("--allow-ref", "../common/topic.yaml", "-o", "out")
    assert ssegen(folder, "generate", spec, *arguments).code == 0
    assert "caption" in generated(folder)


def test_the_configuration_allows_as_the_option_does(folder: Path) -> None:
    (folder / "ssegen.toml").write_text('allow_ref = ["../nowhere", "../common"]\n')
    spec = document(folder, "../common/topic.yaml#/Topic")
    ended = ssegen(folder, "generate", spec, "-o", "out")
    assert (ended.code, ended.text) == (
        2,
        "error: '../nowhere' cannot be allowed: there is no such folder or file\n",
    )
    (folder / "ssegen.toml").write_text('allow_ref = ["../common"]\n')
    assert ssegen(folder, "generate", spec, "-o", "out").code == 0
    assert "caption" in generated(folder)


@pytest.mark.parametrize(
    "reference",
    [
        "../common-secrets/topic.yaml#/Topic",
        "../common/../common-secrets/topic.yaml#/Topic",
        "../common/out.yaml#/Topic",
        "../common/inner.yaml#/Topic",
    ],
)
def test_what_lies_beside_an_allowed_folder_is_not_read(
    folder: Path, reference: str
) -> None:
    common = folder.parent / "common"
    (common / "out.yaml").symlink_to(folder.parent / "secret.yaml")
    (common / "inner.yaml").write_text("Topic: {$ref: '../secret.yaml#/Topic'}\n")
    spec = document(folder, reference)
    ended = ssegen(folder, "validate", spec, "--allow-ref", "../common")
    assert "outside the document's folder" in ended.text
    assert SECRET not in ended.text


def test_a_url_that_is_allowed_is_fetched_once_with_those_beside_it(
    folder: Path, server: Server
) -> None:
    server.reply(
        Reply(body=[b"Topic: {$ref: 'more/b.yaml#/Topic'}\n"]),
        Reply(body=[TOPIC.encode()]),
    )
    spec = document(folder, f"{server.url}/schemas/a.yaml#/Topic")
    arguments = ("--allow-ref", f"{server.url}/schemas", "-o", "out")
    ended = ssegen(folder, "generate", spec, *arguments)
    assert ended.code == 0, ended.text
    assert "caption" in generated(folder)
    targets = [request.target for request in server.requests]
    assert targets == ["/schemas/a.yaml", "/schemas/more/b.yaml"]
    assert not {"authorization", "cookie"} & server.requests[0].headers.keys()


@pytest.mark.parametrize(
    "path",
    [
        "/schemas-of-others/a.yaml",
        "/a.yaml",
        "/schemas/../a.yaml",
        "/schemas/%2e%2e/a.yaml",
        "/schemas/x%2F..%2F..%2Fa.yaml",
        "/schemas/..%5Ca.yaml",
    ],
)
def test_a_url_that_only_begins_like_an_allowed_one_is_not_fetched(
    folder: Path, server: Server, path: str
) -> None:
    spec = document(folder, f"{server.url}{path}#/Topic")
    ended = ssegen(folder, "validate", spec, "--allow-ref", f"{server.url}/schemas")
    assert blocked(ended)
    assert server.connections == 0


@pytest.mark.parametrize(
    "reference",
    [
        "https://example.com.evil.org/schemas/a.yaml",
        "https://example.com@evil.org/schemas/a.yaml",
        "https://user:password@example.com/schemas/a.yaml",
        "https://example.com\\@evil.org/schemas/a.yaml",
        "https://example.com:8443/schemas/a.yaml",
        "http://example.com/schemas/a.yaml",
        "//example.com/schemas/a.yaml",
        "ftp://example.com/schemas/a.yaml",
        "https:///example.com/schemas/a.yaml",
        "https://[",
    ],
)
def test_a_url_of_another_origin_is_not_fetched(
    folder: Path, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid_connections(monkeypatch)
    spec = document(folder, f"{reference}#/Topic")
    allow = ("--allow-ref", "https://example.com/schemas/")
    ended = ssegen(folder, "validate", spec, *allow)
    assert "spec.yaml:20:9: unsupported SSE003" in ended.text
    assert ended.code == 0


def test_a_redirect_of_a_reference_is_not_followed(
    folder: Path, server: Server
) -> None:
    server.reply(Reply(302, {"location": "/schemas/b.yaml"}), Reply(body=[b"a: 1"]))
    spec = document(folder, f"{server.url}/schemas/a.yaml#/Topic")
    ended = ssegen(folder, "validate", spec, "--allow-ref", f"{server.url}/schemas/")
    assert ended.text.count("the server answered 302 Found") == 1
    assert len(server.requests) == 1


def test_what_a_fetched_file_refers_to_is_never_a_file_here(
    folder: Path, server: Server
) -> None:
    reference = f"Topic: {{$ref: 'file://{folder.parent}/secret.yaml#/Topic'}}\n"
    path = f"Path: {{$ref: '{folder.parent}/common/topic.yaml#/Topic'}}\n"
    server.reply(Reply(body=[(reference + path).encode()]))
    spec = document(folder, f"{server.url}/a.yaml#/Topic")
    allow = ("--allow-ref", f"{server.url}/a.yaml", "--allow-ref", "../common")
    ended = ssegen(folder, "validate", spec, *allow)
    assert "nothing is fetched unless it is allowed" in ended.text
    assert SECRET not in ended.text
    assert [request.target for request in server.requests] == ["/a.yaml"]


@pytest.mark.parametrize("status", [404, 500])
def test_a_failure_of_the_server_is_told_once_and_without_its_page(
    folder: Path, server: Server, status: int
) -> None:
    server.reply(Reply(status, body=[SECRET.encode()]))
    spec = document(folder, f"{server.url}/a.yaml#/Topic")
    ended = ssegen(folder, "validate", spec, "--allow-ref", server.url)
    assert ended.text.count(f"the server answered {status}") == 1
    assert SECRET not in ended.text


def test_a_fetched_file_has_a_budget(
    folder: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ssegen.load.source.MAX_BYTES", 1024 * 1024)
    server.reply(Reply(body=[b"#" * 1024 * 1024, b"#"]))
    spec = document(folder, f"{server.url}/a.yaml#/Topic")
    ended = ssegen(folder, "validate", spec, "--allow-ref", server.url)
    assert "larger than 1 MiB" in ended.text


def test_a_server_that_never_finishes_is_left(
    folder: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ssegen.load.source.DEADLINE", 0.0)
    server.reply(Reply(body=[b"a: 1"]))
    spec = document(folder, f"{server.url}/a.yaml#/Topic")
    ended = ssegen(folder, "validate", spec, "--allow-ref", server.url)
    assert "not there after 0 seconds" in ended.text


def test_only_so_many_urls_are_fetched(
    folder: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ssegen.load.refs.MAX_FETCHED", 2)
    server.reply(*[Reply(body=[TOPIC.encode()])] * 4)
    spec = document(folder, f"{server.url}/a.yaml#/Topic")
    with open(folder / spec, "a") as file:
        for name in "bcd":
            file.write(f"    X{name}: {{$ref: '{server.url}/{name}.yaml#/Topic'}}\n")
    ended = ssegen(folder, "validate", spec, "--allow-ref", server.url)
    assert "one URL more than the 2 that are fetched" in ended.text
    assert len(server.requests) == 2


def test_references_of_a_fetched_document_need_to_be_allowed_too(
    folder: Path, server: Server
) -> None:
    text = DOCUMENT.replace("REFERENCE", "topic.yaml#/Topic").encode()
    url = f"{server.url}/api/spec.yaml"
    server.reply(Reply(body=[text]))
    assert blocked(ssegen(folder, "validate", url))
    assert len(server.requests) == 1
    server.reply(Reply(body=[text]), Reply(body=[TOPIC.encode()]))
    ended = ssegen(folder, "generate", url, "-o", "out", "--allow-ref", server.url)
    assert ended.code == 0
    assert "caption" in generated(folder)


def test_the_password_of_a_url_is_neither_told_nor_generated(
    folder: Path, server: Server
) -> None:
    text = DOCUMENT.replace("REFERENCE", "../secret.yaml#/Topic")
    text = text.replace("https://chat.example.com", "/v1")
    server.reply(Reply(body=[text.encode()]))
    url = f"{server.url}/spec.yaml".replace("//", f"//user:{SECRET}@")
    ended = ssegen(folder, "generate", url, "-o", "out")
    assert ended.code == 0
    assert SECRET not in ended.text + generated(folder)
    assert server.requests[0].headers["authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    "pattern",
    ["", "../nowhere", "a\0b", "https://", "https://a@b/", "https://a/?b=1"],
)
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_pattern_that_means_nothing_is_refused(
    folder: Path, pattern: str, command: tuple[str, ...]
) -> None:
    spec = document(folder, "#/components/schemas/Chat")
    ended = ssegen(folder, command[0], spec, *command[1:], "--allow-ref", pattern)
    assert ended.code == 2
    assert ended.text.startswith(f"error: {pattern!r} cannot be allowed: ")
    assert ended.text.count("\n") == 1


def test_the_manifest_does_not_say_where_references_led(folder: Path) -> None:
    spec = document(folder, "../common/topic.yaml#/Topic")
    arguments = ("--allow-ref", str(folder.parent / "common"), "-o", "out")
    assert ssegen(folder, "generate", spec, *arguments).code == 0
    manifest = (folder / "out/chat_sdk/.ssegen.json").read_text()
    assert os.fspath(folder.parent) not in manifest + generated(folder)
