"""The targets without a fuzzer: faults of earlier days stay away, and faults are noticed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BeforeValidator
from tests.fuzz import decoder, loader, stream

from ssegen.pipeline import generate
from ssegen.python.runtime import StreamOperation
from ssegen.python.runtime.decoder import Decoder

if TYPE_CHECKING:
    import random

    from ssegen.pipeline import Generated
    from ssegen.python.runtime.frame import Item

ROOT = Path(__file__).parents[2]
TARGETS: dict[str, Any] = {"decoder": decoder, "stream": stream, "loader": loader}
INPUTS = sorted(
    path for name in TARGETS for path in Path(__file__).parent.glob(f"inputs/{name}/*")
)
SEEDS = [seed for seed in loader.seeds() if seed.startswith(b"{")]


@pytest.mark.parametrize(
    "path", INPUTS, ids=lambda path: f"{path.parent.name}-{path.name}"
)
def test_an_input_that_once_failed_shows_no_fault(path: Path) -> None:
    TARGETS[path.parent.name].check(path.read_bytes())


@given(
    head=st.binary(min_size=decoder.HEAD, max_size=decoder.HEAD),
    body=st.lists(
        st.sampled_from(stream.WORDS).map(str.encode) | st.binary(), max_size=20
    ),
)
def test_a_stream_of_any_bytes_ends_or_raises_a_stream_error(
    head: bytes, body: list[bytes]
) -> None:
    stream.check(head + b"".join(body))


@settings(max_examples=30)
@given(st.sampled_from(SEEDS), st.randoms(use_true_random=False))
def test_a_document_with_anything_in_any_place_breaks_nothing(
    content: bytes, random: random.Random
) -> None:
    changed = loader.mutated(content, random)
    if changed is not None:
        json.loads(changed)
        loader.check(changed)


class Forgetful(Decoder):
    def read(self, chunk: bytes) -> list[Item]:
        return super().read(chunk)[:1]


class Hoarding(Decoder):
    __slots__ = ("chunks",)

    def read(self, chunk: bytes) -> list[Item]:
        self.chunks = [*getattr(self, "chunks", []), chunk]
        return super().read(chunk)


class Hasty(Decoder):
    def close(self) -> list[Item]:
        return super().read(b"\n\n")


@pytest.mark.parametrize("kind", [Forgetful, Hoarding, Hasty])
def test_a_decoder_with_a_fault_is_noticed(
    kind: type[Decoder], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bytes((0, 5, 0)) + b"data: 1\n\ndata: 2\n\n" * 3 + b"data: 3\n"
    decoder.check(content)
    monkeypatch.setattr(decoder, "KINDS", (kind,) * 4)
    with pytest.raises(AssertionError):
        decoder.check(content)


def refused(_: object) -> None:
    raise RuntimeError("not documented")


def test_an_error_that_is_not_documented_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken: StreamOperation[Any] = StreamOperation(
        "GET", "/", payload=lambda: Annotated[int, BeforeValidator(refused)]
    )
    monkeypatch.setattr(stream, "OPERATIONS", (broken,))
    with pytest.raises(RuntimeError, match="not documented"):
        stream.check(bytes(3) + b"data: 1\n\n")


@pytest.mark.parametrize(
    ("path", "text", "error"),
    [
        ("fuzz_sdk/x.py", "def", SyntaxError),
        ("fuzz_sdk/x.py", r"'\q'", SyntaxError),
        ("fuzz_sdk/x.py", "'\ud800'", UnicodeEncodeError),
        ("fuzz_sdk/../x.py", "", AssertionError),
        ("os/x.py", "", AssertionError),
    ],
)
def test_a_file_that_must_not_be_written_is_noticed(
    path: str, text: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: Any) -> Generated:
        generated = generate(*arguments)
        assert isinstance(generated.files, dict)
        generated.files[path] = text
        return generated

    loader.check(SEEDS[0])
    monkeypatch.setattr(loader, "generate", broken)
    with pytest.raises(error):
        loader.check(SEEDS[0])


def test_the_command_replays_an_input(tmp_path: Path) -> None:
    path = tmp_path / "crash"
    path.write_bytes(b"\0\0\0data: 1\n\n")
    command = [sys.executable, "-m", "tests.fuzz", "decoder", "--replay", str(path)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (run.stdout, run.stderr) == (f"{path}: no fault\n", "")
