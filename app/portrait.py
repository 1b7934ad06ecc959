"""The catalogue in numbers: how many fiches and real cases are of each kind, each beside the study's figure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from app.cases import UNKNOWN, YEARS, period
from app.shares import Share, study_share
from catalogue.study import Study
from catalogue.vocabulary import Term, Vocabulary
from index.store import Outline


@dataclass(frozen=True)
class Row:
    """One line of a chart and of its table: a share, where it leads, the study's share."""

    libelle: str
    part: Share
    adresse: str | None = None
    etude: Share | None = None


@dataclass(frozen=True)
class Cell:
    """One cell of the matrix: a number, and the search that lists what it counts."""

    nombre: int
    adresse: str


@dataclass(frozen=True)
class Line:
    """One line of the matrix: a domaine, a number for each nature, and their total."""

    domaine: Term
    cellules: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True)
class Portrait:
    """Every number of the page."""

    fiches: int
    cas: int
    matrice: tuple[Line, ...]
    totaux: tuple[Cell, ...]
    natures: tuple[Row, ...]
    formes: tuple[Row, ...]
    initiatives: tuple[Row, ...]
    facteurs: Mapping[str, tuple[Row, ...]]
    types: tuple[Row, ...]
    annees: tuple[Row, ...]


def portrait(fiches: Collection[Outline], vocabulary: Vocabulary, study: Study) -> Portrait:
    """The catalogue in numbers, every term of the vocabulary being there even when nothing holds it."""
    total, terms = len(fiches), vocabulary.terms
    exemples = [exemple for fiche in fiches for exemple in fiche.exemples]
    pairs = Counter((fiche.domaine, fiche.nature) for fiche in fiches)
    by_nature = Counter(fiche.nature for fiche in fiches)
    by_facteur = Counter(facteur for fiche in fiches for facteur in fiche.facteurs)
    by_type = Counter(exemple.type for exemple in exemples)
    initiatives = Counter(fiche.initiative for fiche in fiches)
    return Portrait(
        fiches=total,
        cas=len(exemples),
        matrice=tuple(_line(domaine, list(terms["natures"]), pairs) for domaine in terms["domaines"].values()),
        totaux=tuple(Cell(by_nature[nature], _search(nature=nature)) for nature in terms["natures"]),
        natures=_rows(terms["natures"], by_nature, total, "nature", study),
        formes=_rows(terms["formes"], Counter(forme for fiche in fiches for forme in fiche.formes), total, "forme"),
        initiatives=(
            *_rows(terms["initiatives"], initiatives, total, None, study),
            Row("Non documentée dans la fiche", Share(initiatives[None], total)),
        ),
        facteurs={
            group: _rows(
                {id_: term for id_, term in terms["facteurs"].items() if term.parent == group},
                by_facteur,
                total,
                "facteur",
            )
            for group in terms["groupes_facteurs"]
        },
        types=_rows(terms["collectivites"], by_type, len(exemples), "collectivite", page="/exemples"),
        annees=_years([exemple.annee for exemple in exemples]),
    )


def _search(**parameters: str) -> str:
    return f"/recherche?{urlencode(parameters)}"


def _line(domaine: Term, natures: Iterable[str], pairs: Counter[tuple[str, str]]) -> Line:
    cells = tuple(Cell(pairs[domaine.id, nature], _search(domaine=domaine.id, nature=nature)) for nature in natures)
    return Line(domaine, cells, Cell(sum(cell.nombre for cell in cells), _search(domaine=domaine.id)))


def _rows(
    terms: Mapping[str, Term],
    numbers: Mapping[str, int] | Mapping[str | None, int],
    total: int,
    key: str | None,
    study: Study | None = None,
    page: str = "/recherche",
) -> tuple[Row, ...]:
    counts = dict(numbers)
    return tuple(
        Row(
            term.libelle,
            Share(number := counts.get(id_, 0), total),
            f"{page}?{urlencode({key: id_})}" if key and number else None,
            study_share(study, id_) if study else None,
        )
        for id_, term in terms.items()
    )


def _years(years: Sequence[int | None]) -> tuple[Row, ...]:
    """The real cases by periods of five years, from the first to the last, then those without a year."""
    known = sorted(filter(None, years))
    numbers = Counter(map(period, years))
    periods = [period(year) for year in range(known[0] // YEARS * YEARS, known[-1] + 1, YEARS)] if known else []
    labels = {name: "De {} à {}".format(*name.split("-")) for name in periods} | {UNKNOWN: "Année non documentée"}
    return tuple(
        Row(
            label,
            Share(numbers[name], len(years)),
            f"/exemples?{urlencode({'annee': name})}" if numbers[name] else None,
        )
        for name, label in labels.items()
    )
