"""Saving a query in the browser and seeing what a later update brings."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import ROOT, Server, Workplace
from tests.e2e.test_accessibility import findings

pytestmark = pytest.mark.browser


def test_a_saved_query_counts_what_an_update_brings(
    browser: Browser, serve: Callable[[Workplace], Server], tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(ROOT / "corpus", corpus)
    (held_back,) = corpus.glob("henan-guangshan-*.txt")
    later = held_back.rename(tmp_path / held_back.name)
    workplace = Workplace(corpus, tmp_path / "index", tmp_path / "data")
    workplace.run("rebuild")
    server = serve(workplace)
    page = browser.new_page(base_url=server.url, bypass_csp=True)  # for axe
    page.goto("/search?q=校车")
    page.get_by_text("保存此查询").click()
    page.get_by_label("名称").fill("校车怎么管")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status")).to_contain_text("已保存“校车怎么管”")
    expect(page.locator(".new")).to_have_count(0)

    later.rename(corpus / later.name)
    workplace.run("update")
    page.goto("/")
    expect(page.locator(".new")).to_have_text(re.compile(r"^\d+ 条新$"))
    for address in ("/", "/saved", "/saved/new"):
        page.goto(address)
        assert findings(page) == []
    page.goto("/saved")
    page.get_by_role("link", name="校车怎么管").click()
    expect(page.locator(".hit").first).to_be_visible()
    page.goto("/saved")
    page.get_by_role("link", name="条新").click()
    expect(page.get_by_role("heading", name="新的段落")).to_be_visible()
    page.get_by_role("button", name="把“校车怎么管”记为看过").click()
    expect(page.get_by_role("status")).to_contain_text("“校车怎么管”已记为看过")
    page.goto("/saved")
    expect(page.locator(".new")).to_have_count(0)
    page.get_by_text("删除", exact=True).click()
    page.get_by_role("button", name="确定删除").click()
    expect(page.get_by_text("还没有保存的查询")).to_be_visible()
    page.close()
