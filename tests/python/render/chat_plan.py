"""The plan of the SDK for ``specs/chat.yaml``, written by hand."""

from __future__ import annotations

import dataclasses

from ssegen.python.plan.sdk import (
    Argument,
    Attribute,
    ClientModule,
    CredentialData,
    DictClass,
    EnvelopeClass,
    ErrorData,
    Handler,
    Import,
    Key,
    Method,
    ModelClass,
    OperationData,
    ParameterData,
    ResourceModule,
    ResourceProperty,
    Sdk,
    Server,
    ServerData,
    StreamExample,
    TypeName,
    TypesModule,
    VariantData,
)

ROLE = 'Literal["user", "assistant", "system"] | str'

MODELS = (
    TypesModule(
        package="models",
        name="chat",
        doc="What the responses of ``chat`` carry.",
        imports=(
            Import("typing", ("Annotated", "Literal")),
            Import(".shared", ("Role",)),
        ),
        declarations=(
            ModelClass(
                "ChatDelta",
                "",
                (
                    Attribute("content", "str", "", "The text to append."),
                    Attribute(
                        "finish_reason",
                        'Annotated[Literal["stop", "length"] | str | None, '
                        '_runtime.wire("finishReason")]',
                        "None",
                        "Why the answer ends here; absent while it goes on.",
                    ),
                ),
            ),
            ModelClass(
                "Message",
                "",
                (Attribute("role", "Role"), Attribute("content", "str")),
            ),
            ModelClass(
                "Usage",
                "",
                (
                    Attribute("input_tokens", "int"),
                    Attribute("output_tokens", "int"),
                    Attribute("last_message", "Message | None", "None"),
                ),
            ),
        ),
    ),
    TypesModule(
        package="models",
        name="models",
        doc="What the responses of ``models`` carry.",
        imports=(
            Import("datetime", ("datetime",)),
            Import("typing", ("Annotated",)),
        ),
        declarations=(
            ModelClass(
                "ModelPage",
                "",
                (
                    Attribute("data", "list[Model]"),
                    Attribute(
                        "next",
                        "str | None",
                        "None",
                        "Where the next page starts; null on the last.",
                    ),
                ),
            ),
            ModelClass(
                "Model",
                "",
                (
                    Attribute("id", "str"),
                    Attribute("created_at", "datetime"),
                    Attribute(
                        "context_window",
                        'Annotated[int | None, _runtime.wire("context-window")]',
                        "None",
                    ),
                ),
            ),
        ),
    ),
    TypesModule(
        package="models",
        name="shared",
        doc="What the responses of several resources carry.",
        imports=(Import("typing", ("Literal",)),),
        declarations=(
            TypeName("Role", ROLE, "Who speaks."),
            ModelClass(
                "Problem",
                "",
                (
                    Attribute("message", "str"),
                    Attribute("code", "str | None", "None"),
                ),
                extra="int",
            ),
        ),
    ),
)

EVENTS = (
    TypesModule(
        package="events",
        name="chat",
        doc="The events of ``chat``.",
        imports=(
            Import("typing", ("Literal",)),
            Import("..", ("models",), typing_only=True),
        ),
        declarations=(
            EnvelopeClass(
                "HeartbeatEvent",
                "The server is alive and the model still thinks.",
                (Attribute("event", 'Literal["ping"]', '"ping"'),),
            ),
            EnvelopeClass(
                "ChatEvent",
                "A piece of the answer.",
                (
                    Attribute("data", "models.ChatDelta"),
                    Attribute("id", "str | None", "None"),
                    Attribute("event", 'Literal["chat"]', '"chat"'),
                ),
            ),
            TypeName(
                "ChatStreamEvent",
                "HeartbeatEvent | ChatEvent",
                "What the stream of an answer is made of.",
            ),
            EnvelopeClass(
                "TextEvent",
                "",
                (
                    Attribute("data", "str", "", "A piece of the answer, as it is."),
                    Attribute("id", "str | None", "None", "The number of the piece."),
                ),
            ),
            EnvelopeClass(
                "UsageEvent",
                "",
                (
                    Attribute("data", "models.Usage"),
                    Attribute("retry", "int | None", "None"),
                ),
            ),
        ),
    ),
)

PARAMS = (
    TypesModule(
        package="params",
        name="chat",
        doc="What the requests of ``chat`` carry.",
        imports=(Import("typing", ("Literal", "NotRequired", "Required")),),
        declarations=(
            DictClass(
                "Message",
                "",
                (Key("role", "Role"), Key("content", "str")),
                functional=False,
            ),
            TypeName("Role", ROLE, "Who speaks.", quoted=True),
            DictClass(
                "Odd",
                "Not in the document, but in others.",
                (Key("a-b", "NotRequired[Role]"), Key("class", "int")),
                functional=True,
            ),
        ),
    ),
)

