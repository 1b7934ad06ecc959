"""The Whoosh index of one generation: its schema, how much each field weighs, its segments."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import whoosh.index
from whoosh.codec.base import PerDocumentReader
from whoosh.codec.whoosh3 import W3Codec, W3PerDocReader, W3Segment
from whoosh.columns import Column
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import Storage
from whoosh.formats import Positions
from whoosh.reading import IndexReader

from index.analysis import AnalysedText, Analysis
from index.french import FrenchAnalyzer
from index.postings import Inverted, read_segment

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


class _LoadedLengths(W3PerDocReader):  # type: ignore[misc]
    """The lengths of texts in memory: Whoosh goes to the disk for one at each term of its text."""

    def _cached_reader(self, fieldname: str, column: Column) -> Sequence[int] | None:
        if fieldname not in self._readers and self.has_column(fieldname):
            self._readers[fieldname] = self.column_reader(fieldname, column).load()
        lengths: Sequence[int] | None = self._readers.get(fieldname)
        return lengths


class _Codec(W3Codec):  # type: ignore[misc]
    def per_document_reader(self, storage: Storage, segment: W3Segment) -> PerDocumentReader:
        return _LoadedLengths(storage, segment)


_SCHEMA = Schema(slug=ID(stored=True, unique=True), **{field: _Searched() for field in FIELDS})
# Our arrays are what is read at each search: compressed, this index would only be slower to write.
_CODEC = _Codec(compression=0)
# Megabytes of postings in memory before some are put aside on disk, which takes a fifth of a build: ten thousand fiches
# have 480.
_MEMORY = 640


class FulltextWriter:
    """Changes an index, or begins one; leaving the ``with`` block writes a new segment, or nothing when it fails."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        known = whoosh.index.exists_in(str(folder))
        self._index = whoosh.index.open_dir(str(folder)) if known else whoosh.index.create_in(str(folder), _SCHEMA)
        self._writer = self._index.writer(limitmb=_MEMORY, codec=_CODEC)

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


def segment_names(folder: Path) -> set[str]:
    """The names of the segments of an index."""
    return {segment.segment_id() for segment in whoosh.index.open_dir(str(folder), readonly=True)._segments()}


def read_new_segments(folder: Path, known: set[str]) -> list[tuple[list[str], Inverted]]:
    """The fiches and the postings of each segment that is not known, in the order of its documents."""
    with whoosh.index.open_dir(str(folder), readonly=True).reader() as reader:
        leaves: list[IndexReader] = [leaf for leaf, _ in reader.leaf_readers()]
        new = [leaf for leaf in leaves if leaf.segment().segment_id() not in known]
        return [(_slugs(leaf), read_segment(leaf, FIELDS)) for leaf in new]


def _slugs(reader: IndexReader) -> list[str]:
    return [str(reader.stored_fields(number)["slug"]) for number in range(reader.doc_count_all())]
