"""How long a fresh process takes to be ready: what ``streams.py`` runs with ``python -c``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Probe:
    """What a process does, as lines of Python.

    Attributes:
        client: Makes ``client`` for the server at ``url``; empty where only imports are measured.
        request: Sends the first request by it.
    """

    imports: str
    client: str = ""
    request: str = ""

    def program(self, url: str) -> str:
        """Python that prints the milliseconds of CPU time of each of the three."""
        return f"""\
import json, time
url = {url!r}
start = time.process_time()
{self.imports}
imported = time.process_time()
{self.client}
made = time.process_time()
{self.request}
answered = time.process_time()
spans = (imported - start, made - imported, answered - made)
print(json.dumps([span * 1000 for span in spans]))
"""


PROBES = {
    "specs/chat.yaml": Probe(
        "import chat_sdk",
        "client = chat_sdk.Client(api_key='key', base_url=url)",
        "client.models.list()",
    ),
    "httpx, pydantic": Probe(
        "import httpx; from pydantic import BaseModel, TypeAdapter"
    ),
    "OpenAI's document": Probe(
        "import openai_sdk",
        "client = openai_sdk.Client(api_key='key', base_url=url)",
        "client.models.list()",
    ),
    "openai": Probe(
        "import openai",
        "client = openai.OpenAI(api_key='key', base_url=url)",
        "client.models.list()",
    ),
}
