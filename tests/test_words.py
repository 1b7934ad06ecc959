"""The words of the catalogue, and the nearest of them to what a visitor types."""

import pytest

from index.words import WordCounter, Words


def rows(*texts: str) -> list[tuple[object, ...]]:
    counter = WordCounter()
    counter.add(texts)
    return [(row["mot"], row["forme"], row["nombre"]) for row in counter.rows()]


def test_words_are_counted_without_accents_in_their_order() -> None:
    assert rows("La médiathèque ouvre.", "Une mediatheque, des MÉDIATHÈQUES") == [
        ("mediatheque", "médiathèque", 2),
        ("mediatheques", "MÉDIATHÈQUES", 1),
        ("ouvre", "ouvre", 1),
    ]


def test_the_form_is_the_one_most_often_written() -> None:
    assert rows("elu élu", "Élu, elu, élu") == [("elu", "élu", 5)]


def test_a_capital_at_the_start_of_a_sentence_is_no_form() -> None:
    assert rows("Budget. Budget.") == [("budget", "budget", 2)]


def test_an_acronym_keeps_its_capitals() -> None:
    assert rows("Le CCAS, un CCAS, ce ccas") == [("ccas", "CCAS", 3)]


def test_an_elided_word_counts_without_its_article() -> None:
    assert rows("l'innovation, d’innovation, jusqu'aux élus") == [("elus", "élus", 1), ("innovation", "innovation", 2)]


def test_half_of_a_word_with_an_apostrophe_is_no_word() -> None:
    assert [row[0] for row in rows("aujourd'hui")] in ([], ["aujourd'hui"])


def test_each_part_of_a_hyphenated_word_counts_once() -> None:
    assert rows("porte-parole") == [("parole", "parole", 1), ("porte", "porte", 1)]


@pytest.mark.parametrize("text", ["de la", "12 000", "M.", "ok", "3e", "m²", "R&D", "élu·e·s", ""])
def test_what_cannot_be_mistyped_is_not_counted(text: str) -> None:
    assert rows(text) == []


def test_texts_may_be_added_in_several_times() -> None:
    counter = WordCounter()
    counter.add(["forum"])
    counter.add(iter(["forum"]))
    assert counter.rows() == [{"mot": "forum", "forme": "forum", "nombre": 2}]


@pytest.fixture
def words() -> Words:
    known = [
        ("mediatheque", "médiathèque", 3),
        ("accueil", "accueil", 9),
        ("ecole", "école", 4),
        ("ecolo", "écolo", 1),
        ("eau", "eau", 5),
        ("ccas", "CCAS", 5),
        ("maison", "maison", 2),
        ("raison", "raison", 7),
    ]
    return Words({"mot": word, "forme": form, "nombre": count} for word, form, count in known)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("acueil", "accueil"),
        ("accuiel", "accueil"),
        ("acceuil", "accueil"),
        ("ACUEIL", "accueil"),
        ("ecolle", "école"),
        ("écolle", "école"),
        ("cca", None),
        ("ccass", "CCAS"),
        ("mediateque", "médiathèque"),
        ("médiatèke", None),
        ("médiatéqe", "médiathèque"),
        ("acueill", None),
        ("saison", "raison"),
        ("eaux", "eau"),
        ("xyzxyz", None),
        ("", None),
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
        "of two as near the more frequent",
        "a short word nearby",
        "nothing near",
        "nothing typed",
    ],
)
def test_the_nearest_word_is_given_as_it_is_written(words: Words, typed: str, expected: str | None) -> None:
    assert words.nearest(typed) == expected


@pytest.mark.parametrize("typed", ["école", "ecole", "ÉCOLE", "maison", "ecolo"])
def test_a_known_word_is_not_corrected(words: Words, typed: str) -> None:
    assert words.nearest(typed) is None


def test_the_nearer_word_wins_over_the_more_frequent_one() -> None:
    words = Words(
        {"mot": word, "forme": word, "nombre": count} for word, count in [("mediation", 99), ("meditations", 1)]
    )
    assert words.nearest("meditationz") == "meditations"


def test_without_words_nothing_is_near() -> None:
    assert Words([]).nearest("accueil") is None
