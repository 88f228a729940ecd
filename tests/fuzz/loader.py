"""Documents, whatever they hold: they cannot be loaded and it is told why, or an SDK is made.

An input is a document. Most mutations change what it says and not how it is written.
"""

from __future__ import annotations

import copy
import io
import json
import warnings
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from ssegen.config import Config
from ssegen.diagnostics.concise import line
from ssegen.diagnostics.text import excerpt
from ssegen.diagnostics.told import Texts
from ssegen.load import LoadError, load
from ssegen.pipeline import generate, validate
from ssegen.python.render import ensure_compiles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from random import Random

    from ssegen.diagnostics import Diagnostic
    from ssegen.load import Document
    from ssegen.pipeline import Generated

Place: TypeAlias = "tuple[str | int, ...]"

ROOT = Path(__file__).parents[2]
CONFIG = Config(package_name="fuzz_sdk", payload_events=True)

SELDOM = 16
"""One input in so many is given all that takes long: the advice, and another reading."""

STRINGS = (
    *("", " ", "a", "a-b", "A_b", "2x", "class", "self", "None", "str", "__init__"),
    *("close", "model_config", "data", "event", "message", "[DONE]", "CON", "\u00e9"),
    *("../../x", "/x", "C:\\x", "//host/x", "http://host/x", "{", "{id}", "{id}/{id}"),
    *("\n", "a\r\nb", "\0", "\ud800", "\u202e", "\u2028", "\\", "\\N{DASH}", "x" * 300),
    *('"""', "'''", '"', "```", "{{ 7 }}", "{% raw %}", "#", "]]>", "| [a](b) |", "%s"),
    *("string", "object", "array", "integer", "null", "binary", "date-time", "query"),
    *("path", "header", "cookie", "deepObject", "form", "(", "(a+)+$", "2XX", "200"),
    *("text/event-stream", "application/json", "application/jsonl", "text/plain"),
    *("multipart/form-data", "application/json-seq", "*/*", "TEXT/Event-Stream;a=b"),
)
KEYS = (
    *("type", "format", "enum", "const", "default", "pattern", "nullable", "required"),
    *("properties", "patternProperties", "additionalProperties", "propertyNames"),
    *("items", "prefixItems", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"),
    *("discriminator", "propertyName", "mapping", "$ref", "$dynamicRef", "$anchor"),
    *("$defs", "$id", "readOnly", "writeOnly", "deprecated", "title", "description"),
    *("example", "examples", "schema", "itemSchema", "contentSchema", "content"),
    *("contentMediaType", "encoding", "style", "explode", "allowReserved", "headers"),
    *("parameters", "requestBody", "responses", "servers", "variables", "security"),
    *("securitySchemes", "tags", "operationId", "components", "paths", "webhooks"),
    *("get", "post", "query", "trace", "additionalOperations", "x-ssegen-name"),
    *("x-ssegen-group", "x-ssegen-path", "x-ssegen-event-model", "x-fern-streaming"),
    *("x-speakeasy-sse-sentinel", "x-speakeasy-stream-request-field"),
    *("x-speakeasy-name-override", "x-fern-sdk-group-name", "x-ms-sse-terminal-event"),
)
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 1e400, 10**400, [], {}, [[]], [{}], [None], [""]),
    *({"": {}}, {"$ref": "#"}, {"$ref": "#/"}, {"$ref": 1}, {"type": "string"}),
    *({"oneOf": []}, {"allOf": [{}]}, {"type": ["null", "object"]}, {"enum": [{}]}),
)


def seeds() -> Iterator[bytes]:
    """Our documents and those of the rules, as they are and as JSON."""
    for path in (*ROOT.glob("specs/*"), *ROOT.glob("tests/rules/*/*.yaml")):
        content = path.read_bytes()
        yield content
        try:
            parsed = yaml.safe_load(content)
        except yaml.YAMLError:
            continue
        yield json.dumps(parsed, default=str).encode()


def check(content: bytes) -> None:
    """Load an input, tell all that is wrong with it, and generate.

    Raises:
        AssertionError: What is told is no text, a file lands outside the package, or what comes
            out depends on how the document is written.
        Exception: Something else than a ``LoadError`` came out, or a file is no Python.
    """
    document = _loaded(content)
    if document is None:
        return
    generated = _generated(document)
    if zlib.crc32(content) % SELDOM:
        return
    validate(document, CONFIG)
    # JSON is YAML, which another parser reads.
    again = _loaded(b"#\n" + content) or _loaded(content)
    assert again is not None
    assert _generated(again).files == generated.files


def _loaded(content: bytes) -> Document | None:
    try:
        return load("-", stdin=io.BytesIO(content))
    except LoadError as error:
        assert error.diagnostics
        _tell(error.diagnostics, error.texts)
        return None


def _generated(document: Document) -> Generated:
    generated = generate(document, CONFIG)
    texts = {name: source.text for name, source in document.sources.items()}
    _tell(generated.report, texts)
    assert (generated.sdk is None) == generated.report.fails(strict=False)
    for path, text in generated.files.items():
        assert PurePosixPath(path).parts[0] == CONFIG.package_name
        assert ".." not in path
        text.encode()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # such as for an escape that means nothing
        ensure_compiles(generated.files)
    return generated


def _tell(diagnostics: Iterable[Diagnostic], texts: Mapping[str, str]) -> None:
    lines = Texts(texts)
    for diagnostic in diagnostics:
        line(diagnostic).encode()
        excerpt(diagnostic, lines, why=diagnostic.why).encode()


def mutated(content: bytes, random: Random) -> bytes | None:
    """Change what a document says; None where it is not JSON, and for one in five others."""
    if random.random() < 0.2:
        return None
    try:
        document = json.loads(content)
        for _ in range(random.choice((1, 1, 2, 4))):
            document = _mutated(document, random)
        return json.dumps(document).encode()
    except (ValueError, RecursionError):
        return None


def _mutated(document: Any, random: Random) -> Any:
    """A document with another value, another key, or a value more or less, at one place."""
    places = list(_places(document))
    if not places:
        return random.choice(VALUES)
    *way, last = random.choice(places)
    holder = _at(document, way)
    value = holder[last]
    match random.randrange(8):
        case 0:
            del holder[last]
        case 1:
            holder[last] = copy.deepcopy(random.choice(VALUES))
        case 2:
            holder[last] = random.choice(STRINGS)
        case 3:
            holder[last] = copy.deepcopy(_at(document, random.choice(places)))
        case 4:
            # To a place around itself this is a cycle.
            holder[last] = {"$ref": _reference(random.choice(places))}
        case 5 if isinstance(holder, dict):
            del holder[last]
            holder[random.choice((*KEYS, *STRINGS))] = value
        case 6:
            holder[last] = random.choice(([value], [value, value], {"allOf": [value]}))
        case _ if isinstance(value, dict):
            other = _at(document, random.choice(places))
            chosen = random.choice((*VALUES, *STRINGS, other))
            value[random.choice(KEYS)] = copy.deepcopy(chosen)
        case _ if isinstance(value, str):
            holder[last] = value + random.choice(STRINGS)
        case _:
            holder[last] = random.choice(VALUES)
    return document


def _places(value: Any, place: Place = ()) -> Iterator[Place]:
    items: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, member in items:
        yield (*place, key)
        yield from _places(member, (*place, key))


def _at(document: Any, place: Iterable[str | int]) -> Any:
    for key in place:
        document = document[key]
    return document


def _reference(place: Place) -> str:
    tokens = (str(key).replace("~", "~0").replace("/", "~1") for key in place)
    return "#/" + "/".join(tokens)
