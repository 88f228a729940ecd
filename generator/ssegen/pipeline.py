"""The whole way from a document to an SDK, and to everything that is wrong with it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .background import begun
from .diagnostics import Report
from .ir.api import Place
from .lower import Options, Selector, Skipped, StreamChoice, SwitchChoice, lower
from .openapi.operations import operations
from .python.plan import package_name, plan
from .python.render import render, render_project
from .renames import rename_findings
from .rules import advise, check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .config import Config, OperationConfig
    from .ir.api import Api
    from .load.node import Document
    from .python.plan import Rename
    from .python.plan.sdk import Sdk


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


def generate(document: Document, config: Config) -> Generated:
    """Turn a document into an SDK: its package, and the project around it where it is asked for.

    Nothing is generated where the report fails (`Report.fails`).
    """
    options = _options(config)
    with begun(lambda: _told(document, options)) as told:
        lowered = lower(document, options)
        report = Report.of((*told(), *lowered.diagnostics))
    if report.fails(strict=config.strict):
        return Generated(report, lowered.skipped, lowered.api)

    package = config.package_name or package_name(lowered.api.title)
    planned = plan(lowered.api, package=package, http=config.http)
    files = render(planned.sdk)
    if config.project:
        files |= render_project(planned.sdk)
    report = Report.of((*report, *rename_findings(document, planned.renames)))
    return Generated(report, lowered.skipped, lowered.api, planned.sdk, files)


def validate(document: Document, config: Config) -> Report:
    """Everything that is to be said about a document, advice included; may take seconds."""
    options = _options(config)
    lowered = lower(document, options)
    report = Report.of((*_told(document, options), *lowered.diagnostics))
    renames: tuple[Rename, ...] = ()
    if not report.fails(strict=False):
        renames = plan(lowered.api, package=package_name(lowered.api.title)).renames
    return Report.of((*report, *rename_findings(document, renames), *advise(document)))


def idle(document: Document, config: Config) -> tuple[str, ...]:
    """The globs of ``include`` and ``exclude``, and the operations that the configuration names,
    that match no operation of the document.
    """
    options = _options(config)
    found = operations(document)
    selectors = (*options.include, *options.exclude)
    idle = [str(s) for s in selectors if not any(s.matches(o) for o in found)]
    names = {name for operation in found for name in (operation.key, operation.id)}
    return (*idle, *(key for key in config.operations if key not in names))


def _told(document: Document, options: Options) -> Report:
    return check(document, options.wants, options.allows_payload)


def _options(config: Config) -> Options:
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
