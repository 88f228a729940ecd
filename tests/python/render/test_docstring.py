from __future__ import annotations

import ast
import re
from dataclasses import dataclass

import black
import pytest
from black.mode import Mode, TargetVersion
from hypothesis import example, given
from hypothesis import strategies as st

from ssegen.python.render.docstring import WIDTH, docstring

MODE = Mode(target_versions={TargetVersion.PY311}, line_length=88)

PIECES = st.sampled_from(
    [
        '"',
        '"""',
        "'''",
        "\\",
        "\\N{BULLET}",
        "\\u1234",
        "\\x4",
        "\n",
        "\r",
        "\r\n",
        "\t",
        "    ",
        "\x00",
        "\x0c",
        "\x1c",
        "\x85",
        "\xa0",
        "\u2028",
        "\u202e",
        "\ud800",
        "```",
        "- item",
        "| a | b |",
        "{{ x }}",
        "{% raw %}",
        "#",
        "word " * 30,
        "https://example.com/" + "a" * 100,
    ]
)
CHARACTERS = st.characters(codec=None)
TEXTS = st.lists(PIECES | st.text(CHARACTERS, max_size=20), max_size=8).map("".join)


@dataclass
class Entry:
    name: str
    doc: str


def in_a_class(written: str) -> str:
    return f"class Thing:\n    {written}\n"


def words(text: str) -> list[str]:
    """The words of a text, as a class's docstring can hold them: without lone surrogates."""
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text).split()


def value(source: str) -> str:
    """The docstring of a module's only class, whose body must be that and nothing else."""
    [thing] = ast.parse(source).body
    assert isinstance(thing, ast.ClassDef)
    [statement] = thing.body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Constant)
    text = statement.value.value
    assert isinstance(text, str)
    return text


@given(TEXTS)
@example('"')
@example('say "hi"')
@example("\\")
@example("ends in two \\\\")
@example("a\\\nb")
@example('"""')
@example('\\"""')
@example("")
@example("\x00")
def test_any_text_is_one_docstring_with_that_text(text: str) -> None:
    source = in_a_class(docstring(text, indent=4))

    assert value(source).split() == words(text)


@given(TEXTS)
@example("a\\\n\n  b")
@example('"a\nb"')
@example("word " * 17 + "end")
@example("a\n \\")
@example("a\n\n    code\n      more")
def test_black_changes_nothing(text: str) -> None:
    source = in_a_class(docstring(text, indent=4))

    assert black.format_str(source, mode=MODE) == source


@given(TEXTS, TEXTS, TEXTS)
def test_arguments_end_no_docstring_early(
    summary: str, description: str, text: str
) -> None:
    source = in_a_class(
        docstring(summary, description, arguments=[Entry("prompt", text)], indent=4)
    )

    expected = [*words(summary), *words(description)]
    if text.split():
        expected += ["Args:", "prompt:", *words(text)]
    assert value(source).split() == expected


@given(TEXTS)
def test_a_docstring_can_be_encoded_and_shows_what_it_holds(text: str) -> None:
    written = docstring(text)

    written.encode("utf-8")
    hidden = {c for c in written if c in "\x00\x1b\x7f\xad\u200b\u202e\u2066\ufeff"}
    assert not hidden


@given(TEXTS)
@example("\ud800")
def test_a_class_can_have_any_docstring(text: str) -> None:
    exec(in_a_class(docstring(text, indent=4)), {})


def test_a_short_text_takes_one_line() -> None:
    assert docstring("Talk to a model.", indent=4) == '"""Talk to a model."""'


def test_backslashes_make_a_raw_docstring_where_that_is_safe() -> None:
    assert docstring(r"matches \d+ digits") == r'r"""matches \d+ digits"""'
    assert docstring("a \\d and a \x1b") == r'"""a \\d and a \x1b"""'


def test_long_prose_is_wrapped() -> None:
    written = docstring("many words " * 30, indent=8)

    assert all(len(line) + 8 <= WIDTH for line in written.splitlines()[:1])
    assert all(len(line) <= WIDTH for line in written.splitlines())
    assert written.endswith('\n        """')


def test_prose_that_is_wrapped_flows_into_its_next_line() -> None:
    long = " ".join(["words"] * 20)

    written = docstring(f"Short.\n{long}\nand more\n- item\n\nBroken\nby hand")

    flowed = " ".join(["words"] * 6)
    assert written.split("\n")[2:] == [
        f"{flowed} and more",
        "- item",
        "",
        "Broken",
        "by hand",
        '"""',
    ]


@pytest.mark.parametrize(
    "shaped",
    [
        "- " + "word " * 30 + "end",
        "1. " + "word " * 30 + "end",
        "| " + "cell | " * 30,
        "# " + "word " * 30 + "end",
        "    " + "code " * 30 + "end",
        "https://example.com/" + "a" * 200,
    ],
)
def test_what_markdown_shapes_is_left_alone(shaped: str) -> None:
    assert shaped.rstrip() in docstring("Before.", shaped, "After.").split("\n")


def test_a_code_fence_is_left_alone() -> None:
    code = "code " * 30 + "end"

    written = docstring(f"```python\n{code}\n```\n{code}")

    assert written.count(code) == 1


def test_errors_come_last() -> None:
    arguments, raises = [Entry("a", "An a.")], [Entry("Oops", "Broken.")]

    assert docstring("Opens.", arguments=arguments, raises=raises, indent=4) == (
        '"""Opens.\n'
        "\n"
        "    Args:\n"
        "        a: An a.\n"
        "\n"
        "    Raises:\n"
        "        Oops: Broken.\n"
        '    """'
    )
    assert "Args:" not in docstring("Opens.", raises=raises)


def test_arguments_hang() -> None:
    entry = Entry("api_key", "A string, or a callable that returns one. " * 3)

    assert docstring("Opens.", arguments=[entry, Entry("other", "")], indent=4) == (
        '"""Opens.\n'
        "\n"
        "    Args:\n"
        "        api_key: A string, or a callable that returns one. A string, or a callable that\n"
        "            returns one. A string, or a callable that returns one.\n"
        '    """'
    )
