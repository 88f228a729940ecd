from __future__ import annotations

import dataclasses
import hashlib

import black
import pytest
from black.mode import Mode, TargetVersion
from tests.python.render.chat_plan import CHAT_SDK

from ssegen.python.render import TemplateError, Templates, render, render_project
from ssegen.python.render.environment import environment, names, template_root
from ssegen.python.render.sdk import HEADER
from ssegen.python.render.templates import MAX_BYTES

MODE = Mode(target_versions={TargetVersion.PY311}, line_length=88)
CLIENT = "client.py.jinja"
EXTENDS = '{% extends "default/client.py.jinja" %}\n'


def own(name: str, text: str) -> Templates:
    return Templates.read({f"mine/{name}": text.encode()})


def made(text: str, name: str = CLIENT, path: str = "client.py") -> str:
    """The file that a template of ours gives where this text stands in for it."""
    return render(CHAT_SDK, own(name, text))[f"chat_sdk/{path}"]


def refused(text: str, name: str = CLIENT) -> str:
    with pytest.raises(TemplateError) as refusal:
        made(text, name)
    return str(refusal.value)


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return render(CHAT_SDK) | render_project(CHAT_SDK)


@pytest.mark.parametrize("how", ["extends", "include"])
def test_what_extends_or_includes_ours_and_adds_nothing_changes_nothing(
    how: str, files: dict[str, str]
) -> None:
    texts = {f"mine/{n}": f'{{% {how} "default/{n}" %}}'.encode() for n in names()}
    templates = Templates.read(texts)
    assert render(CHAT_SDK, templates) | render_project(CHAT_SDK, templates) == files


def test_a_template_stands_in_for_ours_in_its_files_alone(
    files: dict[str, str],
) -> None:
    found = render(CHAT_SDK, own(CLIENT, "x = {{ sdk.package | literal }}\n"))
    assert found["chat_sdk/client.py"] == f'{HEADER}x = "chat_sdk"\n'
    changed = {path for path in found if found[path] != files[path]}
    assert changed == {"chat_sdk/client.py"}


def test_a_block_adds_to_ours() -> None:
    text = made(EXTENDS + """
{% block imports %}
{{ super() }}
import logging
{% endblock %}
{% block class_end %}

    def told(self) -> str:
        return f"{logging.INFO} {{ face.client }}"
{% endblock %}
{% block end %}
MADE_OF   = {'title': {{ sdk.title | literal }}}
{% endblock %}
""")
    assert "import logging\nfrom functools import cached_property\n" in text
    assert 'return f"{logging.INFO} AsyncClient"' in text
    assert text.endswith('\n\nMADE_OF = {"title": "Chat SDK"}\n')
    assert black.format_str(text, mode=MODE) == text


def test_the_blocks_of_a_method_know_it() -> None:
    text = made(
        '{% extends "default/resource.py.jinja" %}'
        "{% block method %}{{ super() }}\n    {{ method.name }}_path = "
        "{{ method.operation.path | literal }}\n{% endblock %}",
        "resource.py.jinja",
        "resources/chat.py",
    )
    assert text.count('create_path = "/chat"\n') == 2


def test_every_module_may_speak_of_the_whole_sdk() -> None:
    for name in names():
        if name.endswith(".py.jinja"):
            render(CHAT_SDK, own(name, "x = {{ sdk.title | literal }}\n"))


def test_long_lines_of_any_shape_are_black_s() -> None:
    text = made("x = [" + ", ".join(f"a{i} if b else c" for i in range(30)) + "]\n")
    assert black.format_str(text, mode=MODE) == text
    assert max(map(len, text.splitlines())) <= 88


@pytest.mark.parametrize(
    "use", ['x = f"{json}"', "x = {json: 1}", 'x: "json.Any" = 1', "if 1:\n    json"]
)
def test_an_import_stays_where_it_is_used_in_any_way(use: str) -> None:
    assert "import json\n" in made(f"import json\nimport re\n\n{use}\n")


def test_an_import_further_down_stays_where_it_is() -> None:
    assert made("import json\nx = json\nimport re\ny = re\n") == (
        f"{HEADER}import json\n\nx = json\nimport re\n\ny = re\n"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = 1\n{% if %}\n", "mine/client.py.jinja:2: Expected an expression"),
        ("\n{{ nobody }}\n", "mine/client.py.jinja:2: 'nobody' is undefined"),
        ("\n{{ sdk.nobody }}", "mine/client.py.jinja:2: "),
        ("{{ 1 | upper }}", "mine/client.py.jinja:1: No filter named 'upper'"),
        ("\n\n{{ 1 + 'a' }}", "mine/client.py.jinja:3: TypeError: unsupported operand"),
        ("{{ 1 / 0 }}", "mine/client.py.jinja:1: ZeroDivisionError: "),
        ("{{ 1 | docstring }}", "mine/client.py.jinja:1: "),
        ('{% include "client.py.jinja" %}', "mine/client.py.jinja:1: RecursionError: "),
        (EXTENDS + "{% block end %}\n{{ no }}\n{% endblock %}", "mine/client.py.jinja:3: "),
        ("{% block a %}{% endblock %}{% block a %}{% endblock %}", "mine/client.py.jinja:1: "),
        ("x = '{{ \"\\ud800\" }}'", "mine/client.py.jinja:1: UnicodeEncodeError: "),
    ],
)  # fmt: skip
def test_an_error_in_a_template_is_told_with_its_line(text: str, told: str) -> None:
    assert refused(text).startswith(told)


