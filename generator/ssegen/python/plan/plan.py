"""From an API to its SDK: every name given out, every annotation spelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .annotations import Annotator
from .client import client, client_names
from .custom import CLIENTS, NO_CUSTOM
from .definitions import Types
from .events import events
from .examples import examples
from .modules import modules, served
from .names import Names, Rename, Scope, pascal
from .partition import partition
from .reserved import TYPES as TYPE_NAMES
from .resources import resource
from .sdk import Sdk
from .server import server
from .tree import tree
from .types import fields, models, params
from .vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...ir.api import Api
    from .custom import Custom


@dataclass(frozen=True, slots=True)
class Planned:
    """An SDK, and the names that its things could not get."""

    sdk: Sdk
    renames: tuple[Rename, ...]
    classes: Mapping[str, str]
    """The class, or the alias, of each definition, by key."""


def plan(
    api: Api,
    *,
    package: str,
    http: str = "httpx",
    custom: Custom = NO_CUSTOM,
    with_server: bool = False,
) -> Planned:
    """Plan the SDK of an API.

    Args:
        api: The API.
        package: The name of the SDK's package.
        http: The HTTP library: ``httpx`` or ``httpx2``.
        custom: What the user has added to the SDK.
        with_server: Whether it can be a server's as well.

    Raises:
        CustomError: What the user has added cannot stand in for what is generated.
    """
    resource_tree = tree(api)
    branches = resource_tree.branches
    resource_classes = (path for b in branches.values() for path in b.classes)
    own = custom.standing_in((*CLIENTS, *resource_classes))
    homes = resource_tree.modules
    taken = frozenset(homes.values())
    definitions = _definitions(api, taken)
    named = definitions.by_key
    responses = modules(api, homes, request=False)
    requests = modules(api, homes, request=True)
    seen = served(api, responses.keys()) if with_server else api
    held = modules(seen, homes, request=False, with_server=with_server)
    field_names, field_renames = fields(
        {key: seen.definitions[key] for key in held}, named
    )
    types = Types(api.definitions, named, frozenset(responses), field_names)
    modelled = (
        Types(seen.definitions, named, frozenset(held), field_names)
        if with_server
        else types
    )
    streamed, event_names = events(
        api, homes, Annotator(types, request=False, prefix="models."), taken
    )
    arguments = client_names(api)
    vocabulary = Vocabulary(types, streamed, arguments.credentials, own=own)
    planned = [resource(r, branches, vocabulary) for r in api.every_resource()]
    resources = tuple(module for module, _ in planned)
    served_streams, handler_renames = (
        server(
            api,
            branches,
            vocabulary,
            Annotator(modelled, request=False, prefix="models."),
        )
        if with_server
        else (None, ())
    )
    sdk = Sdk(
        package=package,
        title=api.title,
        api_version=api.version,
        http=http,
        client=client(
            api,
            package,
            arguments,
            tuple(branches[item.key].leading(own) for item in api.resources),
            own,
        ),
        resources=resources,
        events=streamed.modules,
        models=models(
            modelled,
            partition(held, named, modelled.definitions, taken),
            with_server=served_streams is not None,
        ),
        params=params(types, partition(requests, named, types.definitions, taken)),
        examples=examples(api, resources, vocabulary),
        server=served_streams,
    )
    return Planned(
        sdk,
        (
            *resource_tree.renames,
            *arguments.renames,
            *definitions.renames,
            *field_renames,
            *event_names.renames,
            *(rename for _, renames in planned for rename in renames),
            *handler_renames,
        ),
        definitions.by_key,
    )


def _definitions(api: Api, taken: frozenset[str]) -> Names:
    """Name the classes and aliases: the same in ``models`` and ``params``."""
    scope = Scope("schema", pascal, TYPE_NAMES | taken, suffix="Schema")
    for key, definition in api.definitions.items():
        scope.claim(key, definition.name)
    return scope.settle()
