"""Findings about a user's document, and the formats they are told in."""

from .diagnostic import Diagnostic, Location, Report, Severity

__all__ = ["Diagnostic", "Location", "Report", "Severity"]
