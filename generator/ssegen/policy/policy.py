"""What the document and the configuration say of findings, in the order in which it counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ..diagnostics import Report
from .ignores import Ignores, ignores
from .severities import Places, weighed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from ..config import Config
    from ..load.node import Document


@dataclass(frozen=True)
class Policy:
    """How the findings about one document are to be taken, in as many reports as there are."""

    document: Document
    config: Config
    rules: Collection[str]
    """The ids of all rules there are."""

    def applied(
        self, report: Report, ran: Callable[[str], bool] = lambda rule: False
    ) -> Report:
        """The findings that nobody asked to ignore, with the severities that they should have.

        ``ran`` says of a rule's id whether the report holds all that the rule finds. An ignore of
        such a rule that ignored nothing is reported itself (SSE011).
        """
        kept = [d for d in report if not self._ignores.take(d)]
        unused = self._ignores.unused(self.rules, ran)
        return Report.of(weighed((*kept, *unused), self._places, self.config))

    @cached_property
    def _ignores(self) -> Ignores:
        return ignores(self.document)

    @cached_property
    def _places(self) -> Places:
        return Places(self.document)
