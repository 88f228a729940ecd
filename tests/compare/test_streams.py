"""Streams whose events are payloads, in either framing, and what cannot be compared."""

from __future__ import annotations

from tests.compare.comparing import CHAT, compared, document, edited, told

from ssegen import pipeline
from ssegen.config import Config

WORK = """\
openapi: 3.1.0
info: {title: Work, version: '1'}
paths:
  /work:
    get:
      operationId: watchWork
      tags: [work]
      responses:
        '200':
          description: What happens.
          content:
            text/event-stream:
              schema: {$ref: '#/components/schemas/Step'}
components:
  schemas:
    Step:
      oneOf:
        - $ref: '#/components/schemas/Started'
        - $ref: '#/components/schemas/Done'
        - $ref: '#/components/schemas/Failed'
      discriminator: {propertyName: type}
    Started:
      type: object
      required: [type]
      properties:
        type: {const: started}
        steps: {type: array, items: {$ref: '#/components/schemas/Step'}}
    Done:
      type: object
      required: [type, seconds]
      properties:
        type: {const: done}
        seconds: {type: number}
    Failed:
      type: object
      required: [type]
      properties:
        type: {const: failed}
"""
PAYLOADS = Config(payload_events=True)


def told_of_work(*edits: tuple[str, str]) -> list[str]:
    return told(compared(WORK, edited(WORK, *edits), PAYLOADS))


def test_a_field_of_one_member_is_told_with_the_member() -> None:
    assert told_of_work(("        seconds: {type: number}\n", "")) == [
        "SSE424 `GET /work`: event: `(Done).seconds` is not there any more"
    ]


def test_a_member_of_a_tagged_union_may_be_added_and_not_be_removed() -> None:
    without = edited(WORK, ("        - $ref: '#/components/schemas/Failed'\n", ""))
    assert told(compared(without, WORK, PAYLOADS)) == [
        "SSE432 `GET /work`: event may also be `Failed`",
    ]
    assert told(compared(WORK, without, PAYLOADS)) == [
        "SSE431 `GET /work`: event is never `Failed` any more",
    ]


def test_a_member_that_is_raised_now_is_not_told_as_gone() -> None:
    assert told_of_work(
        ("    Failed:\n", "    Failed:\n      x-ssegen-error: true\n")
    ) == ["SSE437 `GET /work`: event `Failed` is raised now"]


def test_a_tag_with_another_value_is_told_at_the_member() -> None:
    assert told_of_work(("const: done", "const: finished")) == [
        'SSE428 `GET /work`: event: `(Done).type` is `"finished"` now, and was `"done"`'
    ]


def test_another_framing_is_told() -> None:
    assert told_of_work(("text/event-stream", "application/jsonl")) == [
        "SSE422 `GET /work`: streams `application/jsonl` now, and did `text/event-stream`"
    ]


def test_an_envelope_in_place_of_a_payload_is_an_answer_of_another_kind() -> None:
    progress = "schema: {$ref: '#/components/schemas/Progress'}"
    payload = edited(
        CHAT, (progress, "schema: {type: object, properties: {done: {type: number}}}")
    )
    (finding,) = compared(CHAT, payload, PAYLOADS)
    assert finding.message == (
        "`GET /progress`: answers with a stream of payloads now, and did with a stream of events"
    )


def test_a_stream_that_is_in_neither_sdk_is_no_stream_without_changes() -> None:
    work = document(WORK)
    found = pipeline.differences(work, Config(), work, Config())
    assert told(found.report) == [
        "SSE406 `GET /work`: cannot be compared: it is in neither SDK"
    ]
    assert found.errors == (1, 1)


def test_a_stream_that_cannot_be_generated_any_more_is_not_told_as_removed() -> None:
    wrong = edited(
        CHAT,
        (
            "schema: {$ref: '#/components/schemas/Progress'}",
            "schema: {type: object, properties: {done: {type: number}}}",
        ),
    )
    found = pipeline.differences(document(CHAT), Config(), document(wrong), Config())
    assert told(found.report) == [
        "SSE406 `GET /progress`: cannot be compared: it is not in the new SDK"
    ]


def test_the_json_partner_of_a_stream_is_an_operation_of_its_own() -> None:
    schema = "\n              schema: {$ref: '#/components/schemas/Progress'}"
    stream = f"            text/event-stream:{schema}"
    twin = edited(CHAT, (stream, f"            application/json:{schema}\n{stream}"))
    assert told(compared(CHAT, twin)) == [
        "SSE402 `GET /progress (stream)`: is new: `client.progress.watch_stream`",
        "SSE421 `GET /progress`: answers with JSON now, and did with a stream of events",
    ]
