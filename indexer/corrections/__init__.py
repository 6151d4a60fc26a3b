"""What people set by hand: region, year, period and topics of a report, topics of a section, and
where reports begin.

- `values` says what a correction is, and reads what a person types for it;
- `places` finds the text that a correction is about, by its content;
- `log` keeps corrections in a file of the data folder;
- `applying` makes the reports of a file say what their corrections say;
- `making` makes a correction of something in a file (it reads files, so the pipeline, which imports
  this package, does not import it).
"""
