"""How long generating takes, and how much memory, beside other generators on the same documents.

``SSEGEN_CORPUS=folder python benchmarks/generate.py`` installs the other generators below
``--cache``, runs all of them in turns, and prints a table of medians for each document. Then
follows how the time of ssegen grows with growing parts of one document. Run it on a machine that
does nothing else; it needs a Unix system, and npm and Java for those that are not written in
Python.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from environment import CACHE, environment, requirements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

DOCUMENTS = ("openai-openai.yaml", "stripe-2023.yaml", "github-ghes-3.6.json")
OPENAPI_TS = ("@hey-api/openapi-ts@0.99.0", "typescript@5.9.3")
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

Command: TypeAlias = "Callable[[Path, Path], list[str]]"
"""What to run for a document and an output folder."""


@dataclass(frozen=True, slots=True)
class Generator:
    name: str
    command: Command
    left_out: re.Pattern[str] | None = None
    """What its messages say for each operation that it leaves out."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a generator."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds, of its own processes and the kernel's for them."""
    memory: float
    """Megabytes at the peak, of its largest process."""
    failure: str
    """What it complained about, where it failed; else empty."""
    messages: str


def ssegen(document: Path, output: Path) -> list[str]:
    options = ["--payload-events", "-o", str(output)]
    return [sys.executable, "-m", "ssegen", "generate", str(document), *options]


def peers(cache: Path) -> Iterator[Generator]:
    """Install the other generators, each in a place of its own; tell of those that cannot be."""
    commands = {
        "openapi-python-client": (
            _openapi_python_client,
            r"(?m)^WARNING parsing (?!.*schema)",
        ),
        "datamodel-code-generator": (_datamodel_code_generator, ""),
        "openapi-generator-cli": (_openapi_generator, ""),
    }
    for requirement in requirements("benchmarks"):
        name = re.split(r"[^\w-]", requirement, maxsplit=1)[0]
        make, left_out = commands[name]
        try:
            scripts = environment(cache / name, requirement)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{name} is left out: it cannot be installed: {error}")
            continue
        yield Generator(name, make(scripts), re.compile(left_out) if left_out else None)
    try:
        folder = _node_modules(cache / "openapi-ts")
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"openapi-ts is left out: it cannot be installed: {error}")
        return
    yield Generator("openapi-ts", _openapi_ts(folder))


