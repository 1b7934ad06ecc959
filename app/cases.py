"""The real cases of the fiches, one by one: found by words, by filters, by nearness to a number of inhabitants."""

from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from catalogue.fiche import Exemple, Fiche
from catalogue.vocabulary import Vocabulary
from index.french import terms_of

# Lower bounds of the strata, in inhabitants. Up to 100 000, some of those of the code général des collectivités
# territoriales (article L. 2334-3), which the DGCL compares communes by; beyond, they tell apart the large towns,
# départements and régions that are half of the cases.
BOUNDS = (0, 500, 2_000, 3_500, 5_000, 10_000, 20_000, 50_000, 100_000, 250_000, 500_000, 1_000_000)
UNKNOWN = "inconnue"
YEARS = 5  # in a period
FACETS = ("collectivite", "region", "departement", "strate", "domaine", "annee")
# A collectivité is of a like size when it has from half to twice as many inhabitants.
LIKE = 2.0


@dataclass(frozen=True)
class Case:
    """One real case, the slug and the title of the fiche that tells it, its value for each facet."""

    exemple: Exemple
    slug: str
    titre: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Cases:
    """Every real case, the most recent first, those without a year last; for each term, the ranks that it finds."""

    rows: list[Case]
    ranks: Mapping[str, NDArray[np.int32]]


@dataclass(frozen=True)
class Wanted:
    """What a visitor asks: words, values of facets, and the number of inhabitants of their own collectivité."""

    q: str = ""
    selection: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    habitants: int | None = None


@dataclass(frozen=True)
class Found:
    """The cases in order, how many hold each value of each facet, and whether only some of the words were found."""

    cases: list[Case]
    counts: dict[str, Counter[str]]
    partial: bool


def strata() -> list[str]:
    """The ids of the strata, from the smallest."""
    return [stratum(low) for low in BOUNDS]


def stratum(population: int | None) -> str:
    """The id of the stratum of a population: « 5000-9999 », « 1000000-et-plus », « inconnue »."""
    if population is None:
        return UNKNOWN
    rank = bisect_right(BOUNDS, population) - 1
    high = BOUNDS[rank + 1] - 1 if rank + 1 < len(BOUNDS) else "et-plus"
    return f"{BOUNDS[rank]}-{high}"


def period(year: int | None) -> str:
    """The id of the five years that hold a year: « 2015-2019 », « inconnue »."""
    if year is None:
        return UNKNOWN
    first = year // YEARS * YEARS
    return f"{first}-{first + YEARS - 1}"


def cases_of(fiches: Iterable[Fiche], vocabulary: Vocabulary) -> Cases:
    """The real cases of these fiches."""
    told: list[Case] = []
    holders: defaultdict[str, array[int]] = defaultdict(lambda: array("i"))
    for fiche in fiches:
        for exemple in fiche.exemples:
            case, terms = _case(exemple, fiche, vocabulary)
            for term in terms:
                holders[term].append(len(told))
            told.append(case)

    def order(number: int) -> tuple[int, str, str]:
        exemple = told[number].exemple
        return -(exemple.annee or 0), exemple.collectivite, told[number].slug

    numbers = sorted(range(len(told)), key=order)
    rank = np.argsort(numbers).astype(np.int32)
    return Cases([told[number] for number in numbers], {term: rank[held] for term, held in holders.items()})


def _case(exemple: Exemple, fiche: Fiche, vocabulary: Vocabulary) -> tuple[Case, set[str]]:
    """A case, and the terms that find it."""
    departement, region = exemple.departement or "", vocabulary.region_of(exemple.departement, exemple.region)
    values = {
        "collectivite": exemple.type,
        "region": region,
        "departement": departement,
        "strate": stratum(exemple.population),
        "domaine": fiche.domaine,
        "annee": period(exemple.annee),
    }
    told = (exemple.collectivite, exemple.texte, exemple.resultat or "")
    place = (vocabulary.libelle("departements", departement), vocabulary.libelle("regions", region))
    about = (fiche.titre, *fiche.aussi_appele, *fiche.etiquettes, vocabulary.libelle("domaines", fiche.domaine))
    kind = vocabulary.libelle("collectivites", exemple.type)
    return Case(exemple, fiche.slug, fiche.titre, values), set(terms_of("\n".join((*told, *place, *about, kind))))


def find(cases: Cases, wanted: Wanted) -> Found:
    """The cases that a visitor asks for; when no case holds every word, those that hold most of them."""
    matched, partial = _with_words(cases, wanted.q)
    kept = [case for case in matched if _fits(case, wanted.selection)]
    if wanted.habitants:
        kept.sort(key=lambda case: distance(case, wanted.habitants or 1))
    counts = {
        facet: Counter(
            case.values[facet]
            for case in matched
            if case.values[facet] and _fits(case, {**wanted.selection, facet: ()})
        )
        for facet in FACETS
    }
    return Found(kept, counts, partial)


def _with_words(cases: Cases, q: str) -> tuple[list[Case], bool]:
    terms = set(terms_of(q))
    if not terms:
        return cases.rows, False
    held = np.zeros(len(cases.rows), np.int32)
    for term in terms & cases.ranks.keys():
        held[cases.ranks[term]] += 1
    most = held.max(initial=0)
    if not most:
        return [], False
    return [cases.rows[rank] for rank in np.flatnonzero(held == most).tolist()], bool(most < len(terms))


def _fits(case: Case, selection: Mapping[str, tuple[str, ...]]) -> bool:
    return all(case.values[facet] in values for facet, values in selection.items() if values)


def distance(case: Case, habitants: int) -> float:
    """How many times larger or smaller the collectivité of a case is; infinite when its population is unknown."""
    population = case.exemple.population
    return max(population / habitants, habitants / population) if population else float("inf")


def by_likeness(cases: Iterable[Case], habitants: int) -> dict[str, list[Case]]:
    """Cases already in order of distance, in three groups: « comparable », « autre », « inconnue »."""
    groups: dict[str, list[Case]] = {"comparable": [], "autre": [], UNKNOWN: []}
    for case in cases:
        away = distance(case, habitants)
        groups["comparable" if away <= LIKE else UNKNOWN if away == float("inf") else "autre"].append(case)
    return groups


def ways_out(cases: Cases, wanted: Wanted) -> dict[str, int]:
    """How many cases come back when one facet, or the words (« q »), is let go; what gives none is left out."""
    without = {
        facet: Wanted(wanted.q, {**wanted.selection, facet: ()}) for facet, values in wanted.selection.items() if values
    }
    if wanted.q:
        without["q"] = Wanted("", wanted.selection)
    numbers = {name: len(find(cases, other).cases) for name, other in without.items()}
    return {name: number for name, number in numbers.items() if number}
