"""Paths as they are sent."""

from __future__ import annotations

import pytest
from tests.documents import with_operation

from ssegen.lower.paths import placeholders, sent_path
from ssegen.lower.unsupported import Unsupported
from ssegen.openapi import operations


def sent(path: str, parameter: str = "") -> str:
    text = f"parameters: [{{name: {parameter}, in: path}}]" if parameter else "tags: []"
    (operation,) = operations(with_operation(text, path=path))
    return sent_path(operation)


@pytest.mark.parametrize(
    ("path", "parameter", "expected"),
    [
        ("/chat#stream", "", "/chat"),
        ("/chat?beta=true", "", "/chat?beta=true"),
        ("/m/{id}", "id", "/m/{id}"),
        ("/m/${MODEL}[/versions/${V}]/go", "model", "/m/{model}/go"),
        ("/m/{Id}/{id}", "id", "/m/{id}/{id}"),
        ("/m/{other}", "id", "/m/{other}"),
        ("/tags[]", "", "/tags[]"),
        ("/cost/$5", "", "/cost/$5"),
    ],
)
def test_a_path_is_sent_without_what_only_documents_know(
    path: str, parameter: str, expected: str
) -> None:
    assert sent(path, parameter) == expected


@pytest.mark.parametrize("path", ["chat", "//host/chat", "/a/../b", "/a/%2e%2E"])
def test_a_path_that_leaves_the_base_url_is_refused(path: str) -> None:
    with pytest.raises(Unsupported):
        sent(path)


def test_placeholders_are_named_once_and_in_order() -> None:
    assert placeholders("/{b}/{a}/{b}") == ("b", "a")
