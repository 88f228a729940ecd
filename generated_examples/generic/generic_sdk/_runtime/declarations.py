# SPDX-License-Identifier: 0BSD
"""What the modules of models are written with."""

from .models import Model, wire
from .unions import Unknown, tagged

__all__ = ["Model", "Unknown", "tagged", "wire"]
