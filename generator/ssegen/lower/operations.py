"""An operation of the document as one or two operations of the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..ir.api import Body, Operation, Parameter, Place, Result
from ..openapi.streams import operation_streams
from .bodies import body_of
from .method_names import full_name, method_name, streaming_twin
from .parameters import parameters, sent_path
from .resources import resource_of
from .responses import errors, has_partner, result, successes
from .servers import server_of
from .streams import event_stream
from .switches import Switch, switch_of
from .unsupported import Skipped, Unsupported

if TYPE_CHECKING:
    from ..diagnostics import Diagnostic
    from ..ir.types import Name
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
        only_streaming: Leave out what does not stream.
    """

    document: Document
    schemas: Schemas
    names: PlaceNames
    security: Security
    only_streaming: bool = False

    def lower(self, operation: OperationNode) -> Outcome:
        """The operation; two where it answers at once or streams; none where it is left out, with
        the reason.
        """
        stream = self._stream(operation)
        if stream is None and self.only_streaming:
            return Outcome()
        try:
            request = self._request(operation)
        except Unsupported as unsupported:
            return Outcome.left_out(operation.key, unsupported)
        if stream is None:
            return self._answering(operation, request, twin=False)
        twin = has_partner(self.document, operation)
        found = self._streaming(operation, request, stream, twin=twin)
        if twin and not self.only_streaming:
            return self._answering(operation, request, twin=True) + found
        return found

    def _stream(self, operation: OperationNode) -> StreamNode | None:
        statuses = [status for status, _ in successes(self.document, operation)]
        found = {
            stream.status.upper(): stream
            for stream in operation_streams(self.document, operation)
        }
        return next((found[status] for status in statuses if status in found), None)

    def _request(self, operation: OperationNode) -> _Request:
        for problem in operation.problems:
            if "parameters" in problem.reference.pointer:
                reason = "a parameter whose `$ref` leads nowhere"
                raise Unsupported(problem.reference, reason, told=True)
        body = body_of(self.document, self.schemas, operation)
        own = parameters(self.document, self.schemas, operation)
        places = list(Place)
        return _Request(
            path=sent_path(operation),
            parameters=(
                *sorted(own, key=lambda parameter: places.index(parameter.place)),
                *body.parameters,
            ),
            body=body.body,
            switch=switch_of(self.document, operation, body),
            server=server_of(self.document, operation),
        )

    def _answering(
        self, operation: OperationNode, request: _Request, *, twin: bool
    ) -> Outcome:
        try:
            answer = result(self.document, self.schemas, operation)
        except Unsupported as unsupported:
            return Outcome.left_out(operation.key, unsupported)
        name = method_name(operation, resource_of(operation))
        stream = False if twin else None
        return self._outcome(operation, request, operation.key, name, answer, stream)

    def _streaming(
        self,
        operation: OperationNode,
        request: _Request,
        stream: StreamNode,
        *,
        twin: bool,
    ) -> Outcome:
        key = f"{operation.key} (stream)" if twin else operation.key
        name = method_name(operation, resource_of(operation))
        name = streaming_twin(name) if twin else name
        try:
            events = event_stream(
                self.schemas, self.names, stream, full_name(operation)
            )
        except Unsupported as unsupported:
            return Outcome.left_out(key, unsupported)
        return self._outcome(operation, request, key, name, events, True)

    def _outcome(
        self,
        operation: OperationNode,
        request: _Request,
        key: str,
        name: Name,
        answer: Result,
        stream: bool | None,
    ) -> Outcome:
        """The operation itself; ``stream`` is what its switch is fixed to, None where it stays an
        argument.
        """
        arguments, switch = request.parameters, request.switch
        if switch is not None and stream is not None:
            arguments = switch.without(arguments)
        node = operation.node
        lowered = Operation(
            key=key,
            name=name,
            method=operation.method.upper(),
            path=request.path,
            summary=node.text("summary"),
            description=node.text("description"),
            deprecated=node.flag("deprecated"),
            parameters=arguments,
            fixed=switch.fixed(stream=stream) if switch and stream is not None else (),
            body=request.body,
            result=answer,
            errors=errors(self.document, self.schemas, operation),
            security=self.security.alternatives(operation),
            server=request.server,
        )
        return Outcome(operations=(lowered,))
