"""An operation of the document as one or two operations of the API."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..ir.api import Body, Operation, Parameter, Place, Result
from ..openapi import fern
from ..openapi.streams import operation_streams
from .bodies import RequestBody, bodies_of
from .method_names import full_name, method_name, twin_name
from .parameters import parameters
from .paths import sent_path
from .responses import errors, has_partner, result, successes
from .selection import Options
from .servers import server_of
from .streams import event_stream
from .switches import Switch, switch_of
from .unsupported import Skipped, Unsupported

if TYPE_CHECKING:
    from ..diagnostics import Diagnostic
    from ..load.node import Document
    from ..openapi import OperationNode, StreamNode
    from .place_names import PlaceNames
    from .schemas import Schemas
    from .security import Security


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an operation of the document."""

    operations: tuple[Operation, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.operations + other.operations,
            self.skipped + other.skipped,
            self.diagnostics + other.diagnostics,
        )

    @classmethod
    def left_out(cls, key: str, unsupported: Unsupported) -> Outcome:
        """The operation of that key cannot be had."""
        skipped = Skipped(key, unsupported.reason)
        return cls(skipped=(skipped,), diagnostics=unsupported.diagnostics(key))


@dataclass(frozen=True, slots=True)
class _Request:
    """What the methods of an operation send alike."""

    kind: str
    """That of its body, where it is not the one that the operation prefers."""
    path: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    switch: Switch | None
    server: str | None


@dataclass(frozen=True, slots=True)
class Operations:
    """Lowers the operations of one document.

    Args:
        document: The document.
        schemas: Its types.
        names: What its schemas would like to be called.
        security: Its ways to sign in.
        options: What of it is wanted, and how its streams are taken.
    """

    document: Document
    schemas: Schemas
    names: PlaceNames
    security: Security
    options: Options = field(default_factory=Options)

    def lower(self, operation: OperationNode) -> Outcome:
        """The operation; two where it answers at once or streams; none where it is left out, with
        the reason.
        """
        stream = self._stream(operation)
        if stream is None and self.options.only_streaming:
            return Outcome()
        try:
            requests = self._requests(operation)
        except Unsupported as unsupported:
            return Outcome.left_out(operation.key, unsupported)
        return sum(
            (self._answers(operation, request, stream) for request in requests),
            start=Outcome(),
        )

    def _answers(
        self, operation: OperationNode, request: _Request, stream: StreamNode | None
    ) -> Outcome:
        """The one or two operations that send a request."""
        if stream is None:
            return self._answering(operation, request, twin=False)
        twin = has_partner(self.document, operation)
        found = self._streaming(operation, request, stream, twin=twin)
        if twin and not self.options.only_streaming:
            return self._answering(operation, request, twin=True) + found
        return found

    def _stream(self, operation: OperationNode) -> StreamNode | None:
        statuses = [status for status, _ in successes(self.document, operation)]
        found: dict[str, StreamNode] = {}
        for stream in operation_streams(self.document, operation):
            found.setdefault(stream.status.upper(), stream)
        return next((found[status] for status in statuses if status in found), None)

    def _requests(self, operation: OperationNode) -> tuple[_Request, ...]:
        """What the operation takes; one more for each further kind of body."""
        for problem in operation.problems:
            if "parameters" in problem.reference.pointer:
                reason = "a parameter whose `$ref` leads nowhere"
                raise Unsupported(problem.reference, reason, told=True)
        preferred, *others = bodies_of(self.document, self.schemas, operation)
        own = parameters(self.document, self.schemas, operation)
        return (
            self._request(operation, own, preferred, ""),
            *(self._request(operation, own, body, body.kind) for body in others),
        )

    def _request(
        self,
        operation: OperationNode,
        own: tuple[Parameter, ...],
        body: RequestBody,
        kind: str,
    ) -> _Request:
        places = list(Place)
        return _Request(
            kind=kind,
            path=sent_path(operation),
            parameters=(
                *sorted(own, key=lambda parameter: places.index(parameter.place)),
                *body.parameters,
            ),
            body=body.body,
            switch=switch_of(
                self.document, operation, body, self.options.choice(operation).switch
            ),
            server=server_of(self.document, operation),
        )

    def _answering(
        self, operation: OperationNode, request: _Request, *, twin: bool
    ) -> Outcome:
        try:
            answer = result(self.document, self.schemas, operation)
        except Unsupported as unsupported:
            return Outcome.left_out(operation.key, unsupported)
        switch = request.switch
        only_at_once = switch is not None and switch.streaming is None
        stream = False if twin or only_at_once else None
        words = (request.kind,) if request.kind else ()
        return self._outcome(operation, request, words, answer, stream)

    def _streaming(
        self,
        operation: OperationNode,
        request: _Request,
        stream: StreamNode,
        *,
        twin: bool,
    ) -> Outcome:
        words = tuple(filter(None, (request.kind, "stream" if twin else "")))
        try:
            events = event_stream(
                self.schemas,
                self.names,
                stream,
                full_name(operation),
                payloads=self.options.allows_payload(operation),
                errors=self.options.errors_of(operation),
            )
        except Unsupported as unsupported:
            return Outcome.left_out(_key(operation, words), unsupported)
        return self._outcome(operation, request, words, events, True)

    def _outcome(
        self,
        operation: OperationNode,
        request: _Request,
        words: tuple[str, ...],
        answer: Result,
        stream: bool | None,
    ) -> Outcome:
        """The operation itself; ``stream`` is what its switch is fixed to, None where it stays an
        argument, and ``words`` tell it from others of the same path and method.
        """
        arguments, switch = request.parameters, request.switch
        if switch is not None and stream is not None:
            arguments = switch.without(arguments)
        node = operation.node
        lowered = Operation(
            key=_key(operation, words),
            name=twin_name(
                method_name(self.document, operation), words, at_once=stream is False
            ),
            method=operation.method.upper(),
            path=request.path,
            summary=node.text("summary"),
            description=(fern.description(node) if stream else "")
            or node.text("description"),
            deprecated=node.flag("deprecated"),
            parameters=arguments,
            fixed=switch.fixed(stream=stream) if switch and stream is not None else (),
            body=request.body,
            result=answer,
            errors=errors(self.document, self.schemas, operation),
            security=self.security.alternatives(operation),
            server=request.server,
            id=operation.id,
        )
        return Outcome(operations=(lowered,))


def _key(operation: OperationNode, words: tuple[str, ...]) -> str:
    return f"{operation.key} ({' '.join(words)})" if words else operation.key
