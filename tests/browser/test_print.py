"""A fiche and a comparison on paper: what one hands out in a meeting."""

import re
import unicodedata

import pytest
from playwright.sync_api import Page, expect
from pypdfium2 import PdfDocument

from app.presentation import french_date
from catalogue.collection import HERE
from catalogue.fiche import Fiche
from catalogue.fiche_file import read_fiche
from catalogue.vocabulary import Vocabulary
from index.text import plain_text
from tests.conftest import Served

SLUGS = sorted(path.stem for path in (HERE / "fiches").glob("*.md"))


def printed(page: Page, address: str) -> list[str]:
    """The text of each page of the PDF that Chromium makes of an address."""
    page.goto(address)
    with PdfDocument(page.pdf(prefer_css_page_size=True)) as pdf:
        return [one.get_textpage().get_text_bounded() for one in pdf]


def letters(text: str) -> str:
    """A text without what a PDF writes in its own way: spaces, line ends, apostrophes, ligatures, source markers."""
    text = unicodedata.normalize("NFKD", re.sub(r"\[\d+\]", "", text)).casefold()
    return "".join(character for character in text if character.isascii() and character.isalnum())


@pytest.mark.parametrize("slug", SLUGS)
def test_a_fiche_prints_on_one_sheet_with_all_that_a_meeting_needs(
    page: Page, server: Served, vocabulary: Vocabulary, slug: str
) -> None:
    fiche = read_fiche(HERE / "fiches" / f"{slug}.md", vocabulary)
    assert isinstance(fiche, Fiche)
    pages = printed(page, f"/fiches/{slug}")
    assert len(pages) <= 2
    expected = [
        *(fiche.titre, fiche.resume, "En bref", vocabulary.libelle("natures", fiche.nature)),
        *(line for section in fiche.sections for line in (section.titre, *plain_text(section.texte).splitlines())),
        *(vocabulary.libelle("facteurs", id_) for id_ in fiche.facteurs),
        "influence la plus forte",
        *(text for case in fiche.exemples for text in (case.collectivite, case.texte, case.resultat or "")),
        *(f"{rank}. {source.titre}, {source.organisme}" for rank, source in enumerate(fiche.sources, start=1)),
        *("Licence Ouverte 2.0", f"{server.address}/fiches/{slug}", french_date(fiche.publiee)),
    ]
    text = letters("".join(pages))
    assert [line for line in expected if letters(line) not in text] == []


def test_a_printed_fiche_is_legible_and_has_no_control(page: Page) -> None:
    page.goto("/fiches/guichet-unique")
    page.emulate_media(media="print")
    assert page.locator(".corps").evaluate("e => getComputedStyle(e).columnCount") == "2"
    sizes = page.evaluate(
        """() => Object.fromEntries(['.corps p', '.corps li', '.bref dd', '.facteurs dt', '#source-2', '.citer p']
            .map(one => [one, parseFloat(getComputedStyle(document.querySelector(one)).fontSize) * 72 / 96]))"""
    )
    small = {"#source-2": 7, ".citer p": 7}
    assert {one for one, size in sizes.items() if size < small.get(one, 8.5) - 0.01} == set()
    assert page.locator("button:visible, input:visible, select:visible, nav:visible").count() == 0
    expect(page.locator("body")).not_to_contain_text("Ctrl", use_inner_text=True)


@pytest.mark.parametrize("slugs", [SLUGS[:1], SLUGS[2:5], SLUGS[8:12]], ids=["one fiche", "three", "four"])
def test_a_comparison_prints_on_four_pages_at_most(page: Page, vocabulary: Vocabulary, slugs: list[str]) -> None:
    pages = printed(page, "/selection?" + "&".join(f"selection={slug}" for slug in slugs))
    assert len(pages) <= 4
    text = letters("".join(pages))
    fiche = read_fiche(HERE / "fiches" / f"{slugs[0]}.md", vocabulary)
    assert isinstance(fiche, Fiche)
    expected = (
        *(case.collectivite for case in fiche.exemples),
        "Côte à côte",
        "Pour qui",
        "Cas réels",
        "Avantage perçu",
        "L’équilibre de l’ensemble",
        "Premiers effets",
        "Ce qui porte quoi",
    )
    assert [line for line in expected if letters(line) not in text] == []
    assert letters("Ajouter à la sélection") not in text


def test_a_reader_is_told_how_to_hand_a_fiche_out(page: Page) -> None:
    page.goto("/fiches/guichet-unique")
    expect(page.get_by_text("cette fiche tient sur une feuille recto verso")).to_be_visible()


@pytest.mark.parametrize("text", ["influence la plus forte", "influence forte"])
def test_a_fiche_says_what_the_study_makes_of_its_factors(page: Page, text: str) -> None:
    page.goto("/fiches/guichet-unique")
    expect(page.locator(".facteurs .poids", has_text=re.compile(f"^{text}$")).first).to_be_visible()
