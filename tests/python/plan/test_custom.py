from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssegen.python.plan import Custom, CustomError
from ssegen.python.plan.custom import CLIENTS, MAX_BYTES

GENERATED = (
    *CLIENTS,
    "resources.chat.Chat",
    "resources.chat.AsyncChat",
    "resources.models.Models",
)
IMPORT = "from ..resources.chat import Chat as GeneratedChat\n"


def standing_in(**modules: str) -> dict[str, str]:
    """What stands in for what, of modules of ``chat_sdk/custom/`` by their names."""
    contents = {f"custom/{name}.py": text.encode() for name, text in modules.items()}
    return dict(Custom.read(contents, "chat_sdk").standing_in(GENERATED))


def refused(**modules: str) -> str:
    with pytest.raises(CustomError) as refusal:
        standing_in(**modules)
    return str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        IMPORT + "class Chat(GeneratedChat): ...",
        "from ..resources.chat import Chat\nclass Chat(Chat): ...",
        "from ..resources import chat\nclass Chat(chat.Chat): ...",
        "from .. import resources\nclass Chat(resources.chat.Chat): ...",
        "from chat_sdk.resources.chat import Chat as C\nclass Chat(C): ...",
        "import chat_sdk.resources.chat\nclass Chat(chat_sdk.resources.chat.Chat): ...",
        "import chat_sdk.resources.chat as c\nclass Chat(c.Chat): ...",
        IMPORT + "class Mixin: ...\nclass Chat(Mixin, GeneratedChat): ...",
        IMPORT + "class _Chat(GeneratedChat): ...\nclass Chat(_Chat): ...",
        f"try:\n    {IMPORT}except ImportError:\n    raise\nclass Chat(GeneratedChat): ...",
        IMPORT + "if True:\n    class Chat(GeneratedChat): ...",
        IMPORT + "match 1:\n    case 1:\n        class Chat(GeneratedChat): ...",
        "for _ in '1':\n    from ..resources import chat\nclass Chat(chat.Chat): ...",
        "from typing import Generic, TypeVar\nT = TypeVar('T')\n"
        + IMPORT
        + "class Both(GeneratedChat, Generic[T]): ...\nclass Chat(Both[int]): ...",
    ],
)
def test_a_class_stands_in_for_the_generated_one_of_its_name_that_it_extends(
    text: str,
) -> None:
    assert standing_in(talk=text) == {"resources.chat.Chat": "custom.talk"}


def test_a_class_may_stand_in_the_package_itself() -> None:
    assert standing_in(__init__=IMPORT + "class Chat(GeneratedChat): ...") == {
        "resources.chat.Chat": "custom"
    }


def test_each_of_the_two_faces_is_extended_on_its_own() -> None:
    text = "from ..resources import chat\nclass AsyncChat(chat.AsyncChat): ..."
    assert standing_in(chat=text) == {"resources.chat.AsyncChat": "custom.chat"}


def test_a_class_may_extend_by_way_of_another_module() -> None:
    assert standing_in(
        shared=IMPORT + "class Base(GeneratedChat): ...",
        chat="from .shared import Base\nclass Chat(Base): ...",
    ) == {"resources.chat.Chat": "custom.chat"}


def test_the_clients_are_extended_like_resources() -> None:
    text = "from .. import client\nclass Client(client.Client): ..."
    assert standing_in(client=text) == {"client.Client": "custom.client"}


@pytest.mark.parametrize(
    "text",
    [
        IMPORT + "class Other(GeneratedChat): ...",
        "from .. import Client\nclass TestClient(Client): ...",
        "from ..models import Message\nclass Chat(Message): ...",
        "from elsewhere import *\nclass Chat(Unknown): ...",
        "from collections import namedtuple\n"
        "Point = namedtuple('Point', 'x y')\nclass Chat(Point): ...",
        "def base(): ...\nclass Chat(base()): ...",
        "class Chat(Exception): ...",
        "class A(Exception): ...\nclass Chat(A): ...",
        "from typing import Generic, TypeVar\nT = TypeVar('T')\nclass Chat(Generic[T]): ...",
        "from ...resources.chat import Chat\nclass Chat(Chat): ...",
        "from .... import x\nclass Chat(x.Chat): ...",
        f"def f():\n    {IMPORT}    class Chat(GeneratedChat): ...",
        "",
    ],
)
def test_whatever_else_stands_there_is_the_users_alone(text: str) -> None:
    assert standing_in(chat=text) == {}


