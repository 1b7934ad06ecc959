"""The words of the catalogue, and the nearest of them to what a visitor types."""

import pytest

from index.analysis import AnalysedText
from index.french import terms_of
from index.words import Words
from tests.conftest import french


def rows(*texts: str) -> list[tuple[object, ...]]:
    return [(word, term, number) for (word, term), number in sorted(AnalysedText(". ".join(texts)).words.items())]


def test_words_are_counted_as_they_are_written_with_the_term_that_they_give() -> None:
    assert rows("La médiathèque ouvre.", "Une mediatheque, Médiathèque") == [
        ("mediatheque", "mediathec", 1),
        ("médiathèque", "mediathec", 2),
        ("ouvre", "ouvr", 1),
    ]


def test_a_capital_at_the_start_of_a_sentence_is_no_other_word() -> None:
    assert rows("Budget. Budget, budget.") == [("budget", "budget", 3)]


def test_an_acronym_keeps_its_capitals() -> None:
    assert rows("Le CCAS, un CCAS, ce ccas") == [("CCAS", "ccas", 2), ("ccas", "ccas", 1)]


def test_an_elided_word_counts_without_its_article() -> None:
    assert rows("l'innovation, d’innovation, jusqu'aux élus") == [
        ("innovation", "innov", 2),
        ("élus", "elu", 1),
    ]


def test_a_hyphenated_word_counts_whole_and_by_its_parts() -> None:
    assert rows("porte-parole") == [("parole", "parol", 1), ("porte", "porte", 1), ("porte-parole", "porteparol", 1)]


def test_stop_words_are_not_counted() -> None:
    assert rows("de la", "") == []


def known_words(counts: dict[str, int]) -> Words:
    return Words(
        [
            {"mot": word, "terme": term, "nombre": count}
            for word, count in sorted(counts.items(), key=lambda item: -item[1])
            for term in terms_of(word)
        ],
        french=french(),
    )


@pytest.fixture
def words() -> Words:
    known = [
        ("médiathèque", 3),
        ("accueil", 9),
        ("école", 4),
        ("écolo", 1),
        ("eau", 5),
        ("CCAS", 5),
        ("maison", 2),
        ("raison", 7),
    ]
    return known_words(dict(known))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("acueil", ["accueil"]),
        ("accuiel", ["accueil"]),
        ("acceuil", ["accueil"]),
        ("ACUEIL", ["accueil"]),
        ("ecolle", ["école"]),
        ("écolle", ["école"]),
        ("cca", []),
        ("ccass", ["CCAS"]),
        ("mediateque", ["médiathèque"]),
        ("médiatèke", []),
        ("médiatéqe", ["médiathèque"]),
        ("acueill", ["accueil"]),
        ("gaison", ["raison", "maison"]),
        ("eaux", []),
        ("xyzxyz", []),
        ("", []),
    ],
    ids=[
        "a letter missing",
        "two letters exchanged",
        "two letters exchanged, the usual mistake",
        "capitals",
        "no accent",
        "an accent",
        "too short to be sure",
        "an acronym",
        "eight letters, one mistake",
        "eight letters, three mistakes",
        "eight letters, two mistakes",
        "seven letters, two mistakes",
        "of two as near the more frequent first",
        "less than five letters",
        "nothing near",
        "nothing typed",
    ],
)
def test_the_nearest_word_is_given_as_it_is_written(words: Words, typed: str, expected: list[str]) -> None:
    assert words.nearest(typed) == expected


@pytest.mark.parametrize("typed", ["école", "ecole", "ÉCOLE", "maison", "ecolo"])
def test_a_known_word_is_not_corrected(words: Words, typed: str) -> None:
    assert words.nearest(typed) == []


def test_the_nearer_word_wins_over_the_more_frequent_one() -> None:
    words = known_words({"mediation": 99, "meditations": 1})
    assert words.nearest("meditationz") == ["meditations"]


def test_without_words_nothing_is_near() -> None:
    assert Words([]).nearest("accueil") == []


FAMILIES = [
    ("made on it, before two letters mistyped", ["fidéliser", "fixées"], "fidèles", ["fidéliser"]),
    ("what it is made of", ["mandat"], "mandature", ["mandat"]),
    ("no suffix, so not made of it", ["contre", "montage"], "contracter", []),
    ("one letter mistyped first", ["formation", "format"], "formaton", ["formation"]),
    (
        "two letters mistyped before what it is made of",
        ["fonction", "fonctionnaires"],
        "fonctionaire",
        ["fonctionnaires"],
    ),
    ("too short for others to be made on it", ["coincer"], "coins", []),
    ("one word a term", ["participation", "participer", "particulier"], "partici", ["participation", "particulier"]),
    ("a word of French is not mistyped", ["innovation", "partie", "commence"], "inondation", []),
    ("nor is it with one letter", ["partie"], "parité", []),
    ("but it has a family", ["montage", "montagneux"], "montagne", ["montagneux"]),
]


@pytest.mark.parametrize(("known", "typed", "expected"), [case[1:] for case in FAMILIES], ids=[c[0] for c in FAMILIES])
def test_an_unknown_word_is_brought_to_its_family(known: list[str], typed: str, expected: list[str]) -> None:
    assert known_words(dict.fromkeys(known, 1)).nearest(typed) == expected


def test_a_word_of_the_thesaurus_is_near_though_no_fiche_says_it() -> None:
    words = Words([], ["docteur", "cabinet médical"])
    assert words.nearest("docteru") == ["docteur"]
    assert words.nearest("medicla") == []


def test_what_finds_nothing_is_not_near() -> None:
    words = known_words({"accueil": 9, "acquis": 1})
    assert words.nearest("accuel", lambda word: word != "accueil") == []


def test_of_a_family_the_most_frequent_words_come_first() -> None:
    counts = {"fidéliser": 1, "fidelbert": 2, "fidelcast": 3, "fidelzest": 500}
    assert known_words(counts).nearest("fidèle") == ["fidelzest", "fidelcast", "fidelbert"]
