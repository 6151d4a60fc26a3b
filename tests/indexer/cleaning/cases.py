"""Split and mangled texts, each with what a careful person would make of it.

Written for this test: bureaus, places and figures are invented. `after` is the text of the cleaned
lines; `kinds` the kinds of the repairs that made it, in any order.
"""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    name: str
    before: str
    after: str
    kinds: frozenset[str]


def case(name: str, before: str, after: str, *kinds: str) -> Case:
    return Case(name, before, after, frozenset(kinds))


REPAIRED = [
    case(
        "toned pinyin in half-width brackets",
        "全區(qū)衛(wèi)生系統(tǒng)認真落實各項任務(wù)。",
        "全區衛生系統認真落實各項任務。",
        "pinyin",
    ),
    case(
        "toneless and full-width pinyin where a script went over the file",
        "農(nóng)業(yè)結(jié)構(gou)调整（diào）到位，辦公(oa)系統(tǒng)上線。",
        "農業結構调整到位，辦公(oa)系統上線。",
        "pinyin",
    ),
    case(
        "counter split over lines",
        "各项任务圆满完成。\n共\n4\n页,当前第\n2\n页\n1\n2\n3\n4\n下一步工作打算如下。",
        "各项任务圆满完成。\n下一步工作打算如下。",
        "page-number",
    ),
    case(
        "counter on one line, with its page links",
        "救灾款物全部发放到户。\n共3页，当前第1页 1 2 3\n低保工作规范运行。",
        "救灾款物全部发放到户。\n低保工作规范运行。",
        "page-number",
    ),
    case("printed counter", "甲乡\n第 2 页 共 13 页\n乙乡", "甲乡\n乙乡", "page-number"),
    case("counter glued to a line", "防汛工作扎实。第3页/共8页", "防汛工作扎实。", "page-number"),
    case(
        "page footers of a print", "甲乡\n1/3\n乙乡\n2/3\n丙乡", "甲乡\n乙乡\n丙乡", "page-number"
    ),
    case(
        "a split number below a heading begins the paragraph",
        "一、基本情况\n3\n个乡镇建成污水处理站。",
        "一、基本情况\n3个乡镇建成污水处理站。",
        "split-number",
    ),
    case(
        "a split year below a title begins the paragraph",
        "某县水利局工作总结\n2012\n年，全县水利工作稳步推进。",
        "某县水利局工作总结\n2012年，全县水利工作稳步推进。",
        "split-number",
    ),
    case("dashed page number", "甲乡\n- 12 -\n乙乡", "甲乡\n乙乡", "page-number"),
    case(
        "page numbers that run through the file",
        "\n".join(f"{'全县共完成植树造林两千亩。' * 30}\n{page}" for page in (4, 5, 6)),
        "\n".join(["全县共完成植树造林两千亩。" * 30] * 3),
        "page-number",
    ),
    case(
        "a letter and a question mark that a note of pinyin explains",
        "鄉(xiāng)鎮(zhèn)水利設(shè)施建O(shè)加快，各鄉?zhèn)普遍滿意。",
        "鄉鎮水利設施建設加快，各鄉鎮普遍滿意。",
        "pinyin",
        "mojibake",
    ),
    case(
        "a letter that nothing in the file explains",
        "水利建O(shè)加快。",
        "水利建O加快。",
        "pinyin",
        "damaged",
    ),
    case(
        "a lone 第",
        "甲乡完成改水。\n第\n乙乡完成改厕。",
        "甲乡完成改水。\n乙乡完成改厕。",
        "page-number",
    ),
    case(
        "an editor's preamble",
        "总结是事后的书面材料，写总结要注意什么呢？下面是小编为大家整理的水利局工作总结"
        "（精选3篇），欢迎阅读，希望对你有所帮助。\n水利局工作总结\n今年以来，全县水利系统狠抓落实。",
        "水利局工作总结\n今年以来，全县水利系统狠抓落实。",
        "site-preamble",
    ),
    case(
        "an editor's farewell behind a report's last words",
        "标题\n甲\n乙\n丙\n丁\n戊\n我局将再接再厉，再创佳绩。以上就是小编为您带来的全部内容，希望能帮助到您。",
        "标题\n甲\n乙\n丙\n丁\n戊\n我局将再接再厉，再创佳绩。",
        "site-preamble",
    ),
    case(
        "a description that repeats the beginning",
        "畜牧局年终总结 一年来，全县畜牧工作紧紧围绕增收目标，狠抓动物防疫和标准化养...\n"
        "畜牧局年终总结\n一年来，全县畜牧工作紧紧围绕增收目标，狠抓动物防疫和标准化养殖，成效明显。",
        "畜牧局年终总结\n一年来，全县畜牧工作紧紧围绕增收目标，狠抓动物防疫和标准化养殖，成效明显。",
        "duplicate-summary",
    ),
    case(
        "a preamble that sites put before texts of their visitors",
        "【导语】本文《民政局总结》来源于网友投稿，不代表本站观点，欢迎参考。\n今年，我局……\n甲",
        "今年，我局……\n甲",
        "site-preamble",
    ),
    case(
        "how time flies, then the editor, then the report on the same line",
        "光阴似箭，一转眼又到了年底，写总结的时候到了。那么总结怎么写呢？以下是小编收集的范文，"
        "仅供参考！今年以来，我局紧紧围绕中心工作，狠抓落实。",
        "今年以来，我局紧紧围绕中心工作，狠抓落实。",
        "site-preamble",
    ),
    case(
        "a paywall's notice",
        "我局圆满完成任务。\n(未完，全文共1500字，当前显示320字)\n(请认真阅读下面的提示信息)",
        "我局圆满完成任务。",
        "chrome",
    ),
    case("a lone quote between characters", "按照优质高效的'要求", "按照优质高效的要求", "chrome"),
    case("a lone backtick", "落实好上级的`部署", "落实好上级的部署", "chrome"),
    case(
        "navigation",
        "【打印】【关闭】\n水务局工作总结\n今年工作顺利。\n上一篇：文化局总结\n责任编辑：某某",
        "水务局工作总结\n今年工作顺利。",
        "chrome",
    ),
    case(
        "buttons and origin below a title",
        "2019年青溪县林业局工作总结\n【字号：\n加大\n还原\n减小\n全屏\n】\n来源：青溪报\n时间：2019-12-30\n"
        "今年造林两万亩。\n相关报道：",
        "2019年青溪县林业局工作总结\n】\n今年造林两万亩。",
        "chrome",
    ),
    case(
        "origin on one line",
        "水务局上半年工作小结\n信息来源：县水务局　发布日期：2015年7月3日　浏览次数：218\n"
        "今年修渠三十里。",
        "水务局上半年工作小结\n今年修渠三十里。",
        "chrome",
    ),
    case(
        "a link word in the middle of a sentence",
        "各乡镇与村委会签订了\n责任书\n，层层落实防火责任。",
        "各乡镇与村委会签订了责任书，层层落实防火责任。",
        "link-word",
    ),
    case(
        "a link word behind a false full stop",
        "全系统干部职工人人撰写读书笔记和。\n心得体会。\n评选出优秀作品在局域网上交流展示。",
        "全系统干部职工人人撰写读书笔记和心得体会。评选出优秀作品在局域网上交流展示。",
        "link-word",
    ),
    case(
        "a link word before a lone full stop",
        "要求每名村医结合实际写一篇\n调查报告\n。",
        "要求每名村医结合实际写一篇调查报告。",
        "link-word",
    ),
    case(
        "an advertisement's word between two halves",
        "县环保局对造纸企业更换\n压滤机滤布\n、改造沉淀池等情况进行了检查。",
        "县环保局对造纸企业更换压滤机滤布、改造沉淀池等情况进行了检查。",
        "link-word",
    ),
    case(
        "split pieces indented like every line",
        "　　全局干部人人撰写\n　　学习心得\n　　，累计达\n　　320\n　　余篇。\n　　二、宣传工作",
        "全局干部人人撰写学习心得，累计达320余篇。\n二、宣传工作",
        "link-word",
        "split-number",
    ),
    case(
        "a link word that ends its paragraph",
        "要求干部每季度上交一篇\n心得体会。\n各单位要加强督促检查，务求实效。",
        "要求干部每季度上交一篇心得体会。\n各单位要加强督促检查，务求实效。",
        "link-word",
    ),
    case(
        "split numbers with false full stops",
        "共发放疫苗。\n3200。\n余支，培训村医\n186。\n名，覆盖\n21\n个乡镇。",
        "共发放疫苗。\n3200余支，培训村医186名，覆盖21个乡镇。",
        "split-number",
    ),
    case(
        "a split date opens its own paragraph",
        "春耕生产全面结束。\n5\n月份，我局组织了夏粮测产。",
        "春耕生产全面结束。\n5月份，我局组织了夏粮测产。",
        "split-number",
    ),
    case(
        "words lost between two numbers",
        "疏浚河道达\n12。\n36。\n公里，投资过百万元。",
        "疏浚河道达12 36公里，投资过百万元。",
        "split-number",
        "damaged",
    ),
    case("a gap before the percent sign", "参合率达 98.5 %，", "参合率达 98.5%，", "split-number"),
    case(
        "a page break inside a word",
        "上半年完成了全县五保老人的体检工作，建立了健康档案，并对低保家\n\n庭进行了复核，清退了不符合条件的对象。",
        "上半年完成了全县五保老人的体检工作，建立了健康档案，并对低保家庭进行了复核，清退了不符合条件的对象。",
        "broken-paragraph",
    ),
    case(
        "a page break before punctuation",
        "今年以来，我局共组织送戏下乡八十场，新建农家书屋二十个，举办广场舞比赛、书画展\n\n、摄影展等活动。",
        "今年以来，我局共组织送戏下乡八十场，新建农家书屋二十个，举办广场舞比赛、书画展、摄影展等活动。",
        "broken-paragraph",
    ),
    case(
        "a page break behind 第, though what follows looks like a number",
        "按照统一部署，局党组认真组织了集中学习研讨，协助街道完成第\n\n一、二批次困难群众的走访慰问。",
        "按照统一部署，局党组认真组织了集中学习研讨，协助街道完成第一、二批次困难群众的走访慰问。",
        "broken-paragraph",
    ),
    case(
        "a sentence split before a name in quotes",
        "全县借\n“双拥”模范县复查之机，走访慰问驻地官兵。",
        "全县借“双拥”模范县复查之机，走访慰问驻地官兵。",
        "broken-paragraph",
    ),
    case("escaped masks", "2021年，\\*\\*县人社局", "2021年，**县人社局", "markdown"),
    case("escaped quotes", '落实\\"河长制\\"', '落实"河长制"', "markdown"),
    case("a quote mark before a heading", "　　>一、主要成效", "一、主要成效", "markdown"),
    case("a lone quote mark", "甲乡\n　　>\n乙乡", "甲乡\n乙乡", "markdown"),
    case("hashes stay behind a quote mark", "> ## 一、主要成效", "## 一、主要成效", "markdown"),
    case(
        "bold run-in heading",
        "**（一）抓防控。**组织演练。",
        "（一）抓防控。组织演练。",
        "markdown",
    ),
    case("tags", "<p>　　落实<strong>河长制</strong></p>", "落实河长制", "markdown"),
    case("entities", "&ldquo;三农&rdquo;&amp;nbsp;工作", "“三农” 工作", "entity"),
]

