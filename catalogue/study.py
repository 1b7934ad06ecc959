"""The national study of 2018 as data: its figures, findings, limits and sources."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from catalogue.fiche import Source, SourceNumber
from catalogue.problem import Problem, shown_path
from catalogue.refusal import french_message, refusals
from catalogue.strict_yaml import Location, read_yaml_file

FILE = "etude.yml"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Figure(_Part):
    """One figure of the study, with what it counts and where it was read."""

    id: str
    valeur: int
    unite: str = ""
    libelle: str
    sources: Annotated[tuple[SourceNumber, ...], Field(min_length=1)]


class Finding(_Part):
    """One finding: a sentence, with where it was read."""

    texte: str
    sources: Annotated[tuple[SourceNumber, ...], Field(min_length=1)]


class Theme(_Part):
    """A question of the study and what it found."""

    id: str
    titre: str
    constats: Annotated[tuple[Finding, ...], Field(min_length=1)]


class Weight(_Part):
    """What a group of factors weighs: the study ranks groups and gives no figure for each factor."""

    groupe: str
    libelle: str
    sources: Annotated[tuple[SourceNumber, ...], Field(min_length=1)]


class Study(_Part):
    """The study, as far as its public texts support it."""

    titre: str
    resume: str
    auteurs: Annotated[tuple[str, ...], Field(min_length=1)]
    chiffres: Annotated[tuple[Figure, ...], Field(min_length=1)]
    themes: Annotated[tuple[Theme, ...], Field(min_length=1)]
    poids: tuple[Weight, ...] = ()
    limites: Annotated[tuple[Finding, ...], Field(min_length=1)]
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]

    @property
    def figures(self) -> dict[str, Figure]:
        """The figures by id."""
        return {figure.id: figure for figure in self.chiffres}


def read_study(path: Path) -> Study | list[Problem]:
    """The study of a file, or every problem in it."""
    shown = shown_path(path)
    document = read_yaml_file(path)
    if isinstance(document, list):
        return document
    if not isinstance(document.value, dict):
        return [Problem(shown, 1, "l'étude doit être une suite de lignes « rubrique: valeur ».")]
    try:
        study = Study.model_validate(document.value)
    except ValidationError as error:
        return sorted(
            Problem(shown, document.line(detail["loc"]), french_message(detail, siblings=(), children=()))
            for detail in refusals(error)
        )
    return sorted(_missing_sources(study, document.lines, shown)) or study


def _missing_sources(study: Study, lines: dict[Location, int], shown: str) -> list[Problem]:
    places: dict[Location, tuple[int, ...]] = {
        **{("chiffres", rank, "sources"): figure.sources for rank, figure in enumerate(study.chiffres)},
        **{("poids", rank, "sources"): weight.sources for rank, weight in enumerate(study.poids)},
        **{("limites", rank, "sources"): limit.sources for rank, limit in enumerate(study.limites)},
        **{
            ("themes", rank, "constats", row, "sources"): finding.sources
            for rank, theme in enumerate(study.themes)
            for row, finding in enumerate(theme.constats)
        },
    }
    return [
        Problem(shown, lines[place], f"[{number}] renvoie à une source qui n'existe pas.")
        for place, numbers in places.items()
        for number in numbers
        if number > len(study.sources)
    ]
