"""The SDK as a whole."""

from __future__ import annotations

import ast

from hypothesis import given
from hypothesis import strategies as st
from tests.python.plan.builders import (
    STRING,
    api,
    model,
    name,
    operation,
    optional,
    parameter,
    required,
    resource,
    stream,
    variant,
)

from ssegen.ir.api import Json
from ssegen.ir.streams import Field
from ssegen.ir.types import Literal, Reference
from ssegen.python.plan import plan
from ssegen.python.plan.sdk import EnvelopeClass, ModelClass


def test_a_schema_has_one_name_in_models_and_params() -> None:
    first, second = model("1#/Thing"), model("2#/thing")
    made = api(
        resource(
            "things",
            operation(
                "POST /things",
                parameters=(parameter("thing", Reference(second.key)),),
                result=Json("application/json", Reference(first.key)),
            ),
        ),
        definitions=(
            type(first)(first.key, name("Thing"), "", ()),
            type(second)(second.key, name("thing"), "", ()),
        ),
    )
    planned = plan(made, package="things_sdk")
    (models,), (params,) = planned.sdk.models, planned.sdk.params
    assert [d.name for d in models.declarations] == ["Thing"]
    assert [d.name for d in params.declarations] == ["Thing2"]
    assert [(r.rule, r.noun, r.wanted, r.given) for r in planned.renames] == [
        ("SSE301", "schema", "Thing", "Thing2")
    ]


def test_a_schema_may_be_called_like_a_name_of_typing_or_a_module() -> None:
    made = api(
        resource(
            "any",
            operation("GET /any", result=Json("application/json", Reference("Any"))),
        ),
        definitions=(model("Any"),),
    )
    (models,) = plan(made, package="things_sdk").sdk.models
    assert [d.name for d in models.declarations] == ["AnySchema"]


def test_modules_that_differ_only_in_case_get_different_files() -> None:
    made = api(
        resource("straße", operation("GET /a")),
        resource("STRASSE", operation("GET /b")),
    )
    first, second = plan(made, package="things_sdk").sdk.resources
    assert first.name.casefold() != second.name.casefold()


def test_the_plan_does_not_depend_on_the_order_of_definitions() -> None:
    definitions = tuple(model(key) for key in ("a-b", "a_b", "A B"))
    parameters = tuple(parameter(d.key, Reference(d.key)) for d in definitions)
    made = resource("things", operation("POST /things", parameters=parameters))
    once = plan(api(made, definitions=definitions), package="things_sdk")
    again = plan(api(made, definitions=definitions[::-1]), package="things_sdk")
    assert once.sdk.resources == again.sdk.resources
    assert once.renames == again.renames


@given(st.lists(st.text(max_size=8), min_size=4, max_size=4))
def test_text_of_the_document_enters_annotations_only_as_literals(
    hostile: list[str],
) -> None:
    wire, value, event, tag_name = hostile
    thing = model(
        "Thing", required(wire), optional(f"{wire} ", Literal((value,), open=True))
    )
    chat = variant("Chat", Field("event", STRING, True), events=(event, f"{event} "))
    made = api(
        resource(
            tag_name,
            operation(
                "POST /things",
                parameters=(parameter(wire, Literal((value,), open=False)),),
                result=Json("application/json", Reference("Thing")),
            ),
            operation("GET /things", result=stream(chat)),
        ),
        definitions=(thing,),
    )
    sdk = plan(made, package="things_sdk").sdk
    (models,), (events,) = sdk.models, sdk.events
    spelled = [
        attribute.annotation
        for declaration in (*models.declarations, *events.declarations)
        if isinstance(declaration, ModelClass | EnvelopeClass)
        for attribute in declaration.attributes
    ]
    spelled += [a.annotation for m in sdk.resources[0].methods for a in m.arguments]
    nodes = [
        node for text in spelled for node in ast.walk(ast.parse(text, mode="eval"))
    ]
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    assert names <= {"Annotated", "Literal", "_runtime", "str"}
    assert len(spelled) == 4
    calls = [ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)]
    assert set(calls) <= {"_runtime.wire"}
