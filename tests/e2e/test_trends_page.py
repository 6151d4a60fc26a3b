"""Maps and trends in a browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_searching import total

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("figure", ["各省段数图", "各年段数", "主题与年份图"])
def test_a_part_of_a_figure_leads_to_as_many_sections_as_it_says(page: Page, figure: str) -> None:
    page.goto("/search?q=学校")
    page.get_by_role("link", name="趋势").click()
    drawn = page.locator(f'svg[aria-label="{figure}"]')
    part = drawn.get_by_role("link", name=re.compile("，[1-9][0-9]*( 段)?$")).first
    said = re.findall("([0-9]+)(?: 段)?$", part.get_attribute("aria-label") or "")
    part.click()
    expect(page).to_have_url(re.compile("/search"))
    assert total(page) == int(said[-1])


def test_the_trends_keep_the_filters_and_chips_take_them_back(page: Page) -> None:
    page.goto("/trends?q=学校&role=plan")
    before = total(page)
    page.get_by_role("list", name="已选条件").get_by_role("link", name="部分").click()
    expect(page).to_have_url(re.compile(r"/trends\?q=[^&]*$"))
    assert total(page) > before
