"""From the fields of a frame to an envelope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import pytest
from pydantic import TypeAdapter, ValidationError

from ssegen.python.runtime import OMITTED
from ssegen.python.runtime.declarations import Model, Unknown, tagged
from ssegen.python.runtime.operation import StreamOperation
from ssegen.python.runtime.variants import Builder, Dispatch, TextEvent, Variant


class Delta(Model):
    content: str


@dataclass(slots=True)
class Bare:
    """Declares nothing."""


@dataclass(slots=True)
class Data:
    data: Delta


@dataclass(slots=True)
class Named:
    data: Delta
    event: Literal["chat"] = "chat"


@dataclass(slots=True)
class Numbered:
    data: Delta
    event: Literal["chat"] = "chat"
    id: str | None = None


@dataclass(slots=True)
class Everything:
    event: str
    id: str | None
    retry: int | None
    data: Delta


@dataclass(slots=True)
class Lenient:
    event: str = "one"
    data: Delta | None = None
    retry: int | None = 7


JSON = b'{"content": "x"}'
DELTA = Delta(content="x")


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        (Variant(Bare), Bare()),
        (Variant(Data, json=Delta), Data(DELTA)),
        (Variant(Named, event="chat", json=Delta), Named(DELTA)),
        (Variant(Numbered, event="chat", json=Delta), Numbered(DELTA, id="5")),
        (Variant(Everything, json=Delta), Everything("e", "5", 3, DELTA)),
        (Variant(Lenient, event=("one", "two"), json=Delta), Lenient("e", DELTA, 3)),
        (Variant(TextEvent), TextEvent(JSON.decode(), "e", "5", 3)),
        (Variant(None, json=Delta), DELTA),
        (Variant(None), JSON.decode()),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_envelope_is_given_what_it_declares_and_a_payload_is_the_data_alone(
    variant: Variant[object], expected: object
) -> None:
    assert Builder(variant).build(("e", JSON, "5", 3)) == expected


def test_what_a_frame_does_not_say_is_the_default() -> None:
    lenient = Builder(Variant(Lenient, event=("one", "two"), json=Delta))
    assert lenient.build((None, JSON, None, None)) == Lenient("one", DELTA, 7)
    assert lenient.without_data(("two", None, None, None)) == Lenient("two", None, 7)
    everything = Builder(Variant(Everything, json=Delta))
    assert everything.build(("", JSON, None, None)) == Everything(
        "message", None, None, DELTA
    )


def test_an_envelope_needs_data_where_it_has_no_default_for_it() -> None:
    assert Builder(Variant(Named, json=Delta)).needs_data
    assert not Builder(Variant(Lenient, json=Delta)).needs_data
    assert not Builder(Variant(Bare)).needs_data
    assert Builder(Variant(None, json=Delta)).needs_data


@pytest.mark.parametrize(
    ("type_", "data", "expected"),
    [
        (int, b"1", 1),
        (list[Delta], b'[{"content": "x"}]', [DELTA]),
        (Delta | None, b"null", None),
        (None, b"null", None),
        (str, b'"x"', "x"),
    ],
)
def test_data_decodes_to_any_type(type_: object, data: bytes, expected: object) -> None:
    event = Builder(Variant(TextEvent, json=type_)).build((None, data, None, None))
    assert event == TextEvent(expected)  # type: ignore[arg-type]  # any envelope would do


def test_text_is_not_json_whatever_it_looks_like() -> None:
    assert Builder(Variant(TextEvent)).build((None, b"123", None, None)) == TextEvent(
        "123"
    )


def test_data_that_is_not_what_the_type_says_raises() -> None:
    with pytest.raises(ValidationError):
        Builder(Variant(Data, json=Delta)).build((None, b"{}", None, None))


def test_a_class_with_other_fields_is_no_envelope() -> None:
    @dataclass
    class Payload:
        data: str
        content: str

    with pytest.raises(
        TypeError, match="Payload is no envelope: it has the fields content"
    ):
        Builder(Variant(Payload))


def test_a_variant_takes_the_names_it_has() -> None:
    dispatch = Dispatch(
        [Variant(Named, event="chat"), Variant(Bare, event=("a", "b"))], "END"
    )
    assert set(dispatch.builders) == {"chat", "a", "b"}
    assert dispatch.builders["a"] is dispatch.builders["b"]
    assert dispatch.fallback is None
    assert dispatch.sentinel == b"END"


def test_a_frame_without_a_name_is_a_message() -> None:
    dispatch = Dispatch([Variant(Bare, event="message")], None)
    assert (
        dispatch.builders[None] is dispatch.builders[""] is dispatch.builders["message"]
    )


def test_a_variant_without_names_takes_what_no_other_takes() -> None:
    dispatch = Dispatch[object]([Variant(Bare), Variant(Named, event="chat")], None)
    assert dispatch.fallback is not None
    assert set(dispatch.builders) == {"chat"}


def test_only_a_variant_that_reports_errors_has_a_body() -> None:
    chat, failure = Variant(Named, event="chat"), Variant(Data, json=Delta, error=True)
    dispatch = Dispatch[object]([chat, failure], None)
    builder, other = dispatch.fallback, dispatch.builders["chat"]
    assert builder is not None
    assert (builder.is_error, other.is_error) == (True, False)
    assert builder.body(builder.build((None, JSON, None, None))) == DELTA
    assert other.body(Named(DELTA)) is OMITTED


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (
            b'{"content": 1.5, "x": []}',
            Delta.model_validate({"content": "1.5", "x": []}),
        ),
        (b'{"text": "x"}', {"text": "x"}),
        (b"null", None),
        (b"overloaded \xff", "overloaded \ufffd"),
        (b"[" * 5000, "[" * 5000),
        (b"", None),
    ],
)
def test_an_error_has_a_body_whatever_its_data_is(data: bytes, body: object) -> None:
    builder = Builder(Variant(Data, json=Delta, error=True))
    assert builder.body(builder.build((None, data, None, None))) == body


def test_an_error_needs_no_data() -> None:
    builder = Builder(Variant(Data, json=Delta, error=True))
    assert not builder.needs_data
    assert builder.body(builder.without_data((None, None, None, None))) is None
    bare = Builder(Variant(Bare, error=True))
    assert bare.body(bare.build((None, JSON, None, None))) is None


def test_an_error_that_is_text_has_its_text_as_body() -> None:
    builder = Builder(Variant(TextEvent, error=True))
    assert builder.body(builder.build((None, b"", None, None))) == ""
    assert builder.body(builder.build((None, JSON, None, None))) == JSON.decode()


class Failure(Model):
    type: Literal["failure"]
    reason: str


class Untagged(Model):
    message: str


class Done(Model):
    type: Literal["done"]


class Text(Model):
    type: Literal["text"]


class UnknownPart(Unknown):
    type: Literal["UNKNOWN"] = "UNKNOWN"


TAGGED = Annotated[Done | Text | UnknownPart, tagged("type")]
FAILED = b'{"type": "failure", "reason": "x"}'


@pytest.mark.parametrize("type_", [TAGGED, TAGGED | None, Done, Done | int, str])
def test_an_error_among_payloads_is_told_by_its_type(type_: object) -> None:
    builder = Builder[object](Variant(None, json=type_, error_payloads=(Failure,)))
    failure = builder.build((None, FAILED, None, None))
    assert builder.is_error
    assert builder.body(failure) == Failure(type="failure", reason="x")
    data = b'"x"' if type_ is str else b'{"type": "done"}'
    assert builder.body(builder.build((None, data, None, None))) is OMITTED


@pytest.mark.parametrize(
    "errors", [(Failure | Untagged,), (Untagged, Failure), (Failure | Untagged | None,)]
)
def test_errors_among_payloads_may_be_of_several_types(
    errors: tuple[object, ...],
) -> None:
    builder = Builder[object](Variant(None, json=Done, error_payloads=errors))
    for data in (FAILED, b'{"message": "x"}'):
        failure = builder.build((None, data, None, None))
        assert builder.body(failure) is failure


def test_an_error_without_the_tag_of_the_payloads_takes_none_of_theirs() -> None:
    variant: Variant[object] = Variant(
        None, json=TAGGED, error_payloads=(Untagged, Failure)
    )
    dispatch = Dispatch[object]([variant], None)
    builder = dispatch.fallback
    assert builder is not None
    assert builder.unknown is UnknownPart
    for data in (b'{"message": "x"}', b'{"type": "new", "message": "x"}'):
        with pytest.raises(ValidationError):
            builder.build((None, data, None, None))
    assert [declared() for declared in dispatch.errors] == [Untagged, Failure]


def test_what_is_delivered_as_well_is_no_error() -> None:
    variant: Variant[object] = Variant(
        None, json=dict[str, int], error_payloads=(dict[str, str],)
    )
    builder = Builder(variant)
    for data in (b'{"a": 1}', b'{"a": "x"}'):
        assert builder.body(builder.build((None, data, None, None))) is OMITTED


def test_strings_beside_errors_are_json() -> None:
    operation: StreamOperation[str] = StreamOperation(
        "GET", "/", payload=lambda: str, error_payloads=lambda: (Failure,)
    )
    builder = operation.dispatch.fallback
    assert builder is not None
    assert builder.build((None, b'"x"', None, None)) == "x"
    assert builder.is_error


def test_an_operation_builds_its_dispatch_once() -> None:
    operation: StreamOperation[Data] = StreamOperation(
        "GET", "/", variants=lambda: (Variant(Data, json=Delta),)
    )
    assert operation.dispatch is operation.dispatch


def test_the_validator_is_pydantics_own_even_for_a_model_that_puts_off_building_it() -> (
    None
):
    @dataclass(slots=True)
    class Late:
        data: object

    class Unbuilt(Model):
        content: str

    build = Builder(Variant(Late, json=Unbuilt)).build
    assert build((None, JSON, None, None)) == Late(Unbuilt(content="x"))
    assert TypeAdapter(Unbuilt).validate_json(JSON) == Unbuilt(content="x")
