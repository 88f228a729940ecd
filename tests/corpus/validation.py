"""Requests as openapi-core wants them, and what it says of them."""

from __future__ import annotations

from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit
from warnings import catch_warnings

from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from tests.corpus.samples import METHODS
from werkzeug.datastructures import Headers, ImmutableMultiDict

if TYPE_CHECKING:
    from tests.corpus.samples import Samples
    from tests.corpus.trees import Tree
    from tests.server import Request

HOST = "http://api.test"
CRASHED = "openapi-core crashed"

_LIMITS = {
    CRASHED: CRASHED,
    "is valid under each of": "the document's union does not tell its members apart",
    "discriminating": "the discriminator's value names no schema of the document",
    "could not be resolved": "the discriminator's value names no schema of the document",
    "not an object format": "OpenAPI defines no objects in a list in the query",
    "DeserializeError ('deepObject'": "openapi-core reads objects of scalars as deepObject",
    "Tried to write read-only property": "the document calls a parameter read-only",
    r"\p{": "Python's expressions know no classes of Unicode",
    "b'": "openapi-core takes the content of a file for no string",
}
"""What tells a limit of openapi-core from a wrong request."""

_IGNORED = ("accept", "content-type", "authorization")
"""Header parameters without meaning (OpenAPI 3.1, section 4.8.12.1)."""


@dataclass
class Received:
    """A request off the wire (`openapi_core.protocols.Request`)."""

    host_url: str
    path: str
    method: str
    content_type: str
    body: bytes | None
    parameters: RequestParameters

    @classmethod
    def of(cls, request: Request) -> Received:
        """Read the parts; openapi-core finds the path parameters itself."""
        target = urlsplit(request.target)
        query = parse_qsl(target.query, keep_blank_values=True)
        cookies = SimpleCookie(request.headers.get("cookie", ""))
        return cls(
            HOST,
            unquote(target.path),
            request.method.lower(),
            request.headers.get("content-type", ""),
            request.body if "content-type" in request.headers else None,
            RequestParameters(
                query=ImmutableMultiDict(query),
                header=Headers(request.headers),
                cookie=ImmutableMultiDict(
                    {name: each.value for name, each in cookies.items()}
                ),
            ),
        )


def validator(samples: Samples) -> OpenAPI:
    """What judges requests by a document, which itself is taken as it is."""
    paths = {
        path: _item(samples, samples.resolve(item))
        for path, item in samples.tree.get("paths", {}).items()
    }
    tree = {**samples.tree, "servers": [{"url": HOST}], "paths": paths}
    # None, as its manual says and its annotation does not: the document itself is not judged.
    config = Config(spec_validator_cls=None)  # pyright: ignore[reportArgumentType]
    return OpenAPI.from_dict(tree, config)


def _item(samples: Samples, item: Tree) -> Tree:
    """A path item or an operation, without servers and the parameters that have no meaning."""
    found: Tree = {}
    for key, value in item.items():
        if key in METHODS:
            found[key] = _item(samples, value)
        elif key == "parameters":
            listed = map(samples.resolve, value)
            found[key] = [_judged(samples, each) for each in listed if _counts(each)]
        elif key != "servers":
            found[key] = value
    return found


def _counts(parameter: Tree) -> bool:
    return parameter["in"] != "header" or parameter["name"].lower() not in _IGNORED


def _judged(samples: Samples, parameter: Tree) -> Tree:
    """A parameter as openapi-core can take it apart: of one type. Null is never sent."""
    schema = samples.resolve(parameter.get("schema", {}))
    for keyword in ("anyOf", "oneOf"):
        members = [m for m in schema.get(keyword, ()) if m.get("type") != "null"]
        if len(members) == 1:
            schema = {**schema, **samples.resolve(members[0])}
            del schema[keyword]
    if isinstance(schema.get("type"), list):
        [kind, *_] = [each for each in schema["type"] if each != "null"]
        schema = {**schema, "type": kind}
    return {**parameter, "schema": schema} if schema else parameter


def complaint(judge: OpenAPI, request: Request) -> str:
    """What is wrong with a request, the cause first; empty where nothing is."""
    try:
        with catch_warnings(action="ignore"):  # it tells what it does not support
            errors = [*judge.iter_request_errors(Received.of(request))]
    except Exception as error:
        return f"{CRASHED}: {type(error).__name__}: {error}"
    reasons: list[str] = []
    for each in errors:
        cause: BaseException | None = each
        while cause is not None:
            reasons += [inner.message for inner in getattr(cause, "schema_errors", ())]
            reasons.append(f"{type(cause).__name__} {cause}")
            cause = cause.__cause__
    return "; ".join(reasons)


def beyond(complaint: str) -> str:
    """What openapi-core cannot judge, where the complaint is of that kind; else empty."""
    return next((why for sign, why in _LIMITS.items() if sign in complaint), "")
