"""What changed between two documents, as ``ssegen diff`` tells it: what operations take."""

from __future__ import annotations

from ..diagnostics import Severity
from .registry import found_elsewhere


@found_elsewhere("SSE411", Severity.ERROR)
def added_required_argument() -> None:
    """a request must hold something new

    A parameter, or a field in a request, is new and required.

    Why: code that calls the method does not have it: type checkers and the server refuse the call.

    Fix: make it optional, with a default on the server's side.

    Bad:

        required: [prompt, model]
        properties:
          prompt: {type: string}
          model: {type: string} # is new

    Good:

        required: [prompt]
        properties:
          prompt: {type: string}
          model: {type: string, default: small}
    """


@found_elsewhere("SSE412", Severity.INFO)
def added_optional_argument() -> None:
    """a request may hold something new

    A parameter, or a field in a request, is new and may be left out.

    Why: calls go on as before: what is not given is not sent.

    Fix: nothing is to be done as long as it stays optional.

    Bad:

        required: [prompt, seed]
        properties:
          prompt: {type: string}
          seed: {type: integer} # is new

    Good:

        required: [prompt]
        properties:
          prompt: {type: string}
          seed: {type: integer}
    """


@found_elsewhere("SSE413", Severity.ERROR)
def removed_argument() -> None:
    """a request does not take something any more

    A parameter, or a field in a request, is gone.

    Why: code that gives it fails on the next SDK with TypeError; what SDKs in use send is refused
    or ignored.

    Fix: keep it, and mark it as deprecated.

    Bad:

        properties:
          prompt: {type: string} # `suffix` is gone

    Good:

        properties:
          prompt: {type: string}
          suffix: {type: string, deprecated: true}
    """


@found_elsewhere("SSE414", Severity.ERROR)
def argument_required() -> None:
    """a request must hold what it could do without

    A parameter, or a field in a request, was optional and is required.

    Why: calls that leave it out are refused, by type checkers and by the server.

    Fix: leave it optional, with a default on the server's side.

    Bad:

        required: [prompt, model] # was [prompt]
        properties:
          prompt: {type: string}
          model: {type: string}

    Good:

        required: [prompt]
        properties:
          prompt: {type: string}
          model: {type: string, default: small}
    """


@found_elsewhere("SSE415", Severity.INFO)
def argument_optional() -> None:
    """a request can do without what it had to hold

    A parameter, or a field in a request, was required and is optional.

    Why: who gives it still can.

    Fix: nothing is to be done. What a request may leave out needs a default on the server's side.

    Bad:

        required: []
        properties:
          model: {} # takes anything, and has no default

    Good:

        required: []
        properties:
          model: {type: string, default: small}
    """


@found_elsewhere("SSE416", Severity.ERROR)
def argument_takes_less() -> None:
    """a request takes less than before, or something else

    A parameter, or a field in a request, has a type that does not take all that the old one took: a
    value of an enumeration is gone, null is not allowed any more, a number must be an integer, a
    member of a union is missing.

    Why: calls that were right are refused, by type checkers or by the server.

    Fix: go on taking the old values.

    Bad:

        properties:
          temperature: {type: integer} # was number

    Good:

        properties:
          temperature: {type: number}
    """


@found_elsewhere("SSE417", Severity.INFO)
def argument_takes_more() -> None:
    """a request takes more than before

    A parameter, or a field in a request, has a type that takes all that the old one took, and more.

    Why: all calls stay right.

    Fix: nothing is to be done. Replace no value by another one meanwhile.

    Bad:

        properties:
          model: {enum: [large]} # was [small]

    Good:

        properties:
          model: {enum: [small, large]}
    """


@found_elsewhere("SSE418", Severity.ERROR)
def argument_travels_differently() -> None:
    """a request is sent in another way

    An argument travels in another place or style, the body has another media type, or what the
    method sends by itself is another value.

    Why: SDKs in use send it where and how the server does not look for it any more.

    Fix: read it in both ways for a while.

    Bad:

        parameters:
          - {name: model, in: header, schema: {type: string}} # was in: query

    Good:

        parameters:
          - {name: model, in: query, schema: {type: string}}
    """


@found_elsewhere("SSE419", Severity.WARNING)
def text_of_a_format() -> None:
    """a request takes text of a format only

    A parameter, or a field in a request, was any text and has a format now, such as `uuid` or
    `date-time`.

    Why: text goes on to be accepted by the SDK, and the server may refuse text of another form.

    Fix: where other text was accepted, go on accepting it.

    Bad:

        properties:
          id: {type: string, format: uuid} # was without a format

    Good:

        properties:
          id: {type: string}
    """