UNCHANGED = [
    "我局组织编写了《群众来信》专栏，网站设小编一名。",
    "推进机关办公自动化(oa)建设，引进pos(pos)机。",
    "“好（hào）学”之风渐成。",
    "共3页，附后。",
    "第一，加强领导。\n第二，落实责任。",
    "全县共有乡镇卫生院：\n12\n村卫生室：\n300",
    "新农合参合率98%，R&D投入占比1.5%；A&B;两标段完工。",
    "一、主要做法\n加强领导\n二、存在问题",
    "发放资料3000份\n培训120人次\n慰问困难户20户",
    "（一）健全机制\n为推进工作，我局成立了领导小组，由局长任组长。",
    "全年共完成造林三万亩，超额完成任务，受到上级表彰\n积极推进林权改革，确权发证全面完成。",
    "大于60分>合格线的有12人，占>95%以上。",
    "数据来源：县统计局。欢迎广大群众监督。",
    "全县财力有限，经费来源：\n县财政拨款\n时间：2012年5月8日\n地点：县政府会议室",
    "会议纪要\n时间：2012年5月8日\n地点：县政府会议室",
    "修缮旧址\n还原历史面貌\n加大巡查力度",
    "写好总结\n签订责任书\n落实责任",
    "水库蓄水量达到1.2亿立方米...",
    "2019年上半年\n\n县水利局",
    "20xx年，xx区××镇**村_____户。",
    "1\n加强领导\n2\n落实责任\n3\n严格考核",
    "推荐阅读书目三十种\n相关新闻报道二十篇",
    "同志们，下面我给大家通报一下上半年工作情况。\n一、主要工作",
    "局党组为领导决策提供参考，编印内刊十期。",
    "欢迎各界人士监督，热线电话12345。",
    "希望大家认真学习先进单位的经验，取长补短，有所收获。\n同志们，",
    "落实'一岗双责'要求，编制'五小'方案",
    "发放`明白纸`两千份",
    "本文所称困难群众，是指低保对象。",
    "一、招生工作\n工作总结\n二、学籍工作\n实施方案",
    "3/4",
    "二、下一步打算\n完善制度。\n三、其他工作",
]
