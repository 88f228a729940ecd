"""Findings as test results in the XML of JUnit, which nearly every CI system shows.

A document is a suite. What makes the command fail is a failed test; other findings are passed tests
that say something.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from .diagnostic import Severity
from .text import excerpt

if TYPE_CHECKING:
    from .diagnostic import Diagnostic
    from .told import Checked, Told

_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even as a reference (section 2.2)."""


def document(told: Told) -> str:
    """``testsuites`` with a ``testsuite`` for each document and a ``testcase`` for each finding, or
    one that passes where there is none.
    """
    failures = sum(one.report.count(Severity.ERROR) for one in told.checked)
    tests = sum(max(1, len(one.report)) for one in told.checked)
    counts = _attributes(tests=tests, failures=failures, errors=0)
    suites = ElementTree.Element("testsuites", {"name": "ssegen", **counts})
    for one in told.checked:
        _suite(suites, one, told)
    ElementTree.indent(suites)
    # In ASCII, with references for all else, which is the same in every encoding of the output.
    text: bytes = ElementTree.tostring(
        suites, encoding="us-ascii", xml_declaration=True
    )
    return text.decode("ascii") + "\n"


def _suite(suites: ElementTree.Element, one: Checked, told: Told) -> None:
    failures = one.report.count(Severity.ERROR)
    tests = max(1, len(one.report))
    counts = _attributes(tests=tests, failures=failures, errors=0, skipped=0)
    name = _possible(one.name)
    suite = ElementTree.SubElement(suites, "testsuite", {"name": name, **counts})
    for diagnostic in one.report:
        _case(suite, name, diagnostic, told)
    if not one.report:
        ElementTree.SubElement(
            suite, "testcase", {"classname": name, "name": "no findings"}
        )


def _case(
    suite: ElementTree.Element, name: str, diagnostic: Diagnostic, told: Told
) -> None:
    title = _possible(f"{diagnostic.rule} {diagnostic.location}")
    case = ElementTree.SubElement(suite, "testcase", {"classname": name, "name": title})
    text = _possible(excerpt(diagnostic, told.texts, why=told.why(diagnostic)))
    if diagnostic.severity is Severity.ERROR:
        about = {"type": diagnostic.rule, "message": _possible(diagnostic.message)}
        ElementTree.SubElement(case, "failure", about).text = text
    else:
        ElementTree.SubElement(case, "system-out").text = text


def _attributes(**counts: int) -> dict[str, str]:
    return {name: str(count) for name, count in counts.items()}


def _possible(text: str) -> str:
    """The text with U+FFFD for what XML cannot hold."""
    return _IMPOSSIBLE.sub("\ufffd", text)
