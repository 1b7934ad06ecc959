"""How a fiche is cited: the sentence and the BibTeX entry, word for word."""

import pytest

from app.citation import bibtex, sentence
from catalogue.fiche import Fiche
from catalogue.fiche_file import read_fiche
from catalogue.vocabulary import Vocabulary
from tests.conftest import WriteFiche, front_matter

ADDRESS = "https://exemple.fr/fiches/guichet-unique"


@pytest.fixture
def cited(write_fiche: WriteFiche, vocabulary: Vocabulary) -> Fiche:
    read = read_fiche(write_fiche(header=front_matter(verifiee="2027-01-01")), vocabulary)
    assert not isinstance(read, list), read
    return getattr(read, "fiche", read)


def test_a_fiche_is_cited_in_one_sentence(cited: Fiche) -> None:
    assert sentence(cited, ADDRESS) == (
        "L'équipe du catalogue (2026). Guichet unique. Catalogue de l'innovation territoriale. "
        "Fiche publiée le 24 novembre 2026, vérifiée le 1er janvier 2027. Licence Ouverte 2.0. " + ADDRESS
    )


def test_a_fiche_that_nobody_checked_again_says_only_when_it_was_published(cited: Fiche) -> None:
    said = sentence(cited.model_copy(update={"verifiee": None}), ADDRESS)
    assert "Fiche publiée le 24 novembre 2026. Licence Ouverte 2.0." in said


def test_a_fiche_has_a_bibtex_entry(cited: Fiche) -> None:
    two = cited.model_copy(update={"auteurs": ("Jeanne Martin", "Ville de Chatou")})
    assert bibtex(two, ADDRESS) == "\n".join(
        [
            "@misc{guichet-unique,",
            "  author = {{Jeanne Martin} and {Ville de Chatou}},",
            "  title = {Guichet unique},",
            "  year = {2026},",
            "  howpublished = {Catalogue de l'innovation territoriale},",
            "  url = {https://exemple.fr/fiches/guichet-unique},",
            "  note = {Fiche publiée le 24 novembre 2026, vérifiée le 1er janvier 2027. Licence Ouverte 2.0},",
            "}",
        ]
    )


def test_no_character_of_a_title_is_an_order_for_bibtex(cited: Fiche) -> None:
    odd = cited.model_copy(update={"titre": r"100 % & {R&D} #1 $ a_b \x"})
    assert r"  title = {100 \% \& \{R\&D\} \#1 \$ a\_b \textbackslash{}x}," in bibtex(odd, ADDRESS).splitlines()
