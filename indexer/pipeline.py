"""File to reports."""
