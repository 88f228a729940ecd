"""The whole way from a document to an SDK, and to everything that is wrong with it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .background import begun
from .compare import Contract, findings
from .diagnostics import Report, Severity
from .ir.api import Place
from .lower import Options, Selector, Skipped, StreamChoice, SwitchChoice, lower
from .openapi.operations import operations
from .policy import Policy
from .python.plan import NO_CUSTOM, package_name, plan
from .python.render import OURS, render, render_project
from .renames import rename_findings
from .rules import RULES, advise, check

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .config import Config, OperationConfig
    from .diagnostics import Diagnostic
    from .ir.api import Api
    from .load.node import Document
    from .lower import Lowered
    from .python.plan import Custom, Rename
    from .python.plan.sdk import Sdk
    from .python.render import Templates

ADVICE = "SSE007"
NAMES = "SSE3"
CHANGES = "SSE4"
RULE_IDS = frozenset(rule.id for rule in RULES)


@dataclass(frozen=True, slots=True)
class Generated:
    """What a document gives."""

    report: Report
    skipped: tuple[Skipped, ...]
    api: Api
    sdk: Sdk | None = None
    """None where the report fails; then there are no files."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Text by path relative to the output folder, with slashes."""


def package(document: Document, config: Config) -> str:
    """The name of the package that a document gives."""
    info = document.root.get("info")
    return config.package_name or package_name(info.text("title") if info else "")


def generate(
    document: Document,
    config: Config,
    custom: Custom = NO_CUSTOM,
    templates: Templates = OURS,
) -> Generated:
    """Turn a document into an SDK: its package, and the project around it where it is asked for.

    Nothing is generated where the report fails (`Report.fails`).

    Args:
        document: The document.
        config: What is asked for of it.
        custom: What the user has added to the SDK.
        templates: What stands in for the templates; read from ``config.templates``.

    Raises:
        CustomError: What the user has added does not fit what is generated.
        TemplateError: A template of the user's cannot be used.
    """
    policy = Policy(document, config, RULE_IDS)
    lowered, told = _checked(document, lowering_options(config))
    report = policy.applied(told)
    if report.fails(strict=config.strict):
        return Generated(_explained(report), lowered.skipped, lowered.api)

    planned = plan(
        lowered.api,
        package=package(document, config),
        http=config.http,
        custom=custom,
        with_server=config.server,
    )
    files = render(planned.sdk, templates)
    if config.project:
        files |= render_project(planned.sdk, templates)
    renamed = policy.applied(Report.of(rename_findings(document, planned.renames)))
    report = _explained((*report, *renamed))
    return Generated(report, lowered.skipped, lowered.api, planned.sdk, files)


def validate(document: Document, config: Config, *, advised: bool = True) -> Report:
    """Everything that is to be said about a document; takes seconds where it is ``advised`` by
    openapi-spec-validator as well.
    """
    lowered, report = _checked(document, lowering_options(config))
    named = not report.fails(strict=False)
    renames: tuple[Rename, ...] = ()
    if named:
        renames = plan(
            lowered.api,
            package=package_name(lowered.api.title),
            with_server=config.server,
        ).renames
    report = Report.of((*report, *rename_findings(document, renames)))
    advice = advise(document, report, strict=config.strict) if advised else ()

    def ran(rule: str) -> bool:
        if rule.startswith(CHANGES):
            return False  # about two documents
        if rule.startswith(NAMES):
            return named
        return advised or rule != ADVICE

    policy = Policy(document, config, RULE_IDS)
    return _explained(policy.applied(Report.of((*report, *advice)), ran))


@dataclass(frozen=True, slots=True)
class Differences:
    """What changed from one document to another."""

    report: Report
    """Findings in the new document, and in the old one about what is gone."""
    errors: tuple[int, int]
    """How many errors the old document and the new one have: what they concern is compared only as
    far as it can be understood."""


def differences(
    old: Document, old_config: Config, new: Document, new_config: Config
) -> Differences:
    """What changed from one document to the other for a client of the SDK.

    Each document says itself what of the findings in it is ignored.
    """
    before, old_errors = _contract(old, old_config)
    after, new_errors = _contract(new, new_config)
    found = findings(old, before, new, after)
    taken = (
        *Policy(old, old_config, RULE_IDS).applied(found.old),
        *Policy(new, new_config, RULE_IDS).applied(found.new),
    )
    # What else there is to say of ignores is the affair of `validate`.
    report = _explained(d for d in taken if d.rule.startswith(CHANGES))
    return Differences(report, (old_errors, new_errors))


def _contract(document: Document, config: Config) -> tuple[Contract, int]:
    """What a document promises, and the number of its errors."""
    lowered, told = _checked(document, lowering_options(config))
    errors = Policy(document, config, RULE_IDS).applied(told).count(Severity.ERROR)
    planned = plan(lowered.api, package=package(document, config), http=config.http)
    skipped = frozenset(skipped.key for skipped in lowered.skipped)
    return Contract(lowered.api, planned, skipped), errors


def idle(document: Document, config: Config) -> tuple[str, ...]:
    """The globs of ``include`` and ``exclude``, and the operations that the configuration names,
    that match no operation of the document.
    """
    options = lowering_options(config)
    found = operations(document)
    selectors = (*options.include, *options.exclude)
    idle = [str(s) for s in selectors if not any(s.matches(o) for o in found)]
    names = {name for operation in found for name in (operation.key, operation.id)}
    return (*idle, *(key for key in config.operations if key not in names))


def _explained(diagnostics: Iterable[Diagnostic]) -> Report:
    """The findings, each with what its rule's page says of why it matters."""
    whys = {rule.id: rule.why for rule in RULES}
    return Report.of(replace(d, why=d.why or whys.get(d.rule, "")) for d in diagnostics)


def _checked(document: Document, options: Options) -> tuple[Lowered, Report]:
    """What a document is lowered to, and what the rules and lowering find in it, side by side."""
    with begun(
        lambda: check(document, options.wants, options.allows_payload)
    ) as found_by_rules:
        lowered = lower(document, options)
        return lowered, Report.of((*found_by_rules(), *lowered.diagnostics))


def lowering_options(config: Config) -> Options:
    """What is asked for of a document, as far as it shapes the API."""
    return Options(
        only_streaming=config.only_streaming,
        include=tuple(map(Selector.parse, config.include)),
        exclude=tuple(map(Selector.parse, config.exclude)),
        payloads=config.payload_events,
        error_events=frozenset(config.error_events),
        streams={key: _choice(chosen) for key, chosen in config.operations.items()},
    )


def _choice(chosen: OperationConfig) -> StreamChoice:
    errors = None if chosen.error_events is None else frozenset(chosen.error_events)
    return StreamChoice(chosen.payload, _switch(chosen), errors)


def _switch(chosen: OperationConfig) -> SwitchChoice | None:
    place, _, name = chosen.stream_switch.partition(".")
    if not name:
        return None
    return SwitchChoice(Place(place), name, chosen.stream_value, chosen.at_once_value)
