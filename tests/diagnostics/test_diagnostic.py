from __future__ import annotations

from ssegen.diagnostics import Diagnostic, Location, Report, Severity


def finding(
    line: int, rule: str = "SSE101", severity: Severity = Severity.ERROR
) -> Diagnostic:
    return Diagnostic(rule, severity, Location("spec.yaml", line, 1), "wrong")


def test_a_report_is_in_the_order_of_places() -> None:
    later, earlier = finding(10), finding(9)
    assert list(Report.of([later, earlier])) == [earlier, later]


def test_findings_at_one_place_are_in_the_order_of_their_rules() -> None:
    second, first = finding(1, "SSE109"), finding(1, "SSE102")
    assert list(Report.of([second, first])) == [first, second]


def test_the_same_finding_is_reported_once() -> None:
    assert len(Report.of([finding(1), finding(1)])) == 1


def test_an_error_fails_and_a_warning_does_not() -> None:
    assert Report.of([finding(1)]).fails(strict=False)
    warned = Report.of([finding(1, severity=Severity.WARNING)])
    assert not warned.fails(strict=True)


def test_what_is_unsupported_fails_only_when_strict() -> None:
    report = Report.of([finding(1, severity=Severity.UNSUPPORTED)])
    assert report.fails(strict=True)
    assert not report.fails(strict=False)


def test_a_report_counts_by_severity() -> None:
    report = Report.of([finding(1), finding(2), finding(3, severity=Severity.INFO)])
    assert report.count(Severity.ERROR) == 2
    assert report.count(Severity.WARNING) == 0
