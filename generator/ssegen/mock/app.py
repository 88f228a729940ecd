"""The application that a mock is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ..lower.headers import is_token
from ..openapi.operations import METHODS, responses
from .listing import Listing
from .mock import Mock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

    from ..load.node import Document
    from .options import MockOptions

PAGE: Final = Path(__file__).parent / "page"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The page shows text of the document and of streams, so nothing else may run in it."""
_EXPOSED: Final = ("content-length", "retry-after", "www-authenticate", "allow")
_MOST_EXPOSED: Final = 100


def create_app(document: Document, options: MockOptions) -> Starlette:
    """Make the ASGI application that serves a document.

    It serves every operation, at its path and below the paths of the servers, ``/`` as a page to
    requests that accept HTML, and below ``/_mock/`` what the page needs. Pages of every origin may
    call it. ``app.state.left_out`` has the operations that cannot be served, each with the reason.
    """
    mock = Mock(document, options, _page())
    listing = Listing(document, mock.operations, mock.samples, mock.conformance)

    async def operations(request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(lambda: listing.operations))

    async def check(request: Request) -> Response:
        try:
            problems = listing.problems(await request.json())
        except (ValueError, RecursionError) as error:
            return JSONResponse({"error": {"message": str(error)}}, 400)
        return JSONResponse({"problems": problems})

    cors = Middleware(
        CORSMiddleware,
        allow_origin_regex=".*",
        allow_methods=sorted(
            {*map(str.upper, METHODS), *(o.method for o in mock.operations.served)}
        ),
        allow_headers=["*"],
        allow_credentials=True,
        expose_headers=list(dict.fromkeys((*_EXPOSED, *_declared(document, mock)))),
    )
    app = Starlette(
        routes=[
            Route("/_mock/operations", operations),
            Route("/_mock/check", check, methods=["POST"]),
            Mount("/_mock", StaticFiles(directory=PAGE, check_dir=False)),
        ],
        middleware=[cors],
    )
    # As a route it would not get paths that hold a line break.
    app.router.default = mock
    app.state.left_out = mock.operations.left_out
    return app


def _page() -> Response:
    html = (PAGE / "index.html").read_bytes()
    headers = {"content-security-policy": _POLICY, "cache-control": "no-store"}
    return Response(html, headers=headers, media_type="text/html")


def _declared(document: Document, mock: Mock) -> Iterator[str]:
    """The names of headers that responses have by the document."""
    names = (
        name.lower()
        for operation in mock.operations.served
        for _, response in responses(document, operation.node)
        if (headers := response.get("headers")) is not None
        for name, _ in headers.members()
        if is_token(name)
    )
    return iter(list(dict.fromkeys(names))[:_MOST_EXPOSED])
