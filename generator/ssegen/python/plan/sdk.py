"""An SDK as Python: every name given out, every annotation spelled, every import known.

Fields are strings, booleans and tuples of such. A string is one of: an identifier, an
annotation or expression made by the plan from identifiers it gave out, a module path, or **text
from the document**, which the templates pass through ``literal`` or ``docstring`` and nothing
else. Text from the document is marked ``text`` below.

``imports`` of a module are those that its annotations and expressions need, in no particular
order; what every module of its kind needs is the template's affair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Import:
    """``from module import names``, or ``import module`` where there are no names."""

    module: str
    names: tuple[str, ...] = ()
    typing_only: bool = False
    """Belongs under ``if TYPE_CHECKING:``."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A field of a model or an envelope."""

    name: str
    annotation: str
    default: str = ""
    """An expression; empty where the field is required."""
    doc: str = ""
    """text"""


@dataclass(frozen=True, slots=True)
class ModelClass:
    name: str
    doc: str
    """text"""
    attributes: tuple[Attribute, ...]
    extra: str = ""
    """The annotation of properties beyond the known ones, where the document types them."""
    base: str = "_runtime.Model"


@dataclass(frozen=True, slots=True)
class EnvelopeClass:
    name: str
    doc: str
    """text"""
    attributes: tuple[Attribute, ...]
    """Required ones first, in document order otherwise."""


@dataclass(frozen=True, slots=True)
class Key:
    """An item of a TypedDict."""

    wire_name: str
    """text; also an identifier where the class syntax is used"""
    annotation: str
    """With ``NotRequired[...]`` where it may be left out."""
    doc: str = ""
    """text"""


@dataclass(frozen=True, slots=True)
class DictClass:
    name: str
    doc: str
    """text"""
    keys: tuple[Key, ...]
    functional: bool
    """``Name = TypedDict("Name", {...})`` with every annotation quoted, instead of a class:
    some key is no identifier, or hides a name that the annotations need."""


@dataclass(frozen=True, slots=True)
class TypeName:
    """``Name: TypeAlias = annotation``."""

    name: str
    annotation: str
    doc: str = ""
    """text"""
    quoted: bool = False
    """The annotation names what comes later: ``Name: TypeAlias = "annotation"``."""
    recursive: bool = False
    """The annotation names itself and is evaluated: ``Name = TypeAliasType("Name",
    "annotation")``."""


Declaration: TypeAlias = "ModelClass | EnvelopeClass | DictClass | TypeName"


@dataclass(frozen=True, slots=True)
class TypesModule:
    """A module of ``models``, ``params`` or ``events``."""

    package: str
    """``models``, ``params`` or ``events``."""
    name: str
    doc: str
    """text"""
    imports: tuple[Import, ...]
    declarations: tuple[Declaration, ...]


@dataclass(frozen=True, slots=True)
class Argument:
    """A keyword-only parameter of a method, or of a client's ``__init__``."""

    name: str
    annotation: str
    default: str = ""
    """An expression; empty where the argument is required."""
    doc: str = ""
    """text"""


@dataclass(frozen=True, slots=True)
class ParameterData:
    """Where an argument travels, as an entry of the operation's constant."""

    kind: str
    """The runtime's class: ``PathParameter``, ``QueryParameter``, ``QueryString``,
    ``HeaderParameter``, ``CookieParameter``, ``BodyField``."""
    argument: str
    wire_name: str
    """text; empty where it equals the argument"""
    options: tuple[tuple[str, str], ...] = ()
    """Further keyword arguments as (name, expression)."""


@dataclass(frozen=True, slots=True)
class VariantData:
    """An envelope, as an entry of the operation's constant."""

    type: str
    """The expression of the class: ``events.ChatEvent``."""
    events: tuple[str, ...]
    """text; empty where any name selects it"""
    json: str
    """The expression of the type that ``data`` decodes to; empty where data is text."""
    error: bool = False
    """It reports an error of the server, and is raised."""


@dataclass(frozen=True, slots=True)
class ErrorData:
    status: str
    """text: ``404``, ``4XX``, ``default``"""
    type: str
    """An expression."""


@dataclass(frozen=True, slots=True)
class OperationData:
    """The private constant of an operation: all that the runtime needs to know of the API."""

    constant: str
    kind: str
    """The runtime's class: ``Operation``, ``StreamOperation``, ``BinaryOperation``."""
    type_argument: str
    """``StreamOperation[...]`` or ``Operation[...]``: what goes into the brackets; empty for a
    ``BinaryOperation``."""
    method: str
    path: str
    """text"""
    parameters: tuple[ParameterData, ...]
    body: str
    """The argument that is the whole body; empty where there is none."""
    fixed: tuple[tuple[str, str, str], ...]
    """Arguments the method sets itself: place (``query``, ``header``, ``body``), wire name
    (text), literal expression."""
    result: str
    """The expression of the type that a response decodes to; empty where there is none."""
    variants: tuple[VariantData, ...]
    text_events: bool
    """Every frame is the runtime's ``TextEvent``; there are no variants."""
    has_sentinel: bool
    sentinel: str
    """text"""
    security: tuple[tuple[str, ...], ...]
    """Alternatives of credential names (identifiers)."""
    errors: tuple[ErrorData, ...]
    server: str
    """text; empty where the API's own base URL holds"""
    accept: str = ""
    """text: the media type asked for; empty where it is JSON or an event stream, as the
    operation's kind says"""
    content_type: str = ""
    """text: the media type of the body; empty where it is ``application/json``"""
    results: tuple[tuple[str, str], ...] = ()
    """Where statuses decode differently: the status (text) and the expression, empty where there
    is no body."""
    payload: str = ""
    """The expression of what every event of a payload stream decodes to."""
    error_payloads: tuple[str, ...] = ()
    """The expressions of what else arrives in it, and is raised."""
    parameters_of: str = ""
    """The constant of an operation before it whose parameters are the same: its twin's."""
    body_required: bool = False
    """The body is an object that is sent even where none of its properties is given."""


