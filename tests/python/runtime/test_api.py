from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssegen.python.runtime import API, Server
from ssegen.python.runtime.api import checked_url

REGIONAL = API(
    "chat_sdk", servers=(Server("https://{region}.example.com/v1", region="eu"),)
)


def test_a_server_variable_has_its_default_until_it_is_given() -> None:
    assert REGIONAL.base_url({}) == "https://eu.example.com/v1"
    assert REGIONAL.base_url({"region": "us"}) == "https://us.example.com/v1"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_value_of_a_variable_leads_to_another_domain(value: str) -> None:
    try:
        url = REGIONAL.base_url({"region": value})
    except ValueError:
        return
    assert (urlsplit(url).hostname or "").endswith(".example.com")


@pytest.mark.parametrize(
    "value", ["evil.com/", "evil.com#", "a@b", "evil.com?", "a\\b", "a b"]
)
def test_a_value_that_would_change_the_host_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="server variable region must not be"):
        REGIONAL.base_url({"region": value})


def test_a_variable_may_be_a_whole_url_or_a_part_of_the_path() -> None:
    server = Server("{base}/{version}", base="http://localhost:80/a", version="v1/beta")
    assert server.fill({}) == "http://localhost:80/a/v1/beta"


@pytest.mark.parametrize(
    ("servers", "words"),
    [((), "says nothing"), ((Server("/v1"),), "says only the path '/v1'")],
)
def test_a_document_that_names_no_host_asks_for_base_url(
    servers: tuple[Server, ...], words: str
) -> None:
    with pytest.raises(ValueError, match=rf"{words}: give the client base_url="):
        API("chat_sdk", servers=servers).base_url({})


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("file:///etc/passwd", "must be an http or https URL"),
        ("//example.com", "must be an http or https URL"),
        ("example.com", "must be an http or https URL"),
        ("https://", "must be an http or https URL"),
        ("https://h/v1?a=b", "give a query as query="),
        ("https://h/v1#a", "must end with its path"),
        ("https://h:port/", "is not a URL"),
    ],
)
def test_a_base_url_that_is_none_is_refused(url: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        checked_url(url)


def test_a_password_in_a_base_url_is_refused_and_not_shown() -> None:
    with pytest.raises(ValueError, match="must not hold a user") as caught:
        checked_url("https://me:hunter2@example.com/")
    assert "hunter2" not in str(caught.value)


def test_a_base_url_loses_its_trailing_slash() -> None:
    assert checked_url("http://127.0.0.1:8000/v1/") == "http://127.0.0.1:8000/v1"
