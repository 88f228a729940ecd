"""Where no value can be made."""

from __future__ import annotations


class NoSample(Exception):
    """No value is known that conforms; the message says to what, and why."""