def _node_modules(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    npm = ["npm", "install", "--silent", "--prefix", str(folder), *OPENAPI_TS]
    subprocess.run(npm, check=True)
    return folder / "node_modules" / ".bin"


def _openapi_python_client(scripts: Path) -> Command:
    return lambda document, output: [
        # Its hooks call ruff by name.
        *("env", f"PATH={scripts}:{os.environ['PATH']}"),
        *(str(scripts / "openapi-python-client"), "generate", "--overwrite"),
        *("--path", str(document), "--output-path", str(output)),
    ]


def _datamodel_code_generator(scripts: Path) -> Command:
    return lambda document, output: [
        *(str(scripts / "datamodel-codegen"), "--input-file-type", "openapi"),
        *("--output-model-type", "pydantic_v2.BaseModel"),
        *("--input", str(document)),
        # Names with dots become modules, for which it wants a folder, and else a file.
        *("--output", str(output if _has_modules(document) else output / "models.py")),
    ]


def _has_modules(document: Path) -> bool:
    with document.open("rb") as file:
        tree: dict[str, Any] = yaml.load(file, Loader=yaml.CSafeLoader)
    return any("." in name for name in tree["components"]["schemas"])


def _openapi_generator(scripts: Path) -> Command:
    return lambda document, output: [
        # It refuses most real documents unless it is told not to look.
        *(str(scripts / "openapi-generator-cli"), "generate", "--skip-validate-spec"),
        *("-g", "python"),
        *("-i", str(document), "-o", str(output)),
    ]


def _openapi_ts(scripts: Path) -> Command:
    return lambda document, output: [
        *(str(scripts / "openapi-ts"), "--no-log-file"),
        *("-i", str(document), "-o", str(output)),
    ]


def measured(command: list[str], folder: Path) -> Run:
    """Run a command in a folder, and measure it with all its children."""
    with tempfile.TemporaryFile() as messages:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=messages,
            stderr=messages,
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        messages.seek(0)
        said = messages.read().decode(errors="replace")
    unit = 1_000_000 if sys.platform == "darwin" else 1_000
    failure = _complaint(said) if process.returncode else ""
    return Run(
        wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit, failure, said
    )


def _complaint(said: str) -> str:
    """The first line about an error, else the last line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = (line for line in lines if re.search("error|exception", line, re.I))
    return next(errors, (lines or ["it says nothing"])[-1])


def compared(
    generators: list[Generator], document: Path, runs: int, folder: Path
) -> dict[str, list[Run]]:
    """Run the generators in turns, each into an empty folder; ssegen also over its own files."""
    results: dict[str, list[Run]] = {}
    for _ in range(runs):
        for generator in generators:
            output = folder / generator.name
            shutil.rmtree(output, ignore_errors=True)
            output.mkdir(parents=True)
            command = generator.command(document, output)
            results.setdefault(generator.name, []).append(measured(command, folder))
            if generator.name == "ssegen":
                again = results.setdefault("ssegen, unchanged", [])
                again.append(measured(command, folder))
    return results


def table(
    generators: list[Generator], results: Mapping[str, list[Run]], folder: Path
) -> Iterator[str]:
    """The medians as a Markdown table, with their ratios to those of ssegen."""
    yield "| | wall s | ratio | CPU s | MB | ratio | lines | remarks |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    patterns = {generator.name: generator.left_out for generator in generators}
    base = results["ssegen"]
    for name, runs in results.items():
        wall, memory = _median(runs, "wall"), _median(runs, "memory")
        lines, remarks = written(folder / name.partition(",")[0])
        if failure := runs[-1].failure:
            remarks = [f"fails: {failure[:100]}"]
        if (pattern := patterns.get(name)) and (
            found := pattern.findall(runs[-1].messages)
        ):
            remarks.append(f"{len(found)} operations left out")
        yield (
            f"| {name} | {wall:.1f} | {wall / _median(base, 'wall'):.1f} "
            f"| {_median(runs, 'cpu'):.1f} "
            f"| {memory:.0f} | {memory / _median(base, 'memory'):.1f} "
            f"| {lines:,} | {'; '.join(remarks)} |"
        )


def _median(runs: list[Run], what: str) -> float:
    figures: list[float] = [getattr(run, what) for run in runs]
    return statistics.median(figures)


def written(output: Path) -> tuple[int, list[str]]:
    """How many lines of code a folder holds, and what is wrong with them at first sight."""
    lines = 0
    broken: list[str] = []
    for file in sorted(output.rglob("*")):
        if file.suffix in {".py", ".ts"}:
            text = file.read_text(encoding="utf-8")
            lines += text.count("\n")
            if file.suffix == ".py" and not _is_python(text):
                broken.append(file.name)
    return lines, [f"{broken[0]} is no Python"] if broken else []


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def parts(document: Path, shares: tuple[float, ...]) -> Iterator[tuple[int, str]]:
    """The first operations of a document with what they refer to, as documents of their own.

    Gives:
        For every share of the operations their number and the YAML.
    """
    with document.open(encoding="utf-8") as file:
        tree: dict[str, Any] = yaml.load(file, Loader=yaml.CSafeLoader)
    items = list(tree["paths"].items())
    for share in shares:
        paths = dict(items[: round(len(items) * share)])
        count = sum(method in METHODS for item in paths.values() for method in item)
        part = {**tree, "paths": paths, "components": _reached(tree, paths)}
        yield count, yaml.dump(part, Dumper=yaml.CSafeDumper, sort_keys=False)


def _reached(tree: dict[str, Any], paths: dict[str, Any]) -> dict[str, dict[str, Any]]:
    components = tree["components"]
    kept: dict[str, dict[str, Any]] = {
        "securitySchemes": components.get("securitySchemes", {})
    }
    waiting: list[Any] = [paths]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()
            reference = str(value.get("$ref", "")).split("/")
            if reference[:2] == ["#", "components"] and len(reference) == 4:
                _, _, kind, name = reference
                if name not in kept.setdefault(kind, {}):
                    kept[kind][name] = components[kind][name]
                    waiting.append(components[kind][name])
    return kept


def growth(document: Path, runs: int, folder: Path) -> Iterator[str]:
    """How the time of ssegen grows with a document, as a Markdown table."""
    yield "| operations | MB of YAML | CPU s | ms for each operation |"
    yield "| --- | --- | --- | --- |"
    for count, text in parts(document, (0.25, 0.5, 1.0)):
        part = folder / f"{count}.yaml"
        part.write_text(text, encoding="utf-8")
        found: list[Run] = []
        for _ in range(runs):
            shutil.rmtree(folder / "part", ignore_errors=True)
            found.append(measured(ssegen(part, folder / "part"), folder))
        cpu = _median(found, "cpu")
        size = len(text.encode()) / 1_000_000
        yield f"| {count} | {size:.1f} | {cpu:.2f} | {cpu / count * 1000:.1f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("documents", nargs="*", default=DOCUMENTS, metavar="DOCUMENT")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--cache",
        type=Path,
        default=CACHE,
        help="where the other generators are installed",
    )
    parser.add_argument("--alone", action="store_true", help="without the others")
    options = parser.parse_args()
    corpus = Path(os.environ["SSEGEN_CORPUS"]).resolve()
    generators = [Generator("ssegen", ssegen)]
    if not options.alone:
        generators += peers(options.cache.resolve())
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in options.documents:
            print(f"\n{name}, medians of {options.runs} runs:\n", flush=True)
            results = compared(generators, corpus / name, options.runs, folder)
            print("\n".join(table(generators, results, folder)), flush=True)
        print(f"\nGrowing parts of {options.documents[0]}:\n", flush=True)
        document = corpus / options.documents[0]
        print("\n".join(growth(document, options.runs, folder)))


if __name__ == "__main__":
    main()
