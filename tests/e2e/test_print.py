"""What comes out of the printer: text and sources, black on white, no controls."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import Server

pytestmark = pytest.mark.browser

CONTROLS = "a.button, button, summary, textarea, input, nav, .tick, .facets, .twig, .notice"


@pytest.fixture
def night(browser: Browser, server: Server) -> Iterator[Page]:
    """A browser in its dark scheme, which paper knows nothing of."""
    context = browser.new_context(base_url=server.url, color_scheme="dark")
    yield context.new_page()
    context.close()


def printed(page: Page, path: str) -> str:
    """The text of the page on paper."""
    page.goto(path)
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    assert page.locator(CONTROLS).filter(visible=True).count() == 0
    text = page.locator("body").inner_text()
    page.emulate_media(media="screen")
    return text


def test_results_on_paper_are_passages_with_their_sources(night: Page) -> None:
    text = printed(night, "/search?q=校车&role=review")
    assert "部分：成绩" in text
    assert "henan-guangshan-2012-school-bus.txt" in text
    for control in ("保存此查询", "选入素材夹", "为什么排在这里", "下一页"):
        assert control not in text


def test_a_report_on_paper_is_the_report(night: Page) -> None:
    night.goto("/search?q=校车")
    address = night.locator(".hit h2 a").first.get_attribute("href")
    assert address is not None
    text = printed(night, address)
    assert "第 1–35 行" in text
    for control in ("相似段落", "放入素材夹", "回到", "命中", "提纲"):
        assert control not in text


def test_clips_on_paper_keep_their_notes(night: Page) -> None:
    night.goto("/search?q=校车")
    night.locator("input[name=section]").first.check()
    night.get_by_role("button", name="把选中的放入素材夹").click()
    night.goto("/clips")
    night.get_by_label("备注").fill("例会上用")
    night.get_by_role("button", name="保存备注").click()
    text = printed(night, "/clips")
    assert "备注：例会上用" in text
    assert "上移" not in text


def test_figures_on_paper_fit_and_keep_their_headings(night: Page) -> None:
    text = printed(night, "/trends?q=学校")
    assert "各省段数" in text and "主题与年份" in text
    assert "数据表" not in text
