from __future__ import annotations

import asyncio
import copy
import inspect
import pickle
from typing import TYPE_CHECKING

import pytest

from ssegen.python.runtime import APIKey, BasicAuth, BearerToken
from ssegen.python.runtime.auth import Credentials, Placed

if TYPE_CHECKING:
    from collections.abc import Awaitable

KEY = APIKey("api_key", header="X-API-Key", env="CHAT_SDK_API_KEY")
TOKEN = BearerToken("token")
BASIC = BasicAuth("basic", env="CHAT_SDK_BASIC")


def test_each_scheme_has_its_place() -> None:
    assert KEY.place("s") == Placed("header", "X-API-Key", "s")
    assert APIKey("k", query="key").place("s") == Placed("query", "key", "s")
    assert APIKey("k", cookie="sid").place("s") == Placed("cookie", "sid", "s")
    assert TOKEN.place("s") == Placed("header", "Authorization", "Bearer s")


# The example of RFC 7617, section 2.
@pytest.mark.parametrize("secret", [("Aladdin", "open sesame"), "Aladdin:open sesame"])
def test_basic_takes_a_pair_or_its_text(secret: str | tuple[str, str]) -> None:
    placed = BASIC.place(secret)
    assert placed.value == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="


def test_a_name_with_a_colon_would_split_elsewhere_and_is_refused() -> None:
    with pytest.raises(ValueError, match="user name must not hold a colon"):
        BASIC.place(("a:b", "c"))


def test_the_environment_is_read_where_nothing_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CHAT_SDK_API_KEY", "from the environment")
    assert Credentials([KEY], {"api_key": None}).secret(KEY) == "from the environment"
    assert Credentials([KEY], {"api_key": "given"}).secret(KEY) == "given"
    assert Credentials([KEY], {"api_key": ""}).choose([["api_key"]]) == ()


def test_a_callable_gives_a_secret_for_each_request() -> None:
    tokens = iter(["first", "second"])
    credentials = Credentials([TOKEN], {"token": lambda: next(tokens)})
    assert [credentials.secret(TOKEN) for _ in range(2)] == ["first", "second"]


def test_an_awaitable_is_awaited_by_the_async_client_and_refused_by_the_other() -> None:
    async def fetch() -> str:
        return "fetched"

    class Never:
        def __call__(self) -> Awaitable[str]:
            return asyncio.get_running_loop().create_future()

    async def refused() -> None:
        with pytest.raises(TypeError, match="only the async client takes"):
            Credentials([TOKEN], {"token": Never()}).secret(TOKEN)

    credentials = Credentials([TOKEN], {"token": fetch})
    assert asyncio.run(credentials.secret_awaited(TOKEN)) == "fetched"
    asyncio.run(refused())


def test_a_callable_that_gives_something_else_is_named() -> None:
    credentials = Credentials([TOKEN], {"token": lambda: 7})  # type: ignore[dict-item, return-value]  # the mistake
    with pytest.raises(TypeError, match="token must give a string, not int"):
        credentials.secret(TOKEN)


def test_the_first_alternative_that_is_given_whole_is_chosen() -> None:
    credentials = Credentials([KEY, TOKEN, BASIC], {"token": "t", "basic": "u:p"})
    assert credentials.choose([["api_key", "token"], ["basic"]]) == (BASIC,)
    assert credentials.choose([[], ["token", "basic"]]) == (TOKEN, BASIC)
    assert credentials.choose([["api_key"]]) == ()
    assert credentials.choose([]) == ()


def test_the_advice_names_arguments_and_variables() -> None:
    credentials = Credentials([KEY, TOKEN], {})
    assert credentials.advice([["api_key", "token"], [], ["token"]]) == (
        "api_key= or CHAT_SDK_API_KEY and token=; or token="
    )


@pytest.mark.parametrize(
    "secret", ["s3cret\n", "s3cret\r\nHost: evil", "s3cret\0", "s3cret\ud800"]
)
def test_a_control_character_is_refused_without_showing_the_secret(secret: str) -> None:
    with pytest.raises(ValueError, match="api_key holds a line break") as caught:
        KEY.place(secret)
    assert "s3cret" not in str(caught.value)


def test_nothing_shows_a_secret() -> None:
    credentials = Credentials([KEY], {"api_key": "s3cret"})
    assert "s3cret" not in repr(credentials) + repr(KEY.place("s3cret"))
    for snapshot in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="credentials are not pickled"):
            snapshot(credentials)


def test_a_coroutine_that_is_refused_leaves_no_warning() -> None:
    async def fetch() -> str:
        return "fetched"

    coroutine = fetch()
    with pytest.raises(TypeError, match="only the async client takes"):
        Credentials([TOKEN], {"token": lambda: coroutine}).secret(TOKEN)
    assert inspect.getcoroutinestate(coroutine) == inspect.CORO_CLOSED
