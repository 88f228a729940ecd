"""One call of a live API."""

from __future__ import annotations

import contextlib
import os
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from ..python.runtime.redaction import Secrets
from .arguments import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..python.plan.sdk import Sdk
    from ..python.runtime import EventStream
    from .operations import StreamMethod
    from .sdk import LiveSdk

_LONG: Final = 6
"""Characters of a credential that is one."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a call is made with, beside the arguments of its method."""

    base_url: str = ""
    """Empty: what the document says."""
    credentials: Mapping[str, str] = field(default_factory=dict[str, str])
    """By the names of the client's arguments; the others come from the environment."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    timeout: float | None = None
    """Seconds to wait for bytes; None: as the SDK does."""

    def secrets(self, sdk: Sdk) -> Secrets:
        """What nothing that is shown or kept may hold.

        Raises:
            ArgumentError: The client takes no credential of that name.
        """
        known = {data.name: data for data in sdk.client.credentials}
        if unknown := [name for name in self.credentials if name not in known]:
            takes = [f"{name} (or {data.env})" for name, data in known.items()]
            there = f"there are: {', '.join(takes)}" if takes else "there are none"
            raise ArgumentError(f"there is no credential {unknown[0]!r}; {there}")
        texts: list[str] = []
        for name, data in known.items():
            text = self.credentials.get(name) or os.environ.get(data.env, "")
            # A shorter one stands in any stream by chance, and such as `x` is for a mock.
            if len(text) >= _LONG:
                # As it may travel, and come back.
                texts += [text, f"Basic {b64encode(text.encode()).decode()}"]
        return Secrets(texts)


@contextlib.contextmanager
def opened(
    live: LiveSdk, method: StreamMethod, arguments: Mapping[str, object], call: Call
) -> Iterator[EventStream[object]]:
    """Call a method once, without another attempt, and give the stream that it answers with.

    Raises:
        APIError: It does not answer with a stream.
        ValueError, TypeError: Something of this cannot be sent.
    """
    options: dict[str, Any] = {
        **call.credentials,
        "headers": call.headers,
        "query": call.query,
    }
    if call.base_url:
        options["base_url"] = call.base_url
    if call.timeout is not None:
        options["timeout"] = call.timeout
    with (
        live.client(**options, max_retries=0) as client,
        live.method(client, method)(**arguments) as stream,
    ):
        yield stream
