"""What changed between two documents, as ``ssegen diff`` tells it: events and their end."""

from __future__ import annotations

from ..diagnostics import Severity
from .registry import found_elsewhere


@found_elsewhere("SSE431", Severity.ERROR)
def removed_variant() -> None:
    """a variant of a stream, or a member of a union, is gone

    An event of a stream is not described any more, or an object that a response may hold.

    Why: its class is missing from the next SDK, so imports of it fail; and code that waits for the
    event waits in vain.

    Fix: keep sending it, and keep its schema as long as somebody may wait for it.

    Bad:

        oneOf: # without ErrorEvent
          - $ref: '#/components/schemas/ChatEvent'
          - $ref: '#/components/schemas/PingEvent'

    Good:

        oneOf:
          - $ref: '#/components/schemas/ChatEvent'
          - $ref: '#/components/schemas/PingEvent'
          - $ref: '#/components/schemas/ErrorEvent'
    """


@found_elsewhere("SSE432", Severity.INFO)
def added_variant() -> None:
    """a variant of a stream, or a member of a tagged union, is new

    A stream with several events has one more, or an event has one more name; or a union that is
    told apart by a tag has one more member.

    Why: SDKs in use skip events that they do not know, and keep unknown members of tagged unions as
    `Unknown...`. Only code that names all variants and checks this with `assert_never` is told of
    the new one.

    Fix: nothing is to be done.

    Bad:

        oneOf: # told apart by nothing
          - {type: object, properties: {text: {type: string}}}
          - {type: object, properties: {image: {type: string}}} # is new

    Good:

        oneOf:
          - $ref: '#/components/schemas/TextEvent'
          - $ref: '#/components/schemas/ImageEvent' # is new
        discriminator: {propertyName: event}
    """


@found_elsewhere("SSE433", Severity.ERROR)
def second_variant() -> None:
    """a stream of one event has several now

    A stream delivered events of one class, and delivers those of several.

    Why: the loop's variable was of that class and is of a union now: code that reads a field
    without a look at the class fails, for type checkers and where the other event comes.

    Fix: give the new event an operation of its own, or tell users before; describe streams as
    unions from the beginning.

    Bad:

        oneOf: # was only ChatEvent
          - $ref: '#/components/schemas/ChatEvent'
          - $ref: '#/components/schemas/PingEvent'
        discriminator: {propertyName: event}

    Good:

        $ref: '#/components/schemas/ChatEvent'
    """


@found_elsewhere("SSE434", Severity.ERROR)
def renamed_variant() -> None:
    """an event has another name

    An event of a stream comes under another `event` name, with the same schema.

    Why: SDKs in use know only the old name and skip the event: the loop runs, and delivers nothing.

    Fix: send it under the old name; or send both until all are moved.

    Bad:

        properties:
          event: {const: message.delta} # was delta
          data: {type: string}

    Good:

        properties:
          event: {const: delta}
          data: {type: string}
    """


@found_elsewhere("SSE435", Severity.ERROR)
def other_sentinel() -> None:
    """a stream ends with another sentinel

    The text that ends a stream is another one, is new, or is not declared any more.

    Why: SDKs in use take the new sentinel for an event and fail to decode it; or wait for one that
    never comes and raise StreamIncomplete.

    Fix: keep the sentinel as it is.

    Bad:

        text/event-stream:
          x-speakeasy-sse-sentinel: '[END]' # was '[DONE]'

    Good:

        text/event-stream:
          x-speakeasy-sse-sentinel: '[DONE]'
    """


@found_elsewhere("SSE436", Severity.ERROR)
def other_discriminator() -> None:
    """a union is told apart by another property

    The property that tells the members of a union in a response apart is another one, or there is
    none any more.

    Why: SDKs in use look at the old property and take every member for one that they do not know.

    Fix: go on sending the old property as well.

    Bad:

        discriminator: {propertyName: kind} # was type

    Good:

        discriminator: {propertyName: type}
    """


@found_elsewhere("SSE437", Severity.ERROR)
def error_event() -> None:
    """an event is raised that was delivered, or the other way

    An event reports an error of the server according to one of the documents, and not to the other.

    Why: code that handles the event in its loop never sees it and meets an exception; or the other
    way.

    Fix: leave the event as it was, and send the new meaning under a name of its own.

    Bad:

        properties:
          event: {const: warning}
        x-ssegen-error: true # was not there

    Good:

        properties:
          event: {const: warning}
    """
