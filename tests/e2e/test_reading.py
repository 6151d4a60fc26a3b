"""Reading a report, picking passages, taking them to Word."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Server, Workplace

pytestmark = pytest.mark.browser


def test_marks_are_stepped_through_and_the_outline_follows(page: Page) -> None:
    page.goto("/search?q=校车安全")
    page.locator(".hit h2 a").first.click()
    tools = page.locator("[data-mark-tools]")
    tools.get_by_role("button", name="下一处").click()
    expect(tools.get_by_role("status")).to_have_text(re.compile(r"^第 1 处，共 \d+ 处$"))
    page.keyboard.press("n")
    expect(page.locator("mark.here")).to_have_count(1)
    expect(page.locator("mark.here")).to_be_in_viewport()
    last = page.get_by_role("navigation", name="提纲").get_by_role("link").last
    last.click()
    expect(last).to_have_attribute("aria-current", "location")


def test_the_source_is_shown_as_it_was_with_its_repairs(page: Page) -> None:
    page.goto("/search?q=通城縣教育局&size=20")
    page.locator(".hit h2 a", has_text="通城").first.click()
    page.get_by_role("link", name="见原文").first.click()
    repair = page.locator(".repair", has_text="粘连的拼音").first
    expect(repair.locator("del")).to_have_text(re.compile(r"\(.+\)"))


def test_why_lists_witnesses_that_lead_to_their_lines(page: Page) -> None:
    page.goto("/search?q=地区:零陵")
    page.locator(".hit h2 a").first.click()
    page.get_by_text("为什么是这个地区和年份").click()
    witness = page.locator(".why a").first
    target = (witness.get_attribute("href") or "").removeprefix("#")
    witness.click()
    expect(page.locator(f"[id='{target}']")).to_be_in_viewport()


def test_a_passage_is_copied_with_its_citation(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/search?q=校车安全")
    page.locator(".hit h2 a").first.click()
    leaf = page.locator("section.leaf:target")
    leaf.get_by_role("button", name="复制并注明出处").click()
    expect(leaf.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert leaf.locator("p").first.inner_text() in copied
    assert re.search(r"（《.+》.*第 \d+(–\d+)? 行）$", copied)


def test_picked_passages_are_ordered_noted_and_taken_to_word(page: Page, tmp_path: Path) -> None:
    page.goto("/search?q=留守儿童")
    boxes = page.get_by_role("checkbox", name="选入素材夹")
    for number in range(3):
        boxes.nth(number).check()
    page.get_by_role("button", name="把选中的放入素材夹").click()
    expect(page.get_by_role("status").filter(has_text="已放入素材夹 3 段")).to_be_visible()
    page.get_by_role("link", name=re.compile("^素材夹")).click()
    cards = page.locator(".clips > li")
    second = cards.nth(1).locator(".passage").first.inner_text()
    cards.nth(1).get_by_role("button", name="上移").click()
    expect(cards.first.locator(".passage").first).to_have_text(second)
    cards.first.get_by_label("备注").fill("例会上念这一段")
    cards.first.get_by_role("button", name="保存备注").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Word").click()
    path = tmp_path / "clips.docx"
    download.value.save_as(path)
    text = [paragraph.text for paragraph in Document(str(path)).paragraphs]
    assert second in text
    assert "备注：例会上念这一段" in text
    assert sum(bool(re.search(r"第 \d+(–\d+)? 行）$", line)) for line in text) == 3


def test_similar_sections_lead_on(page: Page) -> None:
    page.goto("/search?q=校车安全")
    page.locator(".hit h2 a").first.click()
    page.locator("section.leaf:target").get_by_role("link", name="相似段落").click()
    expect(page.get_by_role("heading", name="与这一段相似的")).to_be_visible()
    expect(page.locator(".hit")).not_to_have_count(0)


def test_a_newcomers_errand(
    browser: Browser, serve: Callable[[Workplace], Server], sample: Workplace, tmp_path: Path
) -> None:
    """Whose plans speak of teachers: three provinces, one report read, three passages taken to Word
    with their sources, and the search kept."""
    own = Workplace(sample.corpus, sample.index, tmp_path / "data")
    page = browser.new_page(base_url=serve(own).url)
    page.goto("/")
    page.get_by_role("combobox", name="搜工作报告").fill("教师")
    page.keyboard.press("Enter")
    page.get_by_role("region", name="部分").get_by_role("link", name=re.compile("^计划")).click()
    chips = page.get_by_role("list", name="已选条件").locator("a.chip:not(.clear)")
    expect(chips).to_have_count(1)
    for number in range(3):
        facet = page.get_by_role("region", name="地区")
        facet.locator("> ul > li > a.value:not(.chosen)").nth(0).click()
        expect(chips).to_have_count(number + 2)
    page.locator(".hit h2 a").first.click()
    expect(page.locator("article.report mark").first).to_be_visible()
    page.get_by_role("link", name=re.compile("^← 回到")).click()
    expect(chips).to_have_count(4)
    ticks = page.get_by_role("checkbox", name="选入素材夹")
    for number in range(3):
        ticks.nth(number).check()
    page.get_by_role("button", name="把选中的放入素材夹").click()
    page.get_by_text("保存此查询").click()
    page.get_by_label("名称").fill("三省教师计划")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="已保存“三省教师计划”")).to_be_visible()
    page.get_by_role("link", name=re.compile("^素材夹")).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Word").click()
    path = tmp_path / "clips.docx"
    download.value.save_as(path)
    text = [paragraph.text for paragraph in Document(str(path)).paragraphs]
    assert sum(bool(re.search(r"第 \d+(–\d+)? 行）$", line)) for line in text) == 3
    page.close()
