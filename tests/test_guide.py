"""The guided search: plain questions, no dead end."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from catalogue.collection import HERE
from catalogue.typography import french_spaces
from catalogue.vocabulary import Vocabulary
from index.build import Built, build
from index.facets import KINDS_OF_FACETS
from tests.conftest import WriteFiche, visited


def text_of(html: str) -> str:
    return " ".join(re.split(r"[ \n]+", unescape(re.sub(r"<[^>]+>", "", html))))


def offered(page: str) -> tuple[str, list[str]]:
    """The filter that the page asks about, and the values that it offers."""
    found = re.findall(r'<input type="radio" name="(\w+)" value="([\w-]*)"', page)
    (facet,) = {name for name, _ in found}
    return facet, [value for _, value in found]


def test_the_questions_are_those_of_the_vocabulary(site: FlaskClient, vocabulary: Vocabulary) -> None:
    assert 3 <= len(vocabulary.terms["questions"]) <= 4
    assert set(vocabulary.terms["questions"]) <= set(KINDS_OF_FACETS)
    first = next(iter(vocabulary.terms["questions"].values()))
    page = site.get("/parcours").text
    assert f"Question 1 sur {len(vocabulary.terms['questions'])}" in text_of(page)
    assert first.libelle.removesuffix(" ?") in text_of(page)


@pytest.mark.parametrize("address", ["/parcours", "/parcours?nature=societale"])
def test_every_problem_is_offered_first_in_its_plain_words(
    site: FlaskClient, vocabulary: Vocabulary, address: str
) -> None:
    page = site.get(address).text
    assert offered(page) == ("domaine", [*vocabulary.terms["domaines"], ""])
    assert [term.id for term in vocabulary.terms["domaines"].values() if french_spaces(term.question) not in page] == []
    for word in ("médecin", "fatigués, absents", "démarches sont longues"):
        assert word in page


def test_a_question_that_is_no_filter_is_not_asked(write_fiche: WriteFiche, folder: Path, tmp_path: Path) -> None:
    """An instance may have its own questions: « etape » is a list of the vocabulary, and no filter."""
    vocabulary = (HERE / "vocabulaire.yml").read_text("utf-8")
    asked = "questions:\n  - {id: etape, libelle: Où en êtes-vous ?, explication: Choisissez.}\n"
    (folder / "vocabulaire.yml").write_text(vocabulary.replace("questions:\n", asked, 1), "utf-8")
    write_fiche()
    assert isinstance(build(folder, tmp_path / "var"), Built)
    with visited(folder, tmp_path / "var") as visitor:
        assert offered(visitor.get("/parcours").text)[0] == "domaine"
        assert visitor.get("/parcours?etape=en-place").status_code == 200


def test_every_way_through_the_questions_ends_on_fiches(site: FlaskClient) -> None:
    to_do: list[dict[str, str]] = [{}]
    ends = 0
    while to_do:
        answers = to_do.pop()
        page = site.get(f"/parcours?{urlencode(answers)}")
        if page.status_code == 302:
            ends += 1
            found = site.get(page.location)
            assert found.status_code == 200
            assert '<li><article class="carte"' in found.text, page.location
            continue
        facet, values = offered(page.text)
        assert values[-1] == ""
        assert len(values) > 1
        to_do += [{**answers, facet: value} for value in values]
    assert ends > 50


def test_a_number_beside_an_answer_is_that_of_the_list_it_leads_to(site: FlaskClient) -> None:
    page = site.get("/parcours?domaine=vie-locale").text
    found = re.findall(r'value="([\w-]+)"> <span>.*?(\d+) fiche', page)
    assert len(found) > 3
    for value, number in found:
        results = site.get(f"/recherche?domaine=vie-locale&collectivite={value}").text
        assert f'<h2 id="nombre" tabindex="-1">{number} fiche' in results


def test_an_answer_may_be_changed_and_those_before_it_are_kept(site: FlaskClient) -> None:
    page = unescape(site.get("/parcours?domaine=&collectivite=commune").text)
    links = re.findall(r'<a href="(/parcours[^"]*)">Changer', page)
    assert [offered(site.get(link).text)[0] for link in links] == ["domaine", "collectivite"]


def test_the_answers_given_are_shown_in_their_plain_words(site: FlaskClient) -> None:
    page = text_of(site.get("/parcours?domaine=ressources-humaines&collectivite=").text)
    assert "d’autonomie, de formation Changer la réponse" in page
    assert "Peu importe Changer la réponse" in page


def test_answers_that_no_fiche_holds_together_give_a_way_out(site: FlaskClient) -> None:
    answer = site.get("/parcours?domaine=vie-locale&collectivite=sdis")
    assert answer.status_code == 200
    assert "Aucune fiche ne réunit ces réponses." in text_of(answer.text)
    assert '<a href="/recherche">toutes les fiches</a>' in answer.text
    assert ">Changer" in answer.text


@pytest.mark.parametrize("address", ["/parcours?nature=x", "/parcours?domaine=vie"])
def test_an_unknown_answer_is_a_404(site: FlaskClient, address: str) -> None:
    assert site.get(address).status_code == 404


def test_another_vocabulary_asks_its_own_questions(write_fiche: WriteFiche, folder: Path, tmp_path: Path) -> None:
    write_fiche()
    text = (HERE / "vocabulaire.yml").read_text("utf-8")
    begin, end = text.index("questions:\n"), text.index("\n# Les copies automatiques")
    own = "questions:\n  - id: forme\n    libelle: Sous quelle forme ?\n    explication: Choisissez.\n"
    (folder / "vocabulaire.yml").write_text(text[:begin] + own + text[end:], "utf-8")
    assert isinstance(build(folder, tmp_path / "var"), Built)
    with visited(folder, tmp_path / "var") as visitor:
        page = visitor.get("/parcours").text
    assert offered(page) == ("forme", ["mode-organisation", ""])
    assert "Question 1 sur 1" in text_of(page)
