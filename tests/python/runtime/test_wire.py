"""Events as bytes: what is read again must be what it was, or at least of its class."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.python.runtime.streams import CHAT, TEXT, Chat, Delta, Heartbeat

from ssegen.python.runtime import StreamOperation, TextEvent, Variant
from ssegen.python.runtime.decoder import Decoder
from ssegen.python.runtime.wire import Wire

if TYPE_CHECKING:
    from ssegen.python.runtime import Frame

EVENT_STREAM = "text/event-stream"


@dataclass(slots=True)
class Named:
    """An envelope that does not say its name."""

    data: str


@dataclass(slots=True)
class Ended:
    """A report without data."""

    event: Literal["ended"] = "ended"


NAMED: StreamOperation[Any] = StreamOperation(
    "GET",
    "/named",
    variants=lambda: (
        Variant(Named, event=("a", "b")),
        Variant(Ended, event="ended", error=True),
    ),
)
VALUES: StreamOperation[Any] = StreamOperation("GET", "/values", payload=lambda: Any)


def frames(block: bytes) -> list[Frame]:
    return Decoder().feed(block)


@given(st.text(st.characters(codec="utf-8")), st.booleans())
def test_text_is_one_event_whatever_line_breaks_it_holds(
    text: str, exact: bool
) -> None:
    wire = Wire(TEXT, EVENT_STREAM, exact=exact)
    if exact and "\r" in text:
        with pytest.raises(ValueError, match="a carriage return ends a line"):
            wire.event(text)
        return
    (frame,) = frames(wire.event(text)[0])
    assert frame.text == text.replace("\r\n", "\n").replace("\r", "\n")


def test_an_event_that_comes_as_another_of_its_class_is_refused_only_where_told() -> (
    None
):
    event = Chat({"content": "a"})  # type: ignore[arg-type]  # the mistake
    lenient = Wire(CHAT, EVENT_STREAM, exact=False)
    assert lenient.encoded(event) == b'event: chat\ndata: {"content":"a"}\n\n'
    with pytest.raises(TypeError, match="of it would come"):
        Wire(CHAT, EVENT_STREAM).encoded(event)


@pytest.mark.parametrize("exact", [True, False])
def test_what_no_client_could_read_is_refused(exact: bool) -> None:
    wire = Wire(CHAT, EVENT_STREAM, exact=exact)
    for event in (TextEvent("a"), Delta(content="a"), Chat("a"), None):  # type: ignore[arg-type]  # the mistake
        with pytest.raises(TypeError, match="POST /chat does not deliver"):
            wire.event(event)
    with pytest.raises(TypeError, match="would come nothing"):
        Wire(replace(TEXT, sentinel="end"), EVENT_STREAM, exact=exact).event("end")
    for forged in (
        Chat(Delta(content="a"), id="1\ndata: b"),
        Heartbeat(event="ping\r"),  # type: ignore[arg-type]  # the mistake
    ):
        with pytest.raises((TypeError, ValueError), match=r"cannot be|none named"):
            wire.event(forged)
    with pytest.raises(ValueError, match="JSON"):
        Wire(VALUES, EVENT_STREAM, exact=exact).event(float("nan"))


def test_an_envelope_that_leaves_its_name_open_is_sent_under_the_first() -> None:
    wire = Wire(NAMED, EVENT_STREAM)
    assert wire.event(Named("x")) == (b"event: a\ndata: x\n\n", False)


def test_a_class_of_the_users_own_stands_for_the_one_that_it_extends() -> None:
    class Own(Heartbeat):
        pass

    wire = Wire(CHAT, EVENT_STREAM, exact=False)
    assert wire.event(Own()) == (b"event: ping\n\n", False)


def test_reports_of_errors_are_told_from_events() -> None:
    wire = Wire(NAMED, EVENT_STREAM)
    assert wire.event(Ended()) == (b"event: ended\n\n", True)
