"""The diagnosis of a project, from its questions to the note."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from catalogue.collection import HERE
from catalogue.vocabulary import Vocabulary
from index.build import Built, build
from tests.conftest import WriteFiche, front_matter, visited

ANSWERS = "projet=Guichet+mobile&collectivite=commune&avantage-percu=oui&observabilite=non&methode-projet=en-partie"
RESERVE = (
    "Étude de 2018\u00a0: n = 311 réponses, dont la moitié complètes\u202f; ses parts sont connues"
    " à 6\u00a0points près, au mieux."
)


def text_of(html: str) -> str:
    return " ".join(re.split(r"[ \n]+", unescape(re.sub(r"<[^>]+>", "", html))))


def test_the_form_asks_one_question_by_factor_and_nobody_answers_for_the_visitor(
    site: FlaskClient, vocabulary: Vocabulary
) -> None:
    page = site.get("/diagnostic").text
    checked = re.findall(r'name="([\w-]+)" value="([\w-]*)" checked', page)
    assert checked == [(id_, "") for id_ in vocabulary.terms["facteurs"]]
    for term in vocabulary.terms["facteurs"].values():
        assert term.question.replace("'", "’").removesuffix(" ?") in text_of(page)


def test_the_form_takes_back_the_answers_of_its_address(site: FlaskClient) -> None:
    page = site.get(f"/diagnostic?{ANSWERS}").text
    assert 'name="projet" value="Guichet mobile"' in page
    assert '<option value="commune" selected>' in page
    assert 'name="observabilite" value="non" checked' in page
    assert 'name="methode-projet" value="en-partie" checked' in page
    assert 'name="simplicite" value="" checked' in page


def test_without_an_answer_the_form_comes_back_and_says_why(site: FlaskClient) -> None:
    answer = site.get("/diagnostic/resultat?projet=Essai")
    assert answer.status_code == 200
    sentence = "Répondez à une question au moins\u00a0: le profil se calcule à partir de vos réponses."
    assert sentence in text_of(answer.text)
    assert 'name="projet" value="Essai"' in answer.text


@pytest.mark.parametrize("page", ["/diagnostic", f"/diagnostic/resultat?{ANSWERS}", f"/diagnostic/note?{ANSWERS}"])
def test_every_page_says_how_many_answered_the_study(site: FlaskClient, page: str) -> None:
    assert RESERVE in text_of(site.get(page).text)


def test_the_profile_is_drawn_and_told_in_a_table(site: FlaskClient) -> None:
    page = site.get(f"/diagnostic/resultat?{ANSWERS}").text
    assert (page.count('class="plein"'), page.count('class="vide"')) == (3, 29)
    rows = [text_of(row).strip() for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", page)]
    assert rows == [
        "L’innovation elle-même2 sur 121014",
        "L’organisation interne0 sur 100005",
        "La mise en œuvre1 sur 100104",
    ]


def test_the_result_explains_its_calculation_and_gives_no_score_for_outside_actors(site: FlaskClient) -> None:
    page = text_of(site.get(f"/diagnostic/resultat?{ANSWERS}").text)
    assert "Une meilleure réponse n’abaisse jamais un score." in page
    assert "Le travail avec des acteurs extérieurs n’est pas demandé et ne donne aucun score\u00a0:" in page


def test_the_result_leads_to_the_note_and_back_to_the_answers(site: FlaskClient) -> None:
    page = unescape(site.get(f"/diagnostic/resultat?{ANSWERS}").text)
    assert f'href="/diagnostic/note?{ANSWERS}"' in page
    assert f'href="/diagnostic?{ANSWERS}"' in page
    note = site.get(f"/diagnostic/note?{ANSWERS}").text
    assert "<h1>Note au directeur général des services</h1>" in note
    assert "Objet\u00a0: Guichet mobile. Collectivité\u00a0: Commune. Le " in text_of(note)


def test_the_note_keeps_the_capitals_of_an_acronym(site: FlaskClient) -> None:
    note = text_of(site.get("/diagnostic/note?projet=Test&collectivite=sdis&avantage-percu=non").text)
    assert "Objet\u00a0: Test. Collectivité\u00a0: Service d’incendie et de secours (SDIS). Le " in note


def test_a_project_without_weakness_is_not_a_dead_end(site: FlaskClient, vocabulary: Vocabulary) -> None:
    answers = "&".join(f"{id_}=oui" for id_ in vocabulary.terms["facteurs"])
    page = site.get(f"/diagnostic/resultat?{answers}").text
    assert "Toutes les réponses sont «\u00a0Oui\u00a0»." in text_of(page)
    assert '<a href="/recherche">des fiches proches de votre projet</a>' in page
    assert "reste à les faire relire par le terrain" in site.get(f"/diagnostic/note?{answers}").text


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (
            "simplicite=peut-être",
            "«\u00a0peut-être\u00a0» n’est pas une réponse\u00a0: choisissez oui, en-partie, non.",
        ),
        ("collectivite=village", "«\u00a0village\u00a0» n’est pas un type de collectivité."),
    ],
)
@pytest.mark.parametrize("page", ["/diagnostic", "/diagnostic/resultat", "/diagnostic/note"])
def test_an_answer_that_cannot_be_is_a_404_with_its_sentence(
    site: FlaskClient, page: str, address: str, sentence: str
) -> None:
    answer = site.get(f"{page}?{address}")
    assert answer.status_code == 404
    assert sentence in text_of(answer.text)


def test_what_a_visitor_types_is_shown_as_text(site: FlaskClient) -> None:
    address = "projet=%3Cscript%3Ealert(1)%3C/script%3E&simplicite=non"
    for page in ("/diagnostic", "/diagnostic/resultat", "/diagnostic/note"):
        assert "<script>alert" not in site.get(f"{page}?{address}").text


def test_the_fiches_proposed_change_with_the_catalogue(write_fiche: WriteFiche, folder: Path, tmp_path: Path) -> None:
    def proposed() -> str:
        assert isinstance(build(folder, tmp_path / "var"), Built)
        with visited(folder, tmp_path / "var") as visitor:
            return text_of(visitor.get("/diagnostic/resultat?methode-projet=non").text)

    write_fiche(header=front_matter(facteurs="[ressources]"))
    assert "Ce que la fiche cite et qui manque ici\u00a0: ressources mobilisables." in proposed()
    write_fiche(header=front_matter(facteurs="[methode-projet]"))
    assert "Ce que la fiche cite et qui manque ici\u00a0: méthode de projet claire." in proposed()
    write_fiche()
    assert "Aucune fiche ne cite encore ces facteurs." in proposed()


def test_the_cases_of_a_collectivite_of_the_same_type_come_first(
    write_fiche: WriteFiche, folder: Path, tmp_path: Path
) -> None:
    brest = "{collectivite: Ville de Brest, type: commune, departement: '29', texte: Un accueil., sources: [1]}"
    nord = "{collectivite: Département du Nord, type: departement, departement: '59', texte: Un lieu., sources: [1]}"
    write_fiche(header=front_matter(facteurs="[methode-projet]", exemples=f"[{brest}, {nord}]"))
    assert isinstance(build(folder, tmp_path / "var"), Built)
    with visited(folder, tmp_path / "var") as visitor:
        for page in ("resultat", "note"):
            address = f"/diagnostic/{page}?methode-projet=non&collectivite="
            alike, unlike = (text_of(visitor.get(address + type_).text) for type_ in ("departement", "commune"))
            assert ", Département du Nord" in alike if page == "note" else "Un accueil." in alike.split("Un lieu.")[1]
            assert ", Ville de Brest" in unlike if page == "note" else "Un lieu." in unlike.split("Un accueil.")[1]


@pytest.mark.parametrize("type_", ["commune", "epci", "sdis", "syndicat"])
@pytest.mark.parametrize("page", ["resultat", "note"])
def test_the_fiches_proposed_suit_the_type_of_the_collectivite(
    site: FlaskClient, vocabulary: Vocabulary, page: str, type_: str
) -> None:
    answers = "&".join(f"{id_}=non" for id_ in vocabulary.terms["facteurs"])
    shown = re.findall(
        r'<(?:h3|li)><a href="/fiches/([\w-]+)">',
        site.get(f"/diagnostic/{page}?collectivite={type_}&{answers}").text,
    )
    assert len(shown) >= 3
    for slug in shown:
        assert type_ in site.get(f"/api/v1/fiches/{slug}").json["collectivites"], slug


def test_a_type_that_no_such_fiche_suits_gets_the_others_and_is_told_so(
    write_fiche: WriteFiche, folder: Path, tmp_path: Path
) -> None:
    write_fiche("guichet", header=front_matter(facteurs="[methode-projet]", collectivites="[commune]"))
    write_fiche("secours", header=front_matter(titre="Secours", facteurs="[simplicite]", collectivites="[sdis]"))
    assert isinstance(build(folder, tmp_path / "var"), Built)
    with visited(folder, tmp_path / "var") as visitor:

        def told(type_: str, page: str = "resultat") -> str:
            return text_of(
                visitor.get(f"/diagnostic/{page}?methode-projet=non&simplicite=non&collectivite={type_}").text
            )

        assert "Ces fiches conviennent toutes à ce type de collectivité\u00a0: Commune." in told("commune")
        assert "Aucune fiche pour ce type de collectivité ne cite encore\u00a0:" in told("commune")
        assert "simplicité" in told("commune").split("ne cite encore")[1]
        assert "Secours" not in told("commune")
        sentence = (
            "Aucune fiche pour ce type de collectivité (Région) ne cite ces facteurs\u00a0:"
            " voici celles qui conviennent à d’autres."
        )
        assert sentence in told("region")
        assert sentence in told("region", "note")
        assert "Secours" in told("region")
        assert "type de collectivité\u00a0:" not in told("")


def test_a_name_that_holds_quotation_marks_is_in_no_others(site: FlaskClient) -> None:
    page = site.get("/diagnostic/resultat?projet=Projet+«+Trifouillis+»&simplicite=non").text
    assert "<h1>Profil du projet\u00a0: Projet «\u00a0Trifouillis\u00a0»</h1>" in page
    assert "<title>Profil du projet\u00a0: Projet «\u00a0Trifouillis\u00a0» – " in page


def test_the_number_of_answers_is_read_from_the_study(write_fiche: WriteFiche, folder: Path, tmp_path: Path) -> None:
    write_fiche()
    study = (HERE / "etude.yml").read_text("utf-8").replace("valeur: 311", "valeur: 1000")
    (folder / "etude.yml").write_text(study, "utf-8")
    assert isinstance(build(folder, tmp_path / "var"), Built)
    with visited(folder, tmp_path / "var") as visitor:
        page = text_of(visitor.get("/diagnostic").text)
    assert (
        "n = 1\u202f000 réponses, dont la moitié complètes\u202f; ses parts sont connues à 3\u00a0points près" in page
    )
