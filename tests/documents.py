"""Documents written inside tests."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING

from ssegen.load import load

if TYPE_CHECKING:
    from ssegen.load import Document


def document(text: str, *, version: str = "3.1.0") -> Document:
    """The document of that YAML; ``openapi`` and ``info`` are added where it has none."""
    text = textwrap.dedent(text)
    head = "" if "openapi:" in text else f"openapi: {version}\n"
    if "\ninfo:" not in f"\n{text}":
        head += "info: {title: Test, version: '1'}\n"
    return load("-", stdin=io.BytesIO((head + text).encode()))


def with_schemas(schemas: str, *, version: str = "3.1.0") -> Document:
    """A document whose ``GET /thing`` answers with the component ``Thing`` of those schemas."""
    return document(
        """
        paths:
          /thing:
            get:
              operationId: getThing
              responses:
                '200':
                  description: The thing.
                  content:
                    application/json:
                      schema: {$ref: '#/components/schemas/Thing'}
        components:
          schemas:
        """ + textwrap.indent(textwrap.dedent(schemas), " " * 12),
        version=version,
    )


def with_operation(
    operation: str, *, path: str = "/thing", method: str = "post"
) -> Document:
    """A document with one operation; a response 200 without a body is added where it has none."""
    text = textwrap.indent(textwrap.dedent(operation), " " * 6)
    if "responses:" not in text:
        text += "\n      responses: {'204': {description: Done.}}\n"
    return document(f"paths:\n  {path!r}:\n    {method}:\n{text}")
