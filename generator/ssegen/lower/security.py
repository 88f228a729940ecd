"""How one signs in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..diagnostics import Diagnostic, Severity
from ..ir.api import Operation, Place, SchemeKind, SecurityScheme
from ..ir.types import Name
from ..load.node import Document, Node
from .headers import FRAMING, is_token
from .unsupported import RULE
from .words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..openapi import OperationNode

_USUAL = {
    SchemeKind.API_KEY: "api key",
    SchemeKind.BEARER: "api key",
    SchemeKind.BASIC: "basic auth",
}
_SECRETS = frozenset({"key", "secret", "token"})
_CEREMONY = frozenset({"auth", "authentication", "authorization", "scheme"})
_TOKENS = frozenset({"oauth2", "openIdConnect"})
_PLACES = {"header": Place.HEADER, "query": Place.QUERY, "cookie": Place.COOKIE}


class Security:
    """The security schemes of a document, and which of them its operations need.

    Args:
        document: The document.

    Attributes:
        diagnostics: Schemes that operations name and that are not supported or not there.
    """

    def __init__(self, document: Document) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._document = document
        self._schemes: dict[str, SecurityScheme | None] = {}

    def alternatives(self, operation: OperationNode) -> tuple[tuple[str, ...], ...]:
        """The sets of schemes one of which the operation needs; see
        `ssegen.ir.api.Operation.security`.

        An alternative with a scheme that is not supported is left out.
        """
        own = operation.node.get("security")
        listed = own if own is not None else self._document.root.get("security")
        found: dict[tuple[str, ...], None] = {}
        for requirement in listed.items() if listed is not None else ():
            keys = tuple(sorted(key for key, _ in requirement.members()))
            schemes = [self._scheme(key) for key in keys]
            if None not in schemes:
                found[keys] = None
        return tuple(found)

    def used(self, operations: Iterable[Operation]) -> tuple[SecurityScheme, ...]:
        """The schemes that operations need: the document's own first, then in order of mention."""
        listed = self._document.root.get("security")
        common = [
            key
            for requirement in (listed.items() if listed is not None else ())
            for key in sorted(k for k, _ in requirement.members())
        ]
        mentioned = [
            key
            for operation in operations
            for keys in operation.security
            for key in keys
        ]
        order = dict.fromkeys(key for key in common if key in mentioned)
        order |= dict.fromkeys(mentioned)
        match tuple(scheme for key in order if (scheme := self._schemes.get(key))):
            case (only,):
                return (self._called_as_usual(only),)
            case several:
                return several

    def _called_as_usual(self, only: SecurityScheme) -> SecurityScheme:
        """Nothing has to be told apart, so the one credential is called what people expect."""
        kind = self._document.root.at("components", "securitySchemes", only.key)
        target = self._document.resolve(kind) if kind is not None else None
        spelled = target.text("type") if isinstance(target, Node) else ""
        usual = "token" if spelled in _TOKENS else _USUAL[only.kind]
        return replace(only, name=Name((usual, *only.name.candidates)))

    def _scheme(self, key: str) -> SecurityScheme | None:
        if key not in self._schemes:
            self._schemes[key] = self._lowered(key)
        return self._schemes[key]

    def _lowered(self, key: str) -> SecurityScheme | None:
        declared = self._document.root.at("components", "securitySchemes", key)
        node = self._document.resolve(declared) if declared is not None else None
        if not isinstance(node, Node):
            return None  # SSE013 tells of it
        scheme = _supported(key, node)
        if scheme is None:
            kind = " ".join(filter(None, (node.text("type"), node.text("scheme"))))
            self._tell(node, f"security scheme `{key}` ({kind}) is not supported yet")
        return scheme

    def _tell(self, place: Node, message: str) -> None:
        self.diagnostics.append(
            Diagnostic(
                RULE,
                Severity.UNSUPPORTED,
                place.location,
                message,
                "pass the credential in `extra_headers`, or with an HTTP client of your own",
            )
        )


def _supported(key: str, node: Node) -> SecurityScheme | None:
    candidates = tuple(dict.fromkeys((_telling(key), key)))
    name, description = Name(candidates), node.text("description")
    match node.text("type"), node.text("scheme").lower():
        case "apiKey", _ if (place := _place(node)) is not None:
            return SecurityScheme(
                key, name, SchemeKind.API_KEY, description, place, node.text("name")
            )
        case ("http", "bearer") | ("oauth2" | "openIdConnect", _):
            return SecurityScheme(key, name, SchemeKind.BEARER, description)
        case "http", "basic":
            return SecurityScheme(key, name, SchemeKind.BASIC, description)
        case _:
            return None


def _place(node: Node) -> Place | None:
    """Where a key travels; None where it has no name that can be sent there."""
    place, wire_name = _PLACES.get(node.text("in")), node.text("name")
    match place:
        case Place.HEADER if wire_name.lower() in FRAMING:
            return None
        case Place.HEADER | Place.COOKIE if not is_token(wire_name):
            return None
        case _:
            return place if wire_name else None


def _telling(key: str) -> str:
    """The name of a scheme without what every scheme is: ``ApiKeyAuth`` is an API key."""
    *spelled, last = words(key) or [""]
    secret = bool(spelled) and spelled[-1].lower() in _SECRETS
    return " ".join(spelled) if secret and last.lower() in _CEREMONY else key
