# SPDX-License-Identifier: 0BSD
"""What the models of responses are made of."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """A JSON object of a response.

    Unknown properties are kept as attributes. The validator is built on first use, for it costs
    far more than the class.
    """

    model_config = ConfigDict(
        extra="allow",
        defer_build=True,
        validate_by_name=True,
        validate_by_alias=True,
        protected_namespaces=(),
    )


def wire(name: str) -> Any:
    """Annotate a field whose name on the wire is no identifier, or not ours.

    The annotation leaves type checkers with the field's own name as the constructor's argument.
    """
    return Field(validation_alias=name, serialization_alias=name)
