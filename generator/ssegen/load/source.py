"""Where the bytes of a document come from: a path, a URL, or standard input."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from .failure import LoadError, unreadable

MAX_BYTES = 64 * 1024 * 1024
"""The largest file that is read."""

TIMEOUT = 30.0
"""Seconds that a server may be silent."""


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of one file."""

    name: str
    """What messages call it: the path as the user wrote it, the URL, or ``<stdin>``."""
    data: bytes
    path: Path | None = None
    """Of a file on this machine; references may lead to others in its folder."""


def read(spec: str, stdin: BinaryIO | None = None) -> Content:
    """Read what the user named: a URL (http, https), ``-`` for standard input, else a path.

    Raises LoadError where it cannot be read or is larger than `MAX_BYTES`.
    """
    if spec == "-":
        stream = stdin if stdin is not None else sys.stdin.buffer
        return _sized(Content("<stdin>", stream.read(MAX_BYTES + 1)))
    if spec.lower().startswith(("http://", "https://")):
        return _sized(Content(spec, _fetch(spec)))
    return read_file(Path(spec), spec)


def read_file(path: Path, name: str) -> Content:
    """Read one file; ``name`` is what messages call it."""
    try:
        with path.open("rb") as file:
            return _sized(Content(name, file.read(MAX_BYTES + 1), path))
    except IsADirectoryError:
        remedy = "name the file inside it"
        raise unreadable(name, "this is a folder, not a file", remedy) from None
    except FileNotFoundError:
        raise unreadable(name, "there is no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise unreadable(name, f"the file cannot be read: {reason.lower()}") from None


def _sized(content: Content) -> Content:
    if len(content.data) > MAX_BYTES:
        raise _too_large(content.name)
    return content


def _too_large(name: str) -> LoadError:
    return unreadable(name, f"larger than {MAX_BYTES // 1024 // 1024} MiB")


def _fetch(url: str) -> bytes:
    # Imported here because most documents are files and the import takes longer than reading one.
    import httpx

    try:
        with httpx.stream("GET", url, timeout=TIMEOUT, follow_redirects=True) as answer:
            if answer.status_code != httpx.codes.OK:
                message = (
                    f"the server answered {answer.status_code} {answer.reason_phrase}"
                )
                raise unreadable(url, message.rstrip(), "check the URL")
            received = bytearray()
            for chunk in answer.iter_bytes():
                received += chunk
                if len(received) > MAX_BYTES:
                    raise _too_large(url)
            return bytes(received)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        reason = str(error) or type(error).__name__
        raise unreadable(url, f"the URL cannot be read: {reason}") from None
