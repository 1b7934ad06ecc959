"""The French analyzer: which words meet, which stay apart, and where each stands in the text."""

import pickle
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.french import MAX_TERM, STOP_WORDS, FrenchAnalyzer, tokens

LETTERS = "abcdefghijklmnopqrstuvwxyzàâäéèêëîïôöùûüÿçœæ"
SEPARATORS = [" ", " ", " ", "'", "’", "-", "·", ", ", ". ", " : ", " « ", " » ", "\n"]
WORDS = st.text(LETTERS, min_size=1, max_size=12) | st.sampled_from([*sorted(STOP_WORDS), "été", "élus", "cœurs", "là"])
SPELLINGS = st.sampled_from([str.lower, str.capitalize, str.upper])
FRENCH = st.lists(
    st.tuples(WORDS, SPELLINGS, st.sampled_from(SEPARATORS)).map(lambda parts: parts[1](parts[0]) + parts[2]),
    max_size=12,
).map(lambda words: "mots " + "".join(words))  # « mots » in lower case: the text is never all in capitals


def terms(text: str, stop_words: bool = False) -> list[str]:
    return [token.term for token in tokens(text, stop_words)]


def unaccented(text: str) -> str:
    spelled = text.translate(str.maketrans({"œ": "oe", "æ": "ae", "Œ": "OE", "Æ": "AE"}))
    return "".join(c for c in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(c))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l'eau", ["eau"]),
        ("d'eau", ["eau"]),
        ("qu'innover", ["innov"]),
        ("jusqu'aux maires", ["maire"]),
        ("lorsqu'un maire", ["maire"]),
        ("qu'il s'agit", ["agit"]),
        ("aujourd'hui", ["aujourdhui"]),
        ("d'aujourd'hui", ["aujourdhui"]),
        ("prud'hommes", ["prudhomme"]),
        ("presqu'îles", ["presquile"]),
        ("l'", []),
    ],
)
@pytest.mark.parametrize("apostrophe", ["'", "’"], ids=["straight", "curly"])
def test_an_elided_word_is_left_out(text: str, expected: list[str], apostrophe: str) -> None:
    assert terms(text.replace("'", apostrophe)) == expected


def test_an_elided_word_before_capitals_is_left_out() -> None:
    assert terms("L'ÉTAT et d'ÉTAT") == ["etat", "etat"]


def test_a_hyphenated_word_gives_its_whole_and_its_parts() -> None:
    assert [(token.term, token.word, token.position) for token in tokens("le co-développement utile")] == [
        ("codevelopp", "co-développement", 0),
        ("co", "co", 0),
        ("developp", "développement", 1),
        ("util", "utile", 2),
    ]


@pytest.mark.parametrize(
    ("hyphenated", "joined"),
    [
        ("co-développement", "codéveloppement"),
        ("rendez-vous", "rendezvous"),
        ("porte-à-porte", "porteàporte"),
        ("l'auto-partage", "l'autopartage"),
        ("d’auto-évaluation", "d’autoévaluation"),
        ("sous-préfecture", "souspréfecture"),
        ("co\u2011développement", "codéveloppement"),
        ("co\u2010développement", "codéveloppement"),
        ("co\u00addéveloppement", "codéveloppement"),
    ],
    ids=[
        "plain",
        "whole that is a plural",
        "stop word in the middle",
        "elided",
        "elided, curly",
        "stop word first",
        "hyphen that does not break",
        "typographic hyphen",
        "soft hyphen",
    ],
)
def test_a_word_meets_itself_with_or_without_hyphens(hyphenated: str, joined: str) -> None:
    [term] = terms(joined)
    assert term in terms(hyphenated)


def test_what_is_electronic_is_not_the_thing_itself() -> None:
    assert terms("l'e-administration") == terms("eadministration") != terms("administration")
    assert terms("un E-mail") == terms("email")


def test_an_accent_on_the_letter_before_a_hyphen_does_not_matter() -> None:
    assert terms("é-mairie") == terms("e-mairie")


def test_a_hyphen_that_does_not_break_gives_the_parts_too() -> None:
    assert terms("co\u2011développement") == terms("co-développement")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cœur", "coeur"),
        ("Œuvre", "oeuvre"),
        ("ŒUVRES", "oeuvres"),
        ("vitæ", "vitae"),
        ("Ægypte", "aegypte"),
        ("vœux", "voeu"),
    ],
)
def test_a_ligature_is_two_letters(text: str, expected: str) -> None:
    assert terms(text) == terms(expected)


@pytest.mark.parametrize(
    ("inclusive", "plain"),
    [
        ("élu·e·s", "élu"),
        ("élu•e•s", "élu"),
        ("agent·es", "agent"),
        ("directeur·rice·s", "directeur"),
        ("les citoyen·nes", "citoyen"),
        ("l'habitant·e", "habitant"),
    ],
)
def test_inclusive_writing_is_the_word_it_begins_with(inclusive: str, plain: str) -> None:
    assert terms(inclusive) == terms(plain)


@pytest.mark.parametrize("plain", "CNFPT SDIS SIS CCAS CIAS ARS EHPAD EPCI MSAP DGS DRH RH SI CE PMI SCOT".split())
def test_an_acronym_with_points_is_the_acronym(plain: str) -> None:
    pointed = "".join(f"{letter}." for letter in plain)
    assert terms(f"le {pointed}") == terms(f"l'{pointed}") == terms(f"l’{pointed}") == terms(f"le {plain}")