@pytest.mark.parametrize(
    "name",
    [
        "../../../pyproject.toml",
        "default/../../README.md",
        "/etc/passwd",
        "default//etc/passwd",
        "default/default/client.py.jinja",
        "mine/client.py.jinja",
        "nobody.py.jinja",
    ],
)
@pytest.mark.parametrize("how", ["extends", "include", "import"])
def test_a_template_loads_nothing_but_its_like_and_ours(name: str, how: str) -> None:
    end = " as x" if how == "import" else ""
    assert refused(f'{{% {how} "{name}"{end} %}}') == (
        f"mine/client.py.jinja:1: there is no template {name!r}"
    )


@pytest.mark.parametrize(
    "expression",
    [
        "''.__class__.__mro__",
        "sdk.__class__",
        "sdk.__init__.__globals__",
        "sdk.__dataclass_fields__",
        "sdk['__class__']",
        "self.__init__.__globals__",
        "self._TemplateReference__context",
        "'{0.__class__}'.format(sdk)",
        "'{a.__class__}'.format_map({'a': sdk})",
        "cycler.__init__.__globals__.os",
        "lipsum()",
        "range(3)",
        "namespace()",
        "sdk | attr('__class__')",
        "(sdk.client.resources | map('upper')) | list",
        "[].append(1)",
        "{}.update(a=1)",
        "open('/etc/passwd')",
        "__import__('os')",
        "joiner.__init__",
        "loop.__init__",
        "faces[0].__class__.__init__",
        "''.join.__self__",
    ],
)
def test_a_template_reaches_only_what_it_is_given(expression: str) -> None:
    told = refused(
        "{% set x %}{{ " + expression + " }}{% endset %}x = {{ x | literal }}"
    )
    assert told.startswith("mine/client.py.jinja:1: ")


def test_a_template_cannot_change_what_others_are_given() -> None:
    told = refused("{% set sdk.package = 'x' %}")
    assert "client.py.jinja:1: " in told
    assert CHAT_SDK.package == "chat_sdk"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = 1\ndef f(:\n", "Python: invalid syntax: 'def f(:'"),
        ("  x = 1\n", "Python: unexpected indent: 'x = 1'"),
        ("x = '\0'\n", "Python: "),
        ("return\n", "Python: 'return' outside function: 'return'"),
    ],
)
def test_what_a_template_makes_has_to_be_python(text: str, told: str) -> None:
    assert refused(text).startswith(
        f"mine/client.py.jinja: what it makes of client.py is not {told}"
    )


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("pyproject.toml.jinja", "a = \n", "the file is not TOML: "),
        ("README.md.jinja", "```python\nx = (\n```\n", "a block is not Python: "),
    ],
)
def test_what_a_template_makes_of_the_project_is_looked_at_too(
    name: str, text: str, told: str
) -> None:
    with pytest.raises(TemplateError) as refusal:
        render_project(CHAT_SDK, own(name, text))
    assert str(refusal.value).startswith(f"mine/{name}: what it makes of {told}")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("clients.py.jinja", "there is no template of this name; did you mean client.py.jinja?"),
        ("client.py", "there is no template of this name; did you mean client.py.jinja?"),
        ("xyz", "there is no template of this name; there are README.md.jinja, client"),
    ],
)  # fmt: skip
def test_an_unknown_name_is_an_error_with_a_suggestion(name: str, told: str) -> None:
    with pytest.raises(TemplateError) as refusal:
        own(name, "")
    assert str(refusal.value).startswith(f"mine/{name}: {told}")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"x = '\xff'", "this is not UTF-8: byte 5"),
        (b" " * (MAX_BYTES + 1), "a template has at most 1 MiB"),
    ],
)
def test_a_template_is_text_of_some_size(content: bytes, told: str) -> None:
    with pytest.raises(TemplateError) as refusal:
        Templates.read({"mine/client.py.jinja": content})
    assert str(refusal.value) == f"mine/client.py.jinja: {told}"


def test_the_digest_is_that_of_the_text_whatever_its_line_ends() -> None:
    digest = hashlib.sha256(b"x = 1\n").hexdigest()
    for content in (b"x = 1\n", b"x = 1\r\n", b"\xef\xbb\xbfx = 1\n"):
        found = Templates.read({"mine/client.py.jinja": content}).recorded
        assert found == (f"client.py.jinja {digest}",)


def test_where_no_template_is_the_users_nothing_is_recorded() -> None:
    assert Templates().recorded == ()


def test_ours_are_rendered_as_ever_beside_the_users() -> None:
    template = environment().get_template("testing.py.jinja")
    sdk = dataclasses.replace(CHAT_SDK, package="x")
    assert own(CLIENT, "").rendered("testing.py.jinja", sdk=sdk) == template.render()


@pytest.mark.parametrize("name", names())
def test_the_page_about_templates_names_each_with_its_blocks(name: str) -> None:
    page = (template_root().parent / "docs/templates.md").read_text(encoding="utf-8")
    (row,) = (line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
    blocks = [*environment().get_template(name).blocks]
    assert row.split("|")[-2].split() == [f"`{block}`" for block in blocks]
