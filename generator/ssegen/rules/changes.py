"""What changed between two documents, as ``ssegen diff`` tells it: operations."""

from __future__ import annotations

from ..diagnostics import Severity
from .registry import found_elsewhere


@found_elsewhere("SSE401", Severity.ERROR)
def removed_operation() -> None:
    """an operation is gone

    An operation of the old document has no counterpart in the new one: none has its method and
    path, its `operationId`, or its name in the SDK.

    Why: the method is missing from the next SDK, and calls of SDKs in use are refused.

    Fix: keep the operation and mark it as deprecated until nobody calls it.

    Bad:

        paths:
          /models:
            get: # POST /chat is not there any more
              operationId: listModels

    Good:

        paths:
          /models:
            get:
              operationId: listModels
          /chat:
            post:
              operationId: createChat
              deprecated: true
    """


@found_elsewhere("SSE402", Severity.INFO)
def added_operation() -> None:
    """an operation is new

    The new document has an operation that the old one has not.

    Why: nothing that exists is concerned: the next SDK has one more method.

    Fix: nothing is to be done. Take care that the name suits, for it is there to stay.

    Bad:

        paths:
          /chat/list:
            post: # is called `list_post`
              tags: [chat]

    Good:

        paths:
          /chat/list:
            post:
              tags: [chat]
              operationId: listChats
    """


@found_elsewhere("SSE403", Severity.ERROR)
def moved_operation() -> None:
    """an operation has another method or path

    The operation with this `operationId`, or with this name in the SDK, has another HTTP method or
    another path. How path parameters are called does not count.

    Why: SDKs in use call the old place until they are generated and installed anew.

    Fix: serve both places for a while, and describe the old one as deprecated.

    Bad:

        paths:
          /v2/chat: # was /chat
            post:
              operationId: createChat

    Good:

        paths:
          /v2/chat:
            post:
              operationId: createChatV2
          /chat:
            post:
              operationId: createChat
              deprecated: true
    """


@found_elsewhere("SSE404", Severity.ERROR)
def renamed_method() -> None:
    """a method of the SDK has another name

    The client leads to the operation by other names than before: of the method, or of the resources
    before it. They come from tags, paths and operationIds.

    Why: code that calls the method ends with AttributeError on the next SDK, though nothing changed
    on the wire.

    Fix: name it as it was, with `x-ssegen-name` and `x-ssegen-group`.

    Bad:

        paths:
          /chat:
            post:
              tags: [conversations] # was chat
              operationId: createChat

    Good:

        paths:
          /chat:
            post:
              tags: [conversations]
              x-ssegen-group: chat
              operationId: createChat
    """


@found_elsewhere("SSE405", Severity.ERROR)
def renamed_class() -> None:
    """a name of the SDK is another one

    The package, a class, a field or an argument is called otherwise, or a field has another class
    of those there are.

    Why: imports, `isinstance`, `match` and keyword arguments that use the old name fail on the next
    SDK, though nothing changed on the wire.

    Fix: name it as it was, with `x-ssegen-name`.

    Bad:

        components:
          schemas:
            Token: # was TextDelta
              type: object

    Good:

        components:
          schemas:
            Token:
              x-ssegen-name: TextDelta
              type: object
    """


@found_elsewhere("SSE406", Severity.WARNING)
def incomparable_operation() -> None:
    """an operation cannot be compared

    An operation stands in both documents, but the SDK of one of them has it not: the document is
    wrong there, or what the operation needs is not supported or not asked for.

    Why: what became of the operation is not known.

    Fix: see what `ssegen validate` tells of that document.

    Bad:

        paths:
          /chat:
            post:
              parameters:
                - $ref: '#/components/parameters/Missing'

    Good:

        paths:
          /chat:
            post:
              parameters:
                - name: model
                  in: query
                  schema: {type: string}
    """


@found_elsewhere("SSE407", Severity.ERROR)
def more_credentials() -> None:
    """more or other credentials are needed

    An operation is not open any more to a caller with what it asked for before, or an argument for
    credentials of the client is gone or is sent in another way.

    Why: calls are refused with 401 or 403, or the client cannot be made as before.

    Fix: accept the old credentials beside the new ones for a while.

    Bad:

        paths:
          /chat:
            post:
              security: # was [{apiKey: []}]
                - oauth: []

    Good:

        paths:
          /chat:
            post:
              security:
                - apiKey: []
                - oauth: []
    """


@found_elsewhere("SSE408", Severity.INFO)
def fewer_credentials() -> None:
    """fewer or further credentials are accepted

    An operation accepts other credentials besides those that it accepted, or none; or the client
    takes an argument for further ones.

    Why: who could call the operation still can.

    Fix: nothing is to be done. Keep what was accepted so far among the alternatives.

    Bad:

        paths:
          /models:
            get:
              security:
                - oauth: [] # without `- apiKey: []`, as it was

    Good:

        paths:
          /models:
            get:
              security:
                - apiKey: []
                - oauth: []
    """


@found_elsewhere("SSE409", Severity.WARNING)
def other_server() -> None:
    """the API is at another place

    The first server of the document, or that of an operation, has another URL. Clients that are
    given no `base_url` call it.

    Why: SDKs in use go on calling the old server; the next SDK calls the new one, perhaps with
    credentials that the server does not know.

    Fix: keep the old server answering, and list it first until all are moved.

    Bad:

        servers:
          - url: https://api.example.org # was https://api.example.com

    Good:

        servers:
          - url: https://api.example.com
          - url: https://api.example.org
    """
