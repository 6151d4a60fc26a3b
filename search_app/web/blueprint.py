"""The blueprint that all pages belong to; a module of its own so that each area can import it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("web", __name__)
