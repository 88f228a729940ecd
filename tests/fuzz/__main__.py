"""Coverage-guided fuzzing of what reads bytes of others: ``python -m tests.fuzz TARGET``.

::

    pip install -e '.[dev,fuzz]'
    python -m tests.fuzz decoder --seconds 600
    python -m tests.fuzz loader --replay .fuzz/loader/crash-...

It is done by atheris, which is libFuzzer for Python: it changes an input, and keeps what reaches
code that none before it has. Hypothesis, which the other tests have, can be steered by a number and
not by coverage. The wheels of atheris are for CPython on Linux alone, so an input is a plain file:
``--replay`` and the tests read it on any machine.

A target is a module with ``check``, which raises for an input that shows a fault, ``seeds``, and
either ``WORDS``, which libFuzzer puts into its inputs, or ``mutated``, a mutation that knows what
the input means. ``.fuzz`` keeps the inputs found, so that a run goes on where the last one ended.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import logging
import os
import random
import sys
from pathlib import Path
from typing import Any

TARGETS = ("decoder", "stream", "loader")
FOLDER = Path(".fuzz")
MAX_BYTES = 16 * 1024
"""The largest input that is tried."""

HANGS = 60
"""Seconds after which an input counts as one that never ends."""


def main() -> None:
    """Fuzz a target, or replay an input."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=60, help="how long; default 60")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="try one input")
    options = parser.parse_args()
    logging.disable()  # what streams tell of their events
    os.cpu_count = (
        lambda: 1
    )  # with a second processor, generation would fork for each input
    if options.replay:
        _target(options.target).check(options.replay.read_bytes())
        print(f"{options.replay}: no fault")
    else:
        _fuzz(options.target, options.seconds)


def _target(name: str) -> Any:
    return importlib.import_module(f"tests.fuzz.{name}")


def _fuzz(name: str, seconds: int) -> None:
    """Fuzz until the time is over, or something fails; does not return."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["ssegen"]):
        target = _target(name)
    folder = FOLDER / name
    inputs, seeds = folder / "inputs", folder / "seeds"
    for each in (inputs, seeds):
        each.mkdir(parents=True, exist_ok=True)
    for seed in target.seeds():
        if len(seed) <= MAX_BYTES:
            (seeds / _digest(seed)).write_bytes(seed)
    arguments = [
        f"-max_total_time={seconds}",
        f"-max_len={MAX_BYTES}",
        f"-timeout={HANGS}",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
        "-entropic_scale_per_exec_time=1",
        "-reload=0",
    ]
    mutations: dict[str, Any] = {}
    if hasattr(target, "mutated"):

        def mutate(content: bytes, size: int, seed: int) -> bytes:
            found = target.mutated(content, random.Random(seed))
            if found is None or len(found) > size:
                return bytes(atheris.Mutate(content, size))
            return bytes(found)

        mutations["custom_mutator"] = mutate
    else:
        dictionary = folder / "words"
        dictionary.write_text("".join(map(_entry, target.WORDS)), "ascii")
        arguments.append(f"-dict={dictionary}")

    def check(content: bytes) -> None:
        try:
            target.check(content)
        except BaseException:
            file = folder / f"crash-{_digest(content)}"
            print(f"replay: python -m tests.fuzz {name} --replay {file}", flush=True)
            raise

    command = [sys.argv[0], *arguments, str(inputs), str(seeds)]
    atheris.Setup(command, check, **mutations)
    atheris.Fuzz()


def _digest(content: bytes) -> str:
    """What libFuzzer calls a file with this content."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def _entry(word: str) -> str:
    """A line of libFuzzer's dictionary."""
    escaped = "".join(f"\\x{byte:02x}" for byte in word.encode())
    return f'"{escaped}"\n'


if __name__ == "__main__":
    main()
