"""Where the resources stand in an SDK: what leads to them, and what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...ir.types import Name
from .names import Names, Rename, Scope, file_name, pascal, snake
from .reserved import METHODS, MODULES, RESOURCE_CLASSES
from .sdk import ResourceProperty

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...ir.api import Api, Resource


@dataclass(frozen=True, slots=True)
class Branch:
    """A resource in the SDK."""

    path: str
    """The properties of the client that lead to it: ``chat.completions``."""
    module: str
    class_name: str
    doc: str
    """text"""
    members: Names
    """The names of its methods, by the operation's key, and of the resources within it."""

    @property
    def classes(self) -> tuple[str, str]:
        """The paths of its classes in the package, the one that awaits second."""
        path = f"resources.{self.module}.{self.class_name}"
        return path, f"resources.{self.module}.Async{self.class_name}"

    def leading(
        self, own: Mapping[str, str], *, within: bool = False
    ) -> ResourceProperty:
        """The property that leads to it.

        Args:
            own: The modules of classes that stand in for generated ones, by the latter's path.
            within: Whether the property is that of a resource, or of the clients.
        """
        modules = [own.get(path, f"resources.{self.module}") for path in self.classes]
        module, async_module = map(_beside if within else ".{}".format, modules)
        return ResourceProperty(
            name=self.path.rpartition(".")[2],
            module=module,
            class_name=self.class_name,
            async_module=async_module,
            async_class_name=f"Async{self.class_name}",
            doc=self.doc,
        )


@dataclass(frozen=True, slots=True)
class Tree:
    """All resources of an API, by key."""

    branches: Mapping[str, Branch]
    renames: tuple[Rename, ...]

    @property
    def modules(self) -> Mapping[str, str]:
        """The module of each resource."""
        return {key: branch.module for key, branch in self.branches.items()}


def _beside(module: str) -> str:
    """A module of the package as the modules of ``resources`` import it."""
    home, _, name = module.partition(".")
    return f".{name}" if home == "resources" else f"..{module}"


def tree(api: Api) -> Tree:
    """Name the resources and what is in them."""
    modules = Scope("resource", file_name, MODULES, fold=str.casefold)
    classes = Scope(
        "resource",
        pascal,
        RESOURCE_CLASSES,
        suffix="Resource",
        also=lambda name: (f"Async{name}",),
    )
    for item, name in _whole_names(api.resources):
        modules.claim(item.key, name)
        classes.claim(item.key, name)
    module_names, class_names = modules.settle(), classes.settle()
    top = Scope("resource", snake, MODULES, fold=str.casefold)
    for item in api.resources:
        top.claim(item.key, item.name)
    settled = top.settle()
    paths = dict(settled.by_key)
    renames = list(settled.renames)
    branches: dict[str, Branch] = {}
    for item in api.every_resource():
        path, members = paths[item.key], _members(item)
        renames += members.renames
        paths |= {r.key: f"{path}.{members[r.key]}" for r in item.resources}
        branches[item.key] = Branch(
            path=path,
            module=module_names[item.key],
            class_name=class_names[item.key],
            doc=item.description or _doc(item, path),
            members=members,
        )
    return Tree(branches, tuple(renames))


def _members(resource: Resource) -> Names:
    """Name what is in a resource: the key of a resource within it has fewer slashes than that of
    an operation, so it is the method that gives way.
    """
    scope = Scope("method", snake, METHODS)
    for operation in resource.operations:
        scope.claim(operation.key, operation.name)
    for inner in resource.resources:
        own, above = inner.name.candidates[0], resource.name.candidates[0]
        candidates = (*inner.name.candidates, f"{above} {own}")
        scope.claim(inner.key, Name(candidates, inner.name.pinned))
    return scope.settle()


def _whole_names(
    resources: tuple[Resource, ...], above: tuple[str, ...] = ()
) -> Iterator[tuple[Resource, Name]]:
    """Every resource with its name after those of what it stands in."""
    for item in resources:
        path = (*above, item.name.candidates[0])
        yield item, Name((" ".join(path),), item.name.pinned)
        yield from _whole_names(item.resources, path)


def _doc(resource: Resource, path: str) -> str:
    contents = "operations" if resource.operations else "resources"
    return f"The {contents} of ``{path}``."
