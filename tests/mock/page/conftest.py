"""The page of a running mock, in a real browser."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING, Protocol

import pytest
from playwright.sync_api import expect, sync_playwright
from tests.mock.page.visit import PATIENCE, Visit
from tests.serving import serving

from ssegen.load import load
from ssegen.mock import MockOptions, create_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage

ARGUMENTS = (
    "--no-sandbox",  # which does not let root in
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AS_IT_IS = MockOptions()


class Opening(Protocol):
    """Opens the page of the mock of a document."""

    def __call__(
        self, document: str | Path, operation: str = "", options: MockOptions = ...
    ) -> Visit: ...


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. It is over with the module: its event loop would be in the way of others' tests."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Opening]:
    """``visit(document, operation)`` opens the page at an operation that streams."""
    expect.set_options(timeout=PATIENCE)
    wrong: list[str] = []

    def told(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            wrong.append(message.text)

    with ExitStack() as stack:

        def opened(
            document: str | Path,
            operation: str = "",
            options: MockOptions = AS_IT_IS,
        ) -> Visit:
            app = create_app(load(str(document)), options)
            url = stack.enter_context(serving(app))
            context = stack.enter_context(browser.new_context())
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            page.on("console", told)
            page.on("pageerror", lambda error: wrong.append(str(error)))
            return Visit(page, url, operation)

        yield opened
    assert wrong == []
