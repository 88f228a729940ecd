"""Operations, resources and types are called what the document suggests, wherever they are met."""

from __future__ import annotations

import pytest
from tests.documents import document, with_operation, with_schemas

from ssegen.ir.types import Model, Name
from ssegen.lower import lower
from ssegen.lower.words import singular, words


def method_names(
    id_: str, tag: str, path: str = "/x", method: str = "post"
) -> tuple[str, ...]:
    operation = f"operationId: {id_!r}\ntags: [{tag!r}]" if id_ else f"tags: [{tag!r}]"
    api = lower(with_operation(operation, path=path, method=method)).api
    return api.resources[0].operations[0].name.candidates


@pytest.mark.parametrize(
    ("id_", "tag", "best"),
    [
        ("createChat", "chat", "create"),
        ("streamChatText", "chat", "stream Text"),
        ("listModels", "models", "list"),
        ("getModel", "models", "get"),
        ("create_file_v1", "files", "create"),
        ("chat-completions", "Chat", "completions"),
        ("completions", "Completion", "completions"),
        ("prompts.delete", "beta.prompts", "delete"),
        ("list_entries", "entry", "list"),
        ("listBatches", "batch", "list"),
        ("getAlias", "aliases", "get"),
        ("listLLMs", "LLM", "list"),
        ("getOAuthToken", "auth", "get OAuth Token"),
        ("attachToolToAgent", "agents", "attach Tool"),
        ("findToolsOfAgentByName", "agents", "find Tools By Name"),
        ("deleteCorpusDocument", "documents", "delete Corpus Document"),
        ("documents.delete_corpus_document", "documents", "delete corpus document"),
        ("getAllAccounts", "accounts", "get All"),
    ],
)
def test_a_method_is_called_by_its_id_without_the_words_of_its_tag(
    id_: str, tag: str, best: str
) -> None:
    assert method_names(id_, tag)[0] == best


def test_a_namespace_that_the_id_repeats_is_left_out_of_the_names_of_its_types() -> (
    None
):
    assert "list Chats" in method_names("chats.listChats", "models")
    assert "beta list Chats" in method_names("beta.listChats", "models")


def test_path_and_method_that_a_framework_appends_are_dropped() -> None:
    names = method_names(
        "stream_run_threads__thread_id__runs_stream_post",
        "Assistants",
        "/threads/{thread_id}/runs/stream",
    )
    assert names[0] == "stream run"
    assert "stream_run_threads__thread_id__runs_stream_post" in names


def test_an_operation_without_an_id_is_called_by_method_and_path() -> None:
    assert method_names("", "chats", "/v1/chats/{chat_id}/messages", "get") == (
        "get messages by id",
        "get chats messages by chat_id",
    )


def test_a_name_that_the_document_insists_on_goes_first() -> None:
    operation = "operationId: createChat\nx-ssegen-name: go"
    (resource,) = lower(with_operation(operation)).api.resources
    name = resource.operations[0].name
    assert name.pinned
    assert name.candidates[0] == "go"


@pytest.mark.parametrize(
    ("path", "resource"),
    [
        ("/v1/chats/{id}", "chats"),
        ("/{tenant}/v2beta1/users", "users"),
        ("/{id}", "default"),
        ("/", "default"),
    ],
)
def test_an_operation_without_a_tag_goes_to_the_first_word_of_its_path(
    path: str, resource: str
) -> None:
    (found,) = lower(with_operation("operationId: x", path=path)).api.resources
    assert found.name.candidates == (resource,)


def test_spellings_of_one_tag_are_one_resource() -> None:
    api = lower(document("""
        tags: [{name: Thread Runs, description: Runs of threads.}]
        paths:
          /a: {get: {tags: [thread-runs], responses: {}}}
          /b: {get: {tags: [Thread Runs], responses: {}}}
          /thread_runs: {get: {responses: {}}}
        """)).api
    (resource,) = api.resources
    assert resource.name == Name(("Thread Runs",))
    assert resource.description == "Runs of threads."
    assert len(resource.operations) == 3


def type_names(schemas: str) -> list[tuple[str, ...]]:
    return [
        d.name.candidates for d in lower(with_schemas(schemas)).api.definitions.values()
    ]


def test_types_without_a_name_are_called_after_what_they_stand_in() -> None:
    assert (
        type_names("""
        Thing:
          type: object
          properties:
            data: {type: object, properties: {a: {type: string}}}
            choices: {type: array, items: {type: object, properties: {a: {type: string}}}}
            status: {type: array, items: {type: object, properties: {a: {type: string}}}}
            map: {additionalProperties: {type: object, properties: {a: {type: string}}}}
            maybe:
              anyOf: [{type: object, properties: {a: {type: string}}}, {type: 'null'}]
            either:
              oneOf:
                - {type: object, properties: {type: {const: text}}}
                - {type: object, properties: {b: {type: string}}}
                - {allOf: [{$ref: '#/components/schemas/Other'}, {required: [a]}]}
        Other: {type: object, properties: {a: {type: string}}}
    """)
        == [
            ("Thing",),
            ("Thing data",),
            ("Thing choice", "Thing choices item"),
            ("Thing status item",),
            ("Thing map value",),
            ("Thing maybe",),
            ("Thing either text",),
            ("Thing either option 2",),
            ("Thing either Other",),
        ]
    )


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Usage Info", ("Usage Info", "Thing data")),
        ("Data", ("Thing data",)),
        ("What the model had to say about it", ("Thing data",)),
        ("<b>", ("Thing data",)),
    ],
)
def test_a_title_is_a_name_where_it_is_short_and_new(
    title: str, names: tuple[str, ...]
) -> None:
    found = type_names(f"""
        Thing:
          type: object
          properties:
            data: {{title: '{title}', type: object, properties: {{a: {{type: string}}}}}}
    """)
    assert found[1] == names


def test_types_in_operations_are_called_after_the_operation() -> None:
    api = lower(with_operation("""
        operationId: createThing
        parameters:
          - name: filter
            in: query
            schema: {type: object, properties: {a: {type: string}}}
        requestBody:
          content:
            application/json:
              schema: {type: array, items: {type: object, properties: {a: {type: string}}}}
        responses:
          '200': {content: {application/json: {schema: {properties: {a: {type: string}}}}}}
          '404': {content: {application/json: {schema: {properties: {a: {type: string}}}}}}
        """)).api
    assert sorted(d.name.candidates[0] for d in api.definitions.values()) == [
        "create Thing error 404",
        "create Thing filter",
        "create Thing request item",
        "create Thing response",
    ]


def test_names_of_types_and_properties_may_be_pinned() -> None:
    api = lower(with_schemas("""
        Thing:
          x-ssegen-name: Gadget
          type: object
          properties: {id: {type: string, x-ssegen-name: key}}
        """)).api
    (thing,) = api.definitions.values()
    assert thing.name == Name(("Gadget", "Thing"), pinned=True)
    assert isinstance(thing, Model)
    assert thing.properties[0].name == Name(("key", "id"), pinned=True)


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("createChat", ("create", "Chat")),
        ("HTTPServer", ("HTTP", "Server")),
        ("chat_completion-v2.beta", ("chat", "completion", "v2", "beta")),
        ("   ", ()),
    ],
)
def test_words_are_found_in_every_spelling(text: str, split: tuple[str, ...]) -> None:
    assert words(text) == split


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("Chats", "chat"),
        ("entries", "entry"),
        ("status", "status"),
        ("class", "class"),
        ("is", "is"),
    ],
)
def test_plurals_compare_equal_to_what_they_are_plurals_of(
    plural: str, one: str
) -> None:
    assert singular(plural) == one
