# SPDX-License-Identifier: 0BSD
"""Where an SDK tells what it does without being asked: a logger of the package's own name."""

from __future__ import annotations

import logging
from typing import Final

LOGGER: Final = logging.getLogger((__package__ or __name__).removesuffix("._runtime"))
