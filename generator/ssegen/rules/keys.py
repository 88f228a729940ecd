"""Rules about keys that nobody reads as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics import Repair, Severity
from ..openapi.operations import PATH
from ..openapi.streams import MODEL
from ..openapi.variants import ERROR
from .registry import Finding, rule
from .repairs import remove, renamed
from .spelling import misspelt, nearest, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .subject import Subject

EXTENSIONS = frozenset(
    {
        ERROR,
        MODEL,
        PATH,
        "x-ssegen-group",
        "x-ssegen-ignore",
        "x-ssegen-name",
    }
)
"""All extensions of ours."""

_OURS = "x-ssegen"
_ENDINGS = {name.removeprefix(f"{_OURS}-"): name for name in EXTENSIONS}


@rule("SSE014", Severity.WARNING)
def unknown_extension(subject: Subject) -> Iterator[Finding]:
    """an `x-ssegen-` extension that there is not

    An extension begins as those of ssegen do, and is none of them.

    Why: it has no effect. An extension that is misspelt leaves things as they were without it, and
    nobody sees that a name was not given, or an event not raised as an error.

    Fix: correct it. There are `x-ssegen-error`, `x-ssegen-event-model`, `x-ssegen-group`,
    `x-ssegen-ignore`, `x-ssegen-name` and `x-ssegen-path`.

    Bad:

        post:
          operationId: chat
          x-ssegen-nmae: create

    Good:

        post:
          operationId: chat
          x-ssegen-name: create
    """
    for node in subject.reached:
        mapping = node.value if isinstance(node.value, dict) else {}
        for key in [key for key in mapping if key.startswith(_OURS)]:
            place = node.get(key) or node
            if key not in EXTENSIONS:
                # What all of them begin with would make them all alike.
                near = _ENDINGS.get(
                    nearest(key.removeprefix(f"{_OURS}-"), _ENDINGS), ""
                )
                yield Finding(
                    place,
                    f"there is no extension `{key}`; it has no effect"
                    + (f"; did you mean `{near}`?" if near else ""),
                    f"the extensions are {', '.join(f'`{e}`' for e in sorted(EXTENSIONS))}",
                    repair=renamed(place, near) or Repair((remove(place),), sure=False),
                )


@rule("SSE015", Severity.WARNING)
def misspelt_key(subject: Subject) -> Iterator[Finding]:
    """a key that is nearly one of OpenAPI's

    A schema, an operation, a parameter, a response or a path item has a key that OpenAPI does not
    know and that differs from one it knows by a letter or two, or by its spelling: `min_items`,
    `descripton`, `GET`.

    Why: what nobody knows is passed over. An operation under `GET` is missing from the SDK, and
    properties under `propertes` are missing from the type.

    Fix: spell it as OpenAPI does. A key of your own begins with `x-`.

    Bad:

        Names:
          type: array
          min_items: 1

    Good:

        Names:
          type: array
          minItems: 1
    """
    for part in subject.parts:
        keys, mapping = part.kind.keys, part.node.value
        if not keys or not isinstance(mapping, dict):
            continue
        for key in mapping.keys() - keys:
            near = "" if key.startswith("x-") else misspelt(key, keys)
            if near and near not in mapping:
                place = part.node.get(key) or part.node
                yield Finding(
                    place,
                    f"OpenAPI knows no `{key}` here; it has no effect; did you mean `{near}`?",
                    "spell it as OpenAPI does, or begin it with `x-`",
                    repair=renamed(place, near, sure=plain(key) == plain(near)),
                )
