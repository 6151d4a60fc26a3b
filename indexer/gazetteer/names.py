"""Takes the name of an administrative unit apart: stem, peoples, suffix."""

from __future__ import annotations

import re
from functools import lru_cache

# The 55 peoples as the names of autonomous units write them, without 族.
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|"
    "水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|"
    "乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
# A people at the end of a stem. Only those listed here are written without 族.
_PEOPLE = re.compile(rf"(?:(?:{_PEOPLES})族|蒙古|维吾尔|哈萨克|柯尔克孜|锡伯|塔吉克|鄂伦春)$")
_SUFFIX = re.compile(
    r"(?:特别行政区|自治[区州县旗]|(?<=神农架)林区|(?<=..)[特矿]区|(?<=..)新区|地区|群岛|省|市|区|县|州|盟|旗)$"
)


@lru_cache(maxsize=16_384)
def stem(name: str) -> str:
    """`name` without its suffix and without the peoples of an autonomous unit.

    长兴县 gives 长兴, 墨江哈尼族自治县 gives 墨江, 内蒙古自治区 gives 内蒙古, 浦东新区 gives 浦东.
    A name that consists of a people only keeps it: 鄂伦春自治旗 gives 鄂伦春.
    """
    suffix = _SUFFIX.search(name)
    if suffix is None or suffix.start() == 0:
        return name
    bare = name[: suffix.start()]
    if suffix.group().startswith("自治"):
        bare = without_peoples(bare).removesuffix("族")
    return bare


def without_peoples(bare: str) -> str:
    """`bare` without the peoples at its end. Two characters are always left, so 内蒙古 stays
    whole."""
    while (people := _PEOPLE.search(bare)) and people.start() > 1:
        bare = bare[: people.start()]
    return bare


def short_forms(name: str) -> tuple[str, ...]:
    """The full names that people write for `name`, beginning with `name` itself.

    墨江哈尼族自治县 is also 墨江自治县 and 墨江县, 广西壮族自治区 also 广西自治区, 神农架林区 also
    神农架区.
    """
    bare = stem(name)
    rest = name[len(bare) :]
    forms = [name]
    if "自治" in rest:
        forms.append(bare + "自治" + rest[-1])
        if not rest.endswith("区"):
            forms.append(bare + rest[-1])
    elif rest == "林区":
        forms.append(bare + "区")
    return tuple(dict.fromkeys(forms))
