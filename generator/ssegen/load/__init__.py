"""From a path, a URL or standard input to a document in which every node knows its place."""

from __future__ import annotations

from .allowed import Allowed, PatternError
from .document import OpenAPI, load
from .failure import LoadError
from .node import Dangling, Document, Node, Pointer, Source, Value

__all__ = [
    "Allowed",
    "Dangling",
    "Document",
    "LoadError",
    "Node",
    "OpenAPI",
    "PatternError",
    "Pointer",
    "Source",
    "Value",
    "load",
]
