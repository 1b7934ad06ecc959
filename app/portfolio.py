"""What a choice of fiches looks like as a portfolio: its shares with their intervals, and what carries what."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from catalogue.study import Study
from catalogue.vocabulary import Term, Vocabulary
from index.store import Outline

CONFIDENCE = 0.95
RESPONDENTS = "repondants"
# What is counted: its title, its list of the vocabulary, the values of a fiche.
DIMENSIONS: tuple[tuple[str, str, Callable[[Outline], Iterable[str | None]]], ...] = (
    ("Nature", "natures", lambda fiche: (fiche.nature,)),
    ("Formes", "formes", lambda fiche: fiche.formes),
    ("Domaine", "domaines", lambda fiche: (fiche.domaine,)),
    ("Coût de démarrage", "couts", lambda fiche: (fiche.demarrage.cout,)),
    ("Premiers effets", "delais", lambda fiche: (fiche.demarrage.delai,)),
    ("Portée", "portees", lambda fiche: (fiche.demarrage.portee,)),
    ("Périmètre", "perimetres", lambda fiche: (fiche.demarrage.perimetre,)),
)


@dataclass(frozen=True)
class Share:
    """A part of a whole, with the interval that so few allow; of a study that gives percents, no whole number."""

    nombre: float
    total: int

    @property
    def percent(self) -> int:
        """The part in percent."""
        return round(100 * self.nombre / self.total) if self.total else 0

    @property
    def interval(self) -> tuple[int, int]:
        """Wilson's interval in percent."""
        low, high = wilson(self.nombre, self.total)
        return round(100 * low), round(100 * high)


@dataclass(frozen=True)
class Line:
    """One value of a dimension: in the choice, in the whole catalogue, and, where it has a figure, in the study."""

    terme: Term
    choix: Share
    catalogue: Share
    etude: Share | None


@dataclass(frozen=True)
class Dimension:
    """One way to look at the balance of a choice; ``absents`` are the values that no chosen fiche has."""

    titre: str
    lignes: tuple[Line, ...]
    documentees: int

    @property
    def absents(self) -> tuple[Term, ...]:
        """The terms that no chosen fiche has."""
        return tuple(line.terme for line in self.lignes if not line.choix.nombre)


@dataclass(frozen=True)
class Bond:
    """A fiche of the other nature that is tied to a chosen one, with the reason that its author gave."""

    choisie: Outline
    autre: Outline
    raison: str


def wilson(part: float, total: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The interval of a share that Wilson's formula gives; of nothing, anything may be said."""
    if not total:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = part / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return max(0.0, middle - half), min(1.0, middle + half)


def margin(study: Study) -> int:
    """How many points above or below a share of the study may be, at most; 0 when its size is unknown."""
    answers = next((figure.valeur for figure in study.chiffres if figure.id == RESPONDENTS), 0)
    low, high = wilson(answers / 2, answers)
    return round(50 * (high - low)) if answers else 0


def balance(
    chosen: Collection[Outline], everything: Collection[Outline], vocabulary: Vocabulary, study: Study
) -> list[Dimension]:
    """The balance of a choice, dimension by dimension; a fiche that does not say a value is not counted there."""
    figures = {figure.id: figure.valeur for figure in study.chiffres}
    respondents = figures.get(RESPONDENTS, 0)

    def study_share(id_: str) -> Share | None:
        return Share(figures[id_] * respondents / 100, respondents) if id_ in figures and respondents else None

    dimensions = []
    for titre, kind, values_of in DIMENSIONS:
        of_choice, in_choice = _count(chosen, values_of)
        of_all, in_all = _count(everything, values_of)
        lines = tuple(
            Line(term, Share(of_choice[id_], in_choice), Share(of_all[id_], in_all), study_share(id_))
            for id_, term in vocabulary.terms[kind].items()
        )
        dimensions.append(Dimension(titre, lines, in_choice))
    return dimensions


def bonds(chosen: Iterable[Outline], everything: Mapping[str, Outline]) -> list[Bond]:
    """Every link between a chosen fiche and one of the other nature, whichever of the two says it."""
    told: dict[str, dict[str, str]] = {}
    for one in everything.values():
        for lien in one.liens:
            told.setdefault(lien.fiche, {})[one.slug] = lien.raison
    found = []
    for fiche in chosen:
        said = {lien.fiche: lien.raison for lien in fiche.liens}
        found += [Bond(fiche, everything[slug], raison) for slug, raison in (told.get(fiche.slug, {}) | said).items()]
    return [bond for bond in found if bond.autre.nature != bond.choisie.nature]


def _count(fiches: Iterable[Outline], values_of: Callable[[Outline], Iterable[str | None]]) -> tuple[Counter[str], int]:
    """How many fiches have each value, and how many say one."""
    known = [set(filter(None, values_of(fiche))) for fiche in fiches]
    return Counter(value for values in known for value in values), sum(map(bool, known))
