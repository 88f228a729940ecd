"""Where the bytes of a document come from: a path, a URL, git, or standard input."""

from __future__ import annotations

import os
import stat
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from . import git
from .failure import LoadError, unreadable

if TYPE_CHECKING:
    import httpx

MAX_BYTES = 64 * 1024 * 1024
"""The largest file that is read."""

TIMEOUT = 30.0
"""Seconds that a server may be silent."""

DEADLINE = 300.0
"""Seconds after which a server must have sent everything."""


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of one file."""

    name: str
    """What messages call it: the path as the user wrote it, the URL, or ``<stdin>``."""
    data: bytes
    path: Path | None = None
    """Of a file on this machine; references may lead to others in its folder."""
    url: httpx.URL | None = None
    """Of a file that was fetched, after redirects; relative references begin there."""
    blob: git.Blob | None = None
    """Of a file out of git's history; references lead to others of the same revision."""


def is_url(text: str) -> bool:
    """Whether a text names something to fetch: by http or https."""
    return text.lower().startswith(("http://", "https://"))


def parsed_url(text: str) -> httpx.URL | None:
    """The URL as it would be fetched, with ``..`` resolved; None where it is none."""
    # Imported here because most documents are files and the import takes longer than reading one.
    import httpx

    try:
        return httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        return None


def read(spec: str, stdin: BinaryIO | None = None) -> Content:
    """Read what the user named: a URL (http, https), ``-`` for standard input, ``git:REV:path``,
    else a path.

    Raises LoadError where it cannot be read or is larger than `MAX_BYTES`.
    """
    if spec == "-":
        stream = stdin if stdin is not None else sys.stdin.buffer
        return _sized(Content("<stdin>", stream.read(MAX_BYTES + 1)))
    if is_url(spec):
        return _read_named_url(spec)
    if spec.startswith(git.PREFIX):
        return _read_blob(git.blob(spec))
    return read_file(Path(spec), spec)


def read_file(path: Path, name: str) -> Content:
    """Read one file; ``name`` is what messages call it."""
    try:
        # A pipe that nobody writes to is opened without waiting, and then refused.
        descriptor = os.open(path, os.O_RDONLY | _NO_WAIT)
        with open(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                remedy = (
                    "name a file, or pass what it gives to standard input and name `-`"
                )
                raise unreadable(name, "this is a pipe or a device, not a file", remedy)
            return _sized(Content(name, file.read(MAX_BYTES + 1), path))
    except IsADirectoryError:
        remedy = "name the file inside it"
        raise unreadable(name, "this is a folder, not a file", remedy) from None
    except FileNotFoundError:
        raise unreadable(name, "there is no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise unreadable(name, f"the file cannot be read: {reason.lower()}") from None


_NO_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_url(url: httpx.URL, name: str, *, redirects: bool = False) -> Content:
    """Fetch one file, within `MAX_BYTES`, `TIMEOUT` and `DEADLINE`.

    Redirects are followed only where the caller says so: they lead wherever the server wants.
    """
    import httpx

    deadline = time.monotonic() + DEADLINE
    try:
        with httpx.stream(
            "GET", url, timeout=TIMEOUT, follow_redirects=redirects
        ) as answer:
            if answer.status_code != httpx.codes.OK:
                message = (
                    f"the server answered {answer.status_code} {answer.reason_phrase}"
                )
                raise unreadable(name, message.rstrip(), "check the URL")
            received = bytearray()
            for chunk in answer.iter_bytes():
                received += chunk
                if len(received) > MAX_BYTES:
                    raise _too_large(name)
                if time.monotonic() >= deadline:
                    raise unreadable(name, f"not there after {DEADLINE:.0f} seconds")
            return Content(name, bytes(received), url=answer.url)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        reason = str(error) or type(error).__name__
        raise unreadable(name, f"the URL cannot be read: {reason}") from None


def _read_named_url(spec: str) -> Content:
    url = parsed_url(spec)
    if url is None:
        raise unreadable(spec, "the URL cannot be read: this is not a URL")
    # A user and a password are for the server alone, not for messages and what is generated.
    name = str(url.copy_with(userinfo=b"")) if url.userinfo else spec
    return read_url(url, name, redirects=True)


def read_blob(blob: git.Blob) -> Content | None:
    """Read one file of a revision; None where the revision has no such file."""
    data = blob.read(MAX_BYTES)
    return Content(blob.name, data, blob=blob) if data is not None else None


def _read_blob(blob: git.Blob) -> Content:
    content = read_blob(blob)
    if content is None:
        message = f"there is no such file in the revision {blob.revision.name!r}"
        raise unreadable(blob.name, message)
    return content


def _sized(content: Content) -> Content:
    if len(content.data) > MAX_BYTES:
        raise _too_large(content.name)
    return content


def _too_large(name: str) -> LoadError:
    return unreadable(name, f"larger than {MAX_BYTES // 1024 // 1024} MiB")
