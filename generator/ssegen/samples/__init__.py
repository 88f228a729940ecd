"""Values made from the schemas of a document, its own examples first."""

from __future__ import annotations

from .no_sample import NoSample
from .samples import Samples

__all__ = ["NoSample", "Samples"]
