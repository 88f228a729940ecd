"""Names that things of a document may not have, by the place they would stand in."""

from __future__ import annotations

BUILTIN_TYPES = frozenset(
    {"bool", "bytes", "dict", "float", "int", "list", "object", "str", "tuple"}
)
"""Annotations need them, and a name in a class body hides them there."""

TYPE_PACKAGES = frozenset({"events", "models", "params"})
"""Packages of the SDK by whose name resources reach types."""

ANNOTATION_MODULES = frozenset({"builtins", "datetime", "pydantic"}) | TYPE_PACKAGES
"""Modules by whose name annotations reach types."""

TYPES = frozenset(
    {
        "Annotated",
        "Any",
        "Decimal",
        "Literal",
        "Mapping",
        "NotRequired",
        "Sequence",
        "TypeAlias",
        "TypeAliasType",
        "TypedDict",
        "UUID",
        "dataclass",
    }
    | BUILTIN_TYPES
    | ANNOTATION_MODULES
)
"""Names at the top of the modules in ``models``, ``params`` and ``events``."""

PYDANTIC = frozenset(
    {
        "construct",
        "copy",
        "dict",
        "from_orm",
        "json",
        "model_computed_fields",
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_extra",
        "model_fields",
        "model_fields_set",
        "model_json_schema",
        "model_parametrized_name",
        "model_post_init",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
        "model_validate_strings",
        "mro",
        "parse_file",
        "parse_obj",
        "parse_raw",
        "register",
        "schema",
        "schema_json",
        "update_forward_refs",
        "validate",
    }
)
"""Attributes that ``pydantic.BaseModel`` and its metaclass have."""

FIELDS = (BUILTIN_TYPES - {"object"}) | PYDANTIC | frozenset({"datetime", "pydantic"})
"""Names of a model's fields: what its annotations need (``object`` stands in requests only), and
what pydantic has."""

ARGUMENTS = frozenset(
    {
        "deadline",
        "extra_body",
        "extra_headers",
        "extra_query",
        "idle_timeout",
        "last_event_id",
        "max_event_bytes",
        "max_retries",
        "on_frame",
        "on_unknown",
        "options",
        "reconnect",
        "require_sentinel",
        "self",
        "timeout",
    }
)
"""Arguments of methods: what ``**options`` holds, or may come to hold."""

METHODS = (ANNOTATION_MODULES - TYPE_PACKAGES) | {"cached_property", "deprecated"}
"""Members of resources: what annotations and decorators in the body of the class need. The SDK's
own packages are called otherwise in a module where a member has their name."""

RUNTIME = frozenset(
    {
        "APIKey",
        "API",
        "AsyncBinaryCall",
        "AsyncClient",
        "AsyncClientOptions",
        "AsyncCredential",
        "AsyncEventStream",
        "AsyncRuntimeClient",
        "AsyncStreamCall",
        "BasicAuth",
        "BearerToken",
        "BinaryOperation",
        "BinaryResponse",
        "BodyField",
        "Client",
        "ClientOptions",
        "Content",
        "CookieParameter",
        "Credential",
        "EventStream",
        "File",
        "HeaderParameter",
        "Iterable",
        "OMITTED",
        "Omitted",
        "Operation",
        "PathParameter",
        "QueryParameter",
        "QueryString",
        "RequestOptions",
        "RuntimeClient",
        "Server",
        "StreamOperation",
        "StreamOptions",
        "TextEvent",
        "TYPE_CHECKING",
        "Unpack",
        "Variant",
    }
)
"""Names of the runtime and of ``typing`` at the top of ``client.py`` and of the modules in
``resources``."""

RESOURCE_CLASSES = RUNTIME | TYPES

ROUTES = frozenset({"ROUTES", "TYPE_CHECKING", "UUID"})
"""Names at the top of the module of routes that are spelled like a constant."""

CLIENT = frozenset(
    {
        "aclose",
        "base_url",
        "binary",
        "cached_property",
        "close",
        "headers",
        "http_client",
        "idle_timeout",
        "max_retries",
        "query",
        "reconnect",
        "request",
        "stream",
        "timeout",
        "with_raw_response",
    }
)
"""Attributes of the clients, now or one day."""

CLIENT_ARGUMENTS = CLIENT | frozenset({"options", "self", "super"})
"""Arguments of the clients: what ``**options`` may hold, and what ``__init__`` calls."""

WINDOWS_FILES = frozenset(
    {"aux", "con", "nul", "prn"}
    | {f"{device}{number}" for device in ("com", "lpt") for number in "0123456789¹²³"}
)
"""File names that Windows keeps for devices, with any extension."""

MODULES = WINDOWS_FILES | CLIENT | BUILTIN_TYPES | frozenset({"shared"})
"""Names of resources: properties of the clients, and files in ``resources``, ``models``,
``params`` and ``events``."""
