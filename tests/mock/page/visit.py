"""What a user does with the page of a mock, and sees there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PATIENCE = 30_000.0
"""Milliseconds; only a test that is about to fail waits so long."""


class Visit:
    """One user at one page.

    Args:
        page: A tab of the browser.
        url: The mock's.
        operation: The key of the operation to begin with; the first one if empty.
    """

    def __init__(self, page: Page, url: str, operation: str) -> None:
        self.page = page
        self.url = url
        self.status = page.locator("#status")
        self.outcome = page.locator("#log .outcome")
        self.frames = page.locator("#log .frame:not(.sentinel)")
        page.goto(f"{url}/#{quote(operation, safe='')}" if operation else url)
        expect(self.button("Start")).to_be_enabled()

    def button(self, name: str) -> Locator:
        """A button by the beginning of its text."""
        return self.page.locator("button").filter(has_text=name)

    def field(self, label: str) -> Locator:
        """A field by its label."""
        return self.page.get_by_label(label, exact=True)

    def fault(self, name: str, value: str = "") -> None:
        """Pick a fault."""
        self.page.get_by_role("checkbox", name=name, exact=True).check()
        if value:
            self.page.get_by_label(f"{name}: ").fill(value)

    def start(self) -> None:
        """Start the stream."""
        self.button("Start").click()

    def ends(self, kind: str, text: str) -> None:
        """The stream comes to an end of this kind, which tells this."""
        expect(self.outcome).to_have_count(1)
        expect(self.outcome).to_contain_text(text)
        assert kind in (self.outcome.get_attribute("class") or "").split()
        expect(self.status).to_have_class(kind)

    def texts(self, part: str) -> list[str]:
        """A part of every frame that is shown: ``index``, ``gap``, ``event``, ``id``, ``data``."""
        return self.frames.locator(f".{part}").all_text_contents()
