"""Who holds which term, in which field, with what score and where: arrays derived from Whoosh's postings."""

import json
from pathlib import Path

import numpy as np
import whoosh.index
from numpy.typing import NDArray
from whoosh.scoring import BM25F

# Two fields of a fiche are never side by side: each slot, one field of one fiche, has this many places for words.
PLACES = 1 << 16

Slots = NDArray[np.int64]
Scores = NDArray[np.float32]


def write_postings(whoosh_folder: Path, folder: Path, boosts: dict[str, float]) -> None:
    """Derive the arrays of a freshly written Whoosh index, one segment, into a new folder."""
    folder.mkdir()
    fields = list(boosts)
    slots, scores, places = list[list[int]](), list[list[float]](), list[list[int]]()
    with whoosh.index.open_dir(str(whoosh_folder), readonly=True).searcher(weighting=BM25F()) as searcher:
        reader = searcher.reader()
        terms = sorted({term.decode() for field in fields for term in reader.lexicon(field)})
        for term in terms:
            found: list[tuple[int, float, list[int]]] = []
            for rank, field in enumerate(fields):
                if (field, term) not in reader:
                    continue
                scorer = searcher.weighting.scorer(searcher, field, term)
                matcher = reader.postings(field, term)
                while matcher.is_active():
                    slot = matcher.id() * len(fields) + rank
                    score = boosts[field] * scorer.score(matcher)
                    found.append((slot, score, [slot * PLACES + place for place in matcher.value_as("positions")]))
                    matcher.next()
            found.sort()
            slots.append([slot for slot, _, _ in found])
            scores.append([score for _, score, _ in found])
            places.append([place for _, _, where in found for place in where])
    for name, rows, kind in (("slots", slots, np.int64), ("scores", scores, np.float32), ("places", places, np.int64)):
        np.save(folder / f"{name}.npy", np.array([value for row in rows for value in row], kind))
    np.save(folder / "slot_starts.npy", np.cumsum([0, *map(len, slots)]))
    np.save(folder / "place_starts.npy", np.cumsum([0, *map(len, places)]))
    (folder / "terms.json").write_text(json.dumps({"terms": terms, "fields": fields}), "utf-8")


class Postings:
    """The arrays of one generation, mapped from disk and shared by every process.

    The score of a term in a field of a fiche never changes within a generation: it was computed when that was written.
    Fiches are numbers here, in the order in which they were written.
    """

    def __init__(self, folder: Path) -> None:
        described = json.loads((folder / "terms.json").read_text("utf-8"))
        self.fields: list[str] = described["fields"]
        self._rows = {term: row for row, term in enumerate(described["terms"])}
        self._slots, self._scores, self._places, self._slot_starts, self._place_starts = (
            np.load(folder / f"{name}.npy", mmap_mode="r")
            for name in ("slots", "scores", "places", "slot_starts", "place_starts")
        )

    def __contains__(self, term: str) -> bool:
        return term in self._rows

    def get(self, term: str) -> tuple[Slots, Scores]:
        """The slots that hold a term, in increasing order, and the BM25F score of the term in each.

        Slot s is the field of rank s % len(fields) of fiche s // len(fields).
        """
        row = self._rows.get(term)
        if row is None:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        held = slice(self._slot_starts[row], self._slot_starts[row + 1])
        return self._slots[held], self._scores[held]

    def side_by_side(self, terms: tuple[str, ...]) -> Slots:
        """The slots where these terms follow one another, in increasing order."""
        starts = self._places_of(terms[0])
        for offset, term in enumerate(terms[1:], 1):
            starts = np.intersect1d(starts, self._places_of(term) - offset, assume_unique=True)
        return np.unique(starts // PLACES)

    def _places_of(self, term: str) -> NDArray[np.int64]:
        row = self._rows.get(term)
        if row is None:
            return np.empty(0, np.int64)
        places: NDArray[np.int64] = self._places[self._place_starts[row] : self._place_starts[row + 1]]
        return places
