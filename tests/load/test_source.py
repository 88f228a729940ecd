from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest
from tests.server import Action, Reply, Server

from ssegen.load import LoadError, load, source

if TYPE_CHECKING:
    from pathlib import Path

TEXT = b"openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n"


def refused(spec: str) -> tuple[str, str]:
    """What the user is told: the file and the message."""
    with pytest.raises(LoadError) as caught:
        source.read(spec)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.rule == "SSE001"
    return diagnostic.location.file, diagnostic.message


def test_a_path_is_called_as_the_user_wrote_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "spec.yaml").write_bytes(TEXT)
    monkeypatch.chdir(tmp_path)
    content = source.read("./spec.yaml")
    assert (content.name, content.data) == ("./spec.yaml", TEXT)


def test_standard_input_is_read_from_the_given_stream() -> None:
    document = load("-", stdin=io.BytesIO(TEXT))
    assert document.root.location.file == "<stdin>"
    assert document.version == (3, 1)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    spec = str(tmp_path / "none.yaml")
    assert refused(spec) == (spec, "there is no such file")


def test_a_folder_is_told(tmp_path: Path) -> None:
    assert refused(str(tmp_path)) == (str(tmp_path), "this is a folder, not a file")


@pytest.mark.parametrize("spec", ["a\0b", "x" * 5_000])
def test_a_path_that_no_file_can_have_is_told(spec: str) -> None:
    assert refused(spec)[1].startswith("the file cannot be read: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_bytes(TEXT)
    path.chmod(0)
    assert refused(str(path))[1] == "the file cannot be read: permission denied"


def test_a_file_beyond_the_budget_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 1024 * 1024)
    path = tmp_path / "spec.yaml"
    path.write_bytes(b"#" * 1024 * 1024)
    assert len(source.read(str(path)).data) == 1024 * 1024
    path.write_bytes(b"#" * (1024 * 1024 + 1))
    assert refused(str(path))[1] == "larger than 1 MiB"


def test_a_url_is_fetched(server: Server) -> None:
    server.reply(Reply(body=[TEXT[:20], TEXT[20:]]))
    document = load(f"{server.url}/spec.yaml")
    assert document.root.location.file == f"{server.url}/spec.yaml"
    assert [request.target for request in server.requests] == ["/spec.yaml"]


def test_a_redirect_of_the_url_is_followed(server: Server) -> None:
    server.reply(
        Reply(status=302, headers={"location": "/real.yaml"}), Reply(body=[TEXT])
    )
    assert source.read(f"{server.url}/spec.yaml").data == TEXT


def test_an_error_status_is_told(server: Server) -> None:
    server.reply(Reply(status=404, body=[b"secret page"]))
    url = f"{server.url}/spec.yaml"
    assert refused(url) == (url, "the server answered 404 Not Found")


def test_a_body_beyond_the_budget_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MAX_BYTES", 1024 * 1024)
    server.reply(Reply(body=[b"#" * 1024 * 1024, b"#", Action.HANG]))
    assert refused(f"{server.url}/spec.yaml")[1] == "larger than 1 MiB"


def test_a_server_that_is_not_there_is_told() -> None:
    with Server() as gone:
        url = f"{gone.url}/spec.yaml"
    assert refused(url)[1].startswith("the URL cannot be read: ")


@pytest.mark.parametrize("url", ["http://", "https://[", "http://a b/"])
def test_a_url_that_cannot_be_is_told(url: str) -> None:
    assert refused(url)[1].startswith("the URL cannot be read: ")
