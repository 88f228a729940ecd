"""The document as a whole: servers, security, selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.documents import document, with_operation
from tests.server import Reply

from ssegen.ir.api import (
    Operation,
    Place,
    SchemeKind,
    SecurityScheme,
    Server,
    ServerVariable,
)
from ssegen.ir.types import Name
from ssegen.load import load
from ssegen.lower import Lowered, Options, Selector, lower

if TYPE_CHECKING:
    from tests.server import Server as Loopback

DONE = "responses: {'204': {description: Done.}}"


def operations(lowered: Lowered) -> list[Operation]:
    return [o for resource in lowered.api.resources for o in resource.operations]


def test_title_version_and_description_are_kept() -> None:
    api = lower(document("""
        info: {title: Chat, version: 1.10, summary: A chat.}
        paths: {}
        """)).api
    assert (api.title, api.version, api.description) == ("Chat", "1.10", "A chat.")


def test_servers_keep_their_variables_in_the_order_of_the_url() -> None:
    api = lower(document("""
        servers:
          - url: https://{region}.example.com:{port}
            variables:
              port: {default: 8443}
              region: {default: eu, enum: [eu, us], description: Where.}
          - url: /v1
        paths: {}
        """)).api
    assert api.servers == (
        Server(
            "https://{region}.example.com:{port}",
            "",
            (
                ServerVariable(
                    "region",
                    Name(("region", "server region")),
                    "eu",
                    ("eu", "us"),
                    "Where.",
                ),
                ServerVariable("port", Name(("port", "server port")), "8443", ()),
            ),
        ),
        Server("/v1", "", ()),
    )


@pytest.mark.parametrize(
    ("servers", "url"),
    [
        (
            "[{url: 'https://{x}.other.example', variables: {x: {default: y}}}]",
            "https://y.other.example",
        ),
        ("[{url: 'https://api.example'}]", None),
        ("[{url: /}]", None),
        ("[]", None),
    ],
)
def test_an_operation_may_have_a_server_of_its_own(
    servers: str, url: str | None
) -> None:
    lowered = lower(document(f"""
        servers: [{{url: 'https://api.example'}}]
        paths:
          /x: {{get: {{servers: {servers}, {DONE}}}}}
        """))
    assert [o.server for o in operations(lowered)] == [url]


def test_a_server_of_a_path_holds_for_its_operations() -> None:
    lowered = lower(document(f"""
        paths:
          /x: {{servers: [{{url: 'https://x.example'}}], get: {{{DONE}}}}}
        """))
    assert [o.server for o in operations(lowered)] == ["https://x.example"]


@pytest.mark.parametrize("url", ["/v2", "https://{region}.example/v2"])
def test_a_server_at_the_host_of_the_api_is_a_path(url: str) -> None:
    variables = "variables: {region: {default: eu}}"
    lowered = lower(document(f"""
        servers: [{{url: 'https://{{region}}.example/v1', {variables}}}]
        paths:
          /x: {{get: {{servers: [{{url: '{url}', {variables}}}], {DONE}}}}}
        """))
    assert [o.server for o in operations(lowered)] == ["/v2"]


@pytest.mark.parametrize("url", ["//other.example", "v2", "ftp://x.example"])
def test_a_server_that_leads_to_no_host_skips_the_operation(url: str) -> None:
    lowered = lower(document(f"""
        paths:
          /x: {{get: {{servers: [{{url: '{url}'}}], {DONE}}}}}
        """))
    assert operations(lowered) == []
    assert [d.rule for d in lowered.diagnostics] == ["SSE008"]


def test_a_relative_server_is_one_of_where_the_document_was_read_from(
    server: Loopback,
) -> None:
    text = b"openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: /v1}]\npaths: {}\n"
    server.reply(Reply(body=[text]))
    (found,) = lower(load(f"{server.url}/spec/openapi.yaml")).api.servers
    assert found.url == f"{server.url}/v1"


def secured(schemes: str, security: str = "[]", own: str = "") -> Lowered:
    return lower(document(f"""
        security: {security}
        paths:
          /x: {{get: {{{f"security: {own}," if own else ""} {DONE}}}}}
        components: {{securitySchemes: {{{schemes}}}}}
        """))


@pytest.mark.parametrize(
    ("scheme", "usual", "kind", "place", "wire_name"),
    [
        (
            "{type: apiKey, in: header, name: X-Key}",
            "api key",
            SchemeKind.API_KEY,
            Place.HEADER,
            "X-Key",
        ),
        (
            "{type: apiKey, in: query, name: key}",
            "api key",
            SchemeKind.API_KEY,
            Place.QUERY,
            "key",
        ),
        (
            "{type: apiKey, in: cookie, name: sid}",
            "api key",
            SchemeKind.API_KEY,
            Place.COOKIE,
            "sid",
        ),
        ("{type: http, scheme: Bearer}", "api key", SchemeKind.BEARER, None, ""),
        ("{type: http, scheme: basic}", "basic auth", SchemeKind.BASIC, None, ""),
        ("{type: oauth2, flows: {}}", "token", SchemeKind.BEARER, None, ""),
        (
            "{type: openIdConnect, openIdConnectUrl: x}",
            "token",
            SchemeKind.BEARER,
            None,
            "",
        ),
    ],
)
def test_the_only_security_scheme_becomes_a_way_to_sign_in_of_the_usual_name(
    scheme: str, usual: str, kind: SchemeKind, place: Place | None, wire_name: str
) -> None:
    lowered = secured(f"mine: {scheme}", "[{mine: []}]")
    assert lowered.api.schemes == (
        SecurityScheme("mine", Name((usual, "mine")), kind, "", place, wire_name),
    )
    assert operations(lowered)[0].security == (("mine",),)


def test_several_security_schemes_keep_their_own_names() -> None:
    schemes = secured(BOTH, "[{a: [], b: []}]").api.schemes
    assert [scheme.name for scheme in schemes] == [Name(("a",)), Name(("b",))]


def test_a_key_among_several_schemes_is_not_called_authentication() -> None:
    keys = "AdminKeyAuth: {type: http, scheme: bearer}, basicAuth: {type: http, scheme: basic}"
    schemes = secured(keys, "[{AdminKeyAuth: []}, {basicAuth: []}]").api.schemes
    assert [scheme.name.candidates[0] for scheme in schemes] == [
        "Admin Key",
        "basicAuth",
    ]


BOTH = "a: {type: http, scheme: bearer}, b: {type: http, scheme: basic}"


@pytest.mark.parametrize(
    ("security", "own", "alternatives"),
    [
        ("[{a: []}]", "[{b: []}]", (("b",),)),
        ("[{a: []}]", "[]", ()),
        ("[{a: []}]", "", (("a",),)),
        ("[{b: [], a: []}, {}]", "", (("a", "b"), ())),
        ("[{a: []}, {b: []}, {a: [scope]}]", "", (("a",), ("b",))),
    ],
)
def test_an_operation_needs_one_of_its_alternatives(
    security: str, own: str, alternatives: tuple[tuple[str, ...], ...]
) -> None:
    assert operations(secured(BOTH, security, own))[0].security == alternatives


def test_schemes_that_no_operation_needs_are_left_out() -> None:
    assert [s.key for s in secured(BOTH, "[{b: []}]").api.schemes] == ["b"]


def test_a_scheme_that_cannot_be_used_is_told_once_and_its_alternative_left_out() -> (
    None
):
    lowered = secured(
        "x: {type: mutualTLS}, a: {type: http, scheme: bearer}",
        "[{x: []}, {a: []}, {x: []}]",
    )
    (diagnostic,) = lowered.diagnostics
    assert "not supported" in diagnostic.message
    assert operations(lowered)[0].security == (("a",),)


def test_an_alternative_with_a_scheme_that_is_not_defined_is_left_out() -> None:
    lowered = secured("a: {type: http, scheme: bearer}", "[{x: []}, {a: []}]")
    assert operations(lowered)[0].security == (("a",),)


SELECTABLE = f"""
    paths:
      /chat: {{post: {{operationId: createChat, tags: [chat], {DONE}}}}}
      /chat/live:
        get:
          operationId: watchChat
          tags: [chat]
          responses: {{'200': {{content: {{text/event-stream: {{schema: {{type: string}}}}}}}}}}
      /models: {{get: {{operationId: listModels, tags: [models], {DONE}}}}}
