"""What stands on the disk, compared with what should stand there. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .disk import Obstacle, WriteError, listing, read
from .manifest import NAME, Manifest, Setting, digest, is_below, normalized, recorded
from .own import FOLDER, is_own

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Changes:
    """Paths are relative to the output folder, with slashes; every tuple is sorted."""

    folder: Path
    package: str
    after: Mapping[str, str]
    """What should stand there: the generated files and, last, the manifest."""
    before: Mapping[str, str]
    """What stands there now of these files, and of those that were written earlier."""
    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    """Written earlier, not generated any more, and not edited since."""
    edited: tuple[str, ...]
    """Generated, but edited by hand since the last time; overwritten only by force."""
    kept: tuple[str, ...]
    """Not generated any more, but edited by hand: from now on they are the user's."""
    obstacles: tuple[Obstacle, ...]

    @property
    def fresh(self) -> dict[str, str]:
        """What should stand there and does not yet: text by path."""
        same = set(self.unchanged)
        return {path: text for path, text in self.after.items() if path not in same}

    @property
    def drift(self) -> bool:
        """Whether the disk differs from what is generated."""
        return bool(self.added or self.changed or self.removed or self.edited)


def changes(
    files: Mapping[str, str],
    folder: Path,
    package: str,
    settings: Mapping[str, Setting],
) -> Changes:
    r"""Compare generated files with an output folder.

    ``files`` maps paths relative to ``folder`` to text; ``package`` is the folder below it that
    holds the package and the manifest; ``settings`` are recorded in the manifest. Line ends do not
    count: ``\r\n`` equals ``\n``. Raises WriteError where the folder cannot be read or its
    manifest cannot be understood.
    """
    if unsafe := [path for path in files if not is_below(path)]:
        raise WriteError(f"{unsafe[0]!r} is not a path below the output folder")
    manifest = f"{package}/{NAME}"
    after = dict(sorted(files.items()))
    # A forged manifest must not make the user's own files ours.
    known = {
        p: d for p, d in _known(folder, manifest).items() if not is_own(p, package)
    }
    # What stands beside the package (README.md, pyproject.toml) is the user's to remove; that it
    # was generated once is remembered, for it may be again.
    beside = {p: d for p, d in known.items() if not p.startswith(f"{package}/")}
    digests = {path: digest(text.encode()) for path, text in after.items()}
    after[manifest] = Manifest(settings, {**beside, **digests}).text()
    disk, obstacles = read(folder, sorted(after.keys() | known.keys()))

    same = {path for path, content in disk.items() if after.get(path) == _text(content)}
    ours = {
        path for path, content in disk.items() if known.get(path) == digest(content)
    }
    foreign = disk.keys() - known.keys() - same
    edited = disk.keys() - ours - same - foreign
    gone = {
        path for path in disk.keys() - after.keys() if path.startswith(f"{package}/")
    }
    in_the_way = {path: Obstacle(path, "was not written by ssegen") for path in foreign}
    in_the_way |= {obstacle.path: obstacle for obstacle in obstacles}
    if not known and (
        strangers := [
            path
            for path in listing(folder, package, without=FOLDER)
            if path not in same
        ]
    ):
        reason = f"holds files that were not written by ssegen, such as {folder / strangers[0]}"
        in_the_way = {
            p: o for p, o in in_the_way.items() if not p.startswith(f"{package}/")
        }
        in_the_way[package] = Obstacle(package, reason)
    return Changes(
        folder=folder,
        package=package,
        after=after,
        before={path: _text(content) for path, content in disk.items()},
        added=tuple(sorted(after.keys() - disk.keys())),
        changed=tuple(sorted(ours & after.keys() - same)),
        unchanged=tuple(sorted(same)),
        removed=tuple(sorted(gone & ours)),
        edited=tuple(sorted(edited & after.keys())),
        kept=tuple(sorted(gone - ours)),
        obstacles=tuple(in_the_way[path] for path in sorted(in_the_way)),
    )


def _known(folder: Path, manifest: str) -> dict[str, str]:
    """The digests of the files written earlier; empty where there is no manifest.

    The manifest itself is among them as it stands: nobody loses anything when it is written anew.
    """
    content, _ = read(folder, [manifest])
    if manifest not in content:
        return {}
    try:
        digests = recorded(content[manifest].decode(errors="replace"))
    except ValueError as error:
        raise WriteError(
            f"{folder / manifest}: this manifest cannot be used: {error}; restore it from "
            "version control, or remove the package's folder and generate again"
        ) from None
    return {**digests, manifest: digest(content[manifest])}


def _text(content: bytes) -> str:
    return normalized(content).decode(errors="surrogateescape")
