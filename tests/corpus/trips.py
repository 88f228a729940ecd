"""Calls of a generated SDK against a server that answers as the document says."""

from __future__ import annotations

import base64
import json
import sys
from dataclasses import dataclass, field, fields, is_dataclass
from importlib import import_module, invalidate_caches
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings

from pydantic import BaseModel, TypeAdapter
from tests.corpus.exchanges import operations
from tests.corpus.samples import NoSample, Samples
from tests.corpus.trees import read
from tests.corpus.validation import beyond, complaint, validator
from tests.server import Framing, Reply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from openapi_core import OpenAPI
    from tests.corpus.entries import Entry
    from tests.corpus.exchanges import Answer, Operation
    from tests.server import Server

    from ssegen.python.plan.sdk import Method, OperationData, Sdk

_PLACES = {
    "PathParameter": "path",
    "QueryParameter": "query",
    "HeaderParameter": "header",
    "CookieParameter": "cookie",
}
_JSON = "application/json"

SENTINELS = {
    "cohere-cohere.yaml": "[DONE]",
    "openrouter-in.yaml": "[DONE]",
    "together-together.yaml": "[DONE]",
    "typespec-sse-3.2.yaml": "[done]",
    "specs/chat.yaml": "[DONE]",
    "specs/openai_chat.yaml": "[DONE]",
}
"""What ends the streams of a document."""

_SHADOWED = "openapi-core finds another path of the document that is spelled alike"
_NARROWED = "another union's mapping says which of its values a tag has"
_EMPTY = "openapi-core takes no empty form"
_UNITED = "openapi-core takes no form that is a union"
EXCLUDED = {
    "alpaca-broker.yaml": {
        "GET /v1/accounts/{account_id}/transfers": "its example of a decimal is none",
    },
    "cohere-cohere.yaml": {
        "POST /v2/chat: chat_stream": _NARROWED,
        "POST /v2/embed: embed": _NARROWED,
    },
    "github-ghes-3.6.json": {
        "PATCH /repos/{owner}/{repo}/git/refs/{ref}": "its example has a slash",
    },
    "letta-letta.json": {
        "GET /v1/agents/search/count": "OpenAPI defines no objects in a list in the query",
    },
    "lichess-lichess": {
        "POST /api/import": _EMPTY,
        "POST /api/swiss/{id}/schedule-next-round": _EMPTY,
        "POST /team/{teamId}/pm-all": _EMPTY,
        "POST /api/board/seek": _UNITED,
        "POST /broadcast/{broadcastTournamentId}/new": _UNITED,
        "POST /broadcast/round/{broadcastRoundId}/edit": _UNITED,
        "GET /api/broadcast/{broadcastTournamentId}.pgn": "openapi-core reads its end as a value's",
    },
    "mistral-public-doc.yaml": {
        "GET /v1/models/{model_id}": "its example spells the tag in capitals",
        "GET /v1/connectors/{connector_id_or_name}": _SHADOWED,
        "DELETE /v1/connectors/{connector_id}": _SHADOWED,
        "PATCH /v1/connectors/{connector_id}": _SHADOWED,
    },
    "stripe-2023.yaml": {
        "POST /v1/billing_portal/configurations": _EMPTY,
    },
    "vectara-vectara.yaml": {
        "GET /v2/metrics/{metric_name}": "OpenAPI defines no lists in a deepObject",
    },
}
"""Operations of a document that go round for nobody, and why; others are found to be such."""


@dataclass
class Outcome:
    """What became of the methods of an SDK, by what they send."""

    passed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    excluded: dict[str, str] = field(default_factory=dict)
    """With the reason: there is nothing to send, or nothing that judges it."""


