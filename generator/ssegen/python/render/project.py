"""The files around an SDK's package that make it a project."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .templates import OURS

if TYPE_CHECKING:
    from ..plan.sdk import Sdk
    from .templates import Templates

_README = "README.md.jinja"
_PROJECT = "pyproject.toml.jinja"
_REQUIREMENTS = {"httpx": "httpx>=0.27", "httpx2": "httpx2>=2"}
_RELEASE = re.compile(r"v?(\d{1,9}(?:\.\d{1,9}){0,4})", re.ASCII)
_HEADINGS = re.compile(r"\A(?:#[^\n]*(?:\n\s*|\Z))+")
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*(?:\n|(?:[-*+#|>]|\d+[.)])\s)")
_LINK = re.compile(r"!?\[([^\[\]\n]{1,200})\]\([^()\s]{1,2000}\)")
_BREAK = re.compile(r"<br ?/?>")


def render_project(sdk: Sdk, templates: Templates = OURS) -> dict[str, str]:
    """Write the README and the ``pyproject.toml`` of an SDK.

    Args:
        sdk: The SDK.
        templates: What stands in for our templates.

    Gives:
        The text of each by its path. The README's Python is formatted by black.
    """
    distribution = sdk.package.replace("_", "-")
    readme = templates.rendered(
        _README, sdk=sdk, summary=_first_paragraph(sdk.client.doc)
    )
    project = templates.rendered(
        _PROJECT,
        sdk=sdk,
        distribution=distribution,
        version=_release(sdk.api_version),
        http_requirement=_REQUIREMENTS[sdk.http],
    )
    return {
        "README.md": templates.markdown(_README, readme),
        "pyproject.toml": templates.toml(_PROJECT, project),
    }


def _first_paragraph(text: str) -> str:
    """The first prose of a description, which may be a page of Markdown, as plain text."""
    prose = _HEADINGS.sub("", text.strip())
    first = _PARAGRAPH_END.split(prose, maxsplit=1)[0]
    return _LINK.sub(r"\1", _BREAK.sub(" ", first))


def _release(api_version: str) -> str:
    """Take the API's version where PEP 440 has it as a release; many are dates or words."""
    release = _RELEASE.fullmatch(api_version)
    return release[1] if release else "0.1.0"
