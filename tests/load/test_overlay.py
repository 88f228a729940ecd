"""Overlays: what they do to a document, where its nodes stand then, and what is wrong with them."""

from __future__ import annotations

import io
import json
import textwrap
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.load.tree import nodes

from ssegen.config import Config
from ssegen.load import LoadError, Node, application, jsonpath, load
from ssegen.pipeline import validate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ssegen.diagnostics import Diagnostic
    from ssegen.load import Document, Value
    from ssegen.load.node import Pointer

HEAD = "overlay: 1.0.0\ninfo: {title: Test, version: 1.0.0}\nactions:\n"

DOCUMENT = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers:
  - {url: 'https://shop.example'}
  - {url: 'https://test.shop.example', description: For tests}
tags: [{name: carts}, {name: goods}, {name: staff}]
paths:
  /carts:
    get:
      operationId: listCarts
      tags: [carts, staff]
      parameters:
        - {name: limit, in: query}
        - {name: debug, in: query}
      responses: {}
  /goods:
    get:
      operationId: listGoods
      tags: [goods]
      parameters:
        - {name: debug, in: query}
      responses: {}
"""


@pytest.fixture
def applied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Document]:
    """Load a document after overlays: the actions of each, or the whole text where it begins with
    a key. They are ``a.yaml``, ``b.yaml`` and so on.
    """
    monkeypatch.chdir(tmp_path)

    def load_with(*overlays: str, document: str = DOCUMENT) -> Document:
        (tmp_path / "api.yaml").write_text(document, encoding="utf-8")
        names = [f"{letter}.yaml" for letter, _ in zip("abc", overlays, strict=False)]
        for name, overlay in zip(names, overlays, strict=True):
            text = textwrap.dedent(overlay)
            head = HEAD if text.startswith("-") else ""
            (tmp_path / name).write_text(head + text, encoding="utf-8")
        return load("api.yaml", overlays=names)

    return load_with


def at(document: Document, *pointer: str | int) -> Node:
    value: Any = document.root.value
    for token in pointer:
        value = value[token]
    return Node(document.root.source, pointer, value)


def value(document: Document, *pointer: str | int) -> Value:
    return at(document, *pointer).value


def place(document: Document, *pointer: str | int) -> str:
    return str(at(document, *pointer).location)


def told(document: Document) -> list[tuple[str, str]]:
    """Where and what the overlays gave rise to."""
    assert {d.rule for d in document.diagnostics} <= {"SSE012"}
    return [(str(d.location), d.message) for d in document.diagnostics]


def refused(load: Callable[[], object]) -> Diagnostic:
    with pytest.raises(LoadError) as caught:
        load()
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.location.file in caught.value.texts
    return diagnostic


def test_a_mapping_is_merged_member_by_member(applied: Any) -> None:
    document = applied("""\
        - target: $
          update:
            info: {x-team: carts}
            paths:
              /carts: {get: {summary: All carts}, post: {responses: {}}}
        """)
    assert value(document, "info") == {
        "title": "Shop",
        "version": "1",
        "x-team": "carts",
    }
    assert list(document.root.at("paths", "/carts").value) == ["get", "post"]
    assert value(document, "paths", "/carts", "get", "summary") == "All carts"
    assert value(document, "paths", "/carts", "get", "operationId") == "listCarts"
    assert told(document) == []


def test_a_scalar_replaces_a_scalar(applied: Any) -> None:
    document = applied("- target: $.info\n  update: {title: Store, version: 2.10}\n")
    assert value(document, "info") == {"title": "Store", "version": "2.10"}


def test_every_place_that_a_target_selects_is_updated_on_its_own(applied: Any) -> None:
    document = applied("""\
        - target: $.paths.*.get
          update: {x-limits: {day: 10}}
        - target: $.paths['/goods'].get.x-limits
          update: {day: 20}
        """.replace("get.x-limits", "get['x-limits']"))
    assert value(document, "paths", "/carts", "get", "x-limits") == {"day": 10}
    assert value(document, "paths", "/goods", "get", "x-limits") == {"day": 20}


def test_what_an_alias_stands_for_is_updated_at_one_place_only(applied: Any) -> None:
    document = applied(
        "- target: $.paths['/b']\n  update: {get: {summary: B}}\n",
        document="openapi: 3.1.0\npaths: {/a: &a {get: {summary: A}}, /b: *a}\n",
    )
    assert value(document, "paths", "/a", "get", "summary") == "A"
    assert value(document, "paths", "/b", "get", "summary") == "B"


def test_an_entry_is_appended_to_a_list(applied: Any) -> None:
    document = applied("""\
        - target: $.paths.*.get.parameters
          update: {name: page, in: query}
        """)
    for path in ("/carts", "/goods"):
        parameters: Any = value(document, "paths", path, "get", "parameters")
        assert parameters[-1] == {"name": "page", "in": "query"}


@pytest.mark.parametrize("target", ["$.tags", "$"])
def test_a_list_is_appended_to_a_list(applied: Any, target: str) -> None:
    update = "[{name: more}]" if target != "$" else "{tags: [{name: more}]}"
    document = applied(f"- target: {target}\n  update: {update}\n")
    names = [tag["name"] for tag in document.root.value["tags"]]
    assert names == ["carts", "goods", "staff", "more"]


def test_a_null_of_the_document_is_filled(applied: Any) -> None:
    document = applied(
        "- target: $\n  update: {components: {schemas: {A: {}}}}\n",
        document="openapi: 3.1.0\npaths: {}\ncomponents:\n",
    )
    assert value(document, "components") == {"schemas": {"A": {}}}
    assert told(document) == []


def test_what_a_target_selects_is_removed(applied: Any) -> None:
    document = applied("""\
        - target: $.servers[?@.description == 'For tests']
          remove: true
        - target: $.paths.*.get.parameters[?@.name == 'debug']
          remove: true
        - target: $.paths..summary
          remove: false
        - target: $..operationId
          remove: true
          update: {ignored: true}
        """)
    assert value(document, "servers") == [{"url": "https://shop.example"}]
    assert value(document, "paths", "/carts", "get", "parameters") == [
        {"name": "limit", "in": "query"}
    ]
    assert value(document, "paths", "/goods", "get") == {
        "tags": ["goods"],
        "parameters": [],
        "responses": {},
    }


def test_all_matches_are_removed_wherever_they_stand_within_each_other(
    applied: Any,
) -> None:
    document = applied("- target: $.paths..*\n  remove: true\n")
    assert value(document, "paths") == {}


def test_what_was_removed_can_be_added_anew(applied: Any) -> None:
    document = applied("""\
        - target: $.servers
          remove: true
        - target: $
          update: {servers: [{url: 'http://localhost:8000'}]}
        """)
    assert value(document, "servers") == [{"url": "http://localhost:8000"}]
    assert told(document) == []


def test_an_extension_of_the_document_says_where_an_update_goes(applied: Any) -> None:
    document = applied(
        """\
        - target: $.paths[?@.get['x-traits'][?@ == 'paged']].get
          update: {parameters: [{name: top, in: query}]}
        """,
        document="openapi: 3.1.0\npaths:\n"
        "  /a: {get: {x-traits: [paged], parameters: [{name: id, in: path}]}}\n"
        "  /b: {get: {x-traits: [paged]}}\n"
        "  /c: {get: {}}\n",
    )
    top = {"name": "top", "in": "query"}
    assert value(document, "paths", "/a", "get", "parameters") == [
        {"name": "id", "in": "path"},
        top,
    ]
    assert value(document, "paths", "/b", "get", "parameters") == [top]
    assert value(document, "paths", "/c", "get") == {}


def test_overlays_are_applied_one_after_another(applied: Any) -> None:
    document = applied(
        "- target: $.info\n  update: {x-step: 1, x-first: true}\n",
        "- target: $.info[?@ == true]\n  remove: true\n"
        "- target: $.info\n  update: {x-step: 2}\n",
    )
    assert value(document, "info") == {"title": "Shop", "version": "1", "x-step": 2}


def test_an_overlay_may_be_json(applied: Any) -> None:
    overlay = {
        "overlay": "1.0.0",
        "actions": [{"target": "$.info", "update": {"title": "Store"}}],
    }
    assert value(applied(json.dumps(overlay, indent=1)), "info", "title") == "Store"


def test_since_1_1_scalars_are_targets_too(applied: Any) -> None:
    actions = "actions: [{target: $.info.title, update: Store}]"
    document = applied(f"overlay: 1.1.0\n{actions}\n")
    assert value(document, "info", "title") == "Store"
    assert place(document, "info", "title") == "a.yaml:2:34"
    document = applied(f"overlay: 1.0\n{actions}\n")
    assert value(document, "info", "title") == "Shop"
    assert told(document) == [
        (
            "a.yaml:2:34",
            "nothing is changed at `/info/title`: an overlay of version 1.0 cannot update text",
        )
    ]


def test_an_overlay_may_make_the_references_of_a_document_right(
    applied: Any, tmp_path: Path
) -> None:
    (tmp_path / "thing.yaml").write_text("type: string\n", encoding="utf-8")
    document = applied(
        "- target: $.components.schemas.A\n  update: {$ref: thing.yaml}\n",
        document="openapi: 3.1.0\ncomponents: {schemas: {A: {$ref: none.yaml}}}\n",
    )
    target = document.resolve(at(document, "components", "schemas", "A"))
    assert isinstance(target, Node)
    assert target.value == {"type": "string"}


def test_what_an_overlay_put_stands_in_the_overlay(applied: Any) -> None:
    document = applied(
        "- target: $.paths['/carts']\n"
        "  update:\n"
        "    get: {summary: All}\n"
        "    post:\n"
        "      responses: {}\n"
    )
    assert place(document, "paths", "/carts", "post", "responses") == "a.yaml:8:7"
    assert place(document, "paths", "/carts", "get", "summary") == "a.yaml:6:11"
    assert place(document, "paths", "/carts", "get") == "api.yaml:9:5"
    assert place(document, "paths", "/goods") == "api.yaml:16:3"
    location = at(document, "paths", "/carts", "post").location
    assert location.pointer == "/paths/~1carts/post"


def test_items_stand_where_they_stood_after_others_came_and_went(applied: Any) -> None:
    document = applied(
        "- target: $.tags[1]\n  remove: true\n- target: $.tags\n  update: {name: new}\n"
    )
    assert value(document, "tags", 1, "name") == "staff"
    assert place(document, "tags", 1, "name") == "api.yaml:6:39"
    assert value(document, "tags", 2, "name") == "new"
    assert place(document, "tags", 2, "name") == "a.yaml:7:12"
    assert str(document.root.source.location(("tags", 3))) == "api.yaml:6:1"


def test_places_are_those_of_the_last_overlay_that_wrote_there(applied: Any) -> None:
    document = applied(
        "- target: $.info\n  update: {x-a: {one: 1}, x-b: 1}\n",
        "- target: $.info\n  update: {x-a: {two: 2}, x-b: 2}\n",
    )
    assert place(document, "info", "x-a", "one") == "a.yaml:5:18"
    assert place(document, "info", "x-a", "two") == "b.yaml:5:18"
    assert place(document, "info", "x-a") == "a.yaml:5:12"
    assert place(document, "info", "x-b") == "b.yaml:5:27"


def test_findings_point_into_the_overlay_and_show_its_line(applied: Any) -> None:
    document = applied("""\
        - target: $.paths['/carts'].get.responses
          update:
            '200':
              description: Carts
              content:
                text/event-stream:
                  schema: {$ref: '#/components/schemas/Cart'}
        """)
    (broken,) = [d for d in validate(document, Config()) if d.rule == "SSE003"]
    assert str(broken.location) == "a.yaml:10:11"
    line = document.sources["a.yaml"].text.splitlines()[broken.location.line - 1]
    assert line.strip() == "schema: {$ref: '#/components/schemas/Cart'}"


def test_the_adviser_points_into_the_overlay_too(applied: Any) -> None:
    document = applied("- target: $.info\n  update: {contact: {email: [wrong]}}\n")
    advice = [d for d in validate(document, Config()) if d.rule == "SSE007"]
    assert "a.yaml:5:22" in [str(d.location) for d in advice]


def test_what_is_renamed_is_told_in_the_overlay(applied: Any) -> None:
    document = applied("""\
        - target: $.paths['/carts'].get.responses
          update:
            '200':
              description: A cart.
              content:
                application/json:
                  schema: {$ref: '#/components/schemas/Cart'}
        - target: $
          update:
            components:
              schemas:
                Cart:
                  type: object
                  properties:
                    total-price: {type: integer}
                    total_price: {type: integer}
        """)
    renamed = [d for d in validate(document, Config()) if d.rule == "SSE301"]
    assert [str(d.location) for d in renamed] == ["a.yaml:18:13"]


def test_an_ignore_in_an_overlay_counts_and_is_no_unused_one(applied: Any) -> None:
    broken = (
        "{description: Carts, content: {text/event-stream: {schema: {$ref: '#/none'}}}}"
    )
    document = applied(f"""\
        - target: $.paths['/carts'].get.responses
          update:
            '200': {broken}  # ssegen: ignore SSE003
        """)
    rules = {d.rule for d in validate(document, Config())}
    assert not {"SSE003", "SSE011"} & rules


@pytest.mark.parametrize(
    ("actions", "where", "message"),
    [
        (
            "- target: $.none\n  update: {a: 1}\n",
            "a.yaml:4:3",
            "the target selects nothing in the document",
        ),
        (
            "- target: $.info\n",
            "a.yaml:4:3",
            "this action has neither `update` nor `remove: true`",
        ),
        ("- target: $\n  remove: true\n", "a.yaml:4:3", "the whole document"),
        (
            "- target: $.info\n  update: more\n",
            "a.yaml:5:3",
            "nothing is changed at `/info`: text cannot be merged into a mapping",
        ),
        (
            "- target: $\n  update: [1]\n",
            "a.yaml:5:3",
            "nothing is changed at the top: a list cannot be merged into a mapping",
        ),
        (
            "- target: $.paths.*.get\n  update: {responses: [1]}\n",
            "a.yaml:5:12",
            "nothing is changed at `/paths/~1carts/get/responses` and 1 more:"
            " a list does not replace a mapping",
        ),
        (
            "- target: $\n  update: {paths: null}\n",
            "a.yaml:5:12",
            "nothing is changed at `/paths`: null does not replace a mapping",
        ),
    ],
)
def test_an_action_that_changes_nothing_is_told(
    applied: Any, actions: str, where: str, message: str
) -> None:
    document = applied(actions)
    ((found, said),) = told(document)
    # The column of an action without a key before it is that of its first key.
    assert found == where
    assert said.startswith(message)
    assert document.root.value == yaml.safe_load(DOCUMENT)


@pytest.mark.parametrize(
    ("reference", "remedy"),
    [
        ("#/components/pathItems/a", "target what it refers to"),
        ("a.yaml", "`a.yaml` is another file"),
    ],
)
def test_a_target_behind_a_reference_is_told_as_that(
    applied: Any, reference: str, remedy: str
) -> None:
    document = applied(
        "- target: $.paths['/a'].get.responses\n  update: {a: 1}\n",
        document=f"openapi: 3.1.0\npaths: {{/a: {{$ref: '{reference}'}}}}\n",
    )
    (found,) = [d for d in document.diagnostics if d.rule == "SSE012"]
    assert found.message == (
        "the target selects nothing: `/paths/~1a` is a `$ref`, and overlays follow none"
    )
    assert found.remedy.startswith(remedy)


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        ("openapi: 3.1.0\n", "a.yaml:1:1", "this is not an OpenAPI overlay"),
        ("[]\n", "a.yaml:1:1", "this is not an OpenAPI overlay"),
        ("actions: []\noverlay: 2.0.0\n", "a.yaml:2:1", "overlay '2.0.0' is not a"),
        ("overlay: 1.0.0\n", "a.yaml:1:1", "an overlay has `actions`, a list"),
        ("overlay: 1.0.0\nactions: {}\n", "a.yaml:2:1", "an overlay has `actions`"),
        ("- 7\n", "a.yaml:4:3", "an action is a mapping"),
        ("- {update: {}}\n", "a.yaml:4:3", "an action has a `target`"),
        ("- {target: [$]}\n", "a.yaml:4:4", "an action has a `target`"),
        ("- {target: $, remove: yes}\n", "a.yaml:4:15", "`remove` is `true` or"),
        ("- {target: $.a, copy: $.b}\n", "a.yaml:4:17", "`copy` is not supported"),
        (
            "- {target: paths}\n",
            "a.yaml:4:4",
            "the target is not a JSONPath query: expected '$'",
        ),
        (
            "- {target: '$.a['}\n",
            "a.yaml:4:4",
            "the target is not a JSONPath query: unbal",
        ),
        (
            "- {target: '$[?f(@)]'}\n",
            "a.yaml:4:4",
            "the target is not a JSONPath query: there",
        ),
        ("overlay: ]\n", "a.yaml:1:10", "not YAML"),
    ],
)
def test_what_is_no_overlay_is_refused_where_it_is_wrong(
    applied: Any, text: str, where: str, message: str
) -> None:
    found = refused(lambda: applied(text))
    assert str(found.location) == where
    assert found.message.startswith(message)


def test_all_faults_of_an_overlay_are_told_at_once(applied: Any) -> None:
    with pytest.raises(LoadError) as caught:
        applied("- {target: a}\n- {target: b, remove: 1}\n- 7\n")
    lines = [d.location.line for d in caught.value.diagnostics]
    assert lines == [4, 5, 6]


def test_an_overlay_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(DOCUMENT, encoding="utf-8")
    with pytest.raises(LoadError, match=r"none\.yaml:1:1: there is no such file"):
        load(str(tmp_path / "api.yaml"), overlays=[str(tmp_path / "none.yaml")])


def test_standard_input_is_the_document_or_one_overlay(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(DOCUMENT, encoding="utf-8")
    text = HEAD + "- target: $.info\n  update: {title: Store}\n"
    stdin = io.BytesIO(text.encode())
    document = load(str(tmp_path / "api.yaml"), stdin=stdin, overlays=["-"])
    assert value(document, "info", "title") == "Store"
    assert place(document, "info", "title") == "<stdin>:5:12"
    with pytest.raises(LoadError, match="standard input can be read only once"):
        load("-", stdin=io.BytesIO(DOCUMENT.encode()), overlays=["-"])


def test_a_duplicate_key_of_an_overlay_is_told(applied: Any) -> None:
    document = applied("- target: $.info\n  update: {a: 1}\n  update: {b: 1}\n")
    (found,) = document.diagnostics
    assert (found.rule, str(found.location)) == ("SSE005", "a.yaml:6:3")


def test_a_document_that_an_overlay_makes_another_version_says_so_there(
    applied: Any,
) -> None:
    found = refused(lambda: applied("- target: $\n  update: {openapi: 4.0.0}\n"))
    assert str(found.location) == "a.yaml:5:12"


def test_a_document_that_an_overlay_makes_none_is_told_as_that(applied: Any) -> None:
    found = refused(lambda: applied("- target: $.openapi\n  remove: true\n"))
    assert found.message == (
        "this is not an OpenAPI document: it has no `openapi` key at the top once the overlays are"
        " applied"
    )


def test_updates_that_multiply_are_refused(
    applied: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "MAX_NODES", 10_000)
    growing = "".join(
        f"- {{target: '$..[?length(@) >= 0 && @.a != 1]', update: {{x{n}: {{b: {{}}}}}}}}\n"
        for n in range(100)
    )
    found = refused(lambda: applied(growing, document="openapi: 3.1.0\npaths: {}\n"))
    assert found.message == "this makes the document larger than 10,000 values"


def test_aliases_of_an_update_count_as_what_they_stand_for(
    applied: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "MAX_NODES", 10_000)
    lines = ["x0: &x0 [a, a, a, a, a, a, a, a, a, a]"]
    lines += [
        f"x{n}: &x{n} [" + ", ".join([f"*x{n - 1}"] * 10) + "]" for n in range(1, 4)
    ]
    update = "".join(f"    {line}\n" for line in lines)
    found = refused(lambda: applied(f"- target: $.info\n  update:\n{update}"))
    assert found.message == "this makes the document larger than 10,000 values"


def test_updates_that_nest_without_end_are_refused(
    applied: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "MAX_DEPTH", 30)
    deeper = "- {target: '$..x', update: {x: {}}}\n" * 31
    found = refused(lambda: applied(deeper, document="openapi: 3.1.0\nx: {}\n"))
    assert found.message.startswith("this nests the document more than 30")


def test_a_target_that_is_too_much_work_is_refused_where_it_stands(
    applied: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonpath, "MAX_STEPS", 10_000)
    found = refused(lambda: applied("- {target: '$..[?$..[?$..[?$..x]]]'}\n"))
    assert str(found.location) == "a.yaml:4:4"
    assert found.message == "the target is too much work: more than 10,000 steps"


KEYS = st.text("ab'~/é ", min_size=1, max_size=3)
SCALARS = st.none() | st.booleans() | st.integers() | st.text("ab ", max_size=3)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


def query(pointer: Pointer) -> str:
    """The normalized path (RFC 9535, section 2.7) of a pointer."""
    quoted = (
        str(t) if isinstance(t, int) else "'" + t.replace("'", "\\'") + "'"
        for t in pointer
    )
    return "$" + "".join(f"[{token}]" for token in quoted)


def member(value: Any, pointer: Pointer) -> Any:
    for token in pointer:
        value = value[token]
    return value


@given(st.dictionaries(KEYS, VALUES, min_size=1), st.data())
def test_an_overlay_for_one_value_changes_that_value_and_nothing_else(
    content: dict[str, Any], data: st.DataObject
) -> None:
    root: dict[str, Any] = {"openapi": "3.1.0", "x": content}
    members = [p for p, _ in nodes(root) if len(p) > 1 and isinstance(p[-1], str)]
    pointer = data.draw(st.sampled_from(members))
    key, new = pointer[-1], data.draw(VALUES)
    actions = [
        {"target": query(pointer), "remove": True},
        {"target": query(pointer[:-1]), "update": {key: new}},
    ]
    overlay = json.dumps({"overlay": "1.0.0", "actions": actions}, indent=1)

    document = overlaid(json.dumps(root, indent=1), overlay)

    expected = json.loads(json.dumps(root))
    holder = member(expected, pointer[:-1])
    del holder[key]
    holder[key] = new
    assert document.root.value == expected
    assert [d for d in document.diagnostics if d.rule == "SSE012"] == []
    for place, found in nodes(document.root.value):
        location = document.root.source.location(place)
        inside = place[: len(pointer)] == pointer
        assert location.file == ("<stdin>" if inside else "api.json")
        if not isinstance(found, dict | list) and place:
            text = overlay if inside else json.dumps(root, indent=1)
            line = text.splitlines()[location.line - 1][location.column - 1 :]
            written = json.dumps(place[-1] if isinstance(place[-1], str) else found)
            assert line.startswith(written)


def overlaid(text: str, overlay: str) -> Document:
    """A document after an overlay, without files: both come from memory."""
    from ssegen.load.allowed import Allowed
    from ssegen.load.document import OpenAPI
    from ssegen.load.file import File
    from ssegen.load.overlay import read_overlay
    from ssegen.load.source import Content

    file = File(Content("api.json", text.encode()))
    read = read_overlay(Content("<stdin>", overlay.encode()))
    return OpenAPI(file, Allowed(), [read], application.apply(read, file))
