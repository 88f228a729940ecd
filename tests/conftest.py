"""Fixtures that every test may use."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from tests.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator

# How long an example takes says something about the machine, nothing about the code.
settings.register_profile(
    "ssegen", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ssegen")


def pytest_collection_finish() -> None:
    """Leave ten thousand collected tests out of every later collection of garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def server() -> Iterator[Server]:
    """A real HTTP server on loopback; its connections end with the test."""
    with Server() as server:
        yield server
