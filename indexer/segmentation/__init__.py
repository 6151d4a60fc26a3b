"""Lines to reports, headings to an outline, an outline to leaf sections."""
