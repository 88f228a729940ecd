"""Senders: what a server says, as the bytes that clients of well-known protocols read.

Each module is one protocol. They need nothing but the standard library and know no framework: what
they give is the body of a streaming response, piece by piece.
"""
