"""The example SDKs, as committed and as generated for httpx2, driven by every kind of client."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias

import anyio
import pytest
from generated_examples.regenerate import ROOT

from ssegen.config import Config
from ssegen.load import load
from ssegen.pipeline import generate

if TYPE_CHECKING:
    from pathlib import Path

Sdk: TypeAlias = Callable[[str], ModuleType]
"""Give the SDK of a document by the document's name, such as ``chat``."""


@dataclass(slots=True)
class Outcome:
    """What came of a stream."""

    events: list[Any] = field(default_factory=list)
    error: Any = None
    stream: Any = None

    @property
    def names(self) -> list[str]:
        """The class of each event."""
        return [type(event).__name__ for event in self.events]


@pytest.fixture(scope="session", params=["httpx", "httpx2"])
def sdk(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sdk]:
    http = request.param
    generated = tmp_path_factory.mktemp(http)
    before = list(sys.path)

    def find(name: str) -> ModuleType:
        package = f"{name}_sdk"
        if http == "httpx":
            folder = ROOT / "generated_examples" / name
        else:
            folder = generated
            package += "_httpx2"
            write(name, package, folder)
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))
        return import_module(package)

    yield find
    sys.path[:] = before


def write(name: str, package: str, folder: Path) -> None:
    """Generate an example for httpx2, once."""
    if (folder / package).exists():
        return
    config = Config(package_name=package, http="httpx2")
    (spec,) = (ROOT / "specs").glob(f"{name}.*")
    for path, text in generate(load(str(spec)), config).files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


Collect: TypeAlias = Callable[..., Outcome]


@pytest.fixture(params=["blocking", "asyncio", "trio"])
def collect(request: pytest.FixtureRequest) -> Collect:
    """Run one stream to its end with a blocking or an awaiting client of the SDK."""

    def blocking(
        sdk: ModuleType,
        call: Callable[[Any], Any],
        *,
        count: int | None = None,
        **options: Any,
    ) -> Outcome:
        outcome = Outcome()
        with sdk.Client(**options) as client:
            try:
                with call(client) as outcome.stream:
                    for event in outcome.stream:
                        outcome.events.append(event)
                        if len(outcome.events) == count:
                            break
            except sdk.APIError as error:
                outcome.error = error
        return outcome

    def awaiting(
        sdk: ModuleType,
        call: Callable[[Any], Any],
        *,
        count: int | None = None,
        **options: Any,
    ) -> Outcome:
        outcome = Outcome()

        async def run() -> None:
            async with sdk.AsyncClient(**options) as client:
                try:
                    async with call(client) as outcome.stream:
                        async for event in outcome.stream:
                            outcome.events.append(event)
                            if len(outcome.events) == count:
                                break
                except sdk.APIError as error:
                    outcome.error = error

        anyio.run(run, backend=request.param)
        return outcome

    return blocking if request.param == "blocking" else awaiting
