"""The clients that every fault is tried on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.faults.fault import FACES
from tests.faults.observer import Observer
from tests.faults.tls import client_context, server_context
from tests.python.runtime.caller import Caller
from tests.python.runtime.conftest import runtime as runtime
from tests.server import PATIENCE, Server

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=FACES)
def observer(
    request: pytest.FixtureRequest,
    runtime: Any,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Observer]:
    """Every kind of client, over both HTTP libraries."""
    # On a busy machine the end of a response may come late; it is not to cost the connection.
    monkeypatch.setattr(runtime.stream, "DRAIN_SECONDS", PATIENCE)
    caller = Caller(runtime, server, request.param)
    yield Observer(caller, server)
    caller.end()


@pytest.fixture(params=FACES)
def secure(request: pytest.FixtureRequest, runtime: Any) -> Iterator[Observer]:
    """The same over TLS."""
    with Server(server_context()) as server:
        caller = Caller(runtime, server, request.param)
        yield Observer(caller, server, verify=client_context())
        caller.end()
