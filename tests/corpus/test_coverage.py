"""Real documents become SDKs: all that they describe, and as ``docs/coverage.md`` says."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest
from tests.corpus.coverage import CHECKS, PASSED, checked, counted
from tests.corpus.entries import ENTRIES, Tally, entry, generated, write
from tests.corpus.served import PAGE

from ssegen.diagnostics import Severity
from ssegen.lower import Options, lower
from ssegen.rules import check

if TYPE_CHECKING:
    from pathlib import Path

    from tests.corpus.entries import Entry

pytestmark = pytest.mark.corpus

LARGE = {
    "elastic-elasticsearch.json",
    "github-ghes-3.6.json",
    "openai-openai.yaml",
    "stripe-2023.yaml",
}
"""Documents that are not rendered here; the table tells of their SDKs too."""

SAMPLE = ("fern-sse-openapi-3.2.yaml", "together-together.yaml", "exa-exa.yaml")
"""SDKs that are put before the type checkers here: envelopes, payloads, unions, bytes, files."""


def tallied(entry: Entry, corpus: Path) -> Tally:
    """Count what a document gives; everything but the largest is rendered on the way."""
    if entry.name not in LARGE:
        sdk = generated(entry, corpus)
        assert sdk.sdk is not None, [
            d for d in sdk.report if d.severity is Severity.ERROR
        ]
        for path, text in sdk.files.items():
            if path.endswith(".py"):
                ast.parse(text, path)
        return Tally.of(sdk.api, sdk.skipped)
    options = Options(payloads=entry.payloads)
    document = entry.load(corpus)
    told = check(document, options.wants, options.allows_payload)
    assert [d for d in told if d.severity is Severity.ERROR] == []
    lowered = lower(document, options)
    return Tally.of(lowered.api, lowered.skipped)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_operation_and_every_stream_is_generated_as_the_table_says(
    entry: Entry, corpus: Path
) -> None:
    tally = tallied(entry, corpus)

    assert tally.generated >= 0.99 * entry.operations, tally.skipped
    assert tally.streams == entry.streams
    numbers = (entry.operations, tally.generated, entry.streams, tally.streams)
    row = (entry.version, *(f"{number:,}" for number in numbers))
    assert counted(PAGE.read_text(encoding="utf-8"))[entry.name] == row


@pytest.mark.parametrize(
    "entry",
    [entry for entry in ENTRIES if entry.payloads and entry.name not in LARGE],
    ids=lambda entry: entry.name,
)
def test_a_payload_in_the_place_of_an_envelope_is_an_error_unless_allowed(
    entry: Entry, corpus: Path
) -> None:
    document = entry.load(corpus)
    options = Options()
    found = check(document, options.wants, options.allows_payload)
    assert {d.rule for d in found if d.severity is Severity.ERROR} == {"SSE101"}


def test_sdks_import_and_pass_the_linters_and_type_checkers(
    corpus: Path, tmp_path: Path
) -> None:
    # All in one test, for most of what the checkers do is to read the libraries, once for all.
    packages: list[str] = []
    for each in map(entry, SAMPLE):
        write(generated(each, corpus), tmp_path)
        packages.append(each.package)

    assert checked(packages, tmp_path) == (PASSED,) * len(CHECKS)
