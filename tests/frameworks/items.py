"""A FastAPI application that streams in every way that FastAPI knows, and answers in others."""

from __future__ import annotations

import json
from collections.abc import AsyncIterable, Iterable
from typing import Annotated, Literal, TypeAlias

from fastapi import (
    Depends,
    FastAPI,
    File,
    Form,
    Header,
    HTTPException,
    Path,
    Query,
    Response,
    UploadFile,
)
from fastapi.security import HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field

TOKEN = "let-me-in"
PICTURE = b"\x89PNG\r\n\x1a\n"

bearer = HTTPBearer()


def authorised(
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)],
) -> None:
    """Refuse all but one token."""
    if credentials.credentials != TOKEN:
        raise HTTPException(401, "this token opens nothing")


class Item(BaseModel):
    """Something in the catalogue."""

    name: str
    price: float = Field(description="In euros.")
    tags: list[str] = []


class Added(BaseModel):
    """An item came in."""

    kind: Literal["added"] = "added"
    item: Item


class Removed(BaseModel):
    """An item went out."""

    kind: Literal["removed"] = "removed"
    name: str


Change: TypeAlias = Annotated[Added | Removed, Field(discriminator="kind")]


class Progress(BaseModel):
    """How far a search is."""

    done: int
    total: int


class Hit(BaseModel):
    """What a search found."""

    item: Item
    score: float


class Picture(BaseModel):
    """What was uploaded."""

    item: int
    name: str
    size: int
    caption: str
    sizes: list[int]


class Search(BaseModel):
    """What to look for."""

    text: str
    limit: int = 10


CATALOGUE = (
    Item(name="Portal Gun", price=42.5, tags=["science"]),
    Item(name="Plumbus", price=6.5),
    Item(name="Gr\u00fcne Gurke", price=0.5, tags=["gr\u00fcn", "a\nb"]),
)

app = FastAPI(
    title="FastAPI items",
    version="1.0.0",
    description="A catalogue of items that tells what happens to it.",
)


@app.get("/items", tags=["items"])
async def list_items(
    limit: Annotated[int, Query(ge=1)] = 100,
    tag: Annotated[list[str] | None, Query(description="With all of these.")] = None,
) -> list[Item]:
    """List the items."""
    wanted = set(tag or ())
    return [item for item in CATALOGUE if wanted <= set(item.tags)][:limit]


@app.get(
    "/items/{number}", tags=["items"], responses={404: {"description": "No such item."}}
)
async def get_item(number: Annotated[int, Path(description="From 0.")]) -> Item:
    """Get one item."""
    if number >= len(CATALOGUE):
        raise HTTPException(404, "there is no such item")
    return CATALOGUE[number]


@app.post("/items/{number}/picture", tags=["pictures"], status_code=201)
async def add_picture(
    number: int,
    picture: Annotated[UploadFile, File()],
    caption: Annotated[str, Form()],
    sizes: Annotated[list[int] | None, Form()] = None,
) -> Picture:
    """Add a picture of an item."""
    content = await picture.read()
    return Picture(
        item=number,
        name=picture.filename or "",
        size=len(content),
        caption=caption,
        sizes=sizes or [],
    )


@app.delete("/items/{number}", tags=["items"], status_code=204)
async def delete_item(number: int) -> None:
    """Forget an item."""


@app.get(
    "/items/{number}/picture",
    tags=["pictures"],
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
)
async def get_picture(number: int) -> Response:
    """Get the picture of an item."""
    return Response(PICTURE + bytes([number]), media_type="image/png")


@app.get("/stream/items", tags=["feeds"], response_class=EventSourceResponse)
async def stream_items(
    last_event_id: Annotated[str | None, Header()] = None,
) -> AsyncIterable[Item]:
    """Stream the items as events."""
    for item in CATALOGUE[int(last_event_id or 0) :]:
        yield item


@app.get("/stream/lines", tags=["feeds"])
async def stream_lines() -> AsyncIterable[Item]:
    """Stream the items as JSON Lines."""
    for item in CATALOGUE:
        yield item


@app.get("/stream/numbers", tags=["feeds"])
def stream_numbers(count: int) -> Iterable[int]:
    """Stream numbers as JSON Lines."""
    yield from range(count)


@app.get(
    "/catalogues/{catalogue}/changes",
    tags=["changes"],
    response_class=EventSourceResponse,
    dependencies=[Depends(authorised)],
)
async def watch_changes(
    catalogue: str, since: Annotated[int, Query(description="The first of interest.")]
) -> AsyncIterable[Change]:
    """Watch a catalogue."""
    changes: list[Change] = [Added(item=item) for item in CATALOGUE]
    changes.append(Removed(name=f"{catalogue}: Plumbus"))
    for change in changes[since:]:
        yield change


@app.post(
    "/search", tags=["search"], response_class=EventSourceResponse, status_code=200
)
async def search(query: Search) -> AsyncIterable[Progress | Hit]:
    """Search, and tell how far it is."""
    for number, item in enumerate(CATALOGUE):
        if query.text.casefold() in item.name.casefold():
            yield Hit(item=item, score=1.0)
        yield Progress(done=number + 1, total=len(CATALOGUE))


@app.get("/log", tags=["log"], response_class=EventSourceResponse)
async def follow_log() -> AsyncIterable[ServerSentEvent]:
    """Follow the log: frames of every kind."""
    yield ServerSentEvent(comment="hello\nthere")
    yield ServerSentEvent(raw_data="two\nlines", event="line", id="1")
    yield ServerSentEvent(data="quoted", event="json", id="2", retry=5000)
    yield ServerSentEvent(data={"level": "info"}, id="3")
    yield ServerSentEvent(raw_data="[DONE]", event="end")


def document() -> str:
    """The OpenAPI document of the application, as ``specs/fastapi_items.json`` has it."""
    return json.dumps(app.openapi(), indent=2) + "\n"


if __name__ == "__main__":
    print(document(), end="")
