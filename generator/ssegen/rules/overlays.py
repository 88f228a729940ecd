"""Rules about overlays. What they tell is found while an overlay is applied."""

from __future__ import annotations

from ..diagnostics import Severity
from .registry import found_elsewhere


@found_elsewhere("SSE012", Severity.WARNING)
def idle_action() -> None:
    """an overlay action that changes nothing

    An action of an OpenAPI overlay selects nothing in the document, says neither `update` nor
    `remove: true`, or has an update that does not fit what stands there: only a mapping is merged
    into a mapping, and only a scalar replaces a scalar. Under version 1.0 an action selects
    mappings and lists, and a scalar is updated through what holds it. Overlays change the
    document's root file alone and follow no `$ref`.

    Why: the document is used as if the action were not there. What it should have corrected, such
    as the type of an event, is still wrong, mostly since somebody moved what the target names.

    Fix: correct the target, or remove the action. To replace a value by one of another kind, remove
    it in one action and add the new one in the next.

    Bad:

        actions:
          - target: $.paths['/chats'].post
            update:
              summary: Talk to the assistant.

    Good:

        actions:
          - target: $.paths['/chat'].post
            update:
              summary: Talk to the assistant.
    """
