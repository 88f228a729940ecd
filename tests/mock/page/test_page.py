"""What the page shows besides streams, and how it is used: by keys, and on any window."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from ssegen.mock import MockOptions

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from tests.mock.page.conftest import Opening

SPECS = Path(__file__).parents[3] / "specs"
CHAT = SPECS / "chat.yaml"
HOSTILE = "<img src=x onerror=\"document.title='owned'\">"


REQUEST = """
async ([path, base]) => {
  const { requestOf } = await import("/_mock/request.js");
  const entered = { parameters: [], body: "", credentials: [], headers: [] };
  try {
    return requestOf({ path, method: "GET" }, entered, base).url;
  } catch (error) {
    return error.message;
  }
}
"""


def focused(page: Page) -> str:
    text: str = page.evaluate("document.activeElement.innerText.trim()")
    return text


def test_the_operations_that_stream_are_listed_and_found(visit: Opening) -> None:
    user = visit(CHAT)
    links = user.page.locator("#operations a")
    expect(links).to_have_count(3)
    expect(links.first).to_have_attribute("aria-current", "page")
    expect(user.page.locator("#operations")).not_to_contain_text("/models")

    user.field("Operations that stream").fill("usage json")
    expect(user.page.locator("#operations li:visible")).to_have_count(1)
    user.page.get_by_role("link", name="usage").click()
    expect(user.page.get_by_role("heading", level=2)).to_have_text(
        "GET /chats/{chat_id}/usage"
    )
    expect(user.field("chat_id")).not_to_have_value("")
    expect(user.field("interval")).to_have_value("")

    user.field("Operations that stream").fill("no such thing")
    expect(user.page.get_by_text("None of this name")).to_be_visible()


def test_everything_can_be_done_by_keys(visit: Opening) -> None:
    user = visit(CHAT)
    keys = user.page.keyboard
    keys.press("/")
    keys.type("text")
    keys.press("ArrowDown")
    keys.press("Enter")
    heading = user.page.get_by_role("heading", level=2)
    expect(heading).to_have_text("POST /chat/text")

    user.fault("stall", "2")
    user.button("Clear").focus()
    keys.press("Control+Enter")
    expect(user.frames).to_have_count(2)
    keys.press("Escape")
    user.ends("stopped", "stopped")
    keys.press("Control+Shift+Enter")
    expect(user.frames).to_have_count(4)
    expect(user.frames.last.locator(".id")).to_have_text("4")
    keys.press("Escape")
    expect(user.page.locator("#log .outcome.stopped")).to_have_count(2)

    expect(user.button("Start")).to_be_enabled()
    user.button("Start").focus()
    keys.press("Enter")
    expect(user.frames).to_have_count(2)
    assert focused(user.page).startswith("Stop")
    keys.press("Enter")
    user.ends("stopped", "stopped")
    assert focused(user.page).startswith("Start")

    keys.press("Tab")
    keys.press("Tab")
    assert focused(user.page).startswith("Clear")
    keys.press("Enter")
    expect(user.page.locator("#log > li")).to_have_count(0)
    expect(user.button("Resume")).to_be_disabled()


def test_all_that_can_be_used_has_a_name(visit: Opening) -> None:
    page = visit(CHAT, "GET /chats/{chat_id}/usage").page
    nameless = page.evaluate("""
        [...document.querySelectorAll("input, select, textarea, button, a, [tabindex]")]
          .filter((made) => !(made.labels?.length || made.ariaLabel || made.innerText
            || made.hasAttribute("aria-labelledby")))
          .map((made) => made.outerHTML)
        """)
    assert nameless == []
    expect(page.locator("#status")).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "off")


def test_what_was_entered_is_there_on_return(visit: Opening) -> None:
    user = visit(CHAT, "POST /chat")
    body = user.field("application/json")
    body.fill('{"prompt": "mine"}')
    user.page.get_by_role("link", name="/chat/text").click()
    expect(body).not_to_have_value('{"prompt": "mine"}')
    user.page.go_back()
    expect(body).to_have_value('{"prompt": "mine"}')


def test_choosing_another_operation_stops_the_stream(visit: Opening) -> None:
    user = visit(CHAT, "POST /chat", MockOptions(delay=60))
    user.start()
    expect(user.frames).to_have_count(1)
    user.page.get_by_role("link", name="/chat/text").click()
    expect(user.status).to_have_text("ready")
    expect(user.page.locator("#log > li")).to_have_count(0)
    expect(user.button("Start")).to_be_enabled()


def test_the_same_request_is_shown_as_a_command(visit: Opening) -> None:
    user = visit(CHAT, "POST /chat")
    body = '{"prompt": "it\'s $HOME"}'
    user.field("application/json").fill(body)
    user.field("Last-Event-ID").fill("é")
    user.fault("cut", "3")
    words = shlex.split(user.page.locator("#curl").inner_text())
    assert words == [
        *("curl", "-N", f"{user.url}/chat"),
        *("-H", "Accept: text/event-stream", "-H", "X-API-Key: any-key"),
        *("-H", "Mock-Fault: cut=3", "-H", "Last-Event-ID: é"),
        *("-H", "Content-Type: application/json", "--data-raw", body),
    ]
    user.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    user.button("Copy").click()
    expect(user.page.get_by_text("Copied")).to_be_visible()
    copied = user.page.evaluate("navigator.clipboard.readText()")
    assert shlex.split(copied) == words


def test_parameters_travel_where_the_document_says(
    visit: Opening, tmp_path: Path
) -> None:
    document = a_document(
        "/rooms/{room}",
        parameters=[
            {"name": "room", "in": "path", "required": True},
            {"name": "level", "in": "query"},
            {"name": "X-Trace", "in": "header"},
            {"name": "theme", "in": "cookie"},
        ],
    )
    document["paths"]["/rooms/{room}"]["get"]["parameters"][1]["schema"] = {
        "type": "array",
        "items": {"type": "string"},
    }
    user = visit(written(document, tmp_path))
    for label, text in {
        "room": "a/b ü",
        "level": '["x&y", "z"]',
        "X-Trace": "é",
        "theme": "a;b",
    }.items():
        user.field(label).fill(text)
    with user.page.expect_request("**/rooms/**") as request:
        user.start()
    assert request.value.url == f"{user.url}/rooms/a%2Fb%20%C3%BC?level=x%26y&level=z"
    sent = request.value.all_headers()
    assert sent["x-trace"].encode("latin-1").decode() == "é"
    assert sent["cookie"] == "theme=a%3Bb"
    user.ends("complete", "complete")


@pytest.mark.parametrize(
    "media_type", ["multipart/form-data", "application/x-www-form-urlencoded"]
)
def test_forms_and_credentials_are_sent_as_the_document_wants_them(
    visit: Opening, tmp_path: Path, media_type: str
) -> None:
    schema = {
        "type": "object",
        "required": ["text", "tags"],
        "properties": {
            "text": {"type": "string", "enum": ["a&b"]},
            "tags": {"type": "array", "items": {"type": "string"}, "minItems": 2},
        },
        "additionalProperties": False,
    }
    document = a_document(
        method="post",
        requestBody={"required": True, "content": {media_type: {"schema": schema}}},
        security=[{"basic": [], "key": []}, {"bearer": []}],
    )
    document["components"] = {
        "securitySchemes": {
            "basic": {"type": "http", "scheme": "basic"},
            "key": {"type": "apiKey", "in": "query", "name": "key"},
            "bearer": {"type": "http", "scheme": "bearer"},
        }
    }
    user = visit(written(document, tmp_path))
    with user.page.expect_request("**/stream*") as request:
        user.start()
    assert request.value.url == f"{user.url}/stream?key=any-key"
    assert request.value.headers["authorization"].startswith("Basic ")
    user.ends("complete", "complete")

    user.field("Sign in by").select_option("bearer")
    with user.page.expect_request("**/stream*") as request:
        user.start()
    assert request.value.headers["authorization"] == "Bearer any-token"
    user.ends("complete", "complete")


@pytest.mark.parametrize("segment", ["", ".", ".."])
def test_a_path_is_never_another_one_than_the_documents(
    visit: Opening, segment: str
) -> None:
    user = visit(SPECS / "generic.yaml")
    user.page.locator("#form").evaluate("(form) => (form.noValidate = true)")
    user.field("channel").fill(segment)
    expect(user.page.locator("#curl")).to_have_text("give the path parameter channel")
    if segment:
        user.start()
        user.ends("refused", "not sent: give the path parameter channel")


def test_long_data_is_folded_and_shown_as_it_came(
    visit: Opening, tmp_path: Path
) -> None:
    text = json.dumps({"b": "x" * 200, "1": [12345678901234567890, 1.0, {}, "\u00e9"]})
    user = visit(written(a_document(example=text), tmp_path))
    user.start()
    user.ends("complete", "complete")
    folded = user.frames.first.locator("details")
    folded.locator("summary").click()
    expect(folded.locator("pre")).to_have_text(
        '{\n  "b": "'
        + "x" * 200
        + '",\n  "1": [\n    12345678901234567890,\n    1.0,\n    {},\n    "é"\n  ]\n}'
    )


def test_text_of_a_document_and_of_a_stream_stays_text(
    visit: Opening, tmp_path: Path
) -> None:
    document = a_document(
        f"/{HOSTILE}",
        example=HOSTILE,
        parameters=[{"name": HOSTILE, "in": "query", "description": HOSTILE}],
        summary=HOSTILE,
    )
    document["info"] = {"title": HOSTILE, "version": HOSTILE}
    user = visit(written(document, tmp_path))
    user.start()
    user.ends("complete", "complete")
    assert user.texts("data")[0] == HOSTILE
    expect(user.page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    assert user.page.locator("img").count() == 0
    assert user.page.title() != "owned"


@pytest.mark.parametrize(
    "path", ["//127.0.0.1:1/x", "@127.0.0.1:1/x", "x", "http://x/"]
)
def test_no_path_leads_to_another_origin(visit: Opening, path: str) -> None:
    user = visit(CHAT)
    url = user.page.evaluate(REQUEST, [path, f"{user.url}/"])
    assert url in (f"{user.url}{path}", f"{path} is no path of the mock")


def test_the_theme_follows_the_system_until_one_is_chosen(visit: Opening) -> None:
    page = visit(CHAT).page
    page.emulate_media(color_scheme="light")

    def background() -> str:
        colour: str = page.evaluate(
            "getComputedStyle(document.documentElement).backgroundColor"
        )
        return colour

    light = background()
    page.emulate_media(color_scheme="dark")
    dark = background()
    assert light != dark
    page.get_by_role("button", name="Theme: system").click()
    assert background() == light
    page.reload()
    expect(page.get_by_role("button", name="Theme: light")).to_be_visible()
    assert background() == light
    page.get_by_role("button", name="Theme: light").click()
    page.emulate_media(color_scheme="light")
    assert background() == dark


@pytest.mark.parametrize("width", [320, 600, 1000, 1600])
def test_nothing_overflows_the_window(visit: Opening, width: int) -> None:
    user = visit(SPECS / "openai_responses.yaml")
    user.page.set_viewport_size({"width": width, "height": 700})
    user.start()
    expect(user.outcome).to_have_count(1)
    assert user.page.evaluate("document.documentElement.scrollWidth") <= width
    expect(user.button("Start")).to_be_in_viewport()


def a_document(
    path: str = "/stream",
    example: str = "text",
    method: str = "get",
    **operation: Any,
) -> dict[str, Any]:
    """A document of one stream, which sends an example."""
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = {"type": "string", "examples": ["a"]}
    content = {
        "text/event-stream": {"schema": {"type": "string", "examples": [example]}}
    }
    responses = {"200": {"description": "Events.", "content": content}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "One stream", "version": "1"},
        "paths": {path: {method: {"responses": responses, **operation}}},
    }


def written(document: dict[str, Any], folder: Path) -> Path:
    path = folder / "openapi.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path
