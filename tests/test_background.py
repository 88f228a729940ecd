from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from ssegen.background import begun, computed


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


needs_processes = pytest.mark.skipif(
    not hasattr(os, "fork") or (os.cpu_count() or 1) < 2,
    reason="needs a system that forks, and two processors",
)


@needs_processes
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


@needs_processes
def test_results_come_in_the_order_of_the_items_each_from_a_process_of_its_own() -> (
    None
):
    code = """
import os
from ssegen.background import computed
def place(item):
    return item, os.getpid()
found = computed(place, "edcba", 2)
print("".join(item for item, _ in found), len({process for _, process in found} - {os.getpid()}))
"""
    assert alone(code) == "edcba 5\n"


@pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="needs a system that lists children"
)
@needs_processes
def test_no_more_processes_run_at_a_time_than_asked_for() -> None:
    code = """
import os
from ssegen.background import computed
def children():
    with open(f"/proc/self/task/{os.getpid()}/children") as file:
        return len(file.read().split())
class Items(list):
    def __iter__(self):
        for item in super().__iter__():
            counts.append(children())
            yield item
counts = []
computed(abs, Items([1, 2, 3, 4, 5]), 2)
print(max(counts), children())
"""
    assert alone(code) == "2 0\n"


@needs_processes
def test_an_error_of_one_ends_them_all() -> None:
    code = """
import os, signal
from ssegen.background import computed
def wait_or_fail(item):
    if item: signal.pause()
    raise LookupError("none")
try:
    computed(wait_or_fail, [True, False, True], 3)
except LookupError as error:
    print(error)
try:
    os.wait()
except ChildProcessError:
    print("alone")
"""
    assert alone(code) == "none\nalone\n"


@pytest.mark.parametrize(("items", "processes"), [([1, 2], 1), ([1], 4), ([], 4)])
def test_one_at_a_time_is_computed_here(items: list[int], processes: int) -> None:
    here = [(item, os.getpid()) for item in items]
    assert computed(lambda item: (item, os.getpid()), items, processes) == here
