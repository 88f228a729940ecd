"""Findings about a user's document, and the formats they are told in."""

from .diagnostic import Diagnostic, Location, Report, Severity
from .repair import Pointer, Put, Remove, Repair, Token, Value

__all__ = [
    "Diagnostic",
    "Location",
    "Pointer",
    "Put",
    "Remove",
    "Repair",
    "Report",
    "Severity",
    "Token",
    "Value",
]
