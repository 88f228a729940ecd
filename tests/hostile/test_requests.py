"""Paths, servers and security schemes of hostile documents: where requests really go."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tests.hostile.command import ssegen
from tests.server import Reply, Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRET = "hunter2"

CALL = """\
import hostile_sdk, inspect, sys

BASE_URL, VALUE = sys.argv[1:]
INHERITED = dir(hostile_sdk._runtime.client.RuntimeClient)

def methods(holder):
    for name in dir(type(holder)):
        if not name.startswith("_") and name not in INHERITED:
            member = getattr(holder, name)
            if callable(member):
                yield member
            else:
                yield from methods(member)

def required(method):
    parameters = inspect.signature(method).parameters.values()
    empty, several = inspect.Parameter.empty, inspect.Parameter.VAR_KEYWORD
    return [p.name for p in parameters if p.default is empty and p.kind is not several]

try:
    client = hostile_sdk.Client(**({"base_url": BASE_URL} if BASE_URL else {}))
except ValueError as error:
    sys.exit(f"no client: {error}")
with client:
    for method in methods(client):
        try:
            method(**dict.fromkeys(required(method), VALUE))
        except (ValueError, hostile_sdk.APIError) as error:
            print(error)
"""


@pytest.fixture
def other() -> Iterator[Server]:
    """The server of somebody else, who answers everything."""
    with Server() as server:
        server.reply(*[Reply(204)] * 20)
        yield server


def sdk_of(folder: Path, path: str, operation: dict[str, Any], **more: Any) -> str:
    """Generate from a document with one operation; what was told."""
    operation = {"operationId": "call", **operation}
    operation.setdefault("responses", {"204": {"description": "Done."}})
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Hostile", "version": "1"},
        "paths": {
            path: {"get": operation},
            "/fine": {"get": {"responses": {"204": {"description": "Done."}}}},
        },
        **more,
    }
    (folder / "spec.json").write_text(json.dumps(document))
    ended = ssegen(folder, "generate", "spec.json")
    assert ended.code == 0, ended.text
    return ended.text


def call(folder: Path, base_url: str = "", value: str = "x") -> str:
    """Call every method of a client of what was generated, with a credential in the environment;
    what it says where it refuses.
    """
    ended = subprocess.run(
        [sys.executable, "-c", CALL, base_url, value],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "HOSTILE_SDK_API_KEY": SECRET},
    )
    assert "Traceback" not in ended.stderr, ended.stderr
    return ended.stdout + ended.stderr


PATHS = [
    "//{other}/x",
    "http://{other}/x",
    "/\\{other}/x",
    "/@{other}/x",
    "/http://{other}/x",
    "/a/../../../x",
    "/a/%2e%2e/x",
    "/%2E./x",
    "/x?admin=1",
    "/x#fragment",
    "/x?y#//{other}",
    "/a\r\nX-Forged: 1",
    "/a\r\n\r\nGET /x HTTP/1.1",
    "/a HTTP/1.1\\r\\nHost: evil",
    '/\'"""/{{0.__class__}}/%(x)s/$x',
    "/\u2028\u0085/\u202e",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_path_never_leads_to_another_origin(
    tmp_path: Path, server: Server, other: Server, path: str
) -> None:
    key = {"type": "apiKey", "in": "header", "name": "X-Key"}
    operation = {
        "security": [{"key": []}],
        "parameters": [
            {"in": "path", "name": "0.__class__", "required": True, "schema": {}}
        ],
    }
    path = path.replace("{other}", other.url.removeprefix("http://"))
    told = sdk_of(
        tmp_path,
        path.replace("{{", "{").replace("}}", "}"),
        operation,
        components={"securitySchemes": {"key": key}},
    )
    server.reply(*[Reply(204)] * 4)
    call(tmp_path, f"{server.url}/v1")
    assert other.requests == []
    assert server.requests, told
    for request in server.requests:
        assert request.headers["host"] == server.url.removeprefix("http://")
        assert request.target.startswith("/v1/")
        assert "x-forged" not in request.headers
        assert request.method == "GET"


def test_a_path_with_braces_and_quotes_is_sent_as_it_stands(
    tmp_path: Path, server: Server
) -> None:
    path = '/\'"""/{a}/%(x)s/$x/{0.__class__!r:>9}\\'
    hole = {"in": "path", "required": True, "schema": {"type": "string"}}
    names = ("a", "0.__class__!r:>9")
    sdk_of(tmp_path, path, {"parameters": [{**hole, "name": name} for name in names]})
    source = (tmp_path / "hostile_sdk/resources").rglob("*.py")
    assert any("__class__!r:>9" in file.read_text() for file in source)
    server.reply(*[Reply(204)] * 2)
    call(tmp_path, server.url, "{x}/..")
    request = next(each for each in server.requests if each.target != "/fine")
    value = "%7Bx%7D%2F.."
    assert request.target == f"/'%22%22%22/{value}/%(x)s/$x/{value}%5C"