def round_trips(
    entry: Entry, corpus: Path, sdk: Sdk, folder: Path, server: Server
) -> Outcome:
    """Call every method of the SDK that stands in the folder, once.

    Args:
        entry: A document that PyYAML reads.
        server: It has no other client.
    """
    samples = Samples(read(entry.path(corpus)))
    sys.path.insert(0, str(folder))
    invalidate_caches()
    try:
        package = import_module(sdk.package)
        trip = Trip(entry.name, sdk, package, samples, validator(samples), server)
        return trip.run()
    finally:
        sys.path.remove(str(folder))


@dataclass(frozen=True)
class Trip:
    """One SDK, the document it was made from, and the server it talks to."""

    document: str
    sdk: Sdk
    package: ModuleType
    samples: Samples
    judge: OpenAPI
    server: Server

    def run(self) -> Outcome:
        """Call every method once."""
        outcome = Outcome()
        described = operations(self.samples)
        with self.package.Client(
            base_url=self.server.url, max_retries=0, **credentials(self.sdk)
        ) as client:
            for resource, method in methods(self.sdk, client):
                data = method.operation
                key = f"{data.method} {data.path}"
                candidates = described.get((data.method, data.path), [])
                try:
                    problem = self._go(resource, method, key, candidates)
                except NoSample as reason:
                    outcome.excluded[f"{key}: {method.name}"] = str(reason)
                    continue
                if problem:
                    outcome.failed[f"{key}: {method.name}"] = problem
                else:
                    outcome.passed.append(f"{key}: {method.name}")
        return outcome

    def _go(
        self, resource: Any, method: Method, key: str, candidates: list[Operation]
    ) -> str:
        """What goes wrong on the way there or back; empty where nothing does."""
        data = method.operation
        if reason := excluded(self.document, key, method):
            raise NoSample(reason)
        if data.server:
            raise NoSample("a server of its own")
        if len(candidates) != 1:
            raise NoSample("the document describes it more than once, or elsewhere")
        described = candidates[0]
        given = arguments(data, described)
        answer = described.answer(
            kind(method), accepted(data), SENTINELS.get(self.document, "")
        )
        self.server.discard()
        self.server.reply(self._reply(answer))
        before = len(self.server.requests)
        try:
            # A method that the API deprecates says so.
            with catch_warnings(action="ignore", category=DeprecationWarning):
                got = self._call(getattr(resource, method.name), given, data)
        except Exception as error:
            return f"{type(error).__name__}: {error}"[:600]
        if len(self.server.requests) != before + 1:
            return f"{len(self.server.requests) - before} requests"
        if problem := complaint(self.judge, self.server.requests[-1]):
            if limit := beyond(problem):
                raise NoSample(limit)
            return f"the request: {problem}"
        return difference(got, answer.expected) or next(unknown(got), "")

    def _call(self, call: Any, arguments: dict[str, Any], data: OperationData) -> Any:
        match data.kind:
            case "StreamOperation":
                with call(**arguments) as stream:
                    return list(stream)
            case "BinaryOperation":
                with call(**arguments) as response:
                    return response.read()
            case _:
                return call(**arguments)

    def _reply(self, answer: Answer) -> Reply:
        headers = {"content-type": answer.media_type} if answer.media_type else {}
        return Reply(answer.status, headers, [answer.body], Framing.LENGTH)


def credentials(sdk: Sdk) -> dict[str, Any]:
    """What the client is given to sign in with, in every way that it knows."""
    return {
        each.name: ("user", "password") if "tuple" in each.annotation else "secret"
        for each in sdk.client.credential_arguments
    }


def methods(sdk: Sdk, client: Any) -> Iterator[tuple[Any, Method]]:
    """Give every method, and the resource of the client that has it."""
    for module in sdk.resources:
        resource = client
        for name in module.path.split("."):
            resource = getattr(resource, name)
        for method in module.methods:
            yield resource, method


def excluded(document: str, key: str, method: Method) -> str:
    """Why a method goes round for nobody; empty where nothing is known against it."""
    reasons = EXCLUDED.get(document, {})
    return reasons.get(key) or reasons.get(f"{key}: {method.name}") or ""


