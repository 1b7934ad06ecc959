"""What a visitor types, part by part; nothing typed is ever an error."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.question import MAX_CHARACTERS, MAX_PARTS, Part, read_question


def word(typed: str, term: str, excluded: bool = False) -> Part:
    return Part(typed, (term,), excluded=excluded)


def test_each_word_is_a_part() -> None:
    assert read_question("Guichets uniques") == [word("Guichets", "guichet"), word("uniques", "unic")]


def test_stop_words_are_let_go() -> None:
    assert read_question("comment financer la maison") == [word("financer", "financ"), word("maison", "maison")]


def test_stop_words_stay_when_there_is_nothing_else() -> None:
    assert read_question("comment le") == [word("comment", "comment"), word("le", "le")]


def test_an_elided_word_is_searched_without_its_article() -> None:
    assert [part.terms for part in read_question("l'eau d’Évreux")] == [("eau",), ("evreux",)]


def test_two_words_in_one_are_two_parts() -> None:
    assert [part.terms for part in read_question("entr'aide")] == [("entr",), ("aid",)]


def test_quotes_make_a_phrase_of_adjacent_terms() -> None:
    assert read_question('"forum de la maison" projet') == [
        Part("forum de la maison", ("forum", "maison"), phrase=True),
        word("projet", "projet"),
    ]


@pytest.mark.parametrize("text", ['"forum citoyen', '"forum citoyen"', 'le "forum citoyen"', '"forum citoyen""'])
def test_an_unclosed_quote_ends_with_the_text(text: str) -> None:
    assert read_question(text) == [Part("forum citoyen", ("forum", "citoyen"), phrase=True)]


def test_a_quote_may_touch_a_word() -> None:
    assert read_question('projet"forum citoyen"maison') == [
        word("projet", "projet"),
        Part("forum citoyen", ("forum", "citoyen"), phrase=True),
        word("maison", "maison"),
    ]


def test_a_phrase_of_stop_words_alone_is_searched_when_there_is_nothing_else() -> None:
    assert read_question('"de la"') == [Part("de la", ("de", "la"), phrase=True)]
    assert read_question('"de la" maison') == [word("maison", "maison")]


def test_a_hyphen_before_a_word_excludes_it() -> None:
    assert read_question("maison -jardin") == [word("maison", "maison"), word("jardin", "jardin", excluded=True)]


def test_a_hyphen_before_a_phrase_excludes_it() -> None:
    assert read_question('maison -"de jardin rural"') == [
        word("maison", "maison"),
        Part("de jardin rural", ("jardin", "rural"), phrase=True, excluded=True),
    ]


def test_an_exclusion_alone_is_one_part() -> None:
    assert read_question("-jardin") == [word("jardin", "jardin", excluded=True)]


def test_a_star_after_a_word_makes_a_prefix() -> None:
    assert read_question("Médi* -Hôpi*") == [
        Part("Médi*", ("medi",), prefix=True),
        Part("Hôpi*", ("hopi",), prefix=True, excluded=True),
    ]


def test_a_prefix_is_searched_without_its_article() -> None:
    assert [part.terms for part in read_question("l'innov*")] == [("innov",)]


@pytest.mark.parametrize("text", ["*", "a*", "-*", "é*", "'*"])
def test_a_prefix_of_less_than_two_letters_is_let_go(text: str) -> None:
    assert read_question(text) == []


def test_a_hyphenated_word_is_searched_whole_or_by_its_adjacent_parts() -> None:
    assert read_question("co-développement") == [
        Part("co-développement", ("co", "developp"), whole="codevelopp"),
    ]


def test_a_hyphenated_word_that_is_elided_is_searched_in_the_same_way() -> None:
    assert [(part.terms, part.whole) for part in read_question("l'auto-partage")] == [
        (("auto", "partag"), "autopartag")
    ]


def test_a_hyphenated_word_can_be_excluded() -> None:
    assert read_question("maison -co-développement") == [
        word("maison", "maison"),
        Part("co-développement", ("co", "developp"), whole="codevelopp", excluded=True),
    ]


@pytest.mark.parametrize("operator", ["ET", "OU", "AND", "OR", "NOT"])
def test_an_operator_is_let_go(operator: str) -> None:
    assert read_question(f"forum {operator} maison") == [word("forum", "forum"), word("maison", "maison")]


def test_a_number_with_spaces_is_one_part() -> None:
    assert [part.terms for part in read_question("12 000 habitants")] == [("12000",), ("habit",)]


def test_an_acronym_is_one_part() -> None:
    assert [part.terms for part in read_question("C.N.F.P.T. R&D")] == [("cnfpt",), ("rd",)]


def test_an_accent_that_is_a_character_of_its_own_does_not_matter() -> None:
    text = "Préfecture d'été à Évreux"
    assert read_question(unicodedata.normalize("NFD", text)) == read_question(text)


def test_a_word_typed_twice_is_one_part() -> None:
    assert read_question("maison maison") == [word("maison", "maison")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        '"',
        '""',
        '"" ""',
        "-",
        "--",
        '-"',
        '-""',
        "*",
        "( ) [ ] { }",
        "AND OR NOT",
        "?!…",
        "\x00\x1f",
        "«»",
        "'",
    ],
)
def test_odd_signs_alone_ask_nothing(text: str) -> None:
    assert read_question(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "eau AND (",
        "(eau)",
        "eau)",
        "eau?",
        "~eau",
        "+eau",
        "[eau TO",
        "titre:",
        "eau^2",
        "eau\\",
        "eau/",
        "eau~",
        "eau;",
    ],
)
def test_the_signs_of_other_search_engines_mean_nothing(text: str) -> None:
    assert "eau" in {term for part in read_question(f"eau {text}") for term in part.terms}
    assert not any(part.prefix or part.excluded for part in read_question(text))


@pytest.mark.parametrize("blank", ["\x00", "\n", "\t", "\u200b", "\ufeff", "\u202e"])
def test_a_character_without_shape_separates_words(blank: str) -> None:
    assert read_question(f"forum{blank}maison") == [word("forum", "forum"), word("maison", "maison")]


def test_what_is_beyond_the_longest_question_is_let_go() -> None:
    assert read_question("eau".rjust(MAX_CHARACTERS) + " maison") == [word("eau", "eau")]


@pytest.mark.parametrize("sign", ["", "-"], ids=["words", "exclusions"])
def test_a_question_has_a_greatest_number_of_parts(sign: str) -> None:
    found = read_question(" ".join(f"{sign}m{number}" for number in range(MAX_PARTS + 6)))
    assert [part.typed for part in found] == [f"m{number}" for number in range(MAX_PARTS)]


ODD = st.text(st.sampled_from("""ab éœ-"'’*·.&« »()~:\\/ETOUANDR0 1\n\x00\u00ad\u2011\u0301🙂""")) | st.text()


@given(ODD)
@settings(deadline=None, max_examples=300)
@example('eau AND (" -"*')
@example('-"-"-"*')
@example("’-’*")
def test_whatever_is_typed_gives_parts_that_can_be_searched(text: str) -> None:
    parts = read_question(text)
    assert len(set(parts)) == len(parts) <= MAX_PARTS
    assert all(part.terms and all(part.terms) for part in parts)
