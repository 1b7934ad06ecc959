"""The study of 2018 as data: what it says, the source of each figure, and every refusal of the file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from catalogue.collection import HERE
from catalogue.problem import Problem
from catalogue.study import Study, read_study

FILE = "catalogue/etude.yml"
RIGHT = """\
titre: Une étude
resume: Un résumé.
auteurs: [Une équipe]
chiffres:
  - {id: repondants, valeur: 311, libelle: réponses, sources: [1]}
themes:
  - id: adoption
    titre: Comment on adopte
    constats:
      - {texte: Un constat., sources: [1]}
limites:
  - {texte: Une limite., sources: [1]}
sources:
  - {titre: Un rapport, organisme: Une université}
"""

Refuse = Callable[..., list[str]]


@pytest.fixture(scope="module")
def study() -> Study:
    """The project's own study."""
    read = read_study(HERE / "etude.yml")
    assert isinstance(read, Study), read
    return read


@pytest.fixture
def refuse(folder: Path) -> Refuse:
    """The problems of the right file once a text of it is replaced, as a person sees them."""

    def refuse(old: str, new: str) -> list[str]:
        assert RIGHT.count(old) == 1
        (folder / "etude.yml").write_text(RIGHT.replace(old, new), "utf-8")
        problems = read_study(folder / "etude.yml")
        assert isinstance(problems, list), "this study is accepted"
        return [str(problem) for problem in problems]

    return refuse


@pytest.mark.parametrize(
    ("id_", "valeur", "unite"),
    [
        ("repondants", 311, ""),
        ("manageriale", 53, "%"),
        ("societale", 47, "%"),
        ("acteur-administratif", 78, "%"),
        ("acteur-politique", 60, "%"),
        ("agents", 40, "%"),
    ],
)
def test_the_figures_are_those_of_the_study(study: Study, id_: str, valeur: int, unite: str) -> None:
    figure = study.figures[id_]
    assert (figure.valeur, figure.unite) == (valeur, unite)


def test_each_figure_finding_and_limit_names_a_source_that_exists(study: Study) -> None:
    findings = [finding for theme in study.themes for finding in theme.constats]
    parts = [*study.chiffres, *findings, *study.limites]
    assert len(parts) >= 6 + 5 + 1
    for part in parts:
        assert part.sources
        assert all(1 <= number <= len(study.sources) for number in part.sources)


def test_no_figure_theme_is_named_twice(study: Study) -> None:
    assert len({figure.id for figure in study.chiffres}) == len(study.chiffres)
    assert len({theme.id for theme in study.themes}) == len(study.themes)


def test_each_source_of_the_study_is_cited(study: Study) -> None:
    findings = [finding for theme in study.themes for finding in theme.constats]
    cited = {number for part in (*study.chiffres, *findings, *study.limites) for number in part.sources}
    assert cited == set(range(1, len(study.sources) + 1))


def test_the_smallest_right_file_is_read(folder: Path) -> None:
    (folder / "etude.yml").write_text(RIGHT, "utf-8")
    study = read_study(folder / "etude.yml")
    assert isinstance(study, Study)
    assert study.figures["repondants"].valeur == 311


def test_a_missing_file_is_refused(folder: Path) -> None:
    assert read_study(folder / "etude.yml") == [Problem(FILE, 0, "ce fichier manque ou ne peut pas être lu.")]


@pytest.mark.parametrize("text", ["- titre\n", "bonjour\n"], ids=["list", "sentence"])
def test_a_file_that_is_no_list_of_keys_is_refused(folder: Path, text: str) -> None:
    (folder / "etude.yml").write_text(text, "utf-8")
    assert read_study(folder / "etude.yml") == [
        Problem(FILE, 1, "l'étude doit être une suite de lignes « rubrique: valeur ».")
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("réponses, sources: [1]}", "réponses}", ["ligne 5 : la rubrique « sources » manque."]),
        (
            "réponses, sources: [1]",
            "réponses, sources: []",
            ["ligne 5 : « sources » est vide ; il faut au moins une valeur."],
        ),
        ("réponses, sources: [1]", "réponses, sources: [2]", ["ligne 5 : [2] renvoie à une source qui n'existe pas."]),
        ("réponses, sources: [1]", "réponses, sources: [0]", ["ligne 5 : « sources » doit être au moins 1."]),
        (
            "réponses, sources: [1]",
            "réponses, sources: [rapport]",
            ["ligne 5 : « sources » doit être un nombre entier, sans espace ni unité ; « rapport » n'en est pas un."],
        ),
        ("constat., sources: [1]}", "constat.}", ["ligne 10 : la rubrique « sources » manque."]),
        (
            "constat., sources: [1]",
            "constat., sources: [1, 9]",
            ["ligne 10 : [9] renvoie à une source qui n'existe pas."],
        ),
        ("limite., sources: [1]}", "limite.}", ["ligne 12 : la rubrique « sources » manque."]),
        ("limite., sources: [1]", "limite., sources: [3]", ["ligne 12 : [3] renvoie à une source qui n'existe pas."]),
        (
            "valeur: 311",
            "valeur: trois cents",
            [
                "ligne 5 : « valeur » doit être un nombre entier, sans espace ni unité ; "
                "« trois cents » n'en est pas un."
            ],
        ),
        (
            "libelle: réponses",
            "libelle: [réponses]",
            ["ligne 5 : « libelle » doit être un texte, pas une liste ni un groupe de rubriques."],
        ),
        ("titre: Une étude\n", "", ["ligne 1 : la rubrique « titre » manque."]),
        ("auteurs: [Une équipe]", "auteurs: []", ["ligne 3 : « auteurs » est vide ; il faut au moins une valeur."]),
        (
            "auteurs:",
            "autheurs:",
            ["ligne 1 : la rubrique « auteurs » manque.", "ligne 3 : « autheurs » n'est pas une rubrique permise ici."],
        ),
        (
            "organisme: Une université",
            "organisme: Une université, url: ftp://x",
            ["ligne 14 : « ftp://x » n'est pas une adresse web complète, comme https://www.exemple.fr/page."],
        ),
        ("limites:\n", "limites: &l\n", ["ligne 11 : « &l » est une ancre YAML ; retirez-la."]),
    ],
)
def test_a_wrong_study_is_refused_with_its_line(refuse: Refuse, old: str, new: str, expected: list[str]) -> None:
    assert refuse(old, new) == [f"{FILE}, {message}" for message in expected]