def test_the_last_point_of_an_acronym_may_lack() -> None:
    assert terms("le C.N.F.P.T propose") == terms("le CNFPT propose")


def test_an_acronym_with_an_ampersand_is_one_term() -> None:
    assert terms("de la R&D en régie") == [*terms("RD"), *terms("régie")]


def test_in_capitals_a_stop_word_is_an_acronym() -> None:
    assert terms("si le SI et ce CE sont là") == ["si", "ce"]


def test_a_title_all_in_capitals_says_nothing_of_acronyms() -> None:
    assert terms("LES MAIRES ET LE SI") == ["maire"]


@pytest.mark.parametrize("word", ["été", "est", "sommes"])
def test_a_word_that_people_search_is_no_stop_word(word: str) -> None:
    assert terms(f"le {word}") == terms(word, stop_words=True) != []


def test_stop_words_are_given_when_asked_for() -> None:
    assert terms("Comment le dire", stop_words=True) == ["comment", "le", "dir"]
    assert terms("Comment le dire") == ["dir"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 000 habitants", ["12000", "habit"]),
        ("12\u00a0000", ["12000"]),
        ("12\u202f000", ["12000"]),
        ("12000", ["12000"]),
        ("1 250 000", ["1250000"]),
        ("en 2014 350 agents", ["2014", "350", "agent"]),
        ("12 0000", ["12", "0000"]),
        ("28 communes", ["28", "commune"]),
        ("33e", ["33e"]),
        ("2 500 m²", ["2500", "m2"]),
    ],
)
def test_a_number_is_one_term_whatever_its_spaces(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    "pair",
    """loi/lois élu/élus élue/élues travail/travaux journal/journaux bureau/bureaux enjeu/enjeux lieu/lieux canal/canaux
    réseau/réseaux vœu/vœux jeu/jeux noyau/noyaux local/locaux local/locales bail/baux pneu/pneus œil/yeux eau/eaux
    hôpital/hôpitaux idée/idées accueil/accueils tuyau/tuyaux bijou/bijoux tableau/tableaux donnée/données aîné/aînées
    métier/métiers public/publics public/publique public/publiques commune/communes communal/communaux
    communal/communale politique/politiques nouveau/nouveaux territorial/territoriaux territorial/territoriale
    municipal/municipaux crèche/crèches numérique/numériques usager/usagères directeur/directrices formé/formées
    conseiller/conseillères senior/seniors aveu/aveux process/process mairie/mairies âgé/âgées
    simplifier/simplification certifier/certifications communiquer/communication travailler/travail
    garder/garde""".split(),
)
def test_a_word_meets_its_plural_and_its_feminine(pair: str) -> None:
    first, second = pair.split("/")
    assert terms(first) == terms(second) == terms(second.upper()) == terms(second.capitalize())


@pytest.mark.parametrize(
    "pair",
    """organisme/organe organisation/organe action/acte formation/forme conseil/conseiller police/politique
    logement/loger matière/matin appel/appeau numérique/numéro université/univers usager/usage département/départ
    territoire/terre repas/repos commune/commun collège/collègue général/générer station/statue agent/agence
    santé/santon bus/but communication/commun persona/personne data/date audition/audit attention/attente mère/mer
    banque/banc gard/garde fédérer/feder montagne/montage""".split(),
)
def test_words_that_only_look_alike_stay_apart(pair: str) -> None:
    first, second = pair.split("/")
    assert terms(first) != terms(second)


@given(FRENCH)
@settings(deadline=None)
def test_no_accent_ever_matters(text: str) -> None:
    assert [(token.term, token.position) for token in tokens(text)] == [
        (token.term, token.position) for token in tokens(unaccented(text))
    ]


@given(st.lists(WORDS, min_size=1).map(lambda words: "mots " + " ".join(words)))
@settings(deadline=None)
def test_no_capital_matters_at_the_start_of_words(text: str) -> None:
    assert terms(text.title()) == terms(text)


@given(FRENCH | st.text(), st.booleans())
@settings(deadline=None)
def test_each_token_is_a_word_at_its_place(text: str, stop_words: bool) -> None:
    found = list(tokens(text, stop_words))
    assert [text[token.start : token.end] for token in found] == [token.word for token in found]
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert all(before.start <= after.start for before, after in pairwise(found))


@given(FRENCH | st.text(), st.booleans())
@settings(deadline=None)
def test_positions_count_from_nought_without_a_hole(text: str, stop_words: bool) -> None:
    positions = [token.position for token in tokens(text, stop_words)]
    assert positions == sorted(positions)
    assert set(positions) == set(range(len(set(positions))))


def test_a_stop_word_takes_no_position() -> None:
    assert [token.position for token in tokens("forum de la ville")] == [0, 1]


def test_a_term_has_a_longest_length() -> None:
    assert [len(term) for term in terms("x" * 500)] == [MAX_TERM]


def test_whoosh_receives_terms_positions_and_places() -> None:
    found = FrenchAnalyzer()("Les élus d'ici", positions=True, chars=True, start_pos=5, start_char=100)
    assert [(token.text, token.pos, token.startchar, token.endchar) for token in found] == [
        ("elu", 5, 104, 108),
        ("ici", 6, 111, 114),
    ]


def test_an_analyzer_read_back_from_a_schema_is_the_same() -> None:
    copy = pickle.loads(pickle.dumps(FrenchAnalyzer()))
    assert copy == FrenchAnalyzer()
    assert hash(copy) == hash(FrenchAnalyzer())
    assert [token.text for token in copy("les maires")] == ["maire"]
