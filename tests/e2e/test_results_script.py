"""What the results page's own scripts add: no reload, the brush, keys, suggestions, copies."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Position, expect

from tests.conftest import Server

pytestmark = pytest.mark.browser


def years_of(page: Page) -> list[str]:
    return re.findall("year=([0-9]{4})", page.url)


def test_narrowing_keeps_the_page_the_focus_and_the_way_back(page: Page) -> None:
    page.goto("/search?q=学校")
    page.evaluate("window.sameDocument = true")
    before = page.locator(".total").inner_text()
    link = page.get_by_role("region", name="部分").get_by_role("link", name=re.compile("^计划"))
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("role=plan"))
    expect(page.locator(".total")).not_to_have_text(before)
    assert page.evaluate("window.sameDocument")
    expect(link).to_be_focused()
    expect(link).to_have_attribute("aria-current", "true")
    expect(page.locator("#said")).to_contain_text("段")
    expect(page).to_have_title(re.compile("计划"))
    assert page.locator("form.box input[name=role]").get_attribute("value") == "plan"
    page.go_back()
    expect(page.locator(".total")).to_contain_text(before.split(" 段")[0])
    expect(link).not_to_have_attribute("aria-current", "true")
    assert page.evaluate("window.sameDocument")


def test_what_the_script_shows_is_what_the_server_sends(page: Page, browser: Browser) -> None:
    page.goto("/search?q=学校")
    page.get_by_role("region", name="时段").locator("a.value").first.click()
    expect(page.get_by_role("list", name="已选条件")).to_be_visible()
    plain = browser.new_page(java_script_enabled=False)
    plain.goto(page.url)
    for part in (".hits", ".facets"):
        assert page.locator(part).inner_text() == plain.locator(part).inner_text()
    plain.close()


def test_a_new_search_from_the_box_does_not_reload(page: Page) -> None:
    page.goto("/search?q=学校&year=2014")
    page.evaluate("window.sameDocument = true")
    box = page.get_by_role("combobox", name="搜工作报告")
    box.fill("教师")
    box.press("Enter")
    expect(page.locator(".total")).to_contain_text("教师")
    assert years_of(page) == ["2014"]
    assert page.evaluate("window.sameDocument")
    expect(box).to_be_focused()


def test_a_bar_of_the_histogram_is_its_year(page: Page) -> None:
    page.goto("/search?q=学校")
    bar = page.locator("svg.years a").first
    year = bar.get_attribute("data-year")
    bar.click()
    expect(page.get_by_role("list", name="已选条件")).to_contain_text(f"年份：{year}")
    assert years_of(page) == [year]


def test_dragging_over_the_histogram_is_a_span_of_years(page: Page) -> None:
    page.goto("/search?q=学校")
    years = page.locator("svg.years [data-year]")
    wanted = [years.nth(at).get_attribute("data-year") for at in range(2, 6)]
    start, end = years.nth(2).bounding_box(), years.nth(5).bounding_box()
    assert start is not None and end is not None
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + 20, steps=4)
    expect(page.locator("svg.years .brushed")).to_have_count(4)
    page.mouse.up()
    expect(page.get_by_role("list", name="已选条件")).to_contain_text(f"{wanted[0]}–{wanted[-1]}")
    assert years_of(page) == wanted


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Page]:
    """A page on a touch screen of 390 pixels, scrolled to its histogram."""
    context = browser.new_context(
        base_url=server.url, viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto("/search?q=学校")
    page.locator("svg.years").scroll_into_view_if_needed()
    yield page
    context.close()


def swipe(page: Page, start: Position, end: Position) -> None:
    """Moves a finger over the screen in ten steps."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, points: list[dict[str, float]]) -> None:
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", [{"x": start["x"], "y": start["y"]}])
    for step in range(1, 11):
        at = {axis: start[axis] + (end[axis] - start[axis]) * step / 10 for axis in ("x", "y")}
        touch("touchMove", [at])
    touch("touchEnd", [])


def middle(page: Page, year: int) -> Position:
    box = page.locator(f'svg.years [data-year="{year}"] .reach').bounding_box()
    assert box is not None
    return {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}


