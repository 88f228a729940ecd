"""Rules about the names that the SDK takes from the document."""

from __future__ import annotations

from ..diagnostics import Severity
from .registry import found_elsewhere


@found_elsewhere("SSE301", Severity.WARNING)
def colliding_names() -> None:
    """names that are the same in Python

    Two things of the document want the same Python name, `user-id` and `user_id` or `Chat` and
    `chat`, and nothing they stand in tells them apart. One gets a number; or an extension asks for
    a name that something else got. Where the name it gets instead says what it is, the finding is
    an info.

    Why: the number tells a reader nothing, and it may be another one when a thing is added.

    Fix: give the two names that also differ as Python spells them, or name one with
    `x-ssegen-name`.

    Bad:

        properties:
          user-id:
            type: string
          user_id:
            type: string

    Good:

        properties:
          user_id:
            type: string
          owner_id:
            type: string
    """


@found_elsewhere("SSE302", Severity.WARNING)
def unspellable_name() -> None:
    """a name that Python cannot spell

    The name has no letter or digit that an identifier may contain.

    Why: a name is made up from where the thing stands, which tells a reader little.

    Fix: give it a name with letters, or name it with `x-ssegen-name`.

    Bad:

        properties:
          '☃':
            type: string

    Good:

        properties:
          snowman:
            type: string
    """
