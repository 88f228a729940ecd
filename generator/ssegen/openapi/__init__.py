"""Typed views over a document's nodes: what is there, without opinions about it."""

from __future__ import annotations

from .media_types import MediaType, essence
from .operations import OperationNode, content, operations, request_body, responses
from .streams import Shape, StreamNode, streams
from .variants import VariantNode

__all__ = [
    "MediaType",
    "OperationNode",
    "Shape",
    "StreamNode",
    "VariantNode",
    "content",
    "essence",
    "operations",
    "request_body",
    "responses",
    "streams",
]
