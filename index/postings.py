"""Who holds which term, in which field, with what score and where: arrays derived from Whoosh's postings."""

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from sys import intern
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Two fields of a fiche are never side by side: each slot, one field of one fiche, has this many places for words.
PLACES = 1 << 16
# BM25F, with Whoosh's own values.
B, K1 = 0.75, 1.2

Slots = NDArray[np.int64]
Scores = NDArray[np.float32]
Ints = NDArray[Any]


@dataclass(frozen=True)
class Inverted:
    """Postings sorted by term, then by slot. Slot s is the field of rank s % F of the fiche s // F, F fields in all.

    Postings ``term_starts[t]`` to ``term_starts[t + 1]`` are those of the term t; ``frequencies`` says how many times
    the term stands in the slot, ``places`` where, posting after posting. ``lengths`` are the numbers of terms of each
    slot, as Whoosh rounds them.
    """

    terms: list[str]
    term_starts: Ints
    slots: Ints
    frequencies: Ints
    places: Ints
    lengths: Ints


class PostingLists:
    """The postings of one segment as they are written: field after field, term after term, document after document."""

    def __init__(self) -> None:
        self._lists: list[tuple[int, str, int]] = []  # field, term, postings
        self._documents, self._frequencies, self._places = array("I"), array("i"), array("H")
        self._ended = 0

    def add(self, documents: Sequence[int], places: Sequence[bytes]) -> None:
        """Add postings of the term that comes: documents, and in each the places of the term, two bytes for one."""
        self._documents.extend(documents)
        self._frequencies.extend(len(held) // self._places.itemsize for held in places)
        self._places.frombytes(b"".join(places))

    def end_list(self, field: int, term: str) -> None:
        """Say whose postings have been added since the last term."""
        self._lists.append((field, term, len(self._documents) - self._ended))
        self._ended = len(self._documents)

    def inverted(self, fields: int, lengths: Sequence[int]) -> Inverted:
        """All of them, given the length of each field of each document."""
        terms = sorted({term for _, term, _ in self._lists})
        number = {term: row for row, term in enumerate(terms)}
        counts = np.array([count for _, _, count in self._lists], np.int64)
        ranks = np.repeat(np.array([field for field, _, _ in self._lists], np.int32), counts)
        columns = _Columns(
            np.repeat(np.array([number[term] for _, term, _ in self._lists], np.int32), counts),
            np.array(self._documents, np.int32) * fields + ranks,
            np.array(self._frequencies, np.int32),
            np.array(self._places, np.uint16),
        )
        return _inverted(terms, _sorted(columns), np.array(lengths, np.int32))


def merge(parts: Sequence[tuple[Inverted, Ints]], fields: int, fiches: int) -> Inverted:
    """The postings of several parts together.

    Each part comes with the number that each of its documents has in the whole, -1 for one that is left out.
    """
    terms = sorted({term for part, _ in parts for term in part.terms})
    number = {term: row for row, term in enumerate(terms)}
    lengths = np.zeros(fiches * fields, np.int32)
    columns = []
    for part, numbers in parts:
        known = np.flatnonzero(numbers >= 0)
        lengths.reshape(-1, fields)[numbers[known]] = part.lengths.reshape(-1, fields)[known]
        rows = np.array([number[term] for term in part.terms], np.int32)
        document = numbers.astype(np.int32)[part.slots // fields]
        kept = document >= 0
        renumbered = _Columns(
            np.repeat(rows, np.diff(part.term_starts))[kept],
            (document * fields + part.slots % fields)[kept],
            part.frequencies[kept],
            part.places[np.repeat(kept, part.frequencies)],
        )
        # A segment that Whoosh has merged holds its newest fiche first, then the others segment by segment.
        in_order = bool(np.all(np.diff(numbers[known]) > 0))
        columns.append(renumbered if in_order else _sorted(renumbered))
    # The largest first: what one fiche changes is put into the ten thousand others, without sorting them again.
    columns.sort(key=lambda part: len(part.slots), reverse=True)
    return _inverted(terms, reduce(_inserted, columns), lengths)


@dataclass(frozen=True)
class _Columns:
    """Postings in the order of their terms, given by rank, then of their slots."""

    owners: Ints
    slots: Ints
    frequencies: Ints
    places: Ints

    @property
    def keys(self) -> Ints:
        """What increases from one posting to the next."""
        return (self.owners.astype(np.int64) << 32) + self.slots


def _inserted(into: _Columns, other: _Columns) -> _Columns:
    """The postings of both, in order."""
    at = np.searchsorted(into.keys, other.keys)
    starts = np.concatenate([[0], np.cumsum(into.frequencies)])[at]
    return _Columns(
        np.insert(into.owners, at, other.owners),
        np.insert(into.slots, at, other.slots),
        np.insert(into.frequencies, at, other.frequencies),
        np.insert(into.places, np.repeat(starts, other.frequencies), other.places),
    )


def _sorted(postings: _Columns) -> _Columns:
    """The same postings, in order."""
    order = np.argsort(postings.keys, kind="stable")
    frequencies = postings.frequencies[order]
    starts = (np.cumsum(postings.frequencies) - postings.frequencies)[order]
    moved = np.repeat(starts - (np.cumsum(frequencies) - frequencies), frequencies) + np.arange(len(postings.places))
    return _Columns(postings.owners[order], postings.slots[order], frequencies, postings.places[moved])


def _inverted(terms: list[str], postings: _Columns, lengths: Ints) -> Inverted:
    """The postings of these terms, without those that have none left."""
    counts = np.bincount(postings.owners, minlength=len(terms))
    held = np.flatnonzero(counts)
    return Inverted(
        [terms[row] for row in held.tolist()],
        np.concatenate([[0], np.cumsum(counts[held])]),
        postings.slots,
        postings.frequencies,
        postings.places,
        lengths,
    )


def score(postings: Inverted, boosts: Sequence[float], fiches: int) -> Scores:
    """The BM25F score of each posting, as Whoosh computes it (``whoosh.scoring.BM25F``)."""
    fields = len(boosts)
    field = postings.slots % fields
    counts = np.diff(postings.term_starts)
    owner = np.repeat(np.arange(len(counts)), counts)
    holders = np.bincount(owner * fields + field, minlength=len(counts) * fields)
    idf = (np.log(fiches / (holders + 1)) + 1)[owner * fields + field]
    totals = np.bincount(field, postings.frequencies, fields)
    average = np.maximum(totals / max(1, fiches), 1e-9)
    length = postings.lengths[postings.slots] / average[field]
    frequency = postings.frequencies.astype(np.float64)
    saturated = frequency * (K1 + 1) / (frequency + K1 * (1 - B + B * length))
    scores: Scores = (np.asarray(boosts)[field] * idf * saturated).astype(np.float32)
    return scores


def write_postings(postings: Inverted, scores: Scores, fields: Sequence[str], folder: Path) -> None:
    """Write the arrays to a new folder."""
    folder.mkdir()
    arrays = {
        "term_starts": postings.term_starts,
        "slots": postings.slots,
        "frequencies": postings.frequencies,
        "places": postings.places,
        "lengths": postings.lengths,
        "scores": scores,
        "place_starts": np.concatenate([[0], np.cumsum(postings.frequencies)]).astype(np.int32),
    }
    for name, values in arrays.items():
        np.save(folder / f"{name}.npy", values)
    (folder / "terms.json").write_text(json.dumps({"terms": postings.terms, "fields": list(fields)}), "utf-8")


def read_inverted(folder: Path) -> Inverted:
    """The arrays that ``write_postings`` wrote, to be merged again."""
    terms = json.loads((folder / "terms.json").read_text("utf-8"))["terms"]
    names = ("term_starts", "slots", "frequencies", "places", "lengths")
    return Inverted(terms, *(np.load(folder / f"{name}.npy", mmap_mode="r") for name in names))


class Postings:
    """The arrays of one generation, mapped from disk and shared by every process.

    The score of a term in a field of a fiche never changes within a generation: it was computed when that was written.
    Fiches are numbers here, in the order of their slugs.
    """

    def __init__(self, folder: Path) -> None:
        described = json.loads((folder / "terms.json").read_text("utf-8"))
        self.fields: list[str] = described["fields"]
        self._rows = {intern(term): row for row, term in enumerate(described["terms"])}
        self._term_starts, self._slots, self._scores, self._places, self._place_starts = (
            np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray)
            for name in ("term_starts", "slots", "scores", "places", "place_starts")
        )

    def __contains__(self, term: str) -> bool:
        return term in self._rows

    def get(self, term: str) -> tuple[Slots, Scores]:
        """The slots that hold a term, in increasing order, and the BM25F score of the term in each."""
        held = self._held(term)
        return self._slots[held], self._scores[held]

    def side_by_side(self, terms: tuple[str, ...]) -> Slots:
        """The slots where these terms follow one another, in increasing order."""
        slots = (self.runs(terms) // PLACES).astype(self._slots.dtype)
        return slots[np.flatnonzero(np.diff(slots, prepend=-1))]

    def runs(self, terms: tuple[str, ...], among: Slots | None = None) -> Slots:
        """Where these terms follow one another: slot * PLACES + place of the first, in increasing order.

        ``among`` gives the only slots that matter, in increasing order.
        """
        slots = sorted((self._slots[self._held(term)] for term in terms), key=len)
        # The same type as the postings: numpy would copy them all to compare them with another.
        common = slots.pop(0) if among is None else among.astype(self._slots.dtype)
        for others in slots:
            if len(common):
                common = common[_among(common, others)]
        if not len(common):
            return np.zeros(0, np.int64)
        starts, *others = (self._standing(self._postings_in(term, common))[0] for term in terms)
        for offset, places in enumerate(others, 1):
            starts = starts[_among(starts + offset, places)]
        return starts

    def each(self, terms: Sequence[str], among: Slots) -> tuple[Ints, Slots]:
        """Where each of these terms stands in some slots, given in increasing order: its rank here, and the place."""
        slots = among.astype(self._slots.dtype)
        rows = [self._postings_in(term, slots) for term in terms]
        places, counts = self._standing(np.concatenate([np.zeros(0, np.int64), *rows]))
        return np.repeat(np.repeat(np.arange(len(terms)), [len(held) for held in rows]), counts), places

    def _postings_in(self, term: str, among: Slots) -> Ints:
        """The postings of a term in these slots."""
        held = self._held(term)
        slots = self._slots[held]
        if not len(slots):
            return np.zeros(0, np.int64)
        at = np.minimum(np.searchsorted(slots, among), len(slots) - 1)
        rows: Ints = held.start + at[slots[at] == among]
        return rows

    def _standing(self, rows: Ints) -> tuple[Slots, Ints]:
        """Where these postings stand, each slot * PLACES + place, and how many times each does."""
        first = self._place_starts[rows]
        counts = self._place_starts[rows + 1] - first
        ends = np.cumsum(counts)
        at = np.repeat(first - (ends - counts), counts) + np.arange(ends[-1] if len(ends) else 0)
        return np.repeat(self._slots[rows].astype(np.int64) * PLACES, counts) + self._places[at], counts

    def _held(self, term: str) -> slice:
        row = self._rows.get(term)
        return slice(0, 0) if row is None else slice(int(self._term_starts[row]), int(self._term_starts[row + 1]))


def _among(wanted: Ints, values: Ints) -> NDArray[np.bool_]:
    """Which of the wanted stand among increasing values."""
    if not len(values):
        return np.zeros(len(wanted), bool)
    found: NDArray[np.bool_] = values[np.minimum(np.searchsorted(values, wanted), len(values) - 1)] == wanted
    return found
