"""SSE003, SSE004 and SSE006: references, and ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ssegen.diagnostics import Put, Remove, Severity

if TYPE_CHECKING:
    from .conftest import Told

DOCUMENT = """
paths:
  /chat:
    post:
      parameters:
        - $ref: '#/components/parameters/Nothing' # SSE003 here
      responses:
        '200':
          description: Pieces.
          content:
            text/event-stream:
              schema:
                $ref: '#/components/schemas/Event'
        '404':
          $ref: '#/components/responses/Nothing'
  /log:
    get:
      responses:
        '200':
          description: The log.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Line'
components:
  schemas:
    Event:
      type: object
      properties:
        data: # SSE003 here
          $ref: '#/components/schemas/Nothing'
    Line:
      type: object
      properties:
        level: # SSE003 here
          $ref: '#/components/schemas/Nothing'
    Unused: # SSE003 here
      $ref: '#/components/schemas/Nothing'
"""


def test_a_reference_weighs_as_much_as_what_needs_it(told_as_marked: Told) -> None:
    findings = told_as_marked(DOCUMENT.replace("'404':", "'404': # SSE003 here"))
    severities = {d.location.pointer.rpartition("/")[2]: d.severity for d in findings}
    assert severities == {
        "0": Severity.ERROR,
        "404": Severity.UNSUPPORTED,
        "data": Severity.ERROR,
        "level": Severity.UNSUPPORTED,
        "Unused": Severity.WARNING,
    }


def test_what_streams_and_others_share_weighs_as_for_the_stream(
    told_as_marked: Told,
) -> None:
    text = DOCUMENT.replace("'404':", "'404': # SSE003 here")
    findings = told_as_marked(
        text.replace(
            "$ref: '#/components/schemas/Line'", "$ref: '#/components/schemas/Event'"
        )
    )
    severities = {d.location.pointer.rpartition("/")[2]: d.severity for d in findings}
    assert severities["data"] is Severity.ERROR
    assert severities["level"] is Severity.WARNING


def test_a_reference_in_data_is_data_and_a_property_may_be_called_so(
    told_as_marked: Told,
) -> None:
    told_as_marked("""
        paths: {}
        components:
          schemas:
            Pointer:
              type: object
              properties:
                $ref:
                  type: string
                default:
                  type: string
              example:
                $ref: '#/nowhere'
              default:
                $ref: '#/nowhere'
              x-origin:
                $ref: '#/nowhere'
            Bad:
              type: object
              properties:
                default: # SSE003 here
                  $ref: '#/nowhere'
        """)


def test_a_file_outside_the_folder_leads_nowhere(told_as_marked: Told) -> None:
    (finding,) = told_as_marked("""
        paths: {}
        components:
          schemas:
            Secret: # SSE003 here
              $ref: '../../../etc/passwd'
        """)
    assert "outside the document's folder" in finding.message


def test_a_chain_that_breaks_is_told_where_it_breaks(told_as_marked: Told) -> None:
    told_as_marked("""
        paths: {}
        components:
          schemas:
            A:
              $ref: '#/components/schemas/B'
            B: # SSE003 here
              $ref: '#/components/schemas/C'
        """)


def test_a_circle_is_told_once_and_not_by_those_that_lead_into_it(
    told_as_marked: Told,
) -> None:
    told_as_marked("""
        paths: {}
        components:
          schemas:
            A:
              $ref: '#/components/schemas/B'
            B: # SSE004 here
              $ref: '#/components/schemas/C'
            C:
              $ref: '#/components/schemas/B'
        """)


def test_a_schema_composed_of_itself_is_circular(told_as_marked: Told) -> None:
    (finding,) = told_as_marked("""
        paths: {}
        components:
          schemas:
            A: # SSE004 here
              allOf:
                - $ref: '#/components/schemas/A'
                - type: object
        """)
    assert finding.severity is Severity.WARNING
    assert finding.repair is not None
    assert finding.repair.sure
    (change,) = finding.repair.changes
    assert isinstance(change, Remove)
    assert change.pointer == ("components", "schemas", "A", "allOf", 0)


def test_schemas_composed_of_each_other_are_each_told(told_as_marked: Told) -> None:
    findings = told_as_marked("""
        paths: {}
        components:
          schemas:
            A: # SSE004 here
              allOf:
                - $ref: '#/components/schemas/B'
            B: # SSE004 here
              allOf:
                - $ref: '#/components/schemas/A'
            Into:
              allOf:
                - $ref: '#/components/schemas/A'
            OutOf:
              allOf:
                - type: object
        """)
    assert not any(finding.repair and finding.repair.sure for finding in findings)


def test_what_a_reference_probably_means_is_proposed(told_as_marked: Told) -> None:
    (finding,) = told_as_marked("""
        paths: {}
        components:
          schemas:
            Event:
              type: object
            Events:
              type: array
              items: # SSE003 here
                $ref: '#/components/schemas/Evnt'
        """)
    assert finding.repair is not None
    assert not finding.repair.sure
    (change,) = finding.repair.changes
    assert isinstance(change, Put)
    assert change.value == "#/components/schemas/Event"


def test_a_schema_that_holds_itself_is_not_circular(told_as_marked: Told) -> None:
    told_as_marked("""
        paths: {}
        components:
          schemas:
            Tree:
              type: object
              properties:
                children:
                  type: array
                  items:
                    $ref: '#/components/schemas/Tree'
        """)


def test_only_the_later_of_two_equal_ids_is_told(told_as_marked: Told) -> None:
    (finding,) = told_as_marked("""
        paths:
          /a:
            get:
              operationId: list
              responses: {}
            post:
              responses: {}
          /b:
            get:
              operationId: list # SSE006 here
              responses: {}
            post:
              responses: {}
        """)
    assert "GET /b" in finding.message
    assert "GET /a" in finding.message


def test_a_path_that_leads_nowhere_leaves_its_operations_out(
    told_as_marked: Told,
) -> None:
    (finding,) = told_as_marked("""
        paths:
          /a: # SSE003 here
            $ref: 'other.yaml'
        """)
    assert finding.severity is Severity.UNSUPPORTED


def test_a_parameter_of_the_path_counts_for_a_stream(told_as_marked: Told) -> None:
    (finding,) = told_as_marked("""
        paths:
          /a:
            parameters:
              - $ref: '#/components/parameters/Nothing' # SSE003 here
            get:
              responses:
                '200':
                  description: Pieces.
                  content:
                    text/event-stream:
                      schema:
                        type: string
        """)
    assert finding.severity is Severity.ERROR


def test_a_reference_straight_to_itself_is_circular(told_as_marked: Told) -> None:
    told_as_marked("""
        paths:
          /chat: # SSE004 here
            $ref: '#/paths/~1chat'
          /words:
            get:
              operationId: words
              responses:
                '200':
                  description: The words.
                  content:
                    text/event-stream:
                      schema: {$ref: '#/components/schemas/Word'}
                '404': {$ref: '#/components/responses/Gone'}
        components:
          schemas:
            Word: {$ref: '#/components/schemas/Word'} # SSE004 here
          responses:
            Gone: {$ref: '#/components/responses/Gone'} # SSE004 here
        """)
