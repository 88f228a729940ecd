"""Files out of git's history: ``git:REV:path``."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from posixpath import normpath

from .failure import unreadable

PREFIX = "git:"


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit of the repository that the current folder belongs to."""

    top: Path
    """The folder that the repository is checked out in."""
    name: str
    """As the user wrote it."""
    commit: str


@dataclass(frozen=True, slots=True)
class Blob:
    """A file as a revision has it; what is checked out does not matter."""

    revision: Revision
    path: PurePosixPath
    """From the top of the repository, without ``..``."""

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"{PREFIX}{self.revision.name}:{self.path}"

    def beside(self, address: str) -> Blob | None:
        """The file at a path relative to this one; None where that is outside the repository."""
        joined = normpath(self.path.parent / address)
        if joined.startswith(("../", "/")) or joined == "..":
            return None
        return replace(self, path=PurePosixPath(joined))

    def read(self, limit: int) -> bytes | None:
        """The content; None where the revision has no such file.

        Links and submodules are not followed. Raises LoadError for what is there and no file, and
        for a file of more bytes than the limit.
        """
        path = str(self.path)
        tree = ("ls-tree", "-z", "--long", "--full-tree", self.revision.commit)
        listed = _git(self.revision.top, *tree, "--", path).stdout
        entry, _, named = listed.partition(b"\t")
        if named != os.fsencode(path) + b"\0":
            return None
        mode, _, object, size = entry.split()
        if mode not in (b"100644", b"100755"):
            kind = {b"120000": "link", b"160000": "submodule"}.get(mode, "folder")
            raise unreadable(self.name, f"this is a {kind}, not a file")
        if int(size) > limit:
            raise unreadable(self.name, f"larger than {limit // 1024 // 1024} MiB")
        content = _git(self.revision.top, "cat-file", "blob", object.decode())
        if content.returncode:
            raise unreadable(self.name, f"git cannot read it: {_said(content)}")
        return content.stdout


def blob(spec: str) -> Blob:
    """The file that ``git:REV:path`` names, whether or not it is there.

    The path begins at the top of the repository, or in the current folder where it begins with
    ``./`` or ``../``: as git itself reads it. Raises LoadError where that names no commit.
    """
    name, colon, path = spec.removeprefix(PREFIX).partition(":")
    if not (name and colon and path) or "\0" in spec:
        remedy = "write git:REV:path, such as git:main:openapi.yaml"
        raise unreadable(spec, "this names no revision and path", remedy)
    if shutil.which("git") is None:
        raise unreadable(spec, "git is not installed", "install git")
    top = _line(spec, "rev-parse", "--show-toplevel")
    prefix = _line(spec, "rev-parse", "--show-prefix")
    revision = Revision(Path(top), name, _commit(spec, name))
    start = PurePosixPath(prefix if path.startswith(("./", "../")) else "") / "_"
    found = Blob(revision, start).beside(path)
    if found is None:
        raise unreadable(spec, "outside the repository")
    return found


def _commit(spec: str, name: str) -> str:
    """The commit that a revision names."""
    # No revision begins with a dash, but options do.
    if not name.startswith("-"):
        verify = ("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        ran = _git(Path(), *verify)
        if not ran.returncode:
            return ran.stdout.decode().strip()
    raise unreadable(spec, f"there is no revision {name!r} in this repository")


def _line(spec: str, *arguments: str) -> str:
    """The line that git answers about the repository of the current folder."""
    ran = _git(Path(), *arguments)
    if ran.returncode:
        raise unreadable(spec, f"git finds no repository here: {_said(ran)}")
    return os.fsdecode(ran.stdout).removesuffix("\n")


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git so that it only reads what is in the repository: it asks nobody and fetches nothing.

    These commands run no hook, pager or filter.
    """
    environment = {
        **os.environ,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_LITERAL_PATHSPECS": "1",
    }
    return subprocess.run(
        ("git", *arguments),
        cwd=folder,
        env=environment,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def _said(ran: subprocess.CompletedProcess[bytes]) -> str:
    """The first line of a complaint, as it goes into a message."""
    text = ran.stderr.decode(errors="replace").strip().partition("\n")[0]
    return text.removeprefix("fatal: ")
