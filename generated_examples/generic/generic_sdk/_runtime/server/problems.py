# SPDX-License-Identifier: 0BSD
"""What is wrong with a request, all of it in one answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

from ..wording import one_line
from .errors import ServerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import ValidationError

Place: TypeAlias = "tuple[str | int, ...]"

_SHOWN = 20


class Problem(NamedTuple):
    """One thing that is wrong.

    Attributes:
        place: Where: ``path``, ``query``, ``header``, ``cookie`` or ``body``, and the way from
            there, by wire names.
        message: What is wanted instead. It does not repeat what was sent.
        type: A word for it, pydantic's.
    """

    place: Place
    message: str
    type: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.place))}: {self.message}"


class RequestError(ServerError):
    """A request that is refused before it reaches a handler."""

    def __init__(
        self,
        status: int,
        message: str,
        *problems: Problem,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, status=status, headers=headers)
        self.problems = problems or (Problem((), message, "value_error"),)


def unprocessable(problems: list[Problem]) -> RequestError:
    """Give the refusal of a request whose values are not what the operation takes."""
    said = "; ".join(one_line(str(problem)) for problem in problems[:_SHOWN])
    more = len(problems) - _SHOWN
    if more > 0:
        said += f"; and {more} more"
    return RequestError(422, said, *problems)


def of_validation(
    error: ValidationError, value: object, start: Place
) -> Iterator[Problem]:
    """Give the problems that pydantic found.

    Several at one place, such as those of a union's members, are one.

    Args:
        value: What was validated. It tells keys from the names that pydantic gives members.
        start: Where it stands.
    """
    messages: dict[Place, dict[str, str]] = {}
    for found in error.errors(
        include_url=False, include_context=False, include_input=False
    ):
        place, inner = [*start], value
        for key in found["loc"]:
            try:
                inner = cast("Any", inner)[key]
            except (LookupError, TypeError):
                if found["type"] != "missing" or key != found["loc"][-1]:
                    continue
            place.append(key)
        said = messages.setdefault(tuple(place), {})
        said.setdefault(found["msg"], found["type"])
    for where, said in messages.items():
        yield Problem(where, " or ".join(said), next(iter(said.values())))