@pytest.mark.parametrize(
    "name",
    [
        "Host",
        "content-length",
        "Transfer-Encoding",
        "X\r\nForged",
        "X:Y",
        "X Y",
        "ä",
        "",
    ],
)
@pytest.mark.parametrize("place", ["header", "cookie"])
def test_a_parameter_name_forges_no_header(
    tmp_path: Path, server: Server, place: str, name: str
) -> None:
    parameter = {
        "in": place,
        "name": name,
        "required": True,
        "schema": {"default": "9"},
    }
    sdk_of(tmp_path, "/x", {"parameters": [parameter]})
    server.reply(*[Reply(204)] * 4)
    call(tmp_path, server.url)
    for request in server.requests:
        assert request.headers["host"] == server.url.removeprefix("http://")
        assert request.headers.get("content-length") in (None, "0")
        assert not {"forged", "x", "transfer-encoding"} & request.headers.keys()


@pytest.mark.parametrize(
    "name",
    [
        "Host",
        "Content-Length",
        "Transfer-Encoding",
        "Connection",
        "X-Key\r\nX-Forged: 1\r\nX",
        "X-Key: 1",
        "",
        "ä",
    ],
)
@pytest.mark.parametrize("place", ["header", "query", "cookie"])
def test_a_security_scheme_forges_no_header(
    tmp_path: Path, server: Server, place: str, name: str
) -> None:
    sdk_of(
        tmp_path,
        "/x",
        {"security": [{"key": []}]},
        components={
            "securitySchemes": {"key": {"type": "apiKey", "in": place, "name": name}}
        },
    )
    server.reply(*[Reply(204)] * 4)
    call(tmp_path, server.url)
    assert server.requests
    for request in server.requests:
        assert request.headers["host"] == server.url.removeprefix("http://")
        assert "x-forged" not in request.headers
        assert request.headers.get("content-length") in (None, "0")
        assert "transfer-encoding" not in request.headers
        assert SECRET not in request.headers.get("connection", "")


@pytest.mark.parametrize(
    "url",
    [
        "http://user:password@{other}",
        "file:///etc",
        "ftp://{other}",
        "javascript:alert(1)",
        "//{other}",
        "/v1",
        "v1",
        "",
        "http://",
        "http://{other}?a=b",
        "http://{other}/a#b",
        "{{scheme}}://{other}",
        "http://{{host}}",
    ],
)
def test_a_client_asks_only_an_origin_that_can_be_one(
    tmp_path: Path, other: Server, url: str
) -> None:
    url = url.replace("{other}", other.url.removeprefix("http://"))
    url = url.replace("{{", "{").replace("}}", "}")
    variables = {"scheme": {"default": "file"}, "host": {"default": "a@b/c?d#"}}
    sdk_of(tmp_path, "/x", {}, servers=[{"url": url, "variables": variables}])
    assert call(tmp_path).startswith("no client: ")
    assert other.requests == []


@pytest.mark.parametrize("holder", ["operation", "path"])
@pytest.mark.parametrize(
    "url",
    [
        "http://{other}",
        "http://user:password@{other}/x",
        "//{other}/x",
        "/\\{other}/x",
        "file:///etc/passwd",
        "../../x",
    ],
)
def test_a_server_of_an_operation_gets_no_credentials_of_the_users_origin(
    tmp_path: Path, server: Server, other: Server, url: str, holder: str
) -> None:
    servers = [{"url": url.replace("{other}", other.url.removeprefix("http://"))}]
    operation: dict[str, Any] = {"security": [{"key": []}]}
    if holder == "operation":
        operation["servers"] = servers
    more: dict[str, Any] = {
        "servers": [{"url": "https://api.example.com"}],
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}
        },
    }
    sdk_of(tmp_path, "/x", operation, **more)
    if holder == "path":
        document = json.loads((tmp_path / "spec.json").read_text())
        document["paths"]["/x"]["servers"] = servers
        (tmp_path / "spec.json").write_text(json.dumps(document))
        assert ssegen(tmp_path, "generate", "spec.json").code == 0
    server.reply(*[Reply(204)] * 4)
    call(tmp_path, server.url)
    assert other.requests == []
    assert server.requests
