"""A web page gives its text by blocks, each with its source line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import Line
from indexer.reading import html
from indexer.reading.document import Unreadable
from indexer.reading.sanitize import sanitize_html

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>某县卫生局 - 网站</title>
<style>p{color:red}
</style><script>var a="<p>不要</p>";
</script></head>
<body><nav>首页 | 新闻</nav><div class="a"
 id="b"><h1>山阳县卫生局2013年工作总结</h1>
<p onclick="x()">一、疾病&nbsp;控制<br>接种疫苗 3&#50;00 人</p>
<!-- 注
释 --><p>二、妇幼
  保健</p><table><tr><td>指标</td><td>2 万</td></tr></table>尾<footer>版权</footer></div>
</body></html>"""


def test_blocks_become_lines_with_their_source_lines() -> None:
    document = html.read(PAGE.encode())
    assert document.lines == (
        Line(6, 6, "# 山阳县卫生局2013年工作总结"),
        Line(7, 7, "一、疾病 控制"),
        Line(7, 7, "接种疫苗 3200 人"),
        Line(9, 10, "二、妇幼保健"),
        Line(10, 10, "指标\t2 万"),
        Line(10, 10, "尾"),
    )
    assert document.source == tuple(PAGE.split("\n"))


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "GB18030", "big5", "utf-8"])
def test_the_named_encoding_is_used(charset: str) -> None:
    page = f'<html><meta http-equiv="Content-Type" content="text/html; charset={charset}"><p>工作'
    document = html.read(page.encode(charset))
    assert document.lines == (Line(1, 1, "工作"),)


def test_a_wrong_charset_is_not_believed() -> None:
    text = "全县民政工作总结：城乡低保应保尽保，救灾物资及时发放。"
    document = html.read(f'<meta charset="utf-8"><p>{text}</p>'.encode("gb18030"))
    assert document.encoding == "gb18030"
    assert document.lines[0].text == text


def test_broken_markup_loses_no_text() -> None:
    document = html.read("<p>甲<div>乙<b>丙</p></b>丁<p>1<2且3>2 &amp;&lt; <td>戊".encode())
    assert "".join(line.text for line in document.lines).replace(" ", "") == "甲乙丙丁1<2且3>2&<戊"


def test_pathological_nesting_is_refused() -> None:
    with pytest.raises(Unreadable, match="嵌套"):
        html.read(b"<div>" * 5_000 + "文".encode())


def test_a_huge_page_is_refused() -> None:
    with pytest.raises(Unreadable, match="标签"):
        html.read(b"<p>a</p>" * 200_000)
    with pytest.raises(Unreadable, match="6 MB"):
        html.read(b"a" * (7 * 1024 * 1024))


def test_pictures_written_into_the_page_do_not_count() -> None:
    page = f'<p>甲<img src="data:image/png;base64,{"A" * 6_000_000}">乙</p>'
    assert html.read(page.encode()).lines == (Line(1, 1, "甲乙"),)


def test_the_allow_list_lets_nothing_else_through() -> None:
    page = '<p style="x" data-line="1">甲<img src=x onerror=y><a href="javascript:z">乙</a></p>'
    assert sanitize_html(page, {"p"}, ("data-line",)) == '<p data-line="1">甲乙</p>'


PIECES = st.sampled_from(
    [
        "<p>", "</p>", "<div\nclass='a'>", "</div>", "<br/>", "<table>", "<tr><td>", "</td>", "甲",
        "乙\n丙", "<script>x<", "</script>", "<style>", "</style>", "<!--", "-->", "&nbsp;", "&lt;",
        "<", ">", '"', "\n", "<h2>", "</h2>", "<nav>", "</nav>", "<title>", "<li>",
        "<select><option>", "<a href='>", "\r\n",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_markup_is_read_and_lines_stay_in_order(page: str) -> None:
    document = html.read(page.encode())
    starts = [line.start for line in document.lines]
    assert all(1 <= line.start <= line.end <= len(document.source) for line in document.lines)
    assert starts == sorted(starts)
    assert all(line.text.strip() for line in document.lines)
