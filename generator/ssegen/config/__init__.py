"""What the user asks for: by options, or by a file."""

from __future__ import annotations

from .config import Config, OperationConfig, package_name_problem
from .file import ConfigError, read_config

__all__ = [
    "Config",
    "ConfigError",
    "OperationConfig",
    "package_name_problem",
    "read_config",
]
