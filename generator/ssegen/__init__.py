"""Typed Python SDKs for APIs that stream, generated from OpenAPI documents."""

__version__ = "0.1.0"
