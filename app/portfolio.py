"""What a choice of fiches looks like as a portfolio: its shares with their intervals."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from app.shares import Share, study_share
from catalogue.study import Study
from catalogue.vocabulary import Term, Vocabulary
from index.store import Outline

# What is counted: its title, its list of the vocabulary, the values of a fiche.
DIMENSIONS: tuple[tuple[str, str, Callable[[Outline], Iterable[str | None]]], ...] = (
    ("Nature", "natures", lambda fiche: (fiche.nature,)),
    ("Formes", "formes", lambda fiche: fiche.formes),
    ("Fonctions (domaines)", "domaines", lambda fiche: (fiche.domaine,)),
    ("Coût de démarrage", "couts", lambda fiche: (fiche.demarrage.cout,)),
    ("Premiers effets", "delais", lambda fiche: (fiche.demarrage.delai,)),
    ("Portée", "portees", lambda fiche: (fiche.demarrage.portee,)),
    ("Périmètre", "perimetres", lambda fiche: (fiche.demarrage.perimetre,)),
)


@dataclass(frozen=True)
class Line:
    """One value of a dimension: in the choice, in the whole catalogue, and, where it has a figure, in the study."""

    terme: Term
    choix: Share
    catalogue: Share
    etude: Share | None


@dataclass(frozen=True)
class Dimension:
    """One way to look at the balance of a choice."""

    titre: str
    lignes: tuple[Line, ...]
    documentees: int

    @property
    def etudiee(self) -> bool:
        """Whether the study has a figure for it."""
        return any(line.etude for line in self.lignes)

    @property
    def absents(self) -> tuple[Term, ...]:
        """The terms that fiches of the catalogue have, but no chosen one."""
        return tuple(line.terme for line in self.lignes if line.catalogue.nombre and not line.choix.nombre)


def balance(
    chosen: Collection[Outline], everything: Collection[Outline], vocabulary: Vocabulary, study: Study
) -> list[Dimension]:
    """The balance of a choice, dimension by dimension; a fiche that does not say a value is not counted there."""
    dimensions = []
    for titre, kind, values_of in DIMENSIONS:
        of_choice, in_choice = _count(chosen, values_of)
        of_all, in_all = _count(everything, values_of)
        lines = tuple(
            Line(term, Share(of_choice[id_], in_choice), Share(of_all[id_], in_all), study_share(study, id_))
            for id_, term in vocabulary.terms[kind].items()
        )
        dimensions.append(Dimension(titre, lines, in_choice))
    return dimensions


def _count(fiches: Iterable[Outline], values_of: Callable[[Outline], Iterable[str | None]]) -> tuple[Counter[str], int]:
    """How many fiches have each value, and how many say one."""
    known = [set(filter(None, values_of(fiche))) for fiche in fiches]
    return Counter(value for values in known for value in values), sum(map(bool, known))
