"""Converts text to an array of code points and back.

The array has one number for each character, so an offset in the one is an offset in the other.
"""

from __future__ import annotations

from codecs import utf_32_le_decode, utf_32_le_encode

import numpy as np
from numpy.typing import NDArray

CodePoints = NDArray[np.uint32]


def code_points(text: str) -> CodePoints:
    """The code points of `text`; lone surrogates are kept."""
    # The codec is called directly, because looking it up by its name takes as long again for a
    # short text.
    return np.frombuffer(utf_32_le_encode(text, "surrogatepass")[0], "<u4")


def text_of(points: CodePoints) -> str:
    """The text with these code points."""
    return utf_32_le_decode(points.tobytes(), "surrogatepass")[0]
