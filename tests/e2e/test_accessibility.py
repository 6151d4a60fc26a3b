"""axe-core on every page, in light and dark: nothing serious, nothing critical."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.conftest import Server

pytestmark = pytest.mark.browser

PATHS = (
    "/",
    "/search?q=学校&role=review&year=2014&open=330000",
    "/search?q=“火星登陆计划”&role=plan",
    "/trends?q=学校",
    "/saved",
    "/saved/new",
    "/clips",
    "/help",
    "/nowhere",
)


def findings(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [
        f"{page.url} {found['id']}: {node['html'][:160]}"
        for found in violations
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_finding(browser: Browser, server: Server, scheme: str) -> None:
    context = browser.new_context(
        base_url=server.url,
        viewport={"width": 1280, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        bypass_csp=True,  # axe brings a script of its own
    )
    page = context.new_page()
    serious = []
    for path in PATHS:
        page.goto(path)
        serious += findings(page)
    page.goto("/search?q=学校")
    page.keyboard.press("/")
    page.keyboard.type("校")
    page.get_by_role("option").first.wait_for()
    serious += findings(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="快捷键").click()
    serious += findings(page)
    page.keyboard.press("Escape")
    page.locator(".hit h2 a").first.click()
    page.wait_for_url("**/reports/**")
    serious += findings(page)
    report, section = page.url.split("?")[0], page.url.split("#")[1]
    for path in (
        f"{report}/source",
        f"{report}?correct={section}",
        f"/sections/{section}/similar",
        f"/sections/{section}/copies",
        f"/sections/{section}/explain?q=学校",
    ):
        answer = page.goto(path)
        assert answer is not None and answer.ok, path
        serious += findings(page)
    context.close()
    assert serious == []
