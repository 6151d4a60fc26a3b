"""How likely a report begins at a place, by weights that were learned.

The model is a logistic regression over the features of `place_features`. Its weights, which stand
in data/beginnings.tsv, are learned by `tools/train_beginnings.py` from compilations of reports that
were written for this project.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.errors import DataFileError
from indexer.segmentation.place_features import NAMES, Numbers

_DATA = "beginnings.tsv"
FEWEST_POINTS, MOST_POINTS = -3.5, 2.0
"""More or fewer points beyond enough say nothing more."""


class Model(NamedTuple):
    """The weight of each feature, in the order of `place_features.NAMES`, and what is added."""

    weights: NDArray[np.float64]
    bias: float


def score_places(table: Numbers) -> NDArray[np.float64]:
    """The log-odds of a beginning at each row of `table`, without its first column, the points."""
    model = load_model()
    scores: NDArray[np.float64] = table[:, 1:].astype(np.float64) @ model.weights[1:] + model.bias
    return scores


def add_points(score: float, points: float) -> float:
    """The log-odds `score`, with the points that rules give to the place beyond enough."""
    return score + float(load_model().weights[0]) * limit_points(points)


def limit_points(points: float) -> float:
    """`points` as the model counts them, the first column of `place_features.NAMES`."""
    return min(max(points, FEWEST_POINTS), MOST_POINTS)


@cache
def load_model() -> Model:
    """The weights of data/beginnings.tsv. Raises DataFileError where the file does not name exactly
    the features that the program has."""
    rows = [
        row.split("\t")
        for row in (files(__package__) / "data" / _DATA).read_text(encoding="utf-8").splitlines()
        if row.strip() and not row.startswith("#")
    ]
    if [row[0] for row in rows] != ["bias", *NAMES]:
        raise DataFileError(f"{_DATA}: not the features of place_features; train the model again")
    values = [float(row[1]) for row in rows]
    return Model(np.array(values[1:]), values[0])
