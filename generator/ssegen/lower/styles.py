"""The styles of parameters and of the fields of forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..ir.api import Place

if TYPE_CHECKING:
    from ..load.node import Node

STYLES = {
    Place.PATH: ("simple", "label", "matrix"),
    Place.QUERY: ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    Place.HEADER: ("simple",),
    Place.COOKIE: ("form", "cookie"),
    Place.QUERYSTRING: ("",),
    Place.BODY: ("", "form", "spaceDelimited", "pipeDelimited", "deepObject"),
}
"""The styles of each place, the default first (OpenAPI 3.2, section 4.12.3)."""

_EXPLODING = frozenset({"form", "cookie", "deepObject"})
"""The styles that explode unless told (OpenAPI 3.2, section 4.12.2.2), and the one that cannot do
otherwise.
"""


def style_of(place: Place, node: Node) -> tuple[str, bool | None]:
    """The style and whether it explodes, empty and None where these are the defaults.

    A style that its place does not have counts as none.
    """
    default, *others = STYLES[place]
    style = node.text("style") if node.text("style") in others else ""
    explode = node.get("explode")
    said = explode.value if explode is not None else None
    if place is Place.BODY and not style and isinstance(said, bool):
        # One word of a field's layout gives the others their defaults (OpenAPI 3.1, 4.8.15.1.1).
        style = "form"
    usual = (style or default) in _EXPLODING
    return style, said if isinstance(said, bool) and said is not usual else None
