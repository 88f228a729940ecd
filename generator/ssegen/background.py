"""Computations beside others, on the other processors of the machine."""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import threading
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
R = TypeVar("R")


@contextlib.contextmanager
def begun(compute: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Begin a computation in a process that is forked from this one.

    Where the system does not fork, where other threads run, or where there is one processor, the
    computation waits until its result is asked for, and is done here.

    Args:
        compute: A function without effects, whose result can be pickled.

    Gives:
        A function that waits for the result, and gives it or raises what the computation raises.
    """
    if not _can_fork():
        yield compute
        return
    child = _Child(compute)
    try:
        yield child.result
    finally:
        child.end()


def computed(compute: Callable[[T], R], items: Sequence[T], processes: int) -> list[R]:
    """The results for all items, in their order.

    Each is computed in a process that is forked from this one, so that its memory is free again at
    once, and so many of them run at a time; where `begun` would not fork, all are computed here.

    Args:
        compute: A function without effects, whose results can be pickled.
        items: What it takes.
        processes: How many may run at a time.

    Raises:
        Exception: What the computation raises. No process is left then.
    """
    if processes < 2 or len(items) < 2 or not _can_fork():
        return [compute(item) for item in items]
    results: dict[int, R] = {}
    running: dict[_Child[R], int] = {}
    try:
        for index, item in enumerate(items):
            if len(running) == processes:
                _collect(running, results)
            running[_Child(partial(compute, item))] = index
        while running:
            _collect(running, results)
    finally:
        for child in running:
            child.end()
    return [results[index] for index in range(len(items))]


def _collect(running: dict[_Child[R], int], results: dict[int, R]) -> None:
    """Wait for one of them or more, and take their results."""
    ready, _, _ = select.select(list(running), [], [])
    for child in ready:
        results[running[child]] = child.result()
        del running[child]
        child.end()


class _Child(Generic[R]):
    """A process that computes one thing and ends."""

    def __init__(self, compute: Callable[[], R]) -> None:
        self._compute = compute
        receiving, sending = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            os.close(receiving)
            _send(compute, sending)
        os.close(sending)
        self._pipe = open(receiving, "rb")  # noqa: SIM115 - `end` closes it

    def fileno(self) -> int:
        """What can be read once there is a result."""
        return self._pipe.fileno()

    def result(self) -> R:
        """Wait for the result, and give it or raise what the computation raises."""
        try:
            found: R = pickle.loads(self._pipe.read())
        except (EOFError, pickle.UnpicklingError):
            # Something went wrong there; here it can be told.
            return self._compute()
        return found

    def end(self) -> None:
        """End the process, whatever it does."""
        self._pipe.close()
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


def _can_fork() -> bool:
    alone = threading.active_count() == 1
    return hasattr(os, "fork") and alone and (os.cpu_count() or 1) > 1


def _send(compute: Callable[[], object], descriptor: int) -> None:
    """Compute, and end the process, whatever happens."""
    try:
        with open(descriptor, "wb") as pipe:
            pickle.dump(compute(), pipe, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)