def test_two_classes_cannot_stand_in_for_the_same() -> None:
    text = IMPORT + "\nclass Chat(GeneratedChat): ..."
    assert refused(a=text, b=text) == (
        "custom/b.py:3: `Chat` stands in for the generated `resources.chat.Chat`, and so does the "
        "one at custom/a.py:3: give one of them another name"
    )


def test_what_the_document_has_no_more_cannot_be_extended() -> None:
    text = "from ..resources.chats import Chat\nclass Chat(Chat): ..."
    assert refused(chat=text) == (
        "custom/chat.py:2: `Chat` extends `resources.chats.Chat`, which the SDK has not; "
        "did you mean `resources.chat.Chat`?"
    )


def test_the_client_of_the_package_cannot_stand_in_for_itself() -> None:
    text = "from .. import Client\nclass Client(Client): ..."
    assert refused(client=text) == (
        "custom/client.py:2: `Client` extends the one of the package, which is to be this very "
        "class: import the generated one, `from ..client import Client`"
    )


def test_a_base_that_nothing_binds_is_told() -> None:
    assert refused(chat="x = 1\nclass Chat(Chatt): ...") == (
        "custom/chat.py:2: `Chat` extends `Chatt`, which nothing before it in this module imports "
        "or defines"
    )


@pytest.mark.parametrize("module", ["..resources.chat", "..client"])
def test_generated_classes_are_imported_by_name(module: str) -> None:
    told = refused(chat=f"from {module} import *\nclass Chat(Chat): ...")
    assert told.startswith("custom/chat.py:1: import the generated classes by name")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"x = 1\nclass Chat(:\n", "custom/a.py:2: this is not Python: "),
        (b"x = '\xff'\n", "custom/a.py:1: this is not Python: "),
        (b"\x7fELF\x00\x00", "custom/a.py:1: this is not Python: "),
        (b"x = " + b"(" * 100_000, "custom/a.py:1: this is not Python: "),
        (b"x = " + b"-" * 100_000 + b"1", "custom/a.py:1: this is not Python: "),
        (b"#" * (MAX_BYTES + 1), "custom/a.py:1: this is larger than 1 MiB"),
    ],
)
def test_a_module_that_cannot_be_read_is_told_with_its_line(
    content: bytes, told: str
) -> None:
    with pytest.raises(CustomError) as refusal:
        Custom.read({"custom/a.py": content}, "chat_sdk")
    assert str(refusal.value).startswith(told)


def test_what_the_compiler_warns_of_is_not_told() -> None:
    assert standing_in(chat=r"x = '\d'") == {}  # a warning would fail this test


def test_a_long_chain_of_classes_is_followed() -> None:
    chain = "".join(f"class C{i + 1}(C{i}): ...\n" for i in range(20_000))
    text = f"{IMPORT}class C0(GeneratedChat): ...\n{chain}class Chat(C20000): ..."
    assert standing_in(chat=text) == {"resources.chat.Chat": "custom.chat"}


def test_classes_that_extend_each_other_extend_nothing() -> None:
    modules = {
        "a": "from .b import Chat\nclass Chat(Chat): ...",
        "b": "from .a import Chat\nclass Chat(Chat): ...",
    }
    assert standing_in(**modules) == {}


@given(st.binary(max_size=200))
def test_any_content_is_read_or_refused(content: bytes) -> None:
    try:
        Custom.read({"custom/a.py": content}, "chat_sdk")
    except CustomError as refusal:
        assert str(refusal).startswith("custom/a.py:")
