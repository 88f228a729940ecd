"""Comparing documents that are written in tests."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING

from ssegen import pipeline
from ssegen.config import Config
from ssegen.load import Document, load

if TYPE_CHECKING:
    from ssegen.diagnostics import Report

CHAT = """\
openapi: 3.1.0
info: {title: Chat, version: '1'}
servers: [{url: https://chat.example.com}]
security: [{apiKey: []}]
paths:
  /chat:
    post:
      operationId: createChat
      tags: [chat]
      parameters:
        - {name: model, in: query, required: true, schema: {enum: [small, large]}}
        - {name: user, in: query, schema: {type: string}}
        - {name: seed, in: query, schema: {type: number}}
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Prompt'}
      responses:
        '200':
          description: The answer.
          content:
            text/event-stream:
              x-speakeasy-sse-sentinel: '[DONE]'
              schema: {$ref: '#/components/schemas/ChatEvent'}
  /threads:
    get:
      operationId: listThreads
      tags: [threads]
      responses:
        '200':
          description: All of them.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Thread'}}
  /threads/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    get:
      operationId: getThread
      tags: [threads]
      responses:
        '200':
          description: One of them.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Thread'}
        '404':
          description: There is none.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Problem'}
  /progress:
    get:
      operationId: watchProgress
      tags: [progress]
      responses:
        '200':
          description: How far it is.
          content:
            text/event-stream:
              schema: {$ref: '#/components/schemas/Progress'}
components:
  securitySchemes:
    apiKey: {type: apiKey, in: header, name: X-Key}
  schemas:
    Prompt:
      type: object
      required: [messages]
      properties:
        messages: {type: array, items: {$ref: '#/components/schemas/Message'}}
        stop: {type: [string, 'null']}
    Message:
      type: object
      required: [role]
      properties:
        role: {type: string}
        content: {type: string}
        name: {type: string}
    ChatEvent:
      oneOf:
        - $ref: '#/components/schemas/DeltaEvent'
        - $ref: '#/components/schemas/PingEvent'
      discriminator: {propertyName: event}
    DeltaEvent:
      type: object
      required: [event, data]
      properties:
        event: {const: delta}
        data: {$ref: '#/components/schemas/Delta'}
    PingEvent:
      type: object
      required: [event]
      properties:
        event: {const: ping}
    Delta:
      type: object
      required: [index, text]
      properties:
        index: {type: integer}
        text: {type: string}
        reason: {enum: [stop, length]}
    Thread:
      type: object
      required: [id, parts]
      properties:
        id: {type: string}
        parent: {$ref: '#/components/schemas/Thread'}
        parts: {type: array, items: {$ref: '#/components/schemas/Part'}}
    Part:
      oneOf:
        - $ref: '#/components/schemas/TextPart'
        - $ref: '#/components/schemas/ImagePart'
      discriminator: {propertyName: type}
    TextPart:
      type: object
      required: [type, text]
      properties:
        type: {const: text}
        text: {type: string}
    ImagePart:
      type: object
      required: [type, url]
      properties:
        type: {const: image}
        url: {type: string}
    Problem:
      type: object
      required: [detail]
      properties:
        detail: {type: string}
    Progress:
      type: object
      required: [event, data]
      properties:
        event: {const: progress}
        data: {type: object, properties: {done: {type: number}}}
"""
"""An API with a stream of several events, one of one event, requests and answers."""


def edited(text: str, *edits: tuple[str, str]) -> str:
    """The text with some parts replaced; each has to be there."""
    for was, is_ in edits:
        assert was in text, was
        text = text.replace(was, is_)
    return text


def document(text: str) -> Document:
    return load("-", stdin=io.BytesIO(textwrap.dedent(text).encode()))


def compared(old: str, new: str, config: Config | None = None) -> Report:
    """What changed from one document to the other."""
    config = config or Config()
    found = pipeline.differences(document(old), config, document(new), config)
    assert found.errors == (0, 0)
    return found.report


def told(report: Report) -> list[str]:
    """The findings as ``SSE401 message``, without the places."""
    return sorted(f"{d.rule} {d.message}" for d in report)
