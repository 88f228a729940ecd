# SPDX-License-Identifier: 0BSD
"""The HTTP library. All other modules take it from here: exchanging it changes one line."""

import httpx

__all__ = ["httpx"]
