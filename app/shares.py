"""Shares of a whole with the interval that their number allows, those of the study too."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from catalogue.study import Study

CONFIDENCE = 0.95
RESPONDENTS = "repondants"


@dataclass(frozen=True)
class Share:
    """A part of a whole; of a study that gives percents, no whole number."""

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

    @property
    def half(self) -> "Share":
        """The same share of half of the whole, as only half of the answers to the study are complete."""
        half = self.total // 2
        return Share(self.nombre * half / self.total if self.total else 0, half)


def wilson(part: float, total: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The interval of a share that Wilson's formula gives; of nothing, anything may be said."""
    if not total:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = part / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return max(0.0, middle - half), min(1.0, middle + half)


def study_share(study: Study, id_: str) -> Share | None:
    """The study's share with this id, when it gives one and says how many answered."""
    figure, respondents = study.figures.get(id_), study.figures.get(RESPONDENTS)
    return Share(figure.valeur * respondents.valeur / 100, respondents.valeur) if figure and respondents else None


def margin(study: Study) -> int:
    """How many points above or below a share of the study may be, at most; 0 when its size is unknown."""
    respondents = study.figures.get(RESPONDENTS)
    if not respondents:
        return 0
    low, high = wilson(respondents.valeur / 2, respondents.valeur)
    return round(50 * (high - low))