SECURITY = (("api_key",),)
REFUSED = "models.Problem"
CHAT_PARAMETERS = (
    ParameterData("BodyField", "prompt", ""),
    ParameterData("BodyField", "model", ""),
    ParameterData("BodyField", "history", ""),
    ParameterData("BodyField", "max_tokens", "", (("nullable", "True"),)),
)
CHAT_ARGUMENTS = (
    Argument("prompt", "str", "", "What to say to the model."),
    Argument("model", "str | None", "None", "The model that answers."),
    Argument(
        "history",
        "Sequence[params.Message | models.Message] | None",
        "None",
        "What was said before.",
    ),
    Argument(
        "max_tokens",
        "int | None | Omitted",
        "OMITTED",
        "Stop after so many tokens; null lifts the account's own limit.",
    ),
)


def operation(
    constant: str,
    method: str,
    path: str,
    type_argument: str,
    *,
    parameters: tuple[ParameterData, ...] = (),
    result: str = "",
    variants: tuple[VariantData, ...] = (),
    sentinel: str = "",
    errors: tuple[str, ...] = (),
) -> OperationData:
    return OperationData(
        constant=constant,
        kind="StreamOperation" if variants else "Operation",
        type_argument=type_argument,
        method=method,
        path=path,
        parameters=parameters,
        body="",
        fixed=(),
        result=result,
        variants=variants,
        text_events=False,
        has_sentinel=bool(sentinel),
        sentinel=sentinel,
        security=SECURITY,
        errors=tuple(ErrorData(status, REFUSED) for status in errors),
        server="",
    )


CHAT = ResourceModule(
    name="chat",
    path="chat",
    class_name="Chat",
    async_class_name="AsyncChat",
    doc="Talk to a model.",
    imports=(
        Import("collections.abc", ("Sequence",), typing_only=True),
        Import("typing_extensions", ("deprecated",)),
        Import("..", ("events", "models")),
        Import("..", ("params",), typing_only=True),
    ),
    methods=(
        Method(
            name="create",
            operation=operation(
                "_CREATE",
                "POST",
                "/chat",
                "events.ChatStreamEvent",
                parameters=CHAT_PARAMETERS,
                variants=(
                    VariantData("events.HeartbeatEvent", ("ping",), ""),
                    VariantData("events.ChatEvent", ("chat",), "models.ChatDelta"),
                ),
                sentinel="[DONE]",
                errors=("401", "429"),
            ),
            summary="Stream the answer to a prompt.",
            description="Heartbeats keep the connection alive while the model thinks.",
            deprecated=False,
            arguments=CHAT_ARGUMENTS,
            returns="events.ChatStreamEvent",
        ),
        Method(
            name="stream_text",
            operation=operation(
                "_STREAM_TEXT",
                "POST",
                "/chat/text",
                "events.TextEvent",
                parameters=CHAT_PARAMETERS,
                variants=(VariantData("events.TextEvent", (), ""),),
                sentinel="[DONE]",
                errors=("401",),
            ),
            summary="Stream the answer as plain text.",
            description="",
            deprecated=True,
            arguments=CHAT_ARGUMENTS,
            returns="events.TextEvent",
        ),
        Method(
            name="watch_usage",
            operation=operation(
                "_WATCH_USAGE",
                "GET",
                "/chats/{chat_id}/usage",
                "events.UsageEvent",
                parameters=(
                    ParameterData("PathParameter", "chat_id", ""),
                    ParameterData("QueryParameter", "interval", ""),
                ),
                variants=(VariantData("events.UsageEvent", (), "models.Usage"),),
                errors=("404",),
            ),
            summary="Stream the tokens a chat uses, as JSON.",
            description="",
            deprecated=False,
            arguments=(
                Argument("chat_id", "str"),
                Argument(
                    "interval", "float | None", "None", "Seconds between two events."
                ),
            ),
            returns="events.UsageEvent",
        ),
    ),
)

MODELS_RESOURCE = ResourceModule(
    name="models",
    path="models",
    class_name="Models",
    async_class_name="AsyncModels",
    doc="The models one can talk to.",
    imports=(Import("..", ("models",)),),
    methods=(
        Method(
            name="list",
            operation=operation(
                "_LIST",
                "GET",
                "/models",
                "models.ModelPage",
                parameters=(ParameterData("QueryParameter", "limit", ""),),
                result="models.ModelPage",
                errors=("401",),
            ),
            summary="List the models.",
            description="",
            deprecated=False,
            arguments=(Argument("limit", "int | None", "None"),),
            returns="models.ModelPage",
        ),
        Method(
            name="get",
            operation=operation(
                "_GET",
                "GET",
                "/models/{model_id}",
                "models.Model",
                parameters=(ParameterData("PathParameter", "model_id", ""),),
                result="models.Model",
                errors=("404",),
            ),
            summary="Look at one model.",
            description="",
            deprecated=False,
            arguments=(Argument("model_id", "str"),),
            returns="models.Model",
        ),
    ),
)