"""


def selected(options: Options) -> list[str]:
    return sorted(o.key for o in operations(lower(document(SELECTABLE), options)))


@pytest.mark.parametrize(
    ("include", "exclude", "keys"),
    [
        ([], [], ["GET /chat/live", "GET /models", "POST /chat"]),
        (["tag:chat"], [], ["GET /chat/live", "POST /chat"]),
        (["path:/chat*"], ["path:*/live"], ["POST /chat"]),
        (
            ["operation:*Models", "operation:GET /chat/*"],
            [],
            ["GET /chat/live", "GET /models"],
        ),
        (["models"], [], ["GET /models"]),
        (["watchChat"], [], ["GET /chat/live"]),
        ([], ["*chat*"], ["GET /models"]),
        (["tag:Chat"], [], []),
    ],
)
def test_operations_are_chosen_by_tag_path_or_id(
    include: list[str], exclude: list[str], keys: list[str]
) -> None:
    options = Options(
        include=tuple(map(Selector.parse, include)),
        exclude=tuple(map(Selector.parse, exclude)),
    )
    assert selected(options) == keys


def test_what_does_not_stream_can_be_left_out() -> None:
    assert selected(Options(only_streaming=True)) == ["GET /chat/live"]


def test_of_an_operation_that_answers_or_streams_only_the_stream_can_be_had() -> None:
    lowered = lower(
        with_operation("""
        responses:
          '200':
            content:
              application/json: {schema: {type: string}}
              text/event-stream: {schema: {type: string}}
        """),
        Options(only_streaming=True),
    )
    assert [o.key for o in operations(lowered)] == ["POST /thing (stream)"]


def test_operations_that_nobody_asked_for_are_not_told_of() -> None:
    text = (
        "requestBody: {required: true, content: {text/plain: {schema: {type: string}}}}"
    )
    lowered = lower(
        with_operation(text), Options(exclude=(Selector.parse("path:/thing"),))
    )
    assert (lowered.skipped, lowered.diagnostics) == ((), ())


@pytest.mark.parametrize(
    "text", ["tag:chat", "path:/a:b", "operation:x", "anything", "other:x"]
)
def test_a_selector_reads_as_it_was_written(text: str) -> None:
    assert str(Selector.parse(text)) == text
