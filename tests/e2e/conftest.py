"""A real browser: the system's chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import Server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Skips, and says so, where there is no chromium; fails there when one is required."""
    path = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if path is None:
        if os.environ.get("XUNZHANG_REQUIRE_BROWSER"):
            pytest.fail("no chromium on this machine, and this run requires one")
        pytest.skip("no chromium on this machine: the browser tests did not run")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--accept-lang=zh-CN",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A page of 1280 pixels that fails its test when a script or a request of it fails."""
    context = browser.new_context(base_url=server.url, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    # A request that the page itself gave up, because a newer one took its place, is none.
    opened.on(
        "requestfailed",
        lambda request: faults.append(request.url) if "ABORTED" not in request.failure else None,
    )
    yield opened
    context.close()
    assert faults == []
