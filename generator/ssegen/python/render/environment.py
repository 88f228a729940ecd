"""The templates, and what they may use."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import jinja2

from ..plan.literal import literal
from ..plan.sdk import TypeName
from .docstring import docstring
from .markdown import markdown
from .toml import toml


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
def environment() -> jinja2.Environment:
    """Give the environment of the Python templates.

    An undefined name is an error. Text of a document has one filter for each syntax it may
    enter, named after what the filter makes; there are no others, and no globals.
    """
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(template_root() / "python"),
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
        "markdown": markdown,
        "toml": toml,
    }
    made.globals = {}
    made.tests["type_name"] = lambda declaration: isinstance(declaration, TypeName)
    return made
