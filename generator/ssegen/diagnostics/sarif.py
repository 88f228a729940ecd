"""Findings in the Static Analysis Results Interchange Format (SARIF), version 2.1.0."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .diagnostic import Severity

if TYPE_CHECKING:
    from .diagnostic import Diagnostic
    from .told import About, Told

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
"""What relative URIs begin at: by custom, the root of the checkout."""

_LEVELS = {
    Severity.ERROR: "error",
    Severity.UNSUPPORTED: "warning",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
}
_RESERVED = ":/?#[]@!$&'()*+,;=%"
"""What quoting leaves alone in what is a URI already (RFC 3986, section 2.2)."""


def document(told: Told) -> str:
    """A log of one run, as JSON; of the rules, it describes all."""
    rules = list(told.rules.values())
    tree = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "ssegen",
                        "version": told.version,
                        "rules": [_rule(about) for about in rules],
                    }
                },
                "columnKind": "utf16CodeUnits",
                "originalUriBaseIds": {
                    ROOT: {"description": {"text": "The root of the checkout."}}
                },
                "invocations": [
                    {
                        "executionSuccessful": told.exit_code in (0, 1),
                        "exitCode": told.exit_code,
                    }
                ],
                "results": [
                    _result(diagnostic, fingerprint, told)
                    for diagnostic, fingerprint in zip(
                        told, told.fingerprints, strict=True
                    )
                ],
            }
        ],
    }
    # In ASCII: a document may hold lone surrogates, which no encoding of the output can.
    return json.dumps(tree, indent=2) + "\n"


def _rule(about: About) -> dict[str, Any]:
    return {
        "id": about.id,
        "shortDescription": {"text": about.title},
        "fullDescription": {"text": about.why or about.title},
        "help": {"text": about.page, "markdown": about.page},
        "defaultConfiguration": {"level": _LEVELS[about.severity]},
    }


def _result(diagnostic: Diagnostic, fingerprint: str, told: Told) -> dict[str, Any]:
    place = diagnostic.location
    region = {"startLine": place.line, "startColumn": _column(diagnostic, told)}
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": artifact(place.file, told),
            "region": region,
        }
    }
    if place.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": place.pointer}]
    remedy = f"; {diagnostic.remedy}" if diagnostic.remedy else ""
    result: dict[str, Any] = {
        "ruleId": diagnostic.rule,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": message(diagnostic.message + remedy)},
        "locations": [location],
        "partialFingerprints": {"ssegen/v1": fingerprint},
    }
    if diagnostic.rule in told.rules:
        result["ruleIndex"] = list(told.rules).index(diagnostic.rule)
    return result


def message(text: str) -> str:
    """The text as a message in which nothing is a link (section 3.11.6).

    Braces stay as they are: section 3.11.5 doubles them, for they may be placeholders, but no
    consumer takes them for such where there are no arguments, and hardly one undoes the doubling.
    """
    return text.replace("](", "] (")


def artifact(file: str, told: Told) -> dict[str, str]:
    """Where a file is: relative to the root where it is inside of it."""
    path = told.path(file)
    if path is None:
        return {"uri": quote(file, safe=_RESERVED, errors="replace")}
    if PurePosixPath(path).is_absolute():
        return {"uri": "file://" + quote(path, errors="replace")}
    return {"uri": quote(path, errors="replace"), "uriBaseId": ROOT}


def _column(diagnostic: Diagnostic, told: Told) -> int:
    """The 1-based column in UTF-16 code units: characters beyond U+FFFF are two."""
    place = diagnostic.location
    before = told.texts.line(place.file, place.line)[: place.column - 1]
    return place.column + sum(ord(character) > 0xFFFF for character in before)