def arguments(data: OperationData, described: Operation) -> dict[str, Any]:
    """What a method is called with, as the document describes it.

    Raises:
        NoSample: For some argument no value is found that the document itself allows.
    """
    given: dict[str, Any] = {}
    body: Any = None
    if data.body or any(each.kind == "BodyField" for each in data.parameters):
        body = described.body(data.content_type or _JSON)
    if data.body:
        given[data.body] = body
    rest = dict(body) if isinstance(body, dict) and not data.body else {}
    for each in data.parameters:
        name = each.wire_name or each.argument
        match each.kind:
            case "BodyField":
                if name in rest:
                    given[each.argument] = rest.pop(name)
            case "QueryString":
                raise NoSample("the whole query as one value")
            case place:
                given[each.argument] = described.parameter(_PLACES[place], name)
    for place, name, _ in data.fixed:
        if place == "body":
            rest.pop(name, None)
    if rest and not data.content_type:
        # Properties that the schema requires and does not describe, or allows beyond its own.
        given["extra_body"] = rest
    return given


def kind(method: Method) -> str:
    """What a method gives: ``stream``, ``binary``, ``nothing``, ``text`` or ``json``."""
    data = method.operation
    match data.kind:
        case "StreamOperation":
            return "stream"
        case "BinaryOperation":
            return "binary"
        case _ if not data.result and not data.results:
            return "nothing"
        case _ if data.accept and "json" not in data.accept:
            return "text"
        case _:
            return "json"


def accepted(data: OperationData) -> str:
    """The media types that a method asks for, with commas between."""
    is_stream = data.kind == "StreamOperation"
    return data.accept or ("text/event-stream" if is_stream else _JSON)


def unknown(got: Any) -> Iterator[str]:
    """Give what was taken for an object that the document does not know."""
    match got:
        case BaseModel():
            if "Unknown" in [each.__name__ for each in type(got).__mro__]:
                yield f"taken for unknown: {got!r}"
            inner = [*vars(got).values()]
        case list() | tuple():
            inner = [*got]
        case dict():
            inner = [*got.values()]
        case _ if is_dataclass(got):
            inner = [getattr(got, each.name) for each in fields(got)]
        case _:
            inner = []
    for each in inner:
        yield from unknown(each)


def difference(got: Any, sent: Any, place: str = "$") -> str:
    """Where what arrived is not what was sent; empty where it is.

    A model is compared by what it dumps of what was set in it; of an event, the fields that were
    sent.
    """
    match got, sent:
        case BaseModel(), dict():
            dumped = got.model_dump(by_alias=True, exclude_unset=True)
            return difference(dumped, sent, place)
        case _, dict() if is_dataclass(got):
            own = {each.name: getattr(got, each.name) for each in fields(got)}
            return difference({n: own[n] for n in sent if n in own}, sent, place)
        case dict(), dict():
            if got.keys() != sent.keys():
                return f"{place}: {sorted(got)} and not {sorted(sent)}"
            pairs = [(f"{place}.{name}", got[name], sent[name]) for name in sent]
        case (list() | tuple()), list():
            if len(got) != len(sent):
                return f"{place}: {len(got)} items and not {len(sent)}"
            pairs = [
                (f"{place}[{i}]", *two)
                for i, two in enumerate(zip(got, sent, strict=True))
            ]
        case _:
            return "" if _same(got, sent) else f"{place}: {got!r} and not {sent!r}"
    found = (difference(one, other, where) for where, one, other in pairs)
    return next(filter(None, found), "")


def _same(got: Any, sent: Any) -> bool:
    if isinstance(got, bytes):
        return got == (sent if isinstance(sent, bytes) else base64.b64decode(sent))
    if isinstance(got, bool | int | float | str | None):
        return got == sent and isinstance(got, bool) == isinstance(sent, bool)
    # Dates, UUIDs, decimals: what pydantic makes of the JSON for such a type.
    return bool(got == TypeAdapter(type(got)).validate_json(json.dumps(sent)))
