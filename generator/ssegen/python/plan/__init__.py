"""What an SDK consists of, decided before anything is written."""

from .custom import NO_CUSTOM, Custom, CustomError
from .names import Rename
from .package import package_name
from .plan import Planned, plan

__all__ = [
    "NO_CUSTOM",
    "Custom",
    "CustomError",
    "Planned",
    "Rename",
    "package_name",
    "plan",
]
