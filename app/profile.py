"""The profile of a project against the study's factors: points by group, what is strong, what to secure first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from catalogue.vocabulary import Term, Vocabulary
from index.store import Outline

# Answer -> its points. No answer gives none: one cannot rely on what one does not know.
POINTS = {"oui": 2, "en-partie": 1, "non": 0}
BEST = max(POINTS.values())
FEWEST_FICHES, MOST_FICHES = 3, 5


@dataclass(frozen=True)
class Answer:
    """What was said of one factor; ``reponse`` is empty when nobody knows."""

    facteur: Term
    reponse: str

    @property
    def points(self) -> int:
        """The points of this answer."""
        return POINTS.get(self.reponse, 0)


@dataclass(frozen=True)
class Score:
    """The points of a group of factors, out of those that it could have."""

    groupe: Term
    reponses: tuple[Answer, ...]

    @property
    def points(self) -> int:
        """The sum of the points of the answers."""
        return sum(answer.points for answer in self.reponses)

    @property
    def maximum(self) -> int:
        """The points if every answer were the best."""
        return BEST * len(self.reponses)


@dataclass(frozen=True)
class Profile:
    """The scores by group, the strong factors, and those to secure: the weakest first, then the most influential."""

    scores: tuple[Score, ...]
    forts: tuple[Answer, ...]
    fragiles: tuple[Answer, ...]


@dataclass(frozen=True)
class Support:
    """A fiche that was strong where the project is weak, and by which factors."""

    fiche: Outline
    facteurs: tuple[Term, ...]


def read_profile(vocabulary: Vocabulary, reponses: Mapping[str, str]) -> Profile:
    """The profile that these answers by factor give; the vocabulary lists the groups from the most influential."""
    facteurs = vocabulary.terms["facteurs"].values()
    scores = tuple(
        Score(groupe, tuple(Answer(one, reponses.get(one.id, "")) for one in facteurs if one.parent == groupe.id))
        for groupe in vocabulary.terms["groupes_facteurs"].values()
    )
    answers = [answer for score in scores for answer in score.reponses]
    return Profile(
        scores,
        forts=tuple(answer for answer in answers if answer.points == BEST),
        fragiles=tuple(sorted((one for one in answers if one.points < BEST), key=lambda one: one.points)),
    )


def find_supports(fragiles: Iterable[Answer], fiches: Iterable[Outline], collectivite: str = "") -> list[Support]:
    """Three to five fiches, fewer when fewer fit, that together cover the weak factors, each adding what it can.

    Between equals, a fiche with a real case of this type of collectivité goes first.
    """
    lacks = {answer.facteur.id: BEST - answer.points for answer in fragiles}
    terms = {answer.facteur.id: answer.facteur for answer in fragiles}
    left = [fiche for fiche in fiches if lacks.keys() & set(fiche.facteurs)]
    uncovered = set(lacks)
    found: list[Support] = []

    def worth(fiche: Outline) -> tuple[int, int, bool]:
        new, known = (sum(lacks[id_] for id_ in ids & set(fiche.facteurs)) for ids in (uncovered, lacks.keys()))
        return new, known, any(one.type == collectivite for one in fiche.exemples)

    while left and len(found) < MOST_FICHES:
        best = max(left, key=worth)
        if len(found) >= FEWEST_FICHES and not uncovered & set(best.facteurs):
            break
        left.remove(best)
        uncovered -= set(best.facteurs)
        found.append(Support(best, tuple(terms[id_] for id_ in terms if id_ in best.facteurs)))
    return found


def find_unsupported(fragiles: Iterable[Answer], fiches: Iterable[Outline]) -> list[Term]:
    """The weak factors that no fiche cites."""
    cited = {id_ for fiche in fiches for id_ in fiche.facteurs}
    return [answer.facteur for answer in fragiles if answer.facteur.id not in cited]
