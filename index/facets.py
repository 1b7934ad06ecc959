"""Facets: which fiches hold which value, and how many of a result do."""

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


def facet_values(fiche: Fiche, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """The values that a fiche has for each facet, each value once."""
    return {
        facet: list(dict.fromkeys(filter(None, values_of(fiche, vocabulary)))) for facet, values_of in FACETS.items()
    }


class Facets:
    """One bit per fiche and value: counting a result is one « and » of two integers."""

    def __init__(self, fiches: Iterable[tuple[str, Mapping[str, Iterable[str]]]]) -> None:
        self.slugs: list[str] = []
        holders: dict[str, dict[str, list[int]]] = {facet: {} for facet in FACETS}
        for number, (slug, values) in enumerate(fiches):
            self.slugs.append(slug)
            for facet in FACETS:
                for value in values[facet]:
                    holders[facet].setdefault(value, []).append(number)
        self.all = (1 << len(self.slugs)) - 1
        self.bits = {facet: {value: self._set(held) for value, held in of.items()} for facet, of in holders.items()}

    def sort_values(self, key: Callable[[str, str], str]) -> None:
        """Put the values of each facet in the order that a key of the facet and the value gives."""
        for facet, values in self.bits.items():
            self.bits[facet] = {value: values[value] for value in sorted(values, key=partial(key, facet))}

    def _set(self, numbers: list[int]) -> int:
        held = np.zeros(len(self.slugs), bool)
        held[numbers] = True
        return self.of(held)

    def of(self, held: NDArray[np.bool_]) -> int:
        """The set of the fiches whose place in this array is true."""
        return int.from_bytes(np.packbits(held, bitorder="little").tobytes(), "little")

    def numbers(self, bits: int) -> NDArray[np.int64]:
        """The numbers of the fiches of a set, in increasing order."""
        size = len(self.slugs) // 8 + 1
        held = np.frombuffer(bits.to_bytes(size, "little"), np.uint8)
        return np.flatnonzero(np.unpackbits(held, bitorder="little"))

    def filter(self, selection: Mapping[str, tuple[str, ...]], but: str | None = None) -> int:
        """The fiches that fit a selection: one value or another within a facet, every facet together.

        ``but`` names a facet whose selection does not count, as its own values must still be offered.
        """
        kept = self.all
        for facet, values in selection.items():
            if values and facet != but:
                kept &= self._any(facet, values)
        return kept

    def counts(self, facet: str, matched: int, selection: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
        """How many of the matched fiches hold each value of a facet, its own selection ignored.

        A value that none holds is left out, unless it is selected: the visitor must be able to let it go.
        """
        offered = matched & self.filter(selection, but=facet)
        numbers = {value: (bits & offered).bit_count() for value, bits in self.bits[facet].items()}
        chosen = selection.get(facet, ())
        return {value: number for value, number in numbers.items() if number or value in chosen}

    def _any(self, facet: str, values: Iterable[str]) -> int:
        found = 0
        for value in values:
            found |= self.bits[facet].get(value, 0)
        return found
