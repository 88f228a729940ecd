"""Reserved names: whatever generated code needs beside the names of the document."""

from __future__ import annotations

import re

import pytest
from pydantic import BaseModel

from ssegen.python import runtime
from ssegen.python.plan.reserved import (
    ARGUMENTS,
    CLIENT,
    CLIENT_ARGUMENTS,
    FIELDS,
    RESOURCE_CLASSES,
)
from ssegen.python.render.environment import template_root
from ssegen.python.runtime.declarations import Model


def public(thing: type) -> set[str]:
    return {name for name in dir(thing) if not name.startswith("_")}


def test_a_field_is_not_called_like_an_attribute_of_pydantics_models() -> None:
    assert public(BaseModel) | public(type(BaseModel)) | public(Model) <= FIELDS


def test_an_argument_is_not_called_like_an_option_of_a_call() -> None:
    assert runtime.RequestOptions.__annotations__.keys() <= ARGUMENTS
    assert runtime.StreamOptions.__annotations__.keys() <= ARGUMENTS


def test_a_resource_is_not_called_like_an_attribute_of_the_clients() -> None:
    assert public(runtime.RuntimeClient) | public(runtime.AsyncRuntimeClient) <= CLIENT


def test_a_credential_is_not_called_like_an_option_of_the_clients() -> None:
    assert runtime.ClientOptions.__annotations__.keys() <= CLIENT_ARGUMENTS
    assert runtime.AsyncClientOptions.__annotations__.keys() <= CLIENT_ARGUMENTS


@pytest.mark.parametrize("template", ["resource.py.jinja", "client.py.jinja"])
def test_a_resource_class_is_not_called_like_what_its_module_imports(
    template: str,
) -> None:
    text = (template_root() / "python" / template).read_text("utf-8")
    imported = re.findall(
        r"^from (?!__future__)\S+ import (?:\(([^)]*)\)|(.*))$", text, re.MULTILINE
    )
    names = {name for pair in imported for name in re.findall(r"\w+", "".join(pair))}
    assert {name for name in names if name[0].isupper()} <= RESOURCE_CLASSES
    assert "RuntimeClient" in names
