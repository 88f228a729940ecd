"""Whether a request carries what an operation needs to be called."""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import TYPE_CHECKING

from ..ir.api import Place, SchemeKind
from .refusal import Refusal

if TYPE_CHECKING:
    from starlette.requests import Request

    from ..ir.api import SecurityScheme
    from .operations import Operation

_CHALLENGES = {
    SchemeKind.BEARER: 'Bearer realm="mock"',
    SchemeKind.BASIC: 'Basic realm="mock"',
    SchemeKind.API_KEY: 'ApiKey realm="mock"',
}


def authenticate(operation: Operation, request: Request) -> None:
    """Let a request pass that has credentials of the right kind in the right places; any do.

    Raises:
        Refusal: It has not. The message says what is missing.
    """
    alternatives = operation.security
    if not alternatives or any(
        all(_is_given(scheme, request) for scheme in schemes)
        for schemes in alternatives
    ):
        return
    needs = " or ".join(
        " and ".join(_told(scheme) for scheme in schemes) for schemes in alternatives
    )
    kinds = dict.fromkeys(s.kind for schemes in alternatives for s in schemes)
    challenges = ", ".join(_CHALLENGES[kind] for kind in kinds)
    raise Refusal(
        401,
        f"{operation.key} needs {needs}; the mock takes any that is not empty",
        headers={"WWW-Authenticate": challenges},
    )


def _is_given(scheme: SecurityScheme, request: Request) -> bool:
    sent, _, token = request.headers.get("authorization", "").strip().partition(" ")
    match scheme.kind:
        case SchemeKind.BEARER:
            return sent.lower() == "bearer" and bool(token.strip())
        case SchemeKind.BASIC:
            return sent.lower() == "basic" and _is_basic(token.strip())
        case SchemeKind.API_KEY:
            return bool(_key(scheme, request))


def _is_basic(token: str) -> bool:
    """Whether this is a user and a password (RFC 7617, section 2)."""
    try:
        return b":" in b64decode(token, validate=True)
    except (binascii.Error, ValueError):
        return False


def _key(scheme: SecurityScheme, request: Request) -> str:
    name = scheme.wire_name
    match scheme.place:
        case Place.HEADER:
            return request.headers.get(name, "").strip()
        case Place.COOKIE:
            return request.cookies.get(name, "")
        case _:
            return request.query_params.get(name, "")


def _told(scheme: SecurityScheme) -> str:
    match scheme.kind:
        case SchemeKind.BEARER:
            return "a header `Authorization: Bearer ...`"
        case SchemeKind.BASIC:
            return "a header `Authorization: Basic ...`"
        case SchemeKind.API_KEY:
            place = scheme.place.value if scheme.place is not None else "query"
            what = "query parameter" if place == "query" else place
            return f"an API key in the {what} `{scheme.wire_name}`"
