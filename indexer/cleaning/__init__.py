"""Repairs what the web did to a report, one module a kind of noise; every repair is recorded."""
