"""The page about the configuration says what the parser does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from generated_examples.regenerate import ROOT

from ssegen.config import ConfigError, parsed_config, schema_text
from ssegen.rules import RULES

PAGE = (ROOT / "docs/configuration.md").read_text()
FILE = Path("ssegen.toml")
IDS = {rule.id for rule in RULES}


def blocks(language: str) -> list[str]:
    """The code of the page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("text", blocks("toml"))
def test_every_example_has_a_meaning(text: str) -> None:
    assert parsed_config(FILE, text, IDS).file


def test_every_key_is_shown() -> None:
    schema: dict[str, Any] = json.loads(schema_text())
    keys = {
        *schema["properties"],
        *schema["properties"]["streams"]["properties"],
        *schema["$defs"]["operation"]["properties"],
    }
    shown = set(re.findall(r"^\[*(\w+)", "\n".join(blocks("toml")), re.MULTILINE))
    assert keys - shown == set()


def test_mistakes_are_told_as_the_page_shows() -> None:
    text = "spec = 'a.yaml'\nstrickt = true\n\n[streams]\npayload = 'yes'\n"
    with pytest.raises(ConfigError) as raised:
        parsed_config(FILE, text, IDS)
    told = "".join(f"error: {line}\n" for line in str(raised.value).splitlines())
    assert told in blocks("text")
