"""Import every module of SDKs and build everything in them: ``python imports.py PACKAGE...``.

It stands alone, run in a process of its own where the packages are: no module of another SDK is
there, and warnings can be errors.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from functools import cached_property
from typing import Any

from pydantic import BaseModel, TypeAdapter

OPERATIONS = ("Operation", "StreamOperation", "BinaryOperation")
"""The classes of the constants beside the methods, which every SDK has of its own."""


def build(package: str) -> int:
    """Import all modules, and build the pydantic schema of all models, results, errors and events.

    Returns:
        The number of models.
    """
    sdk = importlib.import_module(package)
    models: set[type[BaseModel]] = set()
    for module in pkgutil.walk_packages(sdk.__path__, f"{package}."):
        for thing in list(vars(importlib.import_module(module.name)).values()):
            if isinstance(thing, type) and issubclass(thing, BaseModel):
                models.add(thing)
            elif type(thing).__name__ in OPERATIONS:
                _build_operation(thing)
    for model in models - {BaseModel}:
        model.model_rebuild(force=True)
    with sdk.Client(base_url="http://localhost") as client:
        _reach_resources(client)
    return len(models)


def _build_operation(operation: Any) -> None:
    for error in operation.errors.values():
        TypeAdapter(error())
    for result in ("result", "payload"):
        if (given := getattr(operation, result, None)) is not None:
            TypeAdapter(given())
    for given in (getattr(operation, "results", None) or {}).values():
        if given is not None:
            TypeAdapter(given())
    if getattr(operation, "variants", None):
        operation.dispatch  # noqa: B018 - a property that builds the types of all variants


def _reach_resources(holder: object) -> None:
    """Read every property that leads to a resource, and theirs: each imports a module."""
    for name, member in vars(type(holder)).items():
        if isinstance(member, cached_property):
            _reach_resources(getattr(holder, name))


if __name__ == "__main__":
    sys.path.insert(0, ".")
    for each in sys.argv[1:]:
        print(f"{each}: {build(each)} models")
