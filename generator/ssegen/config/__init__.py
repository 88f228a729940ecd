"""What the user asks for: by options, or by a file."""

from __future__ import annotations

from .config import (
    Config,
    Level,
    OperationConfig,
    Override,
    Project,
    package_name_problem,
)
from .file import ConfigError, candidates, parsed_config, read_config
from .schema import schema_text

__all__ = [
    "Config",
    "ConfigError",
    "Level",
    "OperationConfig",
    "Override",
    "Project",
    "candidates",
    "package_name_problem",
    "parsed_config",
    "read_config",
    "schema_text",
]
