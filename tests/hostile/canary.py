"""Marked texts for the strings of a document: which are planted where."""

from __future__ import annotations

from enum import Enum
from typing import Any
from urllib.parse import quote

MARK = "Zqx"
HOSTILE = (
    f"{MARK}b \"\"\"'''`\\\\\n```\n{{{{ }}}}{{% %}}{{# #}}<!-- -->#"
    '\r\u202e\x00| [](/) $!~ "\\'
)
"""A mark, and what ends or opens something in one syntax or another. It has no letters beside, so
that the names that are made of it are those of the harmless one.
"""

HARMLESS = f"{MARK}a " + "-" * (len(HOSTILE) - len(MARK) - 2)
"""As long, and no identifier either."""


class Place(Enum):
    """A kind of string in a document."""

    PROSE = "prose"
    TITLES = "titles"
    VALUES = "values"
    PATTERNS = "patterns"
    EXTENSIONS = "extensions"
    PROPERTIES = "properties"
    SCHEMAS = "schemas"
    OTHER_COMPONENTS = "other components"
    OPERATIONS = "operations"
    PARAMETERS = "parameters"
    SCHEMES = "schemes"
    KEYWORDS = "keywords"


_TEXTS = {
    **dict.fromkeys(
        (
            *("description", "summary", "$comment", "version", "bearerFormat", "email"),
            *("identifier", "prefix", "termsOfService", "externalValue", "namespace"),
            *("openIdConnectUrl", "authorizationUrl", "tokenUrl", "refreshUrl"),
            *("oauth2MetadataUrl", "operationRef"),
        ),
        Place.PROSE,
    ),
    **dict.fromkeys(
        (
            *("enum", "const", "default", "example", "value", "dataValue"),
            *("serializedValue",),
        ),
        Place.VALUES,
    ),
    **dict.fromkeys(
        ("type", "format", "scheme", "kind", "contentMediaType", "contentEncoding"),
        Place.KEYWORDS,
    ),
    **dict.fromkeys(("required", "propertyName"), Place.PROPERTIES),
    **dict.fromkeys(("operationId", "tags", "parent"), Place.OPERATIONS),
    "title": Place.TITLES,
    "pattern": Place.PATTERNS,
}
"""The place of a keyword's text, or of the texts in its list."""

_KEYS = {
    **dict.fromkeys(("properties", "encoding", "dependentRequired"), Place.PROPERTIES),
    **dict.fromkeys(("mapping", "scopes"), Place.VALUES),
    **dict.fromkeys(
        (
            *("examples", "links", "callbacks", "webhooks"),
            *("requestBodies", "$defs"),
        ),
        Place.OTHER_COMPONENTS,
    ),
    "patternProperties": Place.PATTERNS,
    "schemas": Place.SCHEMAS,
    "securitySchemes": Place.SCHEMES,
    "security": Place.SCHEMES,
}
"""The place of the keys of a map that the author chose, by the map's keyword."""

_SCHEMAS = "#/components/schemas/"
_FRAME = ("event", "id", "data", "retry")
"""Properties that make a schema an envelope."""


def planted(value: Any, canary: str, *places: Place, keyword: str = "") -> Any:
    """A document with a canary behind every text of some places.

    Args:
        value: The document, or what stands in it.
        canary: The text.
        places: Where it is planted.
        keyword: Below which the value stands.
    """

    def mark(text: str, place: Place | None) -> str:
        return f"{text}{canary}" if place in places and text not in _FRAME else text

    match value:
        # RFC 6901, 3 and 6: escaped for a pointer, and then for a URI.
        case str() if value.startswith(_SCHEMAS) and Place.SCHEMAS in places:
            return value + quote(canary.replace("~", "~0").replace("/", "~1"))
        case str() if keyword.startswith("x-"):
            return mark(value, Place.EXTENSIONS)
        case str():
            return mark(value, _TEXTS.get(keyword))
        case list():
            return [planted(item, canary, *places, keyword=keyword) for item in value]
        case dict() if place := _KEYS.get(keyword):
            below = {"mapping": "$ref", "dependentRequired": "required"}
            return {
                mark(key, place): planted(
                    item, canary, *places, keyword=below.get(keyword, "")
                )
                for key, item in value.items()
            }
        case dict():
            grown = {
                key: planted(item, canary, *places, keyword=key)
                for key, item in value.items()
            }
            if value.get("in") == "query":
                grown["name"] = mark(value["name"], Place.PARAMETERS)
            if Place.EXTENSIONS in places and "$ref" not in value and "name" in value:
                grown[f"x-{canary}"] = {canary: [canary]}
            return grown
        case _:
            return value
