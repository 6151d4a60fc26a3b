"""Searching as a person does it, in a real browser, against a real server."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Server

pytestmark = pytest.mark.browser


def total(page: Page) -> int:
    text = page.locator(".total small").inner_text()
    return int(text.split(" 段")[0].replace(",", ""))


def test_from_the_box_to_the_passage(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox", name="搜工作报告").fill("校车安全")
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("校车安全"))
    assert total(page) > 0
    first = page.locator(".hit").first
    expect(first.locator(".snippet mark").first).to_be_visible()
    first.get_by_role("link").first.click()
    expect(page.locator("article.report h1")).to_be_visible()
    section = page.locator("section.leaf:target")
    expect(section.locator("mark").first).to_be_in_viewport()
    expect(page.get_by_text(re.compile(r"第 \d+(–\d+)? 行")).first).to_be_visible()


def narrowed(page: Page, before: int) -> int:
    """The total, once it is another than `before`."""
    expect(page.locator(".total small")).not_to_contain_text(re.compile(rf"^{before:,} 段"))
    return total(page)


def test_facets_narrow_and_chips_take_it_back(page: Page) -> None:
    page.goto("/search?q=学校")
    before = total(page)
    facet = page.get_by_role("region", name="部分")
    facet.get_by_role("link", name=re.compile("^计划")).click()
    plans = narrowed(page, before)
    assert 0 < plans < before
    facet.get_by_role("link", name=re.compile("^问题")).click()
    assert plans < narrowed(page, plans) < before
    chips = page.get_by_role("list", name="已选条件")
    expect(chips.get_by_role("listitem")).to_have_count(3)
    chips.get_by_role("link", name=re.compile("全部清除")).click()
    expect(page.locator(".total small")).to_contain_text(f"{before:,} 段")


@pytest.mark.parametrize("facet", ["地区", "主题", "部分", "时段"])
def test_each_facet_gives_the_number_it_shows(page: Page, facet: str) -> None:
    page.goto("/search?q=学校")
    before = total(page)
    link = page.get_by_role("region", name=facet).locator("a.value").first
    count = int(link.locator(".count").inner_text())
    link.click()
    expect(page.get_by_role("list", name="已选条件")).to_be_visible()
    assert total(page) == count < before


def test_a_region_opens_down_to_its_counties(page: Page) -> None:
    page.goto("/search")
    facet = page.get_by_role("region", name="地区")
    facet.get_by_role("button", name="浙江省的下级").click()
    expect(facet.get_by_role("button", name="浙江省的下级")).to_have_attribute(
        "aria-expanded", "true"
    )
    facet.get_by_role("button", name="湖州市的下级").click()
    facet.get_by_role("link", name=re.compile("^安吉县")).click()
    chips = page.get_by_role("list", name="已选条件")
    expect(chips.get_by_role("listitem")).to_have_count(2)
    expect(chips).to_contain_text("安吉县")


def test_sorting_and_paging(page: Page) -> None:
    page.goto("/search?q=学校")
    page.get_by_role("navigation", name="排序").get_by_role("link", name="最新").click()
    expect(page).to_have_url(re.compile("sort=newest"))
    page.get_by_role("navigation", name="翻页").get_by_role("link", name="下一页").click()
    expect(page).to_have_url(re.compile("page=2"))
    expect(page.locator(".hit")).not_to_have_count(0)


def test_every_state_is_a_url_that_another_browser_can_open(page: Page, browser: Browser) -> None:
    page.goto("/search?q=教师")
    page.get_by_role("region", name="部分").get_by_role("link", name=re.compile("^计划")).click()
    other = browser.new_page()
    other.goto(page.url)
    assert other.locator(".hits").inner_text() == page.locator(".hits").inner_text()
    other.close()


def test_nothing_found_leads_on(page: Page) -> None:
    page.goto("/search?q=“火星登陆计划”&role=plan")
    expect(page.get_by_role("heading", name="没有找到相符的段落")).to_be_visible()
    page.get_by_role("link", name="去掉筛选条件").click()
    expect(page).not_to_have_url(re.compile("role="))


def test_the_keyboard_alone_reaches_the_first_hit(page: Page) -> None:
    page.goto("/search?q=校车")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    first = page.locator(".hit h2 a").first
    for _ in range(20):
        page.keyboard.press("Tab")
        if first.evaluate("link => link === document.activeElement"):
            break
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("article.report h1")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_is_wider_than_its_window(
    browser: Browser, server: Server, width: int, scheme: str
) -> None:
    page = browser.new_page(
        base_url=server.url,
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=False,
    )
    paths = (
        *("/", "/search?q=校车", "/search?q=学校&role=plan&year=2012", "/trends?q=学校"),
        *("/saved", "/help", "/nowhere"),
        *("/?lang=en", "/search?q=学校&role=plan&year=2012&lang=en", "/trends?q=学校&lang=en"),
        *("/clips?lang=en", "/saved?lang=en", "/help?lang=en", "/?lang=zh-Hans"),
    )
    for path in paths:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto("/search?q=校车")
    page.locator(".hit h2 a").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
