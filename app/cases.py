"""The real cases of the fiches, one by one: found by words, by filters, by nearness to a number of inhabitants."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import chain

import numpy as np

from catalogue.fiche import Exemple, Fiche
from catalogue.vocabulary import Vocabulary
from index.french import tokens
from index.generation import Generation
from index.interpretation import Interpretation
from index.matching import Matcher
from index.postings import Scores, Slots

# Lower bounds of the strata, in inhabitants. Up to 100 000, some of those of the code général des collectivités
# territoriales (article L. 2334-3), which the DGCL compares communes by; beyond, they tell apart the large towns,
# départements and régions that are half of the cases.
BOUNDS = (0, 500, 2_000, 3_500, 5_000, 10_000, 20_000, 50_000, 100_000, 250_000, 500_000, 1_000_000)
UNKNOWN = "inconnue"
YEARS = 5  # in a period
FACETS = ("collectivite", "region", "departement", "strate", "domaine", "annee")
# A collectivité is of a like size when it has from half to twice as many inhabitants.
LIKE = 2.0
NOWHERE = np.zeros(0, np.int64), np.zeros(0, np.int64)


@dataclass(frozen=True)
class Case:
    """One real case, the slug and the title of the fiche that tells it, its value for each facet."""

    exemple: Exemple
    slug: str
    titre: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Cases:
    """Every real case, the most recent first, those without a year last; what finds them; where their fiches are."""

    rows: list[Case]
    matcher: Matcher
    opened: Generation


@dataclass(frozen=True)
class Wanted:
    """What a visitor asks: words, values of facets, and the number of inhabitants of their own collectivité."""

    q: str = ""
    selection: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    habitants: int | None = None


@dataclass(frozen=True)
class Found:
    """The cases in order, and how many hold each value of each facet.

    ``understood`` is the reading of the words; ``partial`` when no case answers all of them, ``by_fiche`` when none
    answers any: these cases are then those of the fiches that do.
    """

    cases: list[Case]
    counts: dict[str, Counter[str]]
    understood: Interpretation
    partial: bool = False
    by_fiche: bool = False


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


class CasePostings:
    """The words of the cases, for the search that finds fiches: of each case, what it tells, then what it is about."""

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        self.fields = ["cas", "fiche"]
        self._texts: list[str] = []
        held: defaultdict[str, Counter[int]] = defaultdict(Counter)
        for slot, text in enumerate(chain.from_iterable(texts)):
            found = list(tokens(text))
            self._texts.append(_run(token.term for token in found if not token.whole))
            for token in found:
                held[token.term][slot] += 1
        self._counts = {term: (np.array([*slots]), np.array([*slots.values()])) for term, slots in held.items()}

    def get(self, term: str) -> tuple[Slots, Scores]:
        """The slots that hold a term, and its score in each: more for a rare term, a little more when said again."""
        slots, counts = self._counts.get(term, NOWHERE)
        rarity = np.log1p(len(self._texts) / (len(slots) + 1))
        return slots, (rarity * counts / (counts + 1)).astype(np.float32)

    def side_by_side(self, terms: tuple[str, ...]) -> Slots:
        """The slots where these terms follow one another."""
        common = reduce(np.intersect1d, [self._counts.get(term, NOWHERE)[0] for term in terms])
        return np.array([slot for slot in common.tolist() if _run(terms) in self._texts[slot]], np.int64)


def _run(terms: Iterable[str]) -> str:
    return f" {' '.join(terms)} "


def cases_of(opened: Generation) -> Cases:
    """The real cases of the fiches of a generation."""
    fiches, vocabulary = opened.store.every_fiche(), opened.vocabulary
    told = [_case(exemple, fiche, vocabulary) for fiche in fiches for exemple in fiche.exemples]
    told.sort(key=lambda one: (-(one[0].exemple.annee or 0), one[0].exemple.collectivite, one[0].slug))
    matcher = Matcher(CasePostings(texts for _, texts in told), len(told))
    return Cases([case for case, _ in told], matcher, opened)


def _case(exemple: Exemple, fiche: Fiche, vocabulary: Vocabulary) -> tuple[Case, tuple[str, str]]:
    """A case, what it tells and what it is about."""
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
    return Case(exemple, fiche.slug, fiche.titre, values), ("\n".join((*told, *place)), "\n".join((*about, kind)))


def find(cases: Cases, wanted: Wanted) -> Found:
    """The cases that a visitor asks for, the best first when there are words."""
    found = _with_words(cases, wanted.q)
    matched = found.cases
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
    return replace(found, cases=kept, counts=counts)


def _with_words(cases: Cases, q: str) -> Found:
    """The cases that answer these words, the best first; when there is none, those of the fiches that answer them."""
    opened, understood = cases.opened, cases.opened.interpreter.interpret(q)
    if not q:
        return Found(cases.rows, {}, understood)
    own = cases.matcher.match(understood)
    if np.any(own.kept):
        best = np.argsort(-own.scores, kind="stable")
        required = [clause for clause in understood.clauses if not (clause.soft or clause.excluded)]
        partial = not np.any(np.all([cases.matcher.answer(clause).held for clause in required], axis=0))
        return Found([cases.rows[rank] for rank in best.tolist() if own.kept[rank]], {}, understood, partial)
    fiches = opened.matcher.match(understood)
    scores = dict(zip(opened.facets.slugs, fiches.scores.tolist(), strict=True))
    ranked = sorted(cases.rows, key=lambda case: -scores[case.slug])
    return Found([case for case in ranked if scores[case.slug]], {}, understood, by_fiche=True)


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
