"""Every fault of the table, on every kind of client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.faults.table import FAULTS
from tests.python.runtime.streams import DONE, chat, reply

if TYPE_CHECKING:
    from tests.faults.fault import Fault
    from tests.faults.observer import Observer
    from tests.server import Server


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.does)
def test_a_fault_has_the_outcome_that_the_table_says(
    observer: Observer,
    server: Server,
    fault: Fault,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(observer.runtime.stream, "DRAIN_SECONDS", fault.drain_seconds)
    server.reply(*fault.replies)
    outcome = observer.observe(fault.operation, **fault.options)

    assert tuple(outcome.events) == fault.events
    assert (type(outcome.error).__name__ if outcome.error else "") == fault.error
    assert fault.says in str(outcome.error or "")
    assert len(str(outcome.error)) < 2_000
    assert len(server.requests) == fault.requests
    if outcome.stream is not None:
        assert outcome.stream.event_count == len(fault.events)
        assert outcome.stream.completed is (fault.completed and not fault.error)
        assert outcome.closed
        if outcome.error is not None:
            assert outcome.error.event_count == len(fault.events)
            assert outcome.error.last_event_id == outcome.stream.last_event_id

    last = server.requests[-1].connection
    if not fault.reused:
        server.wait_closed(last)
    # The client has room for one connection: the next call waits in vain where it is not free.
    server.reply(reply(chat("next"), DONE))
    assert observer.observe("chat").events == ["next"]
    assert (server.requests[-1].connection == last) is fault.reused
