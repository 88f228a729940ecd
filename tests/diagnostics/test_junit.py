from __future__ import annotations

from xml.etree import ElementTree

import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st
from junitparser import JUnitXml

from ssegen.diagnostics import Diagnostic, Report, Severity
from ssegen.diagnostics.junit import document
from ssegen.diagnostics.told import Checked, Texts, Told

from .conftest import RULES, SCHEMAS, finding, findings, told

SCHEMA = xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd")


def parsed(run: Told) -> ElementTree.Element:
    text = document(run)
    SCHEMA.validate(text)
    return ElementTree.fromstring(text)


def test_an_error_is_a_failed_test_with_its_excerpt() -> None:
    suites = parsed(told(finding(remedy="write it down")))
    case = suites.find("testsuite/testcase")
    assert case is not None
    assert case.attrib == {"classname": "spec.yaml", "name": "SSE101 spec.yaml:3:3"}
    failure = case.find("failure")
    assert failure is not None
    assert failure.attrib == {"type": "SSE101", "message": "the path is wrong"}
    assert failure.text == (
        "spec.yaml:3:3: error SSE101 the path is wrong\n"
        "  3 |   /chat: {}\n"
        "    |   ^\n"
        "    = why: the user never sees it.\n"
        "    = help: write it down"
    )


def test_what_does_not_fail_the_run_is_a_passed_test_that_says_something() -> None:
    suites = parsed(told(finding(severity=Severity.WARNING)))
    case = suites.find("testsuite/testcase")
    assert case is not None
    assert case.find("failure") is None
    assert "warning SSE101 the path is wrong" in (case.findtext("system-out") or "")


def test_a_document_without_findings_is_a_passed_test() -> None:
    suites = parsed(told())
    (case,) = suites.iter("testcase")
    assert case.attrib == {"classname": "spec.yaml", "name": "no findings"}
    assert len(case) == 0


def test_each_document_is_a_suite_and_tests_are_counted() -> None:
    found = Report((finding(), finding(severity=Severity.INFO)))
    run = Told(
        (Checked("a.yaml", found), Checked("b.yaml", Report())),
        Texts({}),
        RULES,
        "1.2.3",
        1,
    )
    suites = JUnitXml.fromstring(document(run).encode())
    assert (suites.tests, suites.failures, suites.errors) == (3, 1, 0)
    told_of = [(suite.name, suite.tests, suite.failures) for suite in suites]
    assert told_of == [("a.yaml", 2, 1), ("b.yaml", 1, 0)]


@settings(deadline=None)
@given(st.lists(findings(), max_size=3))
def test_the_report_keeps_to_its_schema_whatever_findings_say(
    found: list[Diagnostic],
) -> None:
    cases = list(parsed(told(*found)).iter("testcase"))
    assert len(cases) == max(1, len(found))


@given(st.text())
def test_what_xml_can_hold_is_read_back_as_it_was(text: str) -> None:
    found = finding(message=text)
    failure = parsed(told(found)).find("testsuite/testcase/failure")
    assert failure is not None
    kept = failure.attrib["message"]
    assert len(kept) == len(text)
    lost = {a for a, b in zip(text, kept, strict=True) if a != b}
    assert all(not character.isprintable() for character in lost)