def test_a_finger_drawn_over_the_histogram_is_a_span_of_years(phone: Page) -> None:
    swipe(phone, middle(phone, 2013), middle(phone, 2010))
    phone.wait_for_url("**year=2010**")
    assert "year=2010&year=2011&year=2012&year=2013" in phone.url
    assert phone.locator("svg.years .brushed").count() == 0


def test_a_finger_drawn_upwards_scrolls_and_chooses_nothing(phone: Page) -> None:
    before, start = phone.evaluate("scrollY"), middle(phone, 2013)
    swipe(phone, start, {"x": start["x"] + 8, "y": start["y"] - 200})
    phone.wait_for_function("before => scrollY > before + 100", arg=before)
    assert "year=" not in phone.url
    assert phone.locator("svg.years .brushed").count() == 0


def test_a_touched_bar_is_its_year(phone: Page) -> None:
    at = middle(phone, 2012)
    phone.touchscreen.tap(at["x"], at["y"])
    phone.wait_for_url("**year=2012")


def test_a_span_of_years_by_keyboard(page: Page) -> None:
    page.goto("/search?q=学校")
    page.get_by_label("起始年份").fill("2010")
    page.keyboard.press("Tab")
    page.keyboard.type("2012")
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="已选条件")).to_contain_text("年份：2010–2012")


def test_keys_lead_to_the_box_and_through_the_hits(page: Page) -> None:
    page.goto("/search?q=学校")
    hits = page.locator(".hit h2 a")
    page.keyboard.press("j")
    expect(hits.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    expect(hits.nth(2)).to_be_focused()
    page.keyboard.press("k")
    expect(hits.nth(1)).to_be_focused()
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="搜工作报告")
    expect(box).to_be_focused()
    page.keyboard.type("/j?")
    expect(box).to_have_value("/j?")
    hits.nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator("article.report h1")).to_be_visible()


def test_the_list_of_keys_can_switch_them_off(page: Page) -> None:
    page.goto("/search?q=学校")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="快捷键")
    expect(dialog).to_be_visible()
    dialog.get_by_label("启用单键快捷键").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.reload()
    page.keyboard.press("j")
    expect(page.locator(".hit h2 a").first).not_to_be_focused()
    page.get_by_role("button", name="快捷键").click()
    expect(dialog.get_by_label("启用单键快捷键")).not_to_be_checked()


def test_suggestions_are_a_listbox_driven_from_the_box(page: Page) -> None:
    page.goto("/")
    box = page.get_by_role("combobox", name="搜工作报告")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("校车")
    options = page.get_by_role("listbox", name="建议").get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    chosen = box.input_value()
    assert chosen.startswith("校车")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("校车")
    box.press_sequentially("安")
    expect(options.first).to_be_visible()
    options.first.click()
    expect(page).to_have_url(re.compile("/search"))


def test_copies_open_in_place(page: Page) -> None:
    page.goto("/search?size=50")
    link = page.locator(".show-copies").first
    link.click()
    copies = page.locator(".hit .copies")
    expect(copies.get_by_role("link").first).to_be_visible()
    expect(link).to_have_attribute("aria-expanded", "true")
    link.click()
    expect(copies).to_have_count(0)


def test_without_scripts_everything_is_a_link_or_a_form(browser: Browser, server: Server) -> None:
    page = browser.new_page(base_url=server.url, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("textbox", name="搜工作报告").fill("学校")
    page.get_by_role("button", name="搜索").click()
    page.locator("svg.years a").first.click(force=True)
    assert len(years_of(page)) == 1
    page.get_by_role("link", name="全部清除").click()
    page.get_by_label("起始年份").fill("2012")
    page.get_by_role("button", name="限定").click()
    assert years_of(page)[0] == "2012"
    page.get_by_role("region", name="地区").get_by_role("button").first.click()
    expect(page.locator(".twig.open").first).to_be_visible()
    page.get_by_role("link", name="趋势").click()
    expect(page.get_by_role("heading", name="各省段数")).to_be_visible()
    page.close()


def test_nothing_moves_while_the_page_loads(page: Page) -> None:
    page.goto("/search?q=学校")
    page.wait_for_load_state("networkidle")
    shift = page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => list.getEntries().forEach(entry => sum += entry.value))
              .observe({type: "layout-shift", buffered: true});
            setTimeout(() => done(sum), 200);
        })"""
    )
    assert shift < 0.01
