"""Search: from a query to its results, their order, facets and snippets."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import chain, islice
from math import ceil
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalogue.fiche import Fiche
from catalogue.typography import french_spaces
from index.french import terms_of
from index.generation import Generation
from index.interpretation import Interpretation
from index.matching import Matched
from index.quotation import quote
from index.snippet import Marker
from index.store import Card

PAGE_SIZE = 20
# Ten thousand fiches have thousands of étiquettes: a page of results offers the most frequent of its own.
MOST_VALUES = 30
SORTS = ("pertinence", "recent", "titre")


@dataclass(frozen=True)
class Query:
    """What a visitor asks: words, chosen values by facet, an order, a page counted from 1.

    ``exact`` searches the words as they are typed: nothing is added, nothing replaced.
    """

    q: str = ""
    selection: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tri: str = ""
    page: int = 1
    exact: bool = False

    @property
    def sort(self) -> str:
        """The order that applies: by relevance when there are words, else the newest first."""
        asked = bool(self.q.strip())
        return self.tri if self.tri and (asked or self.tri != "pertinence") else "pertinence" if asked else "recent"


@dataclass(frozen=True)
class Hit:
    """One result: the fiche, its score, its title, summary and snippets as safe HTML with the words marked."""

    fiche: Card
    score: float
    titre: str
    resume: str
    extraits: tuple[str, ...]


class Count(NamedTuple):
    """One value of a facet, with how many results hold it."""

    id: str
    libelle: str
    nombre: int
    actif: bool


@dataclass(frozen=True)
class Results:
    """What a query gives, and what the visitor is told of how it was understood.

    Of each facet the ``MOST_VALUES`` most frequent values are there, and the chosen ones.
    ``abandonnes`` are the words that no result holds, ``elargis`` the expressions added to the visitor's own,
    ``corriges`` the unknown words and what was searched instead.
    """

    total: int
    pages: int
    hits: tuple[Hit, ...]
    facettes: Mapping[str, tuple[Count, ...]]
    abandonnes: tuple[str, ...] = ()
    elargis: tuple[tuple[str, tuple[str, ...]], ...] = ()
    corriges: tuple[tuple[str, str], ...] = ()
    suggestion: str | None = None


def search(generation: Generation, query: Query) -> Results:
    """The page of results of a query; a page beyond the last has no hit."""
    facets = generation.facets
    understood = generation.interpreter.interpret(query.q, query.exact)
    found = generation.matcher.match(understood) if query.q.strip() else None
    matched = found.kept if found else facets.all
    kept = np.flatnonzero(matched & facets.filter(query.selection))
    shown = kept[_page(_keys(generation, query, kept, found), query.page)]
    return Results(
        total=len(kept),
        pages=max(1, ceil(len(kept) / PAGE_SIZE)),
        hits=_hits(generation, understood, shown, found),
        facettes={
            facet: _offered(numbers, generation.libelles[facet], query.selection.get(facet, ()))
            for facet, numbers in facets.counts(matched, query.selection).items()
        },
        abandonnes=found.abandoned if found else (),
        elargis=understood.expansions,
        corriges=understood.corrections,
        suggestion=correct(query.q, understood.corrections),
    )


def correct(text: str, corrections: tuple[tuple[str, str], ...]) -> str | None:
    """The text with each unknown word replaced by its nearest known word; None when every word is known.

    What is quoted or excluded stays: it was searched as it is.
    """
    nearest = dict(reversed(corrections))  # the best of several is the first
    if not nearest:
        return None
    unknown = "|".join(map(re.escape, sorted(nearest, key=len, reverse=True)))
    pattern = rf'"[^"]*"?|[«“„][^»”]*[»”]?|(?<!\w)-\w+|(?<!\w)(?:{unknown})(?!\w)'
    return re.sub(pattern, lambda match: nearest.get(match[0], match[0]), text)


def similar(generation: Generation, fiche: Fiche, limit: int = 3) -> list[Card]:
    """The fiches nearest to this one by the words of its title, étiquettes and other names, best first.

    The fiches that it links to are left out: the page shows them already.
    """
    slugs = generation.facets.slugs
    scores = np.zeros(len(slugs))
    for term in dict.fromkeys(terms_of(" ".join([fiche.titre, *fiche.etiquettes, *fiche.aussi_appele]))):
        slots, shares = generation.postings.get(term)
        scores += np.bincount(slots // len(generation.postings.fields), shares, len(slugs))
    shown = {fiche.slug, *(lien.fiche for lien in fiche.liens)}
    best = [slugs[number] for number in np.argsort(-scores, kind="stable") if scores[number] > 0]
    return generation.store.cards([slug for slug in best if slug not in shown][:limit])


def _keys(generation: Generation, query: Query, numbers: NDArray[np.int64], found: Matched | None) -> NDArray[Any]:
    """What orders these fiches, the smallest first."""
    if query.sort == "pertinence" and found:
        return -found.scores[numbers]
    ranks: NDArray[Any] = generation.ranks["recent" if query.sort == "pertinence" else query.sort][numbers]
    return ranks


def _page(keys: NDArray[Any], page: int) -> NDArray[np.int64]:
    """Where the fiches of a page stand among these keys; equal keys stay in their order."""
    last = page * PAGE_SIZE
    held = np.arange(len(keys))
    if len(keys) > 2 * last:
        held = np.flatnonzero(keys <= np.partition(keys, last - 1)[last - 1])
    return held[np.argsort(keys[held], kind="stable")][last - PAGE_SIZE : last]


def _hits(
    generation: Generation, understood: Interpretation, shown: NDArray[np.int64], found: Matched | None
) -> tuple[Hit, ...]:
    cards = generation.store.cards([generation.facets.slugs[number] for number in shown])
    if not found:
        return tuple(Hit(card, 0.0, _shown(card.titre), _shown(card.resume), ()) for card in cards)
    sequences = {run for clause in understood.clauses if not clause.excluded for run in clause.sequences}
    marker = Marker(sequences, generation.words)
    quotations = quote(generation.postings, generation.sentences, sequences, shown)
    texts = [text for card in cards for text in (card.titre, card.resume)]
    marked, snippets = map(iter, marker.mark(texts, chain.from_iterable(quotations)))
    return tuple(
        Hit(card, score, next(marked), next(marked), tuple(islice(snippets, len(sentences))))
        for card, score, sentences in zip(cards, found.scores[shown].tolist(), quotations, strict=True)
    )


def _shown(text: str) -> str:
    return escape(french_spaces(text), quote=False)


def _offered(numbers: Mapping[str, int], libelles: Mapping[str, str], chosen: Collection[str]) -> tuple[Count, ...]:
    most = sorted(numbers.items(), key=itemgetter(1), reverse=True)  # equal numbers stay in the order of the labels
    return tuple(
        Count(value, libelles.get(value, value), number, value in chosen)
        for rank, (value, number) in enumerate(most)
        if rank < MOST_VALUES or value in chosen
    )
