"""Which sentences of a fiche a result quotes: those that hold most of what was searched."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.analysis import QUOTED
from index.postings import PLACES, Postings
from index.store import Quoted, Store

SENTENCES = 2

# For each sentence of a fiche, by field and rank, what it holds of what was searched.
Held = dict[tuple[int, int], set[tuple[str, ...]]]


def quote(
    postings: Postings,
    store: Store,
    sequences: Iterable[tuple[str, ...]],
    numbers: NDArray[np.int64],
    slugs: Sequence[str],
) -> list[list[str]]:
    """For each of these fiches, given by number and by slug, its sentences that hold most of the sequences, in order.

    A sequence is a run of terms that follow one another; a single term is one too.
    """
    fields = len(postings.fields)
    ranks = [postings.fields.index(field) for field in QUOTED]
    slots = np.sort(np.concatenate([numbers * fields + rank for rank in ranks]))
    quoted = store.quoted(slugs)
    starts = {key: text.phrases[:, 1].tolist() for key, text in quoted.items()}
    by_number = dict(zip(numbers.tolist(), slugs, strict=True))
    held: dict[str, Held] = {slug: {} for slug in slugs}
    for sequence in sequences:
        for found in postings.runs(sequence, slots).tolist():
            slot, place = divmod(found, PLACES)
            slug, which = by_number[slot // fields], ranks.index(slot % fields)
            sentence = bisect_right(starts[slug, QUOTED[which]], place) - 1
            held[slug].setdefault((which, sentence), set()).add(sequence)
    return [_best(held[slug], [quoted[slug, field] for field in QUOTED]) for slug in slugs]


def _best(held: Held, texts: Sequence[Quoted]) -> list[str]:
    best = sorted(sorted(held, key=lambda at: (-len(held[at]), at))[:SENTENCES])
    return [_sentence(texts[which], rank) for which, rank in best]


def _sentence(text: Quoted, rank: int) -> str:
    starts = text.phrases[:, 0]
    end = starts[rank + 1] if rank + 1 < len(starts) else len(text.texte)
    return text.texte[starts[rank] : end].strip()
