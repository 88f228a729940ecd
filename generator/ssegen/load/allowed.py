"""What references may lead to outside the document's folder: only what the user allowed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from .source import is_url, parsed_url

if TYPE_CHECKING:
    from collections.abc import Iterable

    import httpx


class PatternError(ValueError):
    """What was allowed is neither a folder or a file that is there, nor the beginning of a URL."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Folders, files and beginnings of URLs."""

    paths: tuple[Path, ...] = ()
    """Resolved: no link is left in them."""
    urls: tuple[httpx.URL, ...] = ()

    @classmethod
    def of(cls, patterns: Iterable[str]) -> Allowed:
        """Read patterns: paths, relative to the current folder, and URLs (http, https).

        Raises:
            PatternError: A path is not there, or a URL has more than a host and a path.
        """
        given = list(patterns)
        return cls(
            tuple(_path(pattern) for pattern in given if not is_url(pattern)),
            tuple(_url(pattern) for pattern in given if is_url(pattern)),
        )

    def has_path(self, path: Path) -> bool:
        """Whether a path, itself resolved, is one of those allowed or below one."""
        return any(path.is_relative_to(allowed) for allowed in self.paths)

    def has_url(self, url: httpx.URL) -> bool:
        """Whether a URL is below one of those allowed: of their origin (RFC 6454), and with their
        path before its own, segment by segment.

        A URL with a user or a password is not, and neither is one whose path a server may read as
        another: with ``..`` or a slash behind an escape.
        """
        segments = _segments(url)
        if url.userinfo or any(_misleads(segment) for segment in segments):
            return False
        return any(
            _origin(url) == _origin(allowed)
            and segments[: len(_segments(allowed))] == _segments(allowed)
            for allowed in self.urls
        )


def _path(pattern: str) -> Path:
    if not pattern:  # an empty path would be the current folder
        raise PatternError("'' cannot be allowed: name a folder, a file or a URL")
    try:
        return Path(pattern).resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        raise PatternError(
            f"{pattern!r} cannot be allowed: there is no such folder or file"
        ) from None


def _url(pattern: str) -> httpx.URL:
    url = parsed_url(pattern)
    if url is None or not url.host:
        raise PatternError(f"{pattern!r} cannot be allowed: this is not a URL")
    if url.userinfo or url.query or url.fragment:
        raise PatternError(
            f"{pattern!r} cannot be allowed: name the scheme, the host and the path alone"
        )
    return url


def _origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port


def _segments(url: httpx.URL) -> list[bytes]:
    """The segments of the path as they are sent; a slash at the end makes none of its own."""
    path = url.raw_path.partition(b"?")[0]
    return path.removesuffix(b"/").split(b"/")[1:]


def _misleads(segment: bytes) -> bool:
    plain = unquote(segment.decode("ascii"))
    return plain in (".", "..") or "/" in plain or "\\" in plain
