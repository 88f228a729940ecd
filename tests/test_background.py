from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from ssegen.background import begun


def alone(code: str) -> str:
    """What a program prints that has no other threads, as the command line has none."""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True
    )
    assert run.stderr == ""
    return run.stdout


ELSEWHERE = """
import os, sys
from ssegen.background import begun
with begun(lambda: (os.getpid(), "x" * 10**6)) as result:
    process, text = result()
print(process != os.getpid(), len(text))
"""


@pytest.mark.skipif(
    not hasattr(os, "fork") or (os.cpu_count() or 1) < 2,
    reason="needs a system that forks, and two processors",
)
def test_a_result_comes_from_another_process() -> None:
    assert alone(ELSEWHERE) == "True 1000000\n"


def test_an_error_is_raised_where_the_result_is_asked_for() -> None:
    code = """
from ssegen.background import begun
def fail(): raise LookupError("none")
with begun(fail) as result:
    try:
        result()
    except LookupError as error:
        print(error)
"""
    assert alone(code) == "none\n"


def test_a_result_that_nobody_asks_for_holds_nothing_up() -> None:
    code = """
from ssegen.background import begun
with begun(lambda: "x" * 10**7):
    pass
print("done")
"""
    assert alone(code) == "done\n"


def test_beside_other_threads_it_is_computed_here() -> None:
    leave = threading.Event()
    other = threading.Thread(target=leave.wait)
    other.start()
    try:
        with begun(os.getpid) as result:
            assert result() == os.getpid()
    finally:
        leave.set()
        other.join()
