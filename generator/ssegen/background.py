"""A computation beside another one, on the second processor of the machine."""

from __future__ import annotations

import contextlib
import os
import pickle
import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


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
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        _send(compute, sending)
    os.close(sending)
    with open(receiving, "rb") as pipe:
        try:
            yield lambda: _received(pipe.read(), compute)
        finally:
            pipe.close()  # a child that nobody listens to any more ends at once
            os.waitpid(child, 0)


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


def _received(content: bytes, compute: Callable[[], T]) -> T:
    try:
        result: T = pickle.loads(content)
    except (EOFError, pickle.UnpicklingError):
        # Something went wrong there; here it can be told.
        return compute()
    return result
