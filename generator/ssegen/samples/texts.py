"""Texts and numbers as they might be, by format and by the name of what holds them."""

from __future__ import annotations

import uuid
from base64 import b64encode
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_WORDS = """
    the quiet river runs past an old mill and turns slowly under the bridge where small boats
    wait for morning light to reach water clear enough to drink
"""
WORDS = tuple(_WORDS.split())

FIRST_SECOND, LAST_SECOND = 1_735_689_600, 1_767_225_600
"""The year 2025, in seconds since 1970: times are of no other."""


def word(random: Random) -> str:
    """One word."""
    return random.choice(WORDS)


def words(random: Random, least: int = 1, most: int = 4) -> str:
    """Some words."""
    return " ".join(word(random) for _ in range(random.randint(least, most)))


def second(random: Random) -> int:
    """A time, in seconds since 1970."""
    return random.randint(FIRST_SECOND, LAST_SECOND)


def identifier(random: Random, name: str) -> str:
    """An id as services write them, for a property of that name, such as ``chat_id``."""
    prefix = name.lower().removesuffix("id").strip("_-") or "id"
    return f"{prefix}_{random.getrandbits(48):012x}"


def of_format(random: Random, format: str) -> str:
    """A text of a format; empty where the format says nothing of how it looks."""
    at = datetime.fromtimestamp(second(random), UTC)
    match format:
        case "date-time":
            return at.strftime("%Y-%m-%dT%H:%M:%SZ")
        case "date":
            return at.strftime("%Y-%m-%d")
        case "time":
            return at.strftime("%H:%M:%SZ")
        case "duration":
            return f"PT{random.randint(1, 59)}M"
        case "uuid":
            return str(uuid.UUID(int=random.getrandbits(128), version=4))
        case "uri" | "url" | "iri":
            return f"https://example.com/{word(random)}"
        case "uri-reference" | "iri-reference" | "uri-template":
            return f"/{word(random)}"
        case "email" | "idn-email":
            return f"{word(random)}@example.com"
        case "hostname" | "idn-hostname":
            return f"{word(random)}.example.com"
        case "ipv4":
            return f"192.0.2.{random.randint(1, 254)}"
        case "ipv6":
            return f"2001:db8::{random.randint(1, 0xFFFF):x}"
        case "byte" | "base64":
            return b64encode(words(random).encode()).decode()
        case "decimal":
            return f"{random.randint(0, 99)}.{random.randint(0, 99):02}"
        case "json-pointer":
            return f"/{word(random)}"
        case "regex":
            return "[a-z]+"
        case _:
            return ""


def of_name(random: Random, name: str) -> str:
    """A text for a property of that name."""
    lowered = name.lower()
    if lowered == "id" or name.endswith(("_id", "Id", "ID", "-id")):
        return identifier(random, name)
    if lowered.endswith(("url", "uri")):
        return f"https://example.com/{word(random)}"
    if lowered.endswith(("_at", "date", "time", "timestamp")):
        return of_format(random, "date-time")
    if lowered.endswith("email"):
        return of_format(random, "email")
    if lowered in ("content", "text", "message", "description", "summary", "title"):
        return words(random, 2, 6)
    return words(random, 1, 2)


def is_second(name: str) -> bool:
    """Whether a number of that name counts seconds since 1970."""
    return name.lower().endswith(
        ("created", "_at", "timestamp", "createdat", "updatedat", "expires")
    )
