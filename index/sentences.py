"""The sentences that results quote: one flat text mapped from disk, and where the first term of each stands."""

import mmap
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, Self

import numpy as np
from numpy.typing import NDArray

from index.analysis import QUOTED, Analysis
from index.fulltext import FIELDS
from index.postings import PLACES

TEXT = "phrases.txt"
_NEW = "nouvelles.txt"
# Places of one fiche, all fields together.
_FICHE = len(FIELDS) * PLACES
_QUOTED = [(rank, field) for rank, field in enumerate(FIELDS) if field in QUOTED]

Ints = NDArray[Any]


class Sentences:
    """The sentences of one generation in the order of their fiches, numbered from 0; shared by every process."""

    def __init__(self, folder: Path) -> None:
        self._places, self._starts = _arrays(folder)
        with (folder / TEXT).open("rb") as file:
            self._text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def __getitem__(self, number: int) -> str:
        return self._text[self._starts[number] : self._starts[number + 1]].decode().rstrip("\n")

    def at(self, places: Ints) -> Ints:
        """The number of the sentence that holds each of these places, each slot * PLACES + place."""
        return np.searchsorted(self._places, places, side="right") - 1

    def fiches(self, numbers: Ints) -> Ints:
        """The number of the fiche of each of these sentences."""
        fiches: Ints = self._places[numbers] // _FICHE
        return fiches


@dataclass(frozen=True)
class _Part:
    """Sentences of some fiches: their places, where each starts in a file and where the last ends, that file.

    ``fiches`` gives to each fiche its number in the whole, -1 to one that is left out.
    """

    places: Ints
    starts: Ints
    file: IO[bytes]
    fiches: Ints


class SentencesWriter:
    """Writes the sentences of a generation to a new folder, when ``finish`` has said which fiches stay."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._slugs: list[str] = []
        self._places, self._starts = array("q"), array("q", [0])
        self._file = (folder / _NEW).open("w+b")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        (self._folder / _NEW).unlink()

    def add(self, analysis: Analysis) -> None:
        """Add one fiche."""
        for rank, field in _QUOTED:
            text = analysis.texts[field]
            slot = len(self._slugs) * len(FIELDS) + rank
            rows = text.sentences.tolist()
            for (start, place), (end, _) in pairwise([*rows, [len(text), 0]]):
                length = self._file.write(f"{text[start:end].strip()}\n".encode())
                self._places.append(slot * PLACES + place)
                self._starts.append(self._starts[-1] + length)
        self._slugs.append(analysis.fiche.slug)

    def finish(self, slugs: Sequence[str], previous: Path | None, before: Sequence[str]) -> None:
        """Write what was added, and of the fiches of a previous folder, in their order, those that were not.

        ``slugs`` are the fiches of the generation, in its order.
        """
        number, added = {slug: rank for rank, slug in enumerate(slugs)}, set(self._slugs)
        ours = np.array([number[slug] for slug in self._slugs], np.int64)
        parts = [_Part(np.array(self._places, np.int64), np.array(self._starts, np.int64), self._file, ours)]
        if not previous:
            _write(parts, self._folder)
            return
        theirs = np.array([-1 if slug in added else number.get(slug, -1) for slug in before], np.int64)
        with (previous / TEXT).open("rb") as file:
            _write([*parts, _Part(*_arrays(previous), file, theirs)], self._folder)


def _arrays(folder: Path) -> tuple[Ints, Ints]:
    places, starts = (np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray) for name in ("places", "starts"))
    return places, starts


def _write(parts: Sequence[_Part], folder: Path) -> None:
    kept = [np.flatnonzero(part.fiches[part.places // _FICHE] >= 0) for part in parts]
    places = [_moved(part, rows) for part, rows in zip(parts, kept, strict=True)]
    order = np.argsort(np.concatenate(places), kind="stable")
    owner = np.repeat(np.arange(len(parts)), [len(rows) for rows in kept])[order]
    start, end = (
        np.concatenate([part.starts[rows + after] for part, rows in zip(parts, kept, strict=True)])[order]
        for after in (0, 1)
    )
    np.save(folder / "places.npy", np.concatenate(places)[order])
    np.save(folder / "starts.npy", np.concatenate([[0], np.cumsum(end - start)]))
    # Sentences that follow one another in their file are copied at once.
    breaks = np.flatnonzero((start[1:] != end[:-1]) | (owner[1:] != owner[:-1])) + 1
    with (folder / TEXT).open("wb") as text:
        for first, last in pairwise([0, *breaks.tolist(), len(start)]):
            file = parts[owner[first]].file
            file.seek(int(start[first]))
            text.write(file.read(int(end[last - 1] - start[first])))


def _moved(part: _Part, rows: Ints) -> Ints:
    """The places of these sentences once their fiches have their numbers in the whole."""
    fiches, inside = np.divmod(part.places[rows], _FICHE)
    places: Ints = part.fiches[fiches] * _FICHE + inside
    return places
