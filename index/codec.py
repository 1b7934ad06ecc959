"""How Whoosh writes a segment: as it always does, without going twice to the disk for what it holds already."""

from collections.abc import Sequence
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3PerDocReader, W3PostingsWriter, W3Segment
from whoosh.filedb.filestore import Storage
from whoosh.filedb.structfile import StructFile

from index.postings import PostingLists


class Codec(W3Codec):  # type: ignore[misc]
    """Whoosh's own, for one segment; ``kept`` gives its postings in these fields, once they are written."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(compression=0)  # our arrays are what each search reads: it would only be slower to write
        self.fields = fields
        self.kept = PostingLists()

    def per_document_reader(self, storage: Storage, segment: W3Segment) -> W3PerDocReader:
        """What gives the length of each text."""
        return _LoadedLengths(storage, segment)

    def field_writer(self, storage: Storage, segment: W3Segment) -> W3FieldWriter:
        """What writes the terms."""
        return _KeptTerms(self, storage, segment)

    def postings_writer(self, dbfile: StructFile, byteids: bool = False) -> W3PostingsWriter:
        """What writes the postings of each term."""
        return _KeptPostings(self.kept, dbfile, self._blocklimit, byteids, self._compression, self._inlinelimit)


class _LoadedLengths(W3PerDocReader):  # type: ignore[misc]
    """The lengths of texts in memory: Whoosh goes to the disk for one at each term of its text."""

    def __init__(self, storage: Storage, segment: W3Segment) -> None:
        super().__init__(storage, segment)
        self._lengths: dict[str, list[int | None]] = {}

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int | None:
        if fieldname not in self._lengths:
            read = super().doc_field_length
            self._lengths[fieldname] = [read(number, fieldname, default) for number in range(self.doc_count_all())]
        return self._lengths[fieldname][docnum]


class _KeptTerms(W3FieldWriter):  # type: ignore[misc]
    """Keeps each term whose postings it writes."""

    def finish_term(self) -> None:
        super().finish_term()
        if self._fieldname in self._codec.fields:
            self._codec.kept.end_list(self._codec.fields.index(self._fieldname), self._btext.decode())


class _KeptPostings(W3PostingsWriter):  # type: ignore[misc]
    """Keeps each block of postings that it writes: to read them all again took a twelfth of a build."""

    def __init__(self, kept: PostingLists, *options: Any) -> None:
        super().__init__(*options)
        self._kept = kept

    def _write_block(self, last: bool = False) -> None:
        if self._values:  # a slug has none
            self._kept.add(self._ids, self._values)
        super()._write_block(last)
