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
    (made,) = (o for resource in api.every_resource() for o in resource.operations)
    return made.name.candidates


@pytest.mark.parametrize(
    ("id_", "tag", "best"),
    [
        ("createChat", "chat", "create"),
        ("streamChatText", "chat", "stream Text"),
        ("listModels", "models", "list"),
        ("getModel", "models", "get"),
        ("create_file_v1", "files", "create"),
        ("chat-completions", "Chat", "completions"),
        ("completions", "Completion", "create"),
        ("rerank", "Rerank", "rerank"),
        ("prompts.delete", "beta.prompts", "delete"),
        ("inviteUser", "invites", "invite User"),
        ("listGuildVoiceRegions", "guilds.regions", "list Voice Regions"),
        ("beta_createResponse", "responses", "beta create"),
        ("rate_limits_get_rate_limits", "billing", "get rate limits"),
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


@pytest.mark.parametrize(
    ("id_", "path", "best"),
    [
        (
            "list_chats_chats__owner__get",  # the function's first route is another one
            "/chats/{owner}/all",
            "list",
        ),
        ("get_stats_v1_chats_stats", "/v1/chats/stats", "get stats"),
        ("chats_api_routes_pin_chat", "/chats/{id}/pin", "pin"),
        ("chats_api_v1_chats_pin", "/chats/{id}/pin", "pin"),
        ("ChatControllerV0_pinChat", "/chats/{id}/pin", "pin"),
        ("PinChatMethod", "/chats/{id}/pin", "Pin"),
        ("Pinachat", "/chats/{id}/pin", "Pin"),
        ("listchats", "/chats", "list"),
        ("getchatbyid", "/chats/{chat_id}", "get"),
        ("getChatById", "/chats/{chat_id}", "get"),
        ("findChatsByStatus", "/chats/find", "find By Status"),
        ("chats_post", "/chats", "create"),
        ("settings", "/chats/settings", "settings"),
        ("createPaymentMethod", "/chats/payment_methods", "create Payment Method"),
        ("create_1", "/chats/pins", "create"),
        ("scroll-1", "/chats/scroll", "scroll 1"),
        ("chatIdJoin", "/chats/{chatId}/join", "Join"),
        ("chatIdKickUserId", "/chats/{chatId}/kick/{userId}", "Kick User"),
        ("chatIdPinIdDelete", "/chats/{chatId}/pins/{pinId}", "Pin Delete"),
        ("chatId", "/chats/{id}", "create"),
        ("getChatId", "/chats/{chatId}/id", "get Id"),
        ("pinsByPinId", "/chats/{chatId}/pins/{pinId}", "pins By Pin Id"),
        ("createSessionId", "/chats/{chatId}/session", "create Session Id"),
    ],
)
def test_what_a_framework_made_of_an_id_is_dropped(
    id_: str, path: str, best: str
) -> None:
    assert method_names(id_, "chats.all", path)[0] == best


@pytest.mark.parametrize(
    ("id_", "best"),
    [
        ("validateNewChatInputs", "validate New Inputs"),
        ("githubListChats", "github List"),
        ("github_list_chats", "github list"),
    ],
)
def test_words_are_not_taken_apart_that_only_look_run_together(
    id_: str, best: str
) -> None:
    operation = f"operationId: {id_}\ntags: [chats]\nsummary: Chats of GitHub"
    api = lower(with_operation(operation, path="/chats/all")).api
    assert api.resources[0].operations[0].name.candidates[0] == best


USUAL = [
    ("get", "/chats/{id}", "get"),
    ("get", "/chats", "get"),
    ("post", "/chats", "create"),
    ("post", "/chats/{id}", "update"),
    ("put", "/chats/{id}", "update"),
    ("patch", "/chats/{id}", "update"),
    ("delete", "/chats/{id}", "delete"),
    ("post", "/chats/{id}/cancel", "cancel"),
    ("post", "/chats/{id}:cancel", "cancel"),
    ("get", "/chats/search", "search"),
    ("get", "/chats/{id}/history", "get history"),
    ("delete", "/chats/{id}/history", "delete history"),
    ("get", "/v1/w/{w}/chat_templates/{id}", "get template"),
    ("post", "/v1/w/{w}/chat_templates/{id}/export/yaml", "export yaml"),
]


@pytest.mark.parametrize(("method", "path", "best"), USUAL)
def test_an_operation_without_an_id_is_called_as_is_usual(
    method: str, path: str, best: str
) -> None:
    assert method_names("", "chats", path, method)[0] == best


def test_an_id_that_is_only_method_and_path_is_none() -> None:
    names = method_names("PostChatsChatPins", "chats", "/chats/{chat}/pins")
    assert names[0] == "create"


def test_operations_without_an_id_that_want_the_same_are_told_apart_by_the_path() -> (
    None
):
    path = "/rooms/{id}/chats/hints"
    assert method_names("", "chats", path, "get")[:3] == (
        "get",
        "get for room",
        "get rooms chats hints by id",
    )


@pytest.mark.parametrize(
    ("schema", "best"),
    [
        ("{type: array}", "list"),
        ("{properties: {data: {type: array}}}", "list"),
        ("{properties: {Chats: {type: array}}}", "list"),
        ("{properties: {chats: {properties: {results: {type: array}}}}}", "list"),
        ("{allOf: [{properties: {items: {type: [array, 'null']}}}]}", "list"),
        ("{properties: {model_ids: {type: array}}}", "get"),
        ("{type: object}", "get"),
    ],
)
@pytest.mark.parametrize("id_", ["", "operationId: getChats, "])
def test_what_gets_an_array_or_a_page_lists(schema: str, best: str, id_: str) -> None:
    content = f"{{content: {{application/json: {{schema: {schema}}}}}}}"
    operation = f"{{tags: [chats], {id_}responses: {{'200': {content}}}}}"
    api = lower(document(f"paths: {{/chats: {{get: {operation}}}}}")).api
    assert api.resources[0].operations[0].name.candidates[0] == best


@pytest.mark.parametrize(
    ("id_", "names"),
    [
        ("createChat", ("create", "create stream")),
        ("streamChatText", ("Text", "stream Text")),
        ("streamChat", ("create", "stream")),
    ],
)
def test_only_the_streaming_one_of_two_methods_says_so_and_once(
    id_: str, names: tuple[str, str]
) -> None:
    api = lower(with_operation(f"""
        operationId: {id_}
        tags: [chat]
        responses:
          '200':
            content:
              application/json: {{schema: {{type: object}}}}
              text/event-stream: {{schema: {{type: string}}}}
        """)).api
    made = api.resources[0].operations
    assert tuple(o.name.candidates[0] for o in made) == names


@pytest.mark.parametrize(
    "extension", ["x-fern-sdk-method-name: go", "x-speakeasy-name-override: go"]
)
def test_extensions_of_the_same_meaning_pin_a_method_too(extension: str) -> None:
    (resource,) = lower(with_operation(f"operationId: a\n{extension}")).api.resources
    assert resource.operations[0].name.candidates[0] == "go"
    assert resource.operations[0].name.pinned


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("^create.*", "go"),
        ("Chat$", "go"),
        ("^delete", "create"),
        ("(a+)+$", "create"),
        ("(", "create"),
        ("", "create"),
    ],
)
def test_patterns_at_the_root_pin_methods_where_they_are_plain(
    pattern: str, name: str
) -> None:
    override = f"[{{operationId: '{pattern}', methodNameOverride: go}}]"
    (resource,) = lower(document(f"""
        x-speakeasy-name-override: {override}
        paths: {{/x: {{post: {{operationId: createChat, tags: [chat], responses: {{}}}}}}}}
        """)).api.resources
    assert resource.operations[0].name.candidates[0] == name


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
    "extension", ["x-fern-type-name", "x-speakeasy-name-override", "x-ssegen-name"]
)
def test_extensions_of_the_same_meaning_pin_a_type(extension: str) -> None:
    (name,) = type_names(
        f"Thing: {{{extension}: Gadget, type: object, properties: {{}}}}"
    )
    assert name == ("Gadget", "Thing")


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
