"""Facets: which fiches hold which value, and how many of a result do."""

from array import array
from collections.abc import Callable, Iterable, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from catalogue.fiche import Fiche
from catalogue.folding import slugify
from catalogue.vocabulary import Vocabulary

# URL parameter -> the values that a fiche has for it, in the order in which a visitor narrows: what is it about, who
# are we, where; then how, and at what price.
FACETS: dict[str, Callable[[Fiche, Vocabulary], Iterable[str | None]]] = {
    "nature": lambda fiche, _: (fiche.nature,),
    "domaine": lambda fiche, _: (fiche.domaine,),
    "collectivite": lambda fiche, _: fiche.collectivites,
    "region": lambda fiche, vocabulary: (
        vocabulary.region_of(exemple.departement, exemple.region) for exemple in fiche.exemples
    ),
    "forme": lambda fiche, _: fiche.formes,
    "etiquette": lambda fiche, _: map(slugify, fiche.etiquettes),
    "facteur": lambda fiche, _: fiche.facteurs,
    "cout": lambda fiche, _: (fiche.demarrage.cout,),
    "delai": lambda fiche, _: (fiche.demarrage.delai,),
}
# URL parameter -> the list of the vocabulary that its values come from; étiquettes are free.
KINDS_OF_FACETS = {
    "nature": "natures",
    "domaine": "domaines",
    "collectivite": "collectivites",
    "region": "regions",
    "forme": "formes",
    "facteur": "facteurs",
    "cout": "couts",
    "delai": "delais",
}

Fiches = NDArray[np.bool_]


def facet_values(fiche: Fiche, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """The values that a fiche has for each facet, each value once."""
    return {
        facet: list(dict.fromkeys(filter(None, values_of(fiche, vocabulary)))) for facet, values_of in FACETS.items()
    }


class Facets:
    """Which fiches hold which values: one pair a fiche and value, fiche after fiche, so that counting the values of a
    result reads no other fiche. A set of fiches is an array of booleans, one a fiche.

    ``values`` gives those of each facet, in the order of ``key``; a pair knows a value by its rank in them all.
    """

    def __init__(
        self,
        fiches: Iterable[tuple[str, Mapping[str, Iterable[str]]]],
        key: Callable[[str, str], str] = lambda _, value: value,
    ) -> None:
        self.slugs: list[str] = []
        met: dict[tuple[str, str], int] = {}
        pairs, starts = array("i"), array("i", [0])
        for slug, values in fiches:
            self.slugs.append(slug)
            pairs.extend(met.setdefault((facet, value), len(met)) for facet in FACETS for value in values[facet])
            starts.append(len(pairs))
        self.values = {
            facet: sorted((value for of, value in met if of == facet), key=partial(key, facet)) for facet in FACETS
        }
        names = [(facet, value) for facet, of in self.values.items() for value in of]
        ranks = {name: rank for rank, name in enumerate(names)}
        renumbered = np.array([ranks[name] for name in met], np.int32)
        self._pairs, self._starts = renumbered[np.array(pairs, np.int32)], np.array(starts, np.int32)
        # The same pairs value after value: the fiches that hold each.
        owners = np.repeat(np.arange(len(self.slugs), dtype=np.int32), np.diff(self._starts))
        ends = np.cumsum(np.bincount(self._pairs, minlength=len(names)))
        self._holders = dict(zip(names, np.split(owners[np.argsort(self._pairs, kind="stable")], ends), strict=False))

    @property
    def all(self) -> Fiches:
        """Every fiche."""
        return np.ones(len(self.slugs), bool)

    def filter(self, selection: Mapping[str, tuple[str, ...]], but: str | None = None) -> Fiches:
        """The fiches that fit a selection: one value or another within a facet, every facet together.

        ``but`` names a facet whose selection does not count, as its own values must still be offered.
        """
        kept = self.all
        for facet, values in selection.items():
            if values and facet != but:
                kept &= self._any(facet, values)
        return kept

    def counts(self, matched: Fiches, selection: Mapping[str, tuple[str, ...]]) -> dict[str, dict[str, int]]:
        """How many of the matched fiches hold each value of each facet, its own selection ignored.

        A value that none holds is left out, unless it is selected: the visitor must be able to let it go.
        """
        numbers = self._numbers(matched & self.filter(selection))
        found, first = {}, 0
        for facet, values in self.values.items():
            chosen, last = selection.get(facet, ()), first + len(values)
            own = self._numbers(matched & self.filter(selection, but=facet)) if chosen else numbers
            found[facet] = {
                values[rank]: number
                for rank, number in enumerate(own[first:last].tolist())
                if number or values[rank] in chosen
            }
            first = last
        return found

    def _numbers(self, fiches: Fiches) -> NDArray[np.int64]:
        """How many of these fiches hold each value."""
        numbers = np.flatnonzero(fiches)
        first = self._starts[numbers]
        held = self._starts[numbers + 1] - first
        ends = np.cumsum(held)
        rows = np.repeat(first - (ends - held), held) + np.arange(ends[-1] if len(ends) else 0)
        return np.bincount(self._pairs[rows], minlength=len(self._holders))

    def _any(self, facet: str, values: Iterable[str]) -> Fiches:
        """The fiches that hold one of these values."""
        found = np.zeros(len(self.slugs), bool)
        for value in values:
            found[self._holders.get((facet, value), [])] = True
        return found
