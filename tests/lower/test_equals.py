"""Objects described in several places in the same words are one class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.documents import document

from ssegen.ir.api import Json
from ssegen.ir.streams import EventStream
from ssegen.ir.types import Model, Reference
from ssegen.lower import lower

if TYPE_CHECKING:
    from ssegen.ir.api import Api


def api(*answers: str, schemas: str = "{}") -> Api:
    """An API whose operations ``get0``, ``get1``, ... answer with these schemas."""
    paths = "".join(f"""
          /thing{number}:
            get:
              operationId: getThing{number}
              tags: [things]
              responses:
                '200':
                  description: It.
                  content: {{application/json: {{schema: {answer}}}}}
        """ for number, answer in enumerate(answers))
    components = f"components: {{schemas: {schemas}}}"
    return lower(document(f"        paths:{paths}\n        {components}")).api


def names(api: Api) -> list[str]:
    return [definition.name.candidates[0] for definition in api.definitions.values()]


def answers(api: Api) -> list[object]:
    results = [o.result for r in api.every_resource() for o in r.operations]
    return [result.type for result in results if isinstance(result, Json)]


OWNER = "{type: object, properties: {name: {type: string}, at: {type: integer}}}"


def test_equal_objects_are_one_with_the_words_that_their_places_share() -> None:
    holder = f"{{type: object, properties: {{X: {{type: integer}}, owner: {OWNER}}}}}"
    found = api(holder.replace("X", "a"), holder.replace("X", "b"))
    assert names(found) == ["get thing0 response", "owner", "get thing1 response"]
    first, second = (
        d for d in found.definitions.values() if len(d.name.candidates[0]) > 9
    )
    assert isinstance(first, Model)
    assert isinstance(second, Model)
    assert first.properties[1].type == second.properties[1].type


def test_objects_that_differ_deep_inside_stay_two() -> None:
    deep = "{type: object, properties: {owner: {type: object, properties: {a: TYPE}}}}"
    found = api(
        deep.replace("TYPE", "{type: string}"), deep.replace("TYPE", "{type: integer}")
    )
    assert len(found.definitions) == 4


def test_equal_objects_that_are_called_differently_stay_two() -> None:
    found = api(
        f"{{type: object, properties: {{owner: {OWNER}}}}}",
        f"{{type: object, properties: {{creator: {OWNER}}}}}",
    )
    assert len(found.definitions) == 4


def test_prose_makes_no_difference() -> None:
    told = OWNER.replace("type: object", "type: object, description: Who has it.", 1)
    holder = "{type: object, properties: {N: {type: integer}, owner: OWNER}}"
    found = api(
        holder.replace("OWNER", OWNER).replace("N", "a"),
        holder.replace("OWNER", told).replace("N", "b"),
    )
    assert names(found).count("owner") == 1


def test_small_answers_that_many_operations_give_are_called_by_what_they_hold() -> None:
    done = "{type: object, properties: {success: {type: boolean}}}"
    found = api(done, done, done)
    assert names(found) == ["success response"]
    (key,) = found.definitions
    assert answers(found) == [Reference(key)] * 3


def test_what_the_author_named_stays_what_it_is() -> None:
    found = api(
        "{$ref: '#/components/schemas/A'}",
        "{$ref: '#/components/schemas/B'}",
        schemas=f"{{A: {OWNER}, B: {OWNER}}}",
    )
    assert names(found) == ["A", "B"]


TAGGED = "{type: object, required: [kind], properties: {kind: {const: %s}}}"
ANIMALS = f"Cat: {TAGGED % 'cat'}, Dog: {TAGGED % 'dog'}"
EITHER = (
    "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}"
)


def test_a_union_equal_to_a_named_one_is_that_one() -> None:
    found = api(
        f"{{type: array, items: {EITHER}}}",
        "{$ref: '#/components/schemas/Pet'}",
        schemas=f"{{{ANIMALS}, Pet: {EITHER}}}",
    )
    assert set(names(found)) == {"Cat", "Dog", "Pet"}


def test_equal_unions_without_a_name_are_one_and_get_one() -> None:
    found = api(
        f"{{type: array, items: {EITHER}}}",
        f"{{type: object, additionalProperties: {EITHER}}}",
        schemas=f"{{{ANIMALS}}}",
    )
    assert set(names(found)) == {"get thing0 response item", "Cat", "Dog"}


def test_objects_that_hold_themselves_can_be_equal() -> None:
    place = "#/paths/~1thingN/get/responses/200/content/application~1json/schema"
    next_ = f"properties: {{next: {{$ref: '{place}/properties/node'}}}}"
    inner = f"{{type: object, {next_}}}"
    node = f"{{type: object, properties: {{node: {inner}, N: {{type: string}}}}}}"
    found = api(*(node.replace("thingN", f"thing{n}") for n in range(2)))
    assert names(found).count("node") == 1


def test_equal_payloads_that_are_raised_are_one() -> None:
    row = "{type: object, title: Row, properties: {n: {type: integer}}}"
    oops = "{type: object, title: Oops, x-ssegen-error: true, properties: {a: {}}}"
    union = f"{{oneOf: [{row}, {oops}]}}"
    paths = "".join(f"""
          /feed{number}:
            get:
              operationId: watchFeed{number}
              tags: [feeds]
              responses:
                '200':
                  description: It.
                  content: {{application/jsonl: {{schema: {union}}}}}
        """ for number in range(2))
    found = lower(document(f"        paths:{paths}")).api
    (resource,) = found.resources
    raised = {
        operation.result.error_payloads
        for operation in resource.operations
        if isinstance(operation.result, EventStream)
    }
    ((error,),) = raised
    assert isinstance(error, Reference)
    assert found.definitions[error.key].name.candidates[0] == "Oops"
