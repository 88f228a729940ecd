"""A generated SDK, imported for the moment. What it shares with others is the runtime: this one."""

from __future__ import annotations

import contextlib
import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from operator import attrgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ..python import runtime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ..python.plan.sdk import Sdk
    from .operations import StreamMethod

NAME = "_ssegen_live"
"""The package while it is imported: a name that no other has, whatever the document says."""


class LiveSdk:
    """A package that was generated."""

    def client(self, **options: Any) -> runtime.RuntimeClient:
        """A client; the options are those of the generated class."""
        client: runtime.RuntimeClient = import_module(NAME).Client(**options)
        return client

    def method(
        self, client: runtime.RuntimeClient, method: StreamMethod
    ) -> Callable[..., runtime.EventStream[object]]:
        """The method of a client that calls an operation."""
        bound: Callable[..., runtime.EventStream[object]]
        bound = attrgetter(method.path)(client)
        return bound

    def operation(self, method: StreamMethod) -> runtime.StreamOperation[object]:
        """What the package says of an operation."""
        module = import_module(f"{NAME}.resources.{method.module.name}")
        operation: runtime.StreamOperation[object]
        operation = getattr(module, method.method.operation.constant)
        return operation


@contextlib.contextmanager
def imported(sdk: Sdk, files: Mapping[str, str]) -> Iterator[LiveSdk]:
    """Import the package of an SDK, and forget it afterwards.

    Args:
        sdk: What was planned.
        files: What was generated: text by path.
    """
    with TemporaryDirectory(prefix="ssegen-") as folder:
        package = Path(folder, sdk.package)
        for path, text in files.items():
            target = Path(folder, path)
            if target.is_relative_to(package) and "_runtime" not in target.parts:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
        spec = spec_from_file_location(
            NAME, package / "__init__.py", submodule_search_locations=[str(package)]
        )
        if spec is None or spec.loader is None:
            raise ImportError(f"there is no package in {folder}")
        # One runtime, so that frames and errors are of the classes that are known here.
        sys.modules[f"{NAME}._runtime"] = runtime
        sys.modules[NAME] = module_from_spec(spec)
        try:
            spec.loader.exec_module(sys.modules[NAME])
            yield LiveSdk()
        finally:
            for name in [*sys.modules]:
                if name == NAME or name.startswith(f"{NAME}."):
                    del sys.modules[name]
