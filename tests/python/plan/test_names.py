"""Names: words, spellings, and who gets a name that several want."""

from __future__ import annotations

import keyword
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.python.plan.builders import name

from ssegen.ir.types import Name
from ssegen.python.plan.names import (
    LONGEST,
    LONGEST_FILE,
    Names,
    Rename,
    Scope,
    file_name,
    pascal,
    screaming,
    snake,
    words,
)
from ssegen.python.plan.reserved import MODULES, WINDOWS_FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SPELLINGS = [snake, pascal, screaming, file_name]
RESERVED = frozenset({"str", "list", "model_dump", "Any"})

awkward = st.sampled_from(
    [
        *("", "_", "__class__", "self", "class", "None", "str", "list", "Any", "con"),
        *("chat", "Chat", "CHAT", "chat_", "chat-completion", "chatCompletion"),
        *("a-b", "a_b", "a.b", "1st", "+1", "-1", "🙂", "ﬁ", "ªº", "ŉ", "ǆ", "İ", "ß"),
        *("e\u0301", "\u0301x", "ͺ", "聊天", "\ud800", "../../etc/passwd", "x" * 300),
    ]
)
texts = st.one_of(awkward, st.text(max_size=12))
wishes = st.dictionaries(
    texts,
    st.builds(Name, st.lists(texts, min_size=1, max_size=3).map(tuple), st.booleans()),
)


def settle(
    claims: Mapping[str, Name],
    spelling: Callable[[tuple[str, ...]], str] = snake,
    fold: Callable[[str], str] = str,
) -> Names:
    scope = Scope("thing", spelling, RESERVED, fold=fold)
    for key, wish in claims.items():
        scope.claim(key, wish)
    return scope.settle()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("chatCompletion", "chat Completion"),
        ("chat-completion.id", "chat completion id"),
        ("HTTPServer", "HTTP Server"),
        ("sha256Hash", "sha256 Hash"),
        ("userIDs", "user IDs"),
        ("APIKey", "API Key"),
        ("OAuth2Token", "OAuth2 Token"),
        ("oAuth2", "oAuth2"),
        ("videoAuth", "video Auth"),
        ("read_items_items__get", "read items items get"),
        ("OpenAI v1.5", "Open AI v1 5"),
        ("État civil", "État civil"),
        ("ﬁle", "file"),
        ("+1", "plus 1"),
        ("-1", "minus 1"),
        ("2fa", "2fa"),
        ("🙂 !?", ""),
        ("", ""),
    ],
)
def test_words_are_found_in_any_spelling(text: str, expected: str) -> None:
    assert " ".join(words(text)) == expected


@pytest.mark.parametrize(
    ("text", "as_snake", "as_pascal"),
    [
        ("chatCompletion", "chat_completion", "ChatCompletion"),
        ("CHAT_REQUEST", "chat_request", "ChatRequest"),
        ("HTTPServer", "http_server", "HTTPServer"),
        ("gpt-3.5", "gpt_3_5", "Gpt3_5"),
        ("URL", "url", "URL"),
    ],
)
def test_words_are_spelled_as_variables_and_classes(
    text: str, as_snake: str, as_pascal: str
) -> None:
    assert snake(words(text)) == as_snake
    assert pascal(words(text)) == as_pascal


def test_a_name_of_three_hundred_characters_is_cut() -> None:
    assert len(snake(words("x" * 300))) == LONGEST
    assert snake(words("word " * 300)) == "_".join(["word"] * 25)


@given(st.lists(texts).map(lambda parts: words(" ".join(parts))))
def test_a_file_name_is_short_and_ascii(parts: tuple[str, ...]) -> None:
    name_of_file = file_name(parts)
    assert len(name_of_file) <= LONGEST_FILE
    assert name_of_file.isascii()
    assert f"m{name_of_file}".isidentifier()


def test_the_spelling_of_the_document_goes_before_a_respelled_one() -> None:
    claims = {wire: Name((wire,)) for wire in ("UUID", "__uuid", "uuid")}
    assert settle(claims, snake).by_key["uuid"] == "uuid"


