"""What a finding about streams puts into the document mends it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ssegen import rules
from ssegen.diagnostics import Severity
from ssegen.load import load
from ssegen.repair.changes import changed
from ssegen.rules import RULES, Family, Rule

if TYPE_CHECKING:
    from ssegen.diagnostics import Diagnostic
    from ssegen.load.node import Document

    from .conftest import Told

HERE = Path(__file__).parent
OF_STREAMS = [rule for rule in RULES if rule.family is Family.STREAMS]
BLANK = frozenset({"SSE003"})
"""What a schema is called that is left for a person to name."""


def repaired(document: Document, finding: Diagnostic, folder: Path) -> set[str]:
    """The rules that find something in a document with one file, once a finding is mended."""
    assert finding.repair is not None
    tree = changed(document.root.value, finding.repair.changes)
    path = folder / "repaired.json"
    path.write_text(json.dumps(tree), encoding="utf-8")
    report = rules.check(load(str(path)))
    return {d.rule for d in report if d.severity is not Severity.INFO}


@pytest.mark.parametrize("rule", OF_STREAMS, ids=lambda rule: rule.id)
def test_a_repair_mends_what_a_bad_document_breaks(rule: Rule, tmp_path: Path) -> None:
    document = load(str(HERE / rule.id / "bad.yaml"))
    (finding,) = [d for d in rules.check(document) if d.rule == rule.id]
    assert repaired(document, finding, tmp_path) <= BLANK


MENDED = {
    "SSE101": "schema: {properties: {text: {type: string}}} # SSE101 here",
    "SSE111": "{x-speakeasy-sse-sentinel: [DONE], schema: {type: string}} # SSE111 here",
    "SSE118": "{schema: {type: string}, itemSchema: {type: string}} # SSE118 here",
}


@pytest.mark.parametrize("media_type", MENDED.values(), ids=list(MENDED))
def test_what_needs_no_judgement_is_sure(streaming: Told, media_type: str) -> None:
    (finding,) = streaming(media_type)
    assert finding.repair is not None
    assert finding.repair.sure


def test_a_union_of_payloads_becomes_the_data_of_one_event(
    streaming: Told, tmp_path: Path
) -> None:
    (finding,) = streaming(
        """
        schema: # SSE101 here
          oneOf:
            - $ref: '#/components/schemas/Text'
            - $ref: '#/components/schemas/Image'
        """,
        """
        Text: {type: object, properties: {type: {const: text}}}
        Image: {type: object, properties: {type: {const: image}}}
        """,
    )
    assert finding.repair is not None
    assert finding.repair.sure
    document = load(str(tmp_path / "spec.yaml"))
    assert repaired(document, finding, tmp_path) == set()


def test_a_payload_union_with_a_sentinel_needs_judgement(streaming: Told) -> None:
    (finding,) = streaming("""
        schema: # SSE101 here
          oneOf:
            - {type: object, properties: {type: {const: text}}}
            - {type: object, properties: {type: {const: image}}}
            - {type: string, const: '[DONE]'}
        """)
    assert finding.repair is not None
    assert not finding.repair.sure


def test_names_that_examples_show_are_taken_without_judgement(
    streaming: Told, tmp_path: Path
) -> None:
    (finding,) = streaming(
        """
        schema: # SSE102 here
          oneOf:
            - $ref: '#/components/schemas/Text'
            - $ref: '#/components/schemas/Image'
        """,
        """
        Text:
          type: object
          properties: {event: {type: string}, data: {type: string}}
          example: {event: text, data: Hello}
        Image:
          type: object
          properties: {event: {const: image}, data: {type: string}}
        """,
    )
    assert finding.repair is not None
    assert finding.repair.sure
    (put,) = finding.repair.changes
    assert put.pointer[-1] == "discriminator"
    document = load(str(tmp_path / "spec.yaml"))
    assert repaired(document, finding, tmp_path) == set()


def test_members_without_a_name_of_their_own_get_constants(
    streaming: Told, tmp_path: Path
) -> None:
    (finding,) = streaming("""
        schema: # SSE102 here
          oneOf:
            - {type: object, properties: {event: {const: text}, data: {}}}
            - {type: object, properties: {data: {type: integer}}}
        """)
    assert finding.repair is not None
    assert not finding.repair.sure
    document = load(str(tmp_path / "spec.yaml"))
    assert repaired(document, finding, tmp_path) == set()


def test_a_stream_is_declared_as_beside_the_request_that_shares_its_flag(
    told_as_marked: Told,
) -> None:
    (finding,) = told_as_marked("""
        paths:
          /chat:
            post:
              requestBody: &body
                content:
                  application/json:
                    schema: {$ref: '#/components/schemas/Request'}
              responses:
                '200':
                  description: The answer.
                  content:
                    application/json: {schema: {type: object}}
                    text/event-stream:
                      schema: {type: string}
                      example: 'data: Hello'
          /presets:
            post:
              requestBody: *body
              responses:
                '200':
                  description: The answer.
                  content:
                    application/json: {schema: {type: object}}
        components:
          schemas:
            Request:
              type: object
              properties:
                stream: {type: boolean} # SSE115 here
        """)
    assert finding.repair is not None
    (put,) = finding.repair.changes
    assert put.pointer[:3] == ("paths", "/presets", "post")
    assert getattr(put, "value", None) == {"schema": {"type": "string"}}


CORPUS = Path(os.environ.get("SSEGEN_CORPUS") or HERE / "none")
DOCUMENTS = sorted(path for path in CORPUS.glob("*.*") if path.suffix != ".md")


@pytest.mark.corpus
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_finding_about_the_streams_of_a_real_document_can_be_mended(
    path: Path,
) -> None:
    document = load(str(path))
    for finding in rules.check(document):
        if finding.rule.startswith("SSE1"):
            assert finding.repair is not None, finding.message
            assert changed(document.root.value, finding.repair.changes)


@pytest.mark.parametrize(
    "example", ['{"a":' * 900 + "1" + "}" * 900, '{"\\ud800": 1, "text": "a"}']
)
def test_any_example_may_be_described(
    streaming: Told, tmp_path: Path, example: str
) -> None:
    (finding,) = streaming(f"""
        schema:
          type: object
          properties:
            data: # SSE114 here
              type: string
              example: {json.dumps(example)}
        """)
    document = load(str(tmp_path / "spec.yaml"))
    assert repaired(document, finding, tmp_path) == set()
    json.dumps(finding.repair, default=str).encode()
