"""Facets: which fiches hold which value, and how many of a result do."""

from collections.abc import Callable, Iterable, Mapping

from catalogue.fiche import Fiche
from catalogue.folding import slugify

# URL parameter -> the values that a fiche has for it.
FACETS: dict[str, Callable[[Fiche], tuple[str, ...]]] = {
    "nature": lambda fiche: (fiche.nature,),
    "domaine": lambda fiche: (fiche.domaine,),
    "forme": lambda fiche: fiche.formes,
    "collectivite": lambda fiche: fiche.collectivites,
    "etiquette": lambda fiche: tuple(slugify(etiquette) for etiquette in fiche.etiquettes),
    "facteur": lambda fiche: fiche.facteurs,
}

# URL parameter -> the list of the vocabulary that its values come from; étiquettes are free.
KINDS_OF_FACETS = {
    "nature": "natures",
    "domaine": "domaines",
    "forme": "formes",
    "collectivite": "collectivites",
    "facteur": "facteurs",
}


class Facets:
    """One bit per fiche and value: counting a result is one « and » of two integers."""

    def __init__(self, fiches: Iterable[Fiche]) -> None:
        self.slugs: list[str] = []
        self.bits: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
        for number, fiche in enumerate(fiches):
            self.slugs.append(fiche.slug)
            for facet, values_of in FACETS.items():
                for value in values_of(fiche):
                    self.bits[facet][value] = self.bits[facet].get(value, 0) | 1 << number
        self._numbers = {slug: number for number, slug in enumerate(self.slugs)}
        self.all = (1 << len(self.slugs)) - 1

    def set_of(self, slugs: Iterable[str]) -> int:
        """The bits of these fiches."""
        return sum(1 << self._numbers[slug] for slug in set(slugs))

    def members(self, bits: int) -> list[str]:
        """The slugs of a set, in the order of the index."""
        return [slug for number, slug in enumerate(self.slugs) if bits >> number & 1]

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