@given(wishes, st.sampled_from(SPELLINGS))
def test_every_thing_gets_an_identifier_of_its_own(
    claims: dict[str, Name], spelling: Callable[[tuple[str, ...]], str]
) -> None:
    given_names = settle(claims, spelling).by_key
    assert given_names.keys() == claims.keys()
    assert len(set(given_names.values())) == len(claims)
    for identifier in given_names.values():
        assert identifier.isidentifier()
        assert not keyword.iskeyword(identifier)
        assert not identifier.startswith("_")
        assert identifier not in RESERVED
        assert unicodedata.is_normalized("NFKC", identifier)
        assert len(identifier) < 2 * LONGEST


@given(wishes, st.data())
def test_the_order_of_claims_does_not_matter(
    claims: dict[str, Name], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(list(claims)))
    once, again = settle(claims), settle({key: claims[key] for key in order})
    assert dict(once.by_key) == dict(again.by_key)
    assert set(once.renames) == set(again.renames)


@given(wishes)
def test_folded_names_differ_in_more_than_case(claims: dict[str, Name]) -> None:
    given_names = settle(claims, pascal, str.casefold).by_key.values()
    assert len({identifier.casefold() for identifier in given_names}) == len(claims)


def test_a_pinned_name_goes_before_a_natural_one() -> None:
    names = settle({"a": name("chat"), "b": name("chat", pinned=True)})
    assert names.by_key == {"a": "chat_2", "b": "chat"}


def test_a_natural_name_goes_before_a_qualified_one() -> None:
    names = settle({"a": name("id"), "b": name("id", "user_id"), "c": name("user_id")})
    assert names.by_key == {"a": "id", "b": "id_2", "c": "user_id"}


def test_a_qualified_name_goes_before_a_number() -> None:
    names = settle({"a": name("id"), "b": name("id", "query_id")})
    assert names.by_key == {"a": "id", "b": "query_id"}
    assert names.renames == ()


def test_a_number_is_told_and_so_is_a_pinned_name_that_was_not_free() -> None:
    names = settle({"a": name("id"), "b": name("id")})
    assert names.renames == (Rename("SSE301", "thing", "b", "id", "id_2", "a"),)
    pins = {"a": name("id", pinned=True), "b": name("id", "user_id", pinned=True)}
    assert settle(pins).renames == (
        Rename("SSE301", "thing", "b", "id", "user_id", "a"),
    )


def test_classes_are_numbered_without_an_underscore_unless_they_end_with_a_digit() -> (
    None
):
    claims = {"a": name("Chat"), "b": name("chat"), "c": name("V1"), "d": name("v1")}
    assert settle(claims, pascal).by_key == {
        "a": "Chat",
        "b": "Chat2",
        "c": "V1",
        "d": "V1_2",
    }


def test_what_stands_deep_inside_another_waits() -> None:
    names = settle({"#/a/b/c": name("chat"), "#/z": name("chat")})
    assert names["#/z"] == "chat"


def test_a_reserved_name_gets_an_underscore_and_is_no_rename() -> None:
    names = settle({"a": name("class"), "b": name("str")})
    assert names.by_key == {"a": "class_", "b": "str_"}
    assert names.renames == ()


def test_a_name_without_letters_is_called_what_it_is_and_told() -> None:
    names = settle({"a": name("🙂"), "b": name("!")})
    assert names.by_key == {"a": "thing", "b": "thing_2"}
    assert names.renames == (
        Rename("SSE302", "thing", "a", "🙂", "thing"),
        Rename("SSE302", "thing", "b", "!", "thing_2"),
    )


def test_a_name_that_starts_with_a_digit_is_led_by_the_noun() -> None:
    assert settle({"a": name("3d_model")}).by_key == {"a": "thing_3d_model"}
    assert settle({"a": name("3d_model")}, pascal).by_key == {"a": "Thing3dModel"}


def test_a_name_brings_its_companions() -> None:
    scope = Scope("thing", pascal, also=lambda given_name: (f"Async{given_name}",))
    scope.claim("a", name("Chat"))
    scope.claim("b", name("AsyncChat"))
    assert scope.settle().by_key == {"a": "Chat", "b": "AsyncChat2"}


@pytest.mark.parametrize("device", sorted(WINDOWS_FILES))
def test_no_module_is_called_like_a_device_of_windows(device: str) -> None:
    scope = Scope("resource", snake, MODULES, fold=str.casefold)
    scope.claim("a", name(device.upper()))
    assert scope.settle()["a"] not in WINDOWS_FILES
