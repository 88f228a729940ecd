"""What an SDK consists of, decided before anything is written."""

from .names import Rename
from .package import package_name
from .plan import Planned, plan

__all__ = ["Planned", "Rename", "package_name", "plan"]
