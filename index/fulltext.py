"""The Whoosh index of one generation: its schema, how much each field weighs, its segments."""

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

import whoosh.index
from whoosh.fields import ID, TEXT, Schema
from whoosh.formats import Positions

from index.analysis import AnalysedText, Analysis
from index.codec import Codec
from index.french import FrenchAnalyzer
from index.postings import Inverted

# The relevance policy. A field weighs what its words promise: someone who types « forum citoyen » wants the fiche that
# has this title, not the nine that mention it; « trouver un docteur » stands in aussi_appele and nowhere else.
# « RH » or « social » name a domaine, and bring what is filed there after what speaks of it.
BOOSTS = {
    "titre": 8.0,
    "aussi_appele": 5.0,
    "etiquettes": 4.0,
    "resume": 3.0,
    "domaine": 2.0,
    "texte": 1.0,
    "exemples": 1.5,
}
FIELDS = tuple(BOOSTS)


class _CompactPositions(Positions):  # type: ignore[misc]
    """Places as numbers of two bytes, where Whoosh pickles lists."""

    def decode_positions(self, valuestring: bytes) -> list[int]:
        places = array("H")
        places.frombytes(valuestring)
        return places.tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // 2


class _Searched(TEXT):  # type: ignore[misc]
    """A field whose texts come analysed: another process has cut them already."""

    def __init__(self) -> None:
        super().__init__(analyzer=FrenchAnalyzer())
        self.format = _CompactPositions()

    def index(self, value: AnalysedText, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term, places in value.places.items():
            times = len(places) // 2
            yield term.encode(), times, float(times), places


_SCHEMA = Schema(slug=ID(stored=True, unique=True), **{field: _Searched() for field in FIELDS})
# Megabytes of postings in memory before some are put aside on disk, which takes a fifth of a build: ten thousand fiches
# have 480.
_MEMORY = 640


class FulltextWriter:
    """Changes an index, or begins one; leaving the ``with`` block writes a new segment, or nothing when it fails."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        known = whoosh.index.exists_in(str(folder))
        self._index = whoosh.index.open_dir(str(folder)) if known else whoosh.index.create_in(str(folder), _SCHEMA)
        self._codec = Codec(FIELDS)
        self._writer = self._index.writer(limitmb=_MEMORY, codec=self._codec)

    def remove(self, slugs: Iterable[str]) -> None:
        """Remove these fiches."""
        for slug in slugs:
            self._writer.delete_by_term("slug", slug)

    def add(self, analysis: Analysis) -> None:
        """Add one fiche."""
        self._writer.add_document(slug=analysis.fiche.slug, **analysis.texts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind:
            self._writer.cancel()
        else:
            self._writer.commit()
        self._index.close()

    def written(self) -> tuple[list[str], Inverted]:
        """The fiches of the segment that leaving the block has written, and their postings.

        Beside what was added, they are those of the small segments that Whoosh has merged into it.
        """
        new = self._writer.newsegment.segment_id()
        with self._index.reader() as reader:
            leaves = [leaf for leaf, _ in reader.leaf_readers() if leaf.segment().segment_id() == new]
            slugs = [str(fields["slug"]) for leaf in leaves for _, fields in leaf.iter_docs()]
            lengths = [
                leaf.doc_field_length(number, field) or 0
                for leaf in leaves
                for number in range(leaf.doc_count_all())
                for field in FIELDS
            ]
        return slugs, self._codec.kept.inverted(len(FIELDS), lengths)
