"""The thesaurus: the project's own groups, and every refusal of the file."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from catalogue.collection import HERE
from catalogue.problem import Problem
from catalogue.thesaurus import read_thesaurus
from index.french import terms_of

FILE = "catalogue/thesaurus.yml"
GROUP = "un groupe réunit de 2 à 12 expressions entre crochets."
WORDS = "une expression compte de 1 à 6 mots."

Read = Callable[[str], object]


@pytest.fixture
def read(folder: Path) -> Read:
    """The groups of a file with this text, or its problems as a person sees them."""

    def read(text: str) -> object:
        (folder / "thesaurus.yml").write_text(text, "utf-8")
        found = read_thesaurus(folder / "thesaurus.yml")
        return [str(problem) for problem in found] if isinstance(found, list) else found

    return read


def test_the_project_s_own_thesaurus_has_no_problem() -> None:
    groups = read_thesaurus(HERE / "thesaurus.yml")
    assert isinstance(groups, tuple), groups
    assert any("guichet unique" in group and "accueil unique" in group for group in groups)


def test_no_expression_of_the_project_s_own_thesaurus_has_the_terms_of_another_group() -> None:
    groups = read_thesaurus(HERE / "thesaurus.yml")
    assert isinstance(groups, tuple), groups
    held = Counter(terms for group in groups for terms in {terms_of(expression) for expression in group})
    assert [terms for terms, times in held.items() if times > 1 or not terms] == []


def test_the_groups_are_kept_in_their_order_and_as_they_are_written(read: Read) -> None:
    assert read("- [RH, ressources humaines]\n# un thème\n- [Été, belle  saison]\n") == (
        ("RH", "ressources humaines"),
        ("Été", "belle saison"),
    )


def test_an_empty_thesaurus_has_no_group(read: Read) -> None:
    assert read("# rien encore\n") == ()


def test_a_missing_thesaurus_is_refused(folder: Path) -> None:
    assert read_thesaurus(folder / "thesaurus.yml") == [Problem(FILE, 0, "ce fichier manque ou ne peut pas être lu.")]


@pytest.mark.parametrize("text", ["a: [b, c]\n", "bonjour\n"])
def test_a_thesaurus_that_is_no_list_is_refused(read: Read, text: str) -> None:
    assert read(text) == [f"{FILE}, ligne 1 : le thésaurus doit être une liste de groupes : « - [expression, autre] »."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- [a, b]\n- [seul]\n", [f"ligne 2 : {GROUP}"]),
        ("- []\n", [f"ligne 1 : {GROUP}"]),
        ("- [" + ", ".join(f"mot{n}" for n in range(13)) + "]\n", [f"ligne 1 : {GROUP}"]),
        ("- un mot\n", [f"ligne 1 : {GROUP}"]),
        ("- {a: b}\n", [f"ligne 1 : {GROUP}"]),
        ("- [a, un deux trois quatre cinq six sept]\n", [f"ligne 1 : {WORDS}"]),
        ("- [a, '...']\n", [f"ligne 1 : {WORDS}"]),
        ("- [a, '']\n", [f"ligne 1 : {WORDS}"]),
        ("- [a, [b, c]]\n", [f"ligne 1 : {WORDS}"]),
        ("- [a, {b: c}]\n", [f"ligne 1 : {WORDS}"]),
        ("- [a, b]\n- [c, a]\n", ["ligne 2 : « a » est déjà écrit ligne 1 ; une expression n'a qu'un groupe."]),
        ("- [été, b]\n- [c, Ete]\n", ["ligne 2 : « Ete » est déjà écrit ligne 1 ; une expression n'a qu'un groupe."]),
        (
            "- [compte-rendu, b]\n- [c, compte rendu]\n",
            ["ligne 2 : « compte rendu » est déjà écrit ligne 1 ; une expression n'a qu'un groupe."],
        ),
        ("- [a, A]\n", ["ligne 1 : « A » est déjà écrit ligne 1 ; une expression n'a qu'un groupe."]),
        ("[[a, b], [c, a]]\n", ["ligne 1 : « a » est déjà écrit ligne 1 ; une expression n'a qu'un groupe."]),
        (
            "- [a,\n   b]\n- [c,\n   d,\n   b]\n",
            ["ligne 5 : « b » est déjà écrit ligne 2 ; une expression n'a qu'un groupe."],
        ),
        (
            "- [a, b]\n- [c]\n- [a, '!']\n",
            [
                f"ligne 2 : {GROUP}",
                f"ligne 3 : {WORDS}",
                "ligne 3 : « a » est déjà écrit ligne 1 ; une expression n'a qu'un groupe.",
            ],
        ),
        ("- [a: b\n", ["ligne 1 : YAML illisible : vérifiez les guillemets, les crochets et le retrait des lignes."]),
        ("- &a [b, c]\n", ["ligne 1 : « &a » est une ancre YAML ; retirez-la."]),
    ],
)
def test_a_wrong_group_is_refused_with_its_line(read: Read, text: str, expected: list[str]) -> None:
    assert read(text) == [f"{FILE}, {message}" for message in expected]


def test_twelve_expressions_of_six_words_are_accepted(read: Read) -> None:
    group = tuple(f"un deux trois quatre cinq n{number}" for number in range(12))
    assert read(f"- [{', '.join(group)}]\n") == (group,)
