"""Which sentences of a fiche a result quotes: those that hold most of what was searched."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from index.analysis import QUOTED
from index.postings import Postings
from index.sentences import Sentences

MOST_SENTENCES = 2


def quote(
    postings: Postings,
    sentences: Sentences,
    sequences: Collection[tuple[str, ...]],
    numbers: NDArray[np.int64],
) -> list[list[str]]:
    """For each of these fiches, given by number, its sentences that hold most of the sequences, in order.

    A sequence is a run of terms that follow one another; a single term is one too.
    """
    fields = len(postings.fields)
    slots = np.sort(np.concatenate([numbers * fields + postings.fields.index(field) for field in QUOTED]))
    words = [sequence[0] for sequence in sequences if len(sequence) == 1]
    runs = [postings.runs(sequence, slots) for sequence in sequences if len(sequence) > 1]
    which, places = postings.each(words, slots)
    which = np.concatenate([which, np.repeat(np.arange(len(words), len(sequences)), [len(run) for run in runs])])
    # A sentence counts once for each sequence that it holds.
    pairs = np.unique(sentences.at(np.concatenate([places, *runs])) * len(sequences) + which)
    rows, held = np.unique(pairs // max(1, len(sequences)), return_counts=True)
    fiches = sentences.fiches(rows)
    order = np.lexsort((rows, -held, fiches))
    rank = np.arange(len(rows)) - np.searchsorted(fiches, fiches)  # within its fiche: the rows are in their order
    kept = rank < MOST_SENTENCES
    best: dict[int, list[int]] = {number: [] for number in numbers.tolist()}
    for row, fiche in zip(rows[order][kept].tolist(), fiches[kept].tolist(), strict=True):
        best[fiche].append(row)
    return [[sentences[row] for row in sorted(best[number])] for number in numbers.tolist()]
