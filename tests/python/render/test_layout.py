"""What is laid out here is what black would have made of it."""

from __future__ import annotations

import black
import pytest
from black.mode import Mode, TargetVersion
from hypothesis import example, given
from hypothesis import strategies as st
from tests.python.render.chat_plan import CHAT_SDK

from ssegen.python.plan.literal import literal
from ssegen.python.render import render
from ssegen.python.render.layout import UnknownShapeError, laid_out

MODE = Mode(target_versions={TargetVersion.PY311}, line_length=88)


def as_black_does(source: str) -> bool:
    """Whether a source is laid out as black does; False where that is left to black."""
    try:
        written = laid_out(source)
    except UnknownShapeError:
        return False
    assert written == black.format_str(source, mode=MODE)
    return True


def identifiers(longest: int) -> st.SearchStrategy[str]:
    return st.integers(1, longest).map(lambda length: "Name" * (length // 4 + 1))


NAMES = identifiers(40)
TYPES = NAMES | NAMES.map(lambda name: f"models.{name}")
TEXTS = st.text(st.sampled_from("ab_ \"'\\,|()[]{}=:#\u4e16\u0301"), max_size=40)
LITERALS = TEXTS.map(literal)


def joined(items: st.SearchStrategy[str], separator: str) -> st.SearchStrategy[str]:
    return st.lists(items, min_size=1, max_size=6).map(separator.join)


def larger(annotations: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    wrapped = st.tuples(
        st.sampled_from(["list", "NotRequired", "Sequence"]), annotations
    )
    named = st.tuples(annotations, LITERALS)
    return (
        joined(annotations, " | ")
        | wrapped.map(lambda pair: f"{pair[0]}[{pair[1]}]")
        | annotations.map(lambda value: f"dict[str, {value}]")
        | named.map(lambda pair: f"Annotated[{pair[0]}, _runtime.wire({pair[1]})]")
        | named.map(
            lambda p: f"Annotated[{p[0]}, pydantic.Field(discriminator={p[1]})]"
        )
    )


ANNOTATIONS = st.recursive(
    TYPES | joined(LITERALS, ", ").map(lambda items: f"Literal[{items}]"),
    larger,
    max_leaves=12,
)
DEFAULTS = st.sampled_from(["", " = None", " = OMITTED", ' = "value"'])


@given(NAMES, ANNOTATIONS, DEFAULTS)
@example("name", 'Literal["' + "a" * 60 + '"]', " = None")
@example("name", f"Annotated[{'A' * 20} | {'B' * 20}, _runtime.wire(\"x\")]", " = None")
def test_a_field(name: str, annotation: str, default: str) -> None:
    as_black_does(f"class Thing:\n    {name}: {annotation}{default}\n")


@given(NAMES, ANNOTATIONS, DEFAULTS, ANNOTATIONS)
def test_a_method(name: str, annotation: str, default: str, result: str) -> None:
    as_black_does(
        "class Thing:\n"
        f"    def {name}(\n"
        "        self,\n"
        "        *,\n"
        f"        {name}: {annotation}{default},\n"
        "        **options: Unpack[Options],\n"
        f"    ) -> {result}:\n"
        "        pass\n"
    )


@given(NAMES, ANNOTATIONS)
def test_an_alias(name: str, annotation: str) -> None:
    as_black_does(
        f"{name}: TypeAlias = {annotation}\n"
        f"{name}: TypeAlias = {literal(annotation)}\n"
        f'{name} = TypeAliasType("{name}", {literal(annotation)})\n'
    )


@given(NAMES, st.lists(st.tuples(LITERALS, ANNOTATIONS), min_size=1, max_size=3))
def test_a_typed_dict(name: str, items: list[tuple[str, str]]) -> None:
    entries = "".join(f"        {key}: {literal(value)},\n" for key, value in items)
    as_black_does(f'{name} = TypedDict(\n    "{name}",\n    {{\n{entries}    }},\n)\n')


ENTRIES = st.tuples(
    st.sampled_from(["PathParameter", "BodyField", "Variant"]), LITERALS
)


@given(
    NAMES,
    ANNOTATIONS,
    LITERALS,
    st.lists(ENTRIES.map(lambda pair: f"{pair[0]}({pair[1]}, json=True)"), max_size=3),
    st.lists(st.tuples(LITERALS, ANNOTATIONS), max_size=3),
)
@example("_LIST", "models." + "A" * 57, '"/"', [], [])
@example("_LIST", "models." + "A" * 60, '"/"', [], [])
def test_a_constant(
    name: str,
    annotation: str,
    path: str,
    parameters: list[str],
    errors: list[tuple[str, str]],
) -> None:
    listed = "".join(f"        {parameter},\n" for parameter in parameters)
    told = "".join(f"        {key}: lambda: {value},\n" for key, value in errors)
    as_black_does(
        f"{name}: Operation[{annotation}] = Operation(\n"
        '    "GET",\n'
        f"    {path},\n"
        f"    parameters=(\n{listed}    ),\n"
        f"    result=lambda: {annotation},\n"
        f"    variants=lambda: (\n{listed}    ),\n"
        + (f"    errors={{\n{told}    }},\n" if told else "")
        + ")\n"
    )


@given(
    NAMES, st.lists(NAMES, max_size=8), st.sampled_from(["return ", "return await "])
)
def test_a_call(name: str, arguments: list[str], before: str) -> None:
    given = ", ".join(f'"{each}": {each}' for each in arguments)
    as_black_does(
        "class Thing:\n"
        "    def method(self):\n"
        f"        {before}self._client.request(_{name}, {{{given}}}, options)\n"
    )


@given(NAMES, st.lists(NAMES, min_size=1, max_size=8, unique=True))
def test_imports(module: str, names: list[str]) -> None:
    as_black_does(
        f"from .{module} import {', '.join(names)}\n"
        "\n"
        "if TYPE_CHECKING:\n"
        f"    from .{module} import {names[0]} as {names[0]}\n"
    )


@given(NAMES, LITERALS)
def test_a_class(name: str, text: str) -> None:
    as_black_does(
        f"class {name * 3}(_runtime.Model):\n"
        f"    @deprecated({text})\n"
        f"    def {name}(self) -> {name * 2}:\n"
        "        pass\n"
    )


def test_a_docstring_is_left_alone() -> None:
    source = f'"""Text.\n\n{"word " * 30}end\n"""\n\n"""{"word " * 30}end"""\n'

    assert laid_out(source) == source
    assert as_black_does(source)


@pytest.mark.parametrize(
    "source", ["x = a + b" + " + c" * 40, "assert a" + " and b" * 40]
)
def test_what_is_not_known_is_left_to_black(source: str) -> None:
    with pytest.raises(UnknownShapeError):
        laid_out(source)


def test_black_changes_nothing_in_a_package() -> None:
    for path, text in render(CHAT_SDK).items():
        assert (
            not path.endswith(".py") or black.format_str(text, mode=MODE) == text
        ), path
