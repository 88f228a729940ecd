"""The page reads streams: from the start to every kind of end, and goes on after it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ssegen.mock import Faults, MockOptions

if TYPE_CHECKING:
    from tests.mock.page.conftest import Opening

SPECS = Path(__file__).parents[3] / "specs"
CHAT = SPECS / "chat.yaml"
GENERIC = SPECS / "generic.yaml"
FOLLOW = "GET /channels/{channel}/messages"


def test_a_post_stream_is_shown_frame_by_frame(visit: Opening) -> None:
    user = visit(CHAT, "POST /chat")
    user.start()
    user.ends("complete", "complete")

    indices = user.texts("index")
    assert len(indices) >= 2
    assert indices == [str(number) for number in range(1, len(indices) + 1)]
    assert set(user.texts("event")) == {"ping", "chat"}
    chats = [text for text in user.texts("data") if text.startswith("{")]
    assert all("content" in json.loads(text) for text in chats)
    assert all(gap.startswith("+") for gap in user.texts("gap")[1:])
    expect(user.page.locator("#log .sentinel .data")).to_have_text("[DONE]")
    expect(user.page.locator("#counts")).to_contain_text(f"{len(indices)} events")


def test_a_stream_is_shown_while_it_goes_on_and_stops_when_asked(
    visit: Opening,
) -> None:
    user = visit(CHAT, "POST /chat")
    user.fault("stall", "2")
    user.start()
    expect(user.frames).to_have_count(2)
    expect(user.status).to_have_text("streaming")
    expect(user.button("Start")).to_be_disabled()

    user.button("Stop").click()
    user.ends("stopped", "stopped")
    expect(user.button("Start")).to_be_enabled()
    expect(user.frames).to_have_count(2)


def test_a_stream_that_broke_goes_on_after_its_last_id(visit: Opening) -> None:
    whole = visit(CHAT, "POST /chat/text")
    whole.field("Count").fill("5")
    whole.start()
    whole.ends("complete", "complete")

    user = visit(CHAT, "POST /chat/text")
    user.field("Count").fill("5")
    user.field("Delay").fill("0.05")
    user.fault("cut", "3")
    expect(user.button("Resume")).to_be_disabled()
    user.start()
    user.ends("cut", "the connection broke")
    # Browsers drop what they have not handed out when a connection breaks.
    last = user.texts("id")[-1]
    assert last in ("1", "2", "3")

    user.page.get_by_role("checkbox", name="cut", exact=True).uncheck()
    with user.page.expect_request("**/chat/text") as request:
        user.button(f"Resume after {last}").click()
    assert request.value.headers["last-event-id"] == last
    expect(user.page.locator("#log .outcome.complete")).to_have_count(1)
    for part in ("index", "id", "event", "data"):
        assert user.texts(part) == whole.texts(part)


def test_an_id_of_the_users_own_is_where_a_stream_begins(visit: Opening) -> None:
    user = visit(CHAT, "POST /chat/text")
    user.field("Last-Event-ID").fill("3")
    user.start()
    user.ends("complete", "complete")
    assert user.texts("id")[0] == "4"


@pytest.mark.parametrize(
    ("fault", "value", "kind", "text"),
    [
        ("cut", "2", "cut", "the connection broke"),
        ("cut-bytes", "40", "cut", "the connection broke"),
        ("no-sentinel", "", "incomplete", "without [DONE]"),
        ("429", "7", "refused", "429 Too Many Requests, to be tried again after 7 s"),
        ("204", "", "refused", "204"),
        ("bom", "", "complete", "complete"),
        ("cr", "", "complete", "complete"),
        ("split", "", "complete", "complete"),
        ("drip", "0", "complete", "complete"),
        ("malformed", "2", "complete", "complete"),
        ("unknown", "2", "complete", "complete"),
        ("error", "2", "incomplete", "without [DONE]"),
    ],
)
def test_a_fault_ends_a_stream_as_what_it_is(
    visit: Opening, fault: str, value: str, kind: str, text: str
) -> None:
    user = visit(CHAT, "POST /chat")
    user.fault(fault, value)
    user.start()
    user.ends(kind, text)


def test_faults_go_together_with_seed_count_and_delay(visit: Opening) -> None:
    user = visit(CHAT, "POST /chat")
    user.field("Seed").fill("7")
    user.field("Count").fill("4")
    user.field("Delay").fill("0.01")
    user.fault("split")
    user.fault("cut", "3")
    with user.page.expect_request("**/chat") as request:
        user.start()
    sent = request.value.headers
    assert [sent[f"mock-{name}"] for name in ("seed", "count", "delay", "fault")] == [
        *("7", "4", "0.01"),
        "cut=3, split",
    ]
    user.ends("cut", "the connection broke")


def test_a_frame_that_does_not_fit_is_shown_with_its_problem(visit: Opening) -> None:
    user = visit(CHAT, "GET /chats/{chat_id}/usage")
    user.fault("malformed", "2")
    user.start()
    user.ends("complete", "complete")
    unfit = user.page.locator("#log .unfit")
    expect(unfit).to_have_count(1)
    expect(unfit.locator(".index")).to_have_text("2")
    expect(unfit.get_by_role("list", name="Problems")).to_contain_text("data")
    expect(user.page.locator("#counts")).to_contain_text("1 does not fit")


def test_a_refusal_is_shown_with_its_body(visit: Opening) -> None:
    user = visit(CHAT, "POST /chat")
    user.field("apiKey").fill("")
    user.start()
    user.ends("refused", "refused: 401")
    expect(user.outcome).to_contain_text("X-API-Key")


def test_comments_are_shown_among_the_frames(visit: Opening) -> None:
    user = visit(CHAT, "POST /chat", MockOptions(keep_alive=0.05, delay=60))
    user.start()
    expect(user.page.locator("#log .comment").nth(1)).to_contain_text(":")
    expect(user.frames).to_have_count(1)


def test_the_browsers_own_reader_reads_a_get_stream(visit: Opening) -> None:
    user = visit(GENERIC, FOLLOW, MockOptions(faults=Faults(stall=3)))
    user.field("Read by").select_option("EventSource")
    user.fault("bom")
    with user.page.expect_request("**/messages") as request:
        user.start()
    assert request.value.resource_type == "eventsource"
    expect(user.frames).to_have_count(3)
    assert user.texts("id") == ["1", "2", "3"]
    expect(user.page.locator("#log")).to_contain_text(
        "EventSource does not send Mock-Fault"
    )
    user.button("Stop").click()
    user.ends("stopped", "stopped")

    by_fetch = visit(GENERIC, FOLLOW, MockOptions(faults=Faults(stall=3)))
    by_fetch.start()
    expect(by_fetch.frames).to_have_count(3)
    assert by_fetch.texts("data") == user.texts("data")


def test_the_browsers_own_reader_connects_anew_by_itself(visit: Opening) -> None:
    user = visit(GENERIC, FOLLOW, MockOptions(faults=Faults(cut=2)))
    user.field("Read by").select_option("EventSource")
    user.start()
    expect(user.page.locator("#log .note").first).to_be_visible()
    with user.page.expect_request("**/messages") as request:
        pass
    assert request.value.all_headers()["last-event-id"] == "2"
    expect(user.frames.nth(3)).to_be_visible()
    assert user.texts("id")[:4] == ["1", "2", "3", "4"]


def test_json_lines_are_shown_line_by_line(visit: Opening) -> None:
    user = visit(SPECS / "ollama_chat.yaml", "POST /api/chat")
    user.start()
    user.ends("complete", "complete")
    assert len(user.texts("data")) >= 2
    expect(user.page.locator("#log .event").first).to_be_hidden()


def test_of_thousands_of_frames_the_latest_are_kept(visit: Opening) -> None:
    user = visit(GENERIC, FOLLOW)
    user.field("Count").fill("2100")
    user.start()
    user.ends("complete", "complete")
    rows = user.page.locator("#log > li")
    expect(rows).to_have_count(2000)
    expect(user.frames.last.locator(".index")).to_have_text("2100")
    expect(user.page.locator("#gone")).to_have_text(
        "102 earlier rows are no longer shown"
    )
    expect(user.page.locator("#counts")).to_contain_text("2,100 events")
