"""Region, year, period, topic and role of a report and its sections, with their evidence."""
