"""Operations by resource: the tree of the clients' properties."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..ir.api import Operation, Resource
from ..ir.types import Name
from .groups import Group, tag_path
from .words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..load.node import Document


@dataclass(slots=True)
class _Branch:
    spellings: set[str] = field(default_factory=set[str])
    pins: set[str] = field(default_factory=set[str])
    operations: list[Operation] = field(default_factory=list[Operation])
    branches: dict[str, _Branch] = field(default_factory=dict[str, "_Branch"])


def resources(
    document: Document, lowered: Iterable[tuple[Group, Operation]]
) -> tuple[Resource, ...]:
    """The resources in the order in which the operations mention them.

    Args:
        document: Describes its tags.
        lowered: Operations and where they belong. Spellings with the same words are one resource.
    """
    root = _Branch()
    for group, operation in lowered:
        branch = root
        for spelling in group.path:
            branch = branch.branches.setdefault(_key((spelling,)), _Branch())
            (branch.pins if group.pinned else branch.spellings).add(spelling)
        branch.operations.append(operation)
    return _resources(root, "", _descriptions(document))


def _resources(
    above: _Branch, prefix: str, descriptions: Mapping[str, str]
) -> tuple[Resource, ...]:
    return tuple(
        Resource(
            key=prefix + key,
            name=Name((min(branch.pins or branch.spellings),), bool(branch.pins)),
            description=descriptions.get(prefix + key, ""),
            operations=tuple(branch.operations),
            resources=_resources(branch, f"{prefix}{key}/", descriptions),
        )
        for key, branch in above.branches.items()
    )


def _key(path: Iterable[str]) -> str:
    return "/".join(" ".join(words(part)).lower() for part in path)


def _descriptions(document: Document) -> dict[str, str]:
    tags = document.root.get("tags")
    return {
        _key(tag_path(tag.text("name"))): tag.text("description")
        for tag in (tags.items() if tags is not None else ())
    }
