# SPDX-License-Identifier: 0BSD
"""The server's side: what is sent is what the operations promise.

It needs Starlette, and python-multipart for forms of parts. Nothing else imports it.
"""

from starlette.requests import Request

from .application import application, encoded
from .errors import ServerError
from .options import ServerOptions
from .route import Route

__all__ = [
    "Request",
    "Route",
    "ServerError",
    "ServerOptions",
    "application",
    "encoded",
]
