"""What breaks a client according to a rule does so in earnest, and what does not, does not.

Code that uses the SDK of the old document is type-checked with that of the new one, and the SDK of
the old document reads what a server of the new one sends.
"""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import httpx
import pytest
from tests.compare.comparing import CHAT, compared, document, edited

from ssegen import pipeline
from ssegen.config import Config
from ssegen.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

CODE = """\
from PACKAGE import Client
from PACKAGE.events import DeltaEvent
from PACKAGE.models import TextPart


def chat(client: Client) -> str:
    with client.chat.create(
        messages=[{"role": "user", "name": "me"}], model="large", user="me", seed=0.5
    ) as stream:
        for event in stream:
            if isinstance(event, DeltaEvent):
                return event.data.text.upper() * (event.data.index + 1)
    return ""


def progress(client: Client) -> float:
    with client.progress.watch() as stream:
        for event in stream:
            return event.data.done or 0.0
    return 1.0


def texts(client: Client) -> list[str]:
    return [
        part.text
        for thread in client.threads.list()
        for part in thread.parts
        if isinstance(part, TextPart)
    ]
"""

STOP = (
    "    PingEvent:\n",
    "    StopEvent:\n"
    "      type: object\n"
    "      required: [event]\n"
    "      properties: {event: {const: stop}}\n"
    "    PingEvent:\n",
)
PROGRESS = "schema: {$ref: '#/components/schemas/Progress'}"
PING = "        - $ref: '#/components/schemas/PingEvent'\n"
SEED = "        - {name: seed, in: query, schema: {type: number}}\n"
EDITS: dict[str, tuple[tuple[str, str], ...]] = {
    "SSE404": (("operationId: listThreads", "operationId: findThreads"),),
    "SSE411": (("required: [role]", "required: [role, content]"),),
    "SSE412": ((SEED, f"{SEED}        - {{name: top, in: query, schema: {{}}}}\n"),),
    "SSE424": (("        text: {type: string}\n        reason", "        reason"),),
    "SSE425": (("        reason: ", "        more: {type: string}\n        reason: "),),
    "SSE426": (("required: [index, text]", "required: [index]"),),
    "SSE432": (STOP, (PING, PING + PING.replace("Ping", "Stop"))),
    "SSE433": (
        STOP,
        (
            PROGRESS,
            "schema:\n"
            "                oneOf:\n"
            "                  - $ref: '#/components/schemas/Progress'\n"
            "                  - $ref: '#/components/schemas/StopEvent'\n"
            "                discriminator: {propertyName: event}",
        ),
    ),
}
"""By the rule that tells of them."""


def test_code_type_checks_with_the_new_sdk_unless_the_change_breaks(
    tmp_path: Path,
) -> None:
    texts = {id: edited(CHAT, *edits) for id, edits in EDITS.items()}
    for id, text in (("same", CHAT), *texts.items()):
        package = f"{id.lower()}_sdk"
        generated = pipeline.generate(document(text), Config(package_name=package))
        for path, content in generated.files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(content, encoding="utf-8")
        code = CODE.replace("PACKAGE", package)
        (tmp_path / f"{id}.py").write_text(code, encoding="utf-8")
    files = [f"{id}.py" for id in ("same", *texts)]
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", *files],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    wrong = {
        line.partition(".py:")[0] for line in ran.stdout.splitlines() if ".py:" in line
    }
    breaking = {
        id
        for id, text in texts.items()
        if any(d.severity is Severity.ERROR for d in compared(CHAT, text))
    }
    assert wrong == breaking, ran.stdout


DELTA = 'event: delta\ndata: {"index": 1, "text": "hi"}\n\n'
END = "data: [DONE]\n\n"


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The SDK of the old document."""
    folder = tmp_path_factory.mktemp("sdk")
    generated = pipeline.generate(document(CHAT), Config(package_name="in_use_sdk"))
    for path, content in generated.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8")
    before = list(sys.path)
    sys.path.insert(0, str(folder))
    yield import_module("in_use_sdk")
    sys.path[:] = before


INDEX, REASON = "index: {type: integer}", "        reason: "
VALUES, MORE = "enum: [stop, length", DELTA.replace("}", ', "reason": "tool"}')
STOP_SCHEMA = "{title: Stop, required: [event], properties: {event: {const: stop}}}"

SENT = {
    "a field is missing": (
        ("required: [index, text]", "required: [index]"),
        DELTA.replace(', "text": "hi"', ""),
    ),
    "an integer has a fraction": (
        (INDEX, "index: {type: number}"),
        DELTA.replace("1", "1.5"),
    ),
    "a field is null": (
        (INDEX, "index: {type: [integer, 'null']}"),
        DELTA.replace("1", "null"),
    ),
    "another sentinel": (("'[DONE]'", "'[END]'"), f"{DELTA}data: [END]\n\n"),
    "no sentinel": (
        ("              x-speakeasy-sse-sentinel: '[DONE]'\n", ""),
        DELTA,
    ),
    "another event name": (
        ("event: {const: delta}", "event: {const: text}"),
        DELTA.replace("delta", "text"),
    ),
    "another value": ((VALUES, f"{VALUES}, tool"), MORE),
    "another field": (
        (REASON, f"        more: {{}}\n{REASON}"),
        DELTA.replace("}", ', "more": 1}'),
    ),
    "another event": (
        (PING, f"{PING}        - {STOP_SCHEMA}\n"),
        f"event: stop\n\n{DELTA}",
    ),
}
"""An edit of the document, and what a server sends that was not possible before."""


@pytest.mark.parametrize(("edit", "sent"), SENT.values(), ids=SENT)
def test_an_sdk_in_use_reads_what_the_new_server_sends_unless_the_change_breaks(
    sdk: ModuleType, edit: tuple[str, str], sent: str
) -> None:
    new = edited(CHAT, edit)
    ending = END if "'[DONE]'" in new else ""

    def answer(request: httpx.Request) -> httpx.Response:
        headers = {"content-type": "text/event-stream"}
        return httpx.Response(200, headers=headers, text=sent + ending)

    def reads() -> bool:
        http = httpx.Client(transport=httpx.MockTransport(answer))
        with sdk.Client(api_key="key", http_client=http) as client:
            try:
                with client.chat.create(messages=[], model="small") as stream:
                    return [type(event).__name__ for event in stream] == ["DeltaEvent"]
            except sdk.StreamError:
                return False

    (finding,) = compared(CHAT, new)
    assert reads() is (finding.severity is not Severity.ERROR), finding.message
