"""What changed between two documents, as ``ssegen diff`` tells it: what operations give."""

from __future__ import annotations

from ..diagnostics import Severity
from .registry import found_elsewhere


@found_elsewhere("SSE421", Severity.ERROR)
def other_result() -> None:
    """an operation answers with something of another kind

    A stream became JSON or the other way, events became payloads or text, or a body is there that
    was not.

    Why: code that loops over events, or reads a value, gets something that has neither; SDKs in use
    cannot read the answer at all.

    Fix: give the new kind of answer an operation of its own, or a switch in the request.

    Bad:

        content:
          application/json: # was text/event-stream
            schema: {$ref: '#/components/schemas/Answer'}

    Good:

        content:
          text/event-stream:
            schema: {$ref: '#/components/schemas/ChatEvent'}
          application/json:
            schema: {$ref: '#/components/schemas/Answer'}
    """


@found_elsewhere("SSE422", Severity.ERROR)
def other_framing() -> None:
    """a stream has another framing

    The media type of a stream is another one, such as JSON Lines in place of Server-Sent Events.

    Why: SDKs in use ask for the old one by `Accept`, and rely on what it can carry: names of
    events, ids to resume from, a sentinel.

    Fix: offer both, and look at the request's `Accept`.

    Bad:

        content:
          application/jsonl: # was text/event-stream
            schema: {$ref: '#/components/schemas/Progress'}

    Good:

        content:
          text/event-stream:
            schema: {$ref: '#/components/schemas/Progress'}
    """


@found_elsewhere("SSE423", Severity.WARNING)
def other_media_type() -> None:
    """a response has another media type

    The media type of a response that is no stream is another one. What it decodes to is compared
    apart.

    Why: SDKs in use ask for the old one by `Accept`; a server that minds answers 406.

    Fix: go on answering requests for the old one.

    Bad:

        content:
          application/vnd.chat+json: # was application/json
            schema: {$ref: '#/components/schemas/Answer'}

    Good:

        content:
          application/json:
            schema: {$ref: '#/components/schemas/Answer'}
    """


@found_elsewhere("SSE424", Severity.ERROR)
def removed_field() -> None:
    """a field of a response is gone

    A field of an event or of another response is not described any more.

    Why: code that reads the field fails: on the next SDK the attribute is missing, and SDKs in use
    refuse an event without a required field.

    Fix: keep sending it, and mark it as deprecated.

    Bad:

        properties:
          text: {type: string} # `content` is gone

    Good:

        properties:
          text: {type: string}
          content: {type: string, deprecated: true}
    """


@found_elsewhere("SSE425", Severity.INFO)
def added_field() -> None:
    """a field of a response is new

    A field of an event or of another response is new.

    Why: SDKs keep fields that they do not know, so nobody is disturbed.

    Fix: nothing is to be done.

    Bad:

        properties:
          content: {type: object} # was {type: string}

    Good:

        properties:
          content: {type: string}
          parts: {type: array, items: {type: string}}
    """


@found_elsewhere("SSE426", Severity.ERROR)
def field_may_be_missing() -> None:
    """a field of a response may be missing or null

    A field of an event or of another response was always there with a value, and need not be any
    more.

    Why: SDKs in use refuse what comes without it; code that uses the value fails on None.

    Fix: send an empty value instead.

    Bad:

        required: [] # was [text]
        properties:
          text: {type: string}

    Good:

        required: [text]
        properties:
          text: {type: string}
    """


@found_elsewhere("SSE427", Severity.INFO)
def field_always_there() -> None:
    """a field of a response is always there

    A field of an event or of another response could be missing or null, and cannot any more.

    Why: code that expects None finds none.

    Fix: nothing is to be done. Be sure that every server keeps this promise before it is made.

    Bad:

        required: [text]
        properties:
          text: {} # always there, and anything

    Good:

        required: [text]
        properties:
          text: {type: string}
    """


@found_elsewhere("SSE428", Severity.ERROR)
def other_type() -> None:
    """a field of a response has another type

    What an event or another response holds may be something that the old document did not announce:
    a number where an integer was, one more member of a union without a tag, JSON where text was.

    Why: SDKs in use fail to decode it, with EventDecodeError in a stream; code on the next SDK gets
    a value of another type.

    Fix: send the new kind of value in a new field.

    Bad:

        properties:
          index: {type: string} # was integer

    Good:

        properties:
          index: {type: integer}
          index_id: {type: string}
    """


@found_elsewhere("SSE429", Severity.INFO)
def other_values() -> None:
    """a field of a response has other known values

    What an event or another response holds is a part of what the old document announced, or the
    known values of an enumeration are others.

    Why: enumerations are open in responses, `Literal[...] | str`: what is not known yet is
    delivered as it is.

    Fix: nothing is to be done.

    Bad:

        properties:
          reason: {type: integer, enum: [0, 1]} # was {enum: [stop, length]}

    Good:

        properties:
          reason: {enum: [stop, length, tool]} # was {enum: [stop, length]}
    """
