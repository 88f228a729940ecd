# SPDX-License-Identifier: 0BSD
"""pydantic, imported when it is first used.

It takes about as long to import as the HTTP library, and only calls need it. So modules that are
imported before a call take it from here; ``models``, whose classes are made of it, is imported
inside the functions that need it.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pydantic
else:

    class _Pydantic:
        def __getattr__(self, name: str) -> object:
            import pydantic

            return getattr(pydantic, name)

    pydantic = _Pydantic()

__all__ = ["pydantic"]
