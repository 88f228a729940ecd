# SPDX-License-Identifier: 0BSD
"""What the modules of models are written with."""

from .models import Model, Unknown, wire
from .unions import tagged

__all__ = ["Model", "Unknown", "tagged", "wire"]
