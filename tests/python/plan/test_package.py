"""The name of an SDK's package."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssegen.python.plan import package_name


@pytest.mark.parametrize(
    ("title", "package"),
    [
        ("Chat SDK", "chat_sdk"),
        ("Mistral AI API", "mistral_ai_sdk"),
        ("OpenAI Chat", "openai_chat_sdk"),
        ("API", "api_sdk"),
        ("SDK", "api_sdk"),
        ("", "api_sdk"),
        ("聊天", "api_sdk"),
        ("3D Things", "api_3d_things_sdk"),
        ("Café API", "cafe_sdk"),
    ],
)
def test_a_package_is_named_after_the_title(title: str, package: str) -> None:
    assert package_name(title) == package


@given(st.text())
def test_a_package_is_always_a_plain_identifier(title: str) -> None:
    package = package_name(title)
    assert package.isidentifier()
    assert package.isascii()
    assert package.islower()
    assert not keyword.iskeyword(package)
