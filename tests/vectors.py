"""The cases of the wire format of Server-Sent Events, with what comes of each."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ssegen.python.runtime.decoder import Decoder

FILE = Path(__file__).with_name("sse_vectors.json")


@dataclass(frozen=True)
class Vector:
    """Bytes, and what a reader makes of them after the standard (HTML, 9.2)."""

    name: str
    content: bytes
    chunk_sizes: tuple[int, ...]
    initial_last_event_id: str | None
    events: list[dict[str, Any]]
    reconnection_time: object
    last_event_id: str

    @classmethod
    def read(cls, case: dict[str, Any]) -> Vector:
        return cls(
            name=case["name"],
            content=_content(case),
            chunk_sizes=tuple(case.get("chunk_sizes", ())),
            initial_last_event_id=case.get("initial_last_event_id"),
            events=[
                event | {"data": _data(event), "retry": _number(event["retry"])}
                for event in case["expected_events"]
            ],
            reconnection_time=_number(case["expected_reconnection_time"]),
            last_event_id=case["expected_last_event_id"],
        )

    def decoder(self) -> Decoder:
        return Decoder(last_event_id=self.initial_last_event_id)


def _content(case: dict[str, Any]) -> bytes:
    if "input_parts" in case:
        return b"".join(map(_part, case["input_parts"]))
    if "input_hex" in case:
        return bytes.fromhex(case["input_hex"])
    return str(case["input_utf8"]).encode()


def _data(event: dict[str, Any]) -> str:
    if "data_parts" in event:
        return b"".join(map(_part, event["data_parts"])).decode()
    return str(event["data"])


def _part(part: dict[str, Any]) -> bytes:
    one = bytes.fromhex(part["hex"]) if "hex" in part else str(part["utf8"]).encode()
    return one * int(part.get("repeat", 1))


def _number(value: object) -> object:
    """A number too long for ``int`` to read is one that the decoder ignores."""
    if isinstance(value, dict):
        return (
            None if value["repeat"] > sys.get_int_max_str_digits() else NotImplemented
        )
    return value


VECTORS = [Vector.read(case) for case in json.loads(FILE.read_bytes())]
