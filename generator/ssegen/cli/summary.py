"""What ``ssegen generate`` did, in a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..diagnostics.text import printable
from .terminal import table

if TYPE_CHECKING:  # importing it costs what `ssegen --version` should not pay
    from collections.abc import Iterator

    from ..pipeline import Generated
    from ..python.plan.sdk import Method
    from ..write import Changes

HEADER = ("method", "request", "style", "sentinel", "variants")


def summary(generated: Generated, changes: Changes, width: int | None) -> str:
    """The streams, what was skipped and why, the number of operations and of files."""
    resources = generated.api.every_resource()
    operations = sum(len(resource.operations) for resource in resources)
    streams = list(_streams(generated))
    blocks = [table(HEADER, streams, width)] if streams else []
    if generated.skipped:
        blocks.append("\n".join(_skipped(generated)))
    counted = f"{_count(operations, 'operation')}, {len(streams)} of them streaming"
    title = printable(generated.api.title) or changes.package
    blocks.append(f"{title}: {counted}\n{_written(changes)}")
    return "\n\n".join(blocks)


def counts(changes: Changes) -> str:
    """How many files differ, and how: ``1 added, 2 changed, 11 unchanged``."""
    parts = {
        "added": changes.added,
        "changed": changes.changed,
        "edited by hand": changes.edited,
        "removed": changes.removed,
        "unchanged": changes.unchanged,
    }
    return ", ".join(f"{len(paths)} {what}" for what, paths in parts.items() if paths)


def _streams(generated: Generated) -> Iterator[tuple[str, ...]]:
    from ..ir.streams import EventStream

    sdk = generated.sdk
    for resource, module in zip(
        generated.api.every_resource(), sdk.resources if sdk else (), strict=True
    ):
        for operation, method in zip(resource.operations, module.methods, strict=True):
            if isinstance(operation.result, EventStream):
                yield (
                    f"{module.path}.{method.name}",
                    f"{operation.method} {operation.path}",
                    operation.result.style.value,
                    operation.result.sentinel or "",
                    _variants(method),
                )


def _variants(method: Method) -> str:
    """The classes of the events, each with the names that select it; what a payload is."""
    if method.operation.payload:
        return method.returns.replace("models.", "")
    classes = [variant.type.rpartition(".")[2] for variant in method.operation.variants]
    names = [
        ", ".join(filter(None, ("|".join(v.events), "raised" if v.error else "")))
        for v in method.operation.variants
    ]
    if not classes:
        return "TextEvent"
    return ", ".join(
        f"{c} ({n})" if n else c for c, n in zip(classes, names, strict=True)
    )


def _skipped(generated: Generated) -> Iterator[str]:
    """The reasons, each with the operations it holds for."""
    by_reason: dict[str, list[str]] = {}
    for skipped in generated.skipped:
        by_reason.setdefault(skipped.reason, []).append(skipped.key)
    yield f"skipped: {_count(len(generated.skipped), 'operation')}"
    for reason, keys in by_reason.items():
        yield printable(f"  {reason}: {', '.join(keys)}")


def _written(changes: Changes) -> str:
    place = changes.folder / changes.package
    lines = [f"{place}: {_count(len(changes.after), 'file')}: {counts(changes)}"]
    for path in changes.kept:
        lines.append(
            f"{changes.folder / path}: not generated any more; kept, for it was edited"
        )
    return "\n".join(lines)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
