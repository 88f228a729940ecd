from __future__ import annotations

import subprocess
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

from ssegen.python.runtime.declarations import Model, wire

if TYPE_CHECKING:
    from pathlib import Path


class Delta(Model):
    content: str
    finish_reason: Annotated[str | None, wire("finishReason")] = None
    model_name: str | None = None


def test_a_field_is_read_by_both_names_and_written_by_its_wire_name() -> None:
    assert Delta(content="a", finish_reason="stop") == Delta.model_validate(
        {"content": "a", "finishReason": "stop"}
    )
    delta = Delta(content="a", finish_reason="stop")
    assert delta.model_dump(by_alias=True, exclude_unset=True) == {
        "content": "a",
        "finishReason": "stop",
    }


def test_unknown_properties_are_kept() -> None:
    delta = Delta.model_validate_json('{"content": "a", "later": {"b": 1}}')
    assert delta.model_extra == {"later": {"b": 1}}


SHARED = """
from __future__ import annotations
from typing import TYPE_CHECKING, TypeAlias
from ssegen.python.runtime.declarations import Model

if TYPE_CHECKING:
    from .chat import Later

class Tree(Model):
    children: list[Tree] = []
    kind: Kind | None = None
    seen: Later | None = None

Kind: TypeAlias = str
"""
CHAT = """
from __future__ import annotations
from typing import TYPE_CHECKING
from ssegen.python.runtime.declarations import Model

if TYPE_CHECKING:
    from .shared import Tree

class Answer(Model):
    tree: Tree
    later: Later | None = None

class Later(Model):
    n: int
"""
PACKAGE = """
from ssegen.python.runtime import lazy_attributes
__getattr__, __dir__ = lazy_attributes(
    __name__, {"Answer": "chat", "Tree": "shared", "Later": "chat"}
)
"""
USE = """
import sys
import forest
assert "forest.chat" not in sys.modules
assert forest.Later(n=1).n == 1
assert "forest.shared" not in sys.modules
from pydantic import TypeAdapter
answer = TypeAdapter(list[forest.Answer]).validate_json(
    '[{"tree": {"children": [{"kind": "oak"}]}, "later": {"n": 1}}]'
)[0]
assert type(answer) is forest.Answer and type(answer.later) is forest.Later
assert answer.tree.children[0].kind == "oak" and type(answer.tree) is forest.Tree
assert type(forest.Tree(seen={"n": 1}).seen) is forest.Later
assert {"Answer", "Tree"} <= set(dir(forest))
names = {}
exec("from forest import *", names)
assert names["Later"] is forest.Later
try:
    forest.Nothing
except AttributeError as error:
    assert str(error) == "module 'forest' has no attribute 'Nothing'"
else:
    raise AssertionError
"""


def test_models_of_several_modules_are_imported_and_built_when_they_are_used(
    tmp_path: Path,
) -> None:
    package = tmp_path / "forest"
    package.mkdir()
    for name, text in {"__init__": PACKAGE, "chat": CHAT, "shared": SHARED}.items():
        (package / f"{name}.py").write_text(text)
    done = subprocess.run(
        [sys.executable, "-c", USE],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_number_where_text_is_declared_becomes_text() -> None:
    assert Delta.model_validate_json('{"content": 5}').content == "5"


def test_models_may_refer_to_each_other_deeper_than_python_recurses() -> None:
    module = ModuleType("deep_models")
    sys.modules[module.__name__] = module
    text = "from __future__ import annotations\n"
    text += "from ssegen.python.runtime.declarations import Model"
    for number in range(200):
        text += f"\nclass M{number}(Model):\n    next: M{(number + 1) % 200}"
        text += " | None = None"
    before = sys.getrecursionlimit()
    exec(text, vars(module))
    assert type(module.M0.model_validate({"next": {}}).next) is module.M1
    assert sys.getrecursionlimit() == before
