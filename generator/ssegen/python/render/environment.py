"""The templates, and what they may use."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import jinja2
from jinja2.filters import do_indent

from ..plan.literal import literal
from ..plan.sdk import TypeName
from .docstring import docstring
from .markdown import markdown
from .toml import toml

if TYPE_CHECKING:
    from collections.abc import Mapping

E = TypeVar("E", bound=jinja2.Environment)

DEFAULT = "default"
"""What a template of the user's own finds ours below: ``default/client.py.jinja``."""


def template_root() -> Path:
    """Find the folder of the templates: in the package once installed, beside it in a checkout.

    Raises:
        FileNotFoundError: The installation is broken.
    """
    package = Path(__file__).resolve().parents[2]
    for parent in (package, package.parents[1]):
        if (root := parent / "templates").is_dir():
            return root
    raise FileNotFoundError(f"no templates beside {package}; install ssegen again")


@cache
def names() -> tuple[str, ...]:
    """The names of the Python templates, sorted; parts that several share are none."""
    files = (template_root() / "python").glob("*.jinja")
    return tuple(sorted(path.name for path in files))


@cache
def environment() -> jinja2.Environment:
    """Give the environment of the Python templates.

    An undefined name is an error. Text of a document has one filter for each syntax it may
    enter, named after what the filter makes. Beside them there is ``indent``, for what is rendered
    already, and there are no globals.
    """
    return _made(jinja2.Environment, _ours())


def sandbox(files: Mapping[str, str], texts: Mapping[str, str]) -> jinja2.Environment:
    """Give the environment of templates of the user's own, before ours of the same name.

    They reach what they are given and no more of Python, and load nothing but each other and ours.

    Args:
        files: The file of each template, by name.
        texts: Its text, by name.
    """
    # It is imported by those alone who have templates.
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    own = jinja2.FunctionLoader(
        lambda name: (texts[name], files[name], None) if name in texts else None
    )
    ours = _ours()
    loader = jinja2.ChoiceLoader([own, jinja2.PrefixLoader({DEFAULT: ours}), ours])
    return _made(ImmutableSandboxedEnvironment, loader)


def _ours() -> jinja2.FileSystemLoader:
    return jinja2.FileSystemLoader(template_root() / "python")


def _made(kind: type[E], loader: jinja2.BaseLoader) -> E:
    made = kind(
        loader=loader,
        undefined=jinja2.StrictUndefined,
        # Escaping for HTML would change the code; the filters make text safe for Python.
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters = {
        "literal": literal,
        "docstring": docstring,
        "indent": do_indent,
        "markdown": markdown,
        "toml": toml,
    }
    made.globals = {}
    made.tests["type_name"] = lambda declaration: isinstance(declaration, TypeName)
    return made