@dataclass(frozen=True, slots=True)
class Raised:
    """An error that a method may raise beside those that every method may."""

    name: str
    """The runtime's class."""
    doc: str


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    operation: OperationData
    summary: str
    """text"""
    description: str
    """text"""
    deprecated: bool
    arguments: tuple[Argument, ...]
    returns: str
    """What the call gives once awaited: ``models.ModelPage``, ``None``, or for a stream the
    type of its events."""
    raises: tuple[Raised, ...] = ()


@dataclass(frozen=True, slots=True)
class ResourceModule:
    """A module of ``resources``: ``Chat`` and ``AsyncChat``."""

    name: str
    """``chat``, ``chat_completions``: all modules of ``resources`` stand beside each other."""
    path: str
    """The properties of the client that lead to it: ``chat.completions``."""
    class_name: str
    async_class_name: str
    doc: str
    """text"""
    imports: tuple[Import, ...]
    methods: tuple[Method, ...]
    properties: tuple[ResourceProperty, ...] = ()
    """The resources within it."""


@dataclass(frozen=True, slots=True)
class ResourceProperty:
    """A property of the clients, or of a resource, that leads to a resource."""

    name: str
    module: str
    """The module of the class, as it is imported: ``.resources.chat`` in the clients, ``.chat`` in
    a resource; of ``custom`` where a class of the user's own stands in."""
    class_name: str
    async_module: str
    """The same of the class that awaits."""
    async_class_name: str
    doc: str
    """text"""


@dataclass(frozen=True, slots=True)
class CredentialData:
    """A way to sign in, as an entry of the ``API`` constant."""

    kind: str
    """The runtime's class: ``APIKey``, ``BearerToken``, ``BasicAuth``."""
    name: str
    """The name of the credential: the argument of the client."""
    place: str
    """Of an API key: ``header``, ``query`` or ``cookie``; else empty."""
    wire_name: str
    """text"""
    env: str
    """The environment variable it is taken from where it is not given."""


@dataclass(frozen=True, slots=True)
class ServerData:
    url: str
    """text; ``{name}`` stands for the variable of that argument name"""
    variables: tuple[tuple[str, str, str], ...]
    """Argument name, wire name (text), default (text)."""


@dataclass(frozen=True, slots=True)
class ClientModule:
    doc: str
    """text"""
    servers: tuple[ServerData, ...]
    credentials: tuple[CredentialData, ...]
    credential_arguments: tuple[Argument, ...]
    """Of ``Client``, annotated with ``Credential``."""
    async_credential_arguments: tuple[Argument, ...]
    """The same of ``AsyncClient``, annotated with ``AsyncCredential``."""
    variable_arguments: tuple[Argument, ...]
    resources: tuple[ResourceProperty, ...]
    """Those at the top."""
    module: str = ".client"
    """The module of the ``Client`` that the package gives: of ``custom`` where a class of the
    user's own stands in."""
    async_module: str = ".client"
    """The same of ``AsyncClient``."""


@dataclass(frozen=True, slots=True)
class Handler:
    """A method of ``Handlers``, and the route that leads to it."""

    name: str
    operation: OperationData
    """Its ``constant`` is that of the route."""
    summary: str
    """text"""
    description: str
    """text"""
    request: str
    """What the method calls the request."""
    arguments: tuple[Argument, ...]
    """Without defaults. The annotation is also the expression of what a request is read as."""
    events: str
    """The type of what it yields, reports of errors included."""
    by_default: bool = False
    """Whether a request that leaves out what else asks for the stream asks for it."""


@dataclass(frozen=True, slots=True)
class Server:
    """The package ``server``, for the operations that stream."""

    handlers: tuple[Handler, ...]
    events: str
    """The type of what all of them yield."""
    imports: tuple[Import, ...]
    handler_imports: tuple[Import, ...]
    route_imports: tuple[Import, ...]


@dataclass(frozen=True, slots=True)
class StreamExample:
    """A runnable example for the README: one for each stream."""

    resource: str
    """``chat.completions``"""
    method: str
    summary: str
    """text"""
    arguments: tuple[tuple[str, str], ...]
    """Required arguments and literal expressions for them."""
    cases: tuple[tuple[str, str], ...]
    """Event classes and the expression to print for each; empty for text events."""
    event: str
    """An expression for an event."""
    has_sentinel: bool


@dataclass(frozen=True, slots=True)
class Sdk:
    """All of an SDK but the runtime, which is copied."""

    package: str
    title: str
    """text"""
    api_version: str
    """text"""
    http: str
    """``httpx`` or ``httpx2``."""
    client: ClientModule
    resources: tuple[ResourceModule, ...]
    events: tuple[TypesModule, ...]
    models: tuple[TypesModule, ...]
    params: tuple[TypesModule, ...]
    examples: tuple[StreamExample, ...]
    server: Server | None = None
    """None where it was not asked for, and where no operation streams."""