CHAT_EVENTS = "events.ChatStreamEvent"
SERVER = Server(
    handlers=(
        Handler(
            name="chat_create",
            operation=dataclasses.replace(
                CHAT.methods[0].operation, constant="CHAT_CREATE", security=()
            ),
            summary="Stream the answer to a prompt.",
            description="Heartbeats keep the connection alive while the model thinks.",
            request="request",
            arguments=(
                Argument("prompt", "str", doc="What to say to the model."),
                Argument(
                    "history",
                    'list[models.Message | Literal["none of those that were said before"]]'
                    " | None",
                    doc="What was said before.",
                ),
            ),
            events=CHAT_EVENTS,
        ),
        Handler(
            name="chat_watch_usage",
            operation=dataclasses.replace(
                CHAT.methods[2].operation, constant="CHAT_WATCH_USAGE", security=()
            ),
            summary="Stream the tokens a chat uses, as JSON.",
            description="",
            request="request",
            arguments=(Argument("chat_id", "str"),),
            events="events.UsageEvent",
        ),
        Handler(
            name="log_follow",
            operation=dataclasses.replace(
                operation("LOG_FOLLOW", "GET", "/log", ""),
                kind="StreamOperation",
                security=(),
            ),
            summary="",
            description="",
            request="_request",
            arguments=(),
            events="TextEvent",
        ),
    ),
    events=f"{CHAT_EVENTS} | events.UsageEvent | TextEvent",
    imports=(Import("..", ("events",), typing_only=True),),
    handler_imports=(
        Import("..", ("events", "models"), typing_only=True),
        Import("typing", ("Literal",)),
    ),
    route_imports=(Import("..", ("events", "models")), Import("typing", ("Literal",))),
)

CHAT_SDK = Sdk(
    package="chat_sdk",
    title="Chat SDK",
    api_version="1.0.0",
    http="httpx",
    client=ClientModule(
        doc="A small chat API that streams its answers.",
        servers=(
            ServerData(
                "https://{region}.chat.example.com/v1", (("region", "region", "eu"),)
            ),
        ),
        credentials=(
            CredentialData(
                "APIKey", "api_key", "header", "X-API-Key", "CHAT_SDK_API_KEY"
            ),
        ),
        credential_arguments=(
            Argument(
                "api_key",
                "Credential | None",
                "None",
                "Sent as the header ``X-API-Key``; a string, or a callable that returns one "
                "for each request. From ``CHAT_SDK_API_KEY`` where omitted.",
            ),
        ),
        async_credential_arguments=(
            Argument(
                "api_key",
                "AsyncCredential | None",
                "None",
                "Sent as the header ``X-API-Key``; a string, or a callable that returns one "
                "for each request. From ``CHAT_SDK_API_KEY`` where omitted.",
            ),
        ),
        variable_arguments=(
            Argument("region", 'Literal["eu", "us"]', '"eu"', "Where the model runs."),
        ),
        resources=(
            ResourceProperty(
                "chat",
                ".resources.chat",
                "Chat",
                ".resources.chat",
                "AsyncChat",
                "Talk to a model.",
            ),
            ResourceProperty(
                "models",
                ".resources.models",
                "Models",
                ".resources.models",
                "AsyncModels",
                "The models one can talk to.",
            ),
        ),
    ),
    resources=(CHAT, MODELS_RESOURCE),
    events=EVENTS,
    models=MODELS,
    params=PARAMS,
    examples=(
        StreamExample(
            resource="chat",
            method="create",
            summary="Stream the answer to a prompt.",
            arguments=(("prompt", '"Hello"'),),
            cases=(
                ("events.HeartbeatEvent", "event"),
                ("events.ChatEvent", "event.data.content"),
            ),
            event='events.ChatEvent(data=models.ChatDelta(content="Hello"))',
            has_sentinel=True,
        ),
        StreamExample(
            resource="chat",
            method="watch_usage",
            summary="Stream the tokens a chat uses, as JSON.",
            arguments=(("chat_id", '"chat_1"'),),
            cases=(("events.UsageEvent", "event.data"),),
            event="events.UsageEvent(data=models.Usage(input_tokens=1))",
            has_sentinel=False,
        ),
        StreamExample(
            resource="log",
            method="follow",
            summary="",
            arguments=(),
            cases=(),
            event='TextEvent(data="Hello")',
            has_sentinel=False,
        ),
    ),
    server=SERVER,
)
