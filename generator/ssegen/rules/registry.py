"""What a rule is, and how the rules of all families are put together.

A rule is one small function. Its docstring is its page: a title line, what the rule looks at, and
the paragraphs ``Why``, ``Fix``, ``Bad`` and ``Good``, the last two with an example in YAML.
"""

from __future__ import annotations

import enum
import inspect
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ..diagnostics import Diagnostic, Location, Repair, Severity
from ..load.node import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import ModuleType

    from .subject import Subject


class Family(enum.Enum):
    """What a rule is about; the first digit of its id."""

    DOCUMENTS = "0"
    STREAMS = "1"
    SCHEMAS = "2"
    NAMES = "3"
    CHANGES = "4"
    """Between two documents; `ssegen diff` finds them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check yields: a place and what is wrong there."""

    place: Node | Location
    message: str
    remedy: str = ""
    severity: Severity | None = None
    """Where it is not the rule's own."""
    repair: Repair | None = None


Check: TypeAlias = "Callable[[Subject], Iterator[Finding]]"


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    severity: Severity
    """The usual one; the page says so where a finding may weigh less."""
    doc: str
    check: Check | None
    """None where the fault shows while the document is read, translated or named, and is told from
    there."""

    @property
    def title(self) -> str:
        """The first line of the page."""
        return self.doc.partition("\n")[0]

    @property
    def why(self) -> str:
        """What happens at run time where nobody mends it: the page's paragraph of that name."""
        _, _, rest = self.doc.partition("\nWhy: ")
        return " ".join(rest.partition("\n\n")[0].split())

    @property
    def family(self) -> Family:
        return Family(self.id.removeprefix("SSE")[0])

    def findings(self, subject: Subject) -> Iterator[Diagnostic]:
        """Run the check over a document; nothing where the fault is found elsewhere."""
        for finding in self.check(subject) if self.check else ():
            place = finding.place
            yield Diagnostic(
                self.id,
                finding.severity or self.severity,
                place.location if isinstance(place, Node) else place,
                finding.message,
                finding.remedy,
                self.why,
                finding.repair,
            )


def rule(id: str, severity: Severity) -> Callable[[Check], Rule]:
    """Make a rule of a check; the check's docstring becomes the rule's page."""

    def register(check: Check) -> Rule:
        return Rule(id, severity, inspect.getdoc(check) or "", check)

    return register


def found_elsewhere(
    id: str, severity: Severity
) -> Callable[[Callable[[], None]], Rule]:
    """Make a rule that is a page only; what it describes is found by another part and told under
    this id."""

    def register(page: Callable[[], None]) -> Rule:
        return Rule(id, severity, inspect.getdoc(page) or "", None)

    return register


def collect(modules: Iterable[ModuleType]) -> tuple[Rule, ...]:
    """All rules that stand in these modules, by id.

    Raises ValueError where two have the same id.
    """
    found = [value for module in modules for value in vars(module).values()]
    rules = sorted(
        (value for value in found if isinstance(value, Rule)), key=lambda r: r.id
    )
    for earlier, later in itertools.pairwise(rules):
        if earlier.id == later.id:
            raise ValueError(
                f"two rules have the id {later.id}: {earlier.title}; {later.title}"
            )
    return tuple(rules)
