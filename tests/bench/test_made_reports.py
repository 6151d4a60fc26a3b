"""What the benchmark reads is what reports look like: the indexer finds what was put there."""

from pathlib import Path

from bench.made_corpus import SEED, made_file
from bench.made_reports import text_of, write_reports
from indexer.attribution import load_attribution
from indexer.pipeline import analyse_file


def test_the_made_files_are_read_as_the_reports_they_were_made_of(tmp_path: Path) -> None:
    write_reports(tmp_path / "corpus", 121)
    first, second = sorted((tmp_path / "corpus").iterdir())
    assert second.read_bytes().decode() == text_of(SEED, 1)
    made = made_file(SEED, 0).reports
    found = analyse_file(first, first.name, load_attribution(None)).reports
    assert len(found) == len(made)
    places = 0
    for given, read in zip(made, found, strict=True):
        assert given.region is not None
        assert given.region.county is not None
        assert read.title.startswith(given.region.county)
        assert read.title.endswith(f"{given.title[-9:-4]}工作总结")
        assert (read.year and read.year.value) == (given.year and given.year.value)
        own = [section.path[-1] for section in given.sections]
        headings = [section.path[-1] for section in read.sections if section.path]
        assert [next(one for one in own if heading.endswith(one)) for heading in headings] == own
        places += read.region is not None and read.region.code == given.region.code
    # Words at random name a hundred other places: not every report's own can be told.
    assert places >= len(made) // 2
