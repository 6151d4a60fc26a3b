"""An index whose last section with a facet was removed goes on answering."""

from __future__ import annotations

from pathlib import Path

from indexer.rebuild import rebuild, update
from indexer.store import EmbeddedIndex
from search_app.engine.protocol import SearchRequest
from search_app.engine.whoosh import WhooshEngine
from search_app.query.nodes import Everything

DATED = "长兴县水利局2012年工作总结\n2012年,我局做好了各项工作。\n一、水库\n除险加固水库十二座。\n"
UNDATED = "水利局工作总结\n我局做好了各项工作。\n一、水库\n除险加固水库十三座。\n"


def test_a_facet_may_lose_its_last_value(tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "a.txt").write_text(DATED, encoding="utf-8")
    (corpus / "b.txt").write_text(UNDATED, encoding="utf-8")
    rebuild(corpus, EmbeddedIndex(index), jobs=1)
    (corpus / "a.txt").unlink()
    update(corpus, EmbeddedIndex(index), jobs=1)
    found = WhooshEngine.open(index).search(SearchRequest(Everything()))
    assert found.total > 0
    assert not found.counts["year"]
