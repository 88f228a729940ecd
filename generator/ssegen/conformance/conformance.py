"""What a value or a frame lacks, by the document's own schemas."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from .problem import Direction, Problem, problem

if TYPE_CHECKING:
    from ..load.node import Document, Node, Value
    from ..openapi import StreamNode
    from ..python.runtime.frame import Frame


class Conformance:
    """Checks values and frames against the schemas of a document.

    It is lenient where real documents are not to be taken at their word: ``oneOf`` counts as
    ``anyOf``, and what leads nowhere, is of the wrong kind, or cannot be matched in linear time
    constrains nothing. Not for several threads at once.
    """

    def __init__(self, document: Document) -> None:
        # jsonschema takes a while to import.
        from .checks import Checks

        self._document = document
        self._checks = {
            direction: Checks(document, direction) for direction in Direction
        }

    def problems(
        self, schema: Node, value: Value, *, direction: Direction
    ) -> tuple[Problem, ...]:
        """What keeps a value from its schema; of many problems the first 20.

        What cannot be told in a bounded number of steps, or at a bounded depth, is one problem.
        """
        from .checks import TooMuch
        from .keywords import MOST_ERRORS

        try:
            errors = self._checks[direction].errors(schema, value)
            return tuple(map(problem, islice(errors, MOST_ERRORS)))
        except TooMuch:
            return (Problem("$", "takes too many steps to compare with its schema"),)
        except RecursionError:
            return (Problem("$", "is nested too deeply to compare with its schema"),)
        except (ArithmeticError, ValueError):
            # Python writes no number of more than 4,300 digits.
            return (Problem("$", "holds a number too large to compare"),)

    def frame_problems(self, stream: StreamNode, frame: Frame) -> tuple[Problem, ...]:
        """What keeps a frame from being an event of the stream.

        The sentinel conforms, and so does what is no event, such as an ``id`` alone. Events called
        ``error`` that the document does not describe conform too: they are raised, whatever they
        hold.
        """
        from .frames import seen

        found = seen(self._document, stream, frame)
        if isinstance(found, Problem):
            return (found,)
        closest: tuple[Problem, ...] | None = None
        for each in found:
            problems = self.problems(
                each.schema, each.value, direction=Direction.RESPONSE
            )
            if closest is None or len(problems) < len(closest):
                closest = tuple(
                    replace(problem, path=each.place(problem.path))
                    for problem in problems
                )
        return closest or ()
