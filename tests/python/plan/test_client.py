"""The clients: arguments, credentials, servers and resources."""

from __future__ import annotations

from tests.python.plan.builders import api, name, operation, resource

from ssegen.ir.api import (
    Place,
    SchemeKind,
    SecurityScheme,
    Server,
    ServerVariable,
)
from ssegen.python.plan import plan
from ssegen.python.plan.sdk import Argument, ClientModule, CredentialData, ServerData

KEY = SecurityScheme(
    "key", name("api_key"), SchemeKind.API_KEY, "", Place.HEADER, "X-Key"
)
BASIC = SecurityScheme("basic", name("basic"), SchemeKind.BASIC, "For the old.")
TOKEN = SecurityScheme("token", name("token"), SchemeKind.BEARER, "")


def client(*schemes: SecurityScheme, servers: tuple[Server, ...] = ()) -> ClientModule:
    made = api(resource("things"), schemes=schemes, servers=servers)
    return plan(made, package="things_sdk").sdk.client


def test_credentials_are_taken_from_the_environment_by_package_and_argument() -> None:
    assert client(KEY, TOKEN).credentials == (
        CredentialData("APIKey", "api_key", "header", "X-Key", "THINGS_SDK_API_KEY"),
        CredentialData("BearerToken", "token", "", "", "THINGS_SDK_TOKEN"),
    )


def test_the_client_that_awaits_takes_callables_that_await() -> None:
    made = client(KEY)
    assert [a.annotation for a in made.credential_arguments] == ["Credential | None"]
    assert [a.annotation for a in made.async_credential_arguments] == [
        "AsyncCredential | None"
    ]


def test_basic_authentication_takes_a_pair() -> None:
    (argument,) = client(BASIC).credential_arguments
    assert argument.annotation == "str | tuple[str, str] | None"
    assert argument.doc.startswith("For the old. The user's name and password")


def test_variables_of_the_first_server_are_arguments() -> None:
    region = ServerVariable("re-gion", name("re-gion"), "eu", ("eu", "us"), "Where.")
    port = ServerVariable("timeout", name("timeout"), "443", ())
    other = ServerVariable("stage", name("stage"), "beta", ())
    made = client(
        servers=(
            Server(
                "https://{re-gion}.things.com:{timeout}/{unknown}", "", (region, port)
            ),
            Server("https://{stage}.things.com", "", (other,)),
        )
    )
    assert made.variable_arguments == (
        Argument("re_gion", 'Literal["eu", "us"]', '"eu"', "Where."),
        Argument("timeout_", "str", '"443"'),
    )
    assert made.servers[0] == ServerData(
        "https://{re_gion}.things.com:{timeout_}/{unknown}",
        (("re_gion", "re-gion", "eu"), ("timeout_", "timeout", "443")),
    )


def test_a_credential_and_a_variable_that_want_one_name_are_told_apart() -> None:
    variable = ServerVariable("token", name("token"), "x", ())
    made = client(TOKEN, servers=(Server("https://{token}.com", "", (variable,)),))
    names = [a.name for a in (*made.credential_arguments, *made.variable_arguments)]
    assert names == ["token", "token_2"]


def test_resources_keep_the_order_of_the_api_and_clear_of_the_clients_own_names() -> (
    None
):
    made = api(
        resource("stream", operation("GET /a")),
        resource("Client", operation("GET /b")),
        resource("shared", operation("GET /c")),
    )
    planned = plan(made, package="things_sdk").sdk.client.resources
    assert [(r.name, r.module, r.class_name, r.async_class_name) for r in planned] == [
        ("stream_", ".resources.stream_", "Stream", "AsyncStream"),
        ("client", ".resources.client", "ClientResource", "AsyncClientResource"),
        ("shared_", ".resources.shared_", "Shared", "AsyncShared"),
    ]


def test_a_module_is_a_file_in_ascii_and_the_property_keeps_its_letters() -> None:
    made = api(
        resource("été", operation("GET /a")), resource("文件", operation("GET /b"))
    )
    planned = plan(made, package="things_sdk").sdk
    properties = planned.client.resources
    assert [(r.name, r.module) for r in properties] == [
        ("été", ".resources.ete"),
        ("文件", ".resources.resource"),
    ]
    assert [module.name for module in planned.resources] == ["ete", "resource"]
