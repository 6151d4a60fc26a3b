"""Engines that evaluate a query tree over an index."""
