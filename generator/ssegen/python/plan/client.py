"""The clients: what they are given, and the resources they lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from ...ir.api import Api, SchemeKind, SecurityScheme, ServerVariable
from .custom import CLIENTS
from .literal import literal
from .names import Names, Rename, Scope, snake
from .reserved import CLIENT_ARGUMENTS
from .sdk import (
    Argument,
    ClientModule,
    CredentialData,
    ResourceProperty,
    ServerData,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_KINDS = {
    SchemeKind.API_KEY: "APIKey",
    SchemeKind.BEARER: "BearerToken",
    SchemeKind.BASIC: "BasicAuth",
}
_VARIABLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class ClientNames:
    """The arguments of the clients."""

    settled: Names

    @property
    def credentials(self) -> Mapping[str, str]:
        """The argument for each security scheme, by the scheme's key."""
        return {
            key.removeprefix(_SCHEME): name
            for key, name in self.settled.by_key.items()
            if key.startswith(_SCHEME)
        }

    @property
    def renames(self) -> tuple[Rename, ...]:
        """The forced ones, by the document's names."""
        return tuple(
            replace(rename, key=_plain(rename.key), taken_by=_plain(rename.taken_by))
            for rename in self.settled.renames
        )

    def variable(self, variable: ServerVariable) -> str:
        """The argument for a variable of a server."""
        return self.settled[f"{_SERVER}{variable.wire_name}"]


_SCHEME = "1 scheme "
_SERVER = "2 server variable "


def _plain(key: str) -> str:
    return key.removeprefix(_SCHEME).removeprefix(_SERVER)


def client_names(api: Api) -> ClientNames:
    """Name the arguments of the clients; credentials keep the natural names."""
    scope = Scope("argument", snake, CLIENT_ARGUMENTS)
    for scheme in api.schemes:
        scope.claim(f"{_SCHEME}{scheme.key}", scheme.name)
    for server in api.servers:
        for variable in server.variables:
            scope.claim(f"{_SERVER}{variable.wire_name}", variable.name)
    return ClientNames(scope.settle())


def client(
    api: Api,
    package: str,
    names: ClientNames,
    resources: tuple[ResourceProperty, ...],
    own: Mapping[str, str] = MappingProxyType({}),
) -> ClientModule:
    """Plan the clients.

    Args:
        api: The API.
        package: The package's name, which environment variables start with.
        names: The arguments.
        resources: What the clients lead to, in the order of the API.
        own: The modules of classes that stand in for generated ones, by the latter's path.
    """
    module, async_module = (f".{own.get(path, 'client')}" for path in CLIENTS)
    credentials = tuple(
        _credential(scheme, names.credentials[scheme.key], package)
        for scheme in api.schemes
    )
    described = tuple(zip(api.schemes, credentials, strict=True))
    return ClientModule(
        doc=api.description or f"A client of {api.title}.",
        servers=tuple(
            ServerData(
                _with_arguments(
                    server.url,
                    {v.wire_name: names.variable(v) for v in server.variables},
                ),
                tuple(
                    (names.variable(v), v.wire_name, v.default)
                    for v in server.variables
                ),
            )
            for server in api.servers
        ),
        credentials=credentials,
        credential_arguments=tuple(
            _argument(*pair, awaits=False) for pair in described
        ),
        async_credential_arguments=tuple(
            _argument(*pair, awaits=True) for pair in described
        ),
        variable_arguments=tuple(_variables(api, names)),
        resources=resources,
        module=module,
        async_module=async_module,
    )


def _credential(scheme: SecurityScheme, name: str, package: str) -> CredentialData:
    return CredentialData(
        kind=_KINDS[scheme.kind],
        name=name,
        place=scheme.place.value if scheme.place else "",
        wire_name=scheme.wire_name,
        env=f"{package}_{name}".upper().rstrip("_"),
    )


def _argument(
    scheme: SecurityScheme, credential: CredentialData, *, awaits: bool
) -> Argument:
    match scheme.kind:
        case SchemeKind.BASIC:
            annotation = "str | tuple[str, str] | None"
            how = "The user's name and password, as a pair or with a colon between"
            taken = f"From ``{credential.env}`` where omitted."
        case SchemeKind.API_KEY | SchemeKind.BEARER:
            annotation = "AsyncCredential | None" if awaits else "Credential | None"
            what = "key" if scheme.kind is SchemeKind.API_KEY else "bearer token"
            how = f"The {what}; a string, or a callable that gives one for each request"
            taken = f"From ``{credential.env}`` where omitted."
    doc = " ".join(filter(None, (scheme.description.strip(), f"{how}.", taken)))
    return Argument(credential.name, annotation, "None", doc)


def _variables(api: Api, names: ClientNames) -> Iterator[Argument]:
    """The variables of the first server, which is used unless ``base_url`` is given."""
    for server in api.servers[:1]:
        for variable in server.variables:
            annotation = "str"
            if variable.values:
                known = dict.fromkeys((*variable.values, variable.default))
                annotation = f"Literal[{', '.join(map(literal, known))}]"
            yield Argument(
                names.variable(variable),
                annotation,
                literal(variable.default),
                variable.description,
            )


def _with_arguments(url: str, arguments: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: f"{{{arguments.get(found[1], found[1])}}}", url)
