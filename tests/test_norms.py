"""What the site owes its visitors: statements that hold only what is true of this instance."""

from dataclasses import replace
from pathlib import Path

from flask.testing import FlaskClient

from app import create_app
from app.measures import FILE, read_measures
from app.settings import Publisher, Settings, read_settings
from catalogue.collection import HERE

PUBLISHER = Publisher(
    name="Ville de Chatou",
    address="Place Maurice-Berteaux, 78400 Chatou",
    director="Jeanne Martin, maire",
    contact="catalogue@exemple.fr",
    host="Syndicat <numérique>",
)


def test_every_page_leads_to_the_pages_that_norms_ask_for(site: FlaskClient) -> None:
    for address in ("/", "/fiches/guichet-unique", "/recherche?q=eau", "/ailleurs"):
        page = site.get(address).text
        assert '<a href="/accessibilite">Accessibilité\u00a0: non conforme</a>' in page
        for link in ("/mentions-legales", "/confidentialite", "/ecoconception", "/integrer"):
            assert f'<a href="{link}">' in page, (address, link)


def test_the_settings_name_the_publisher() -> None:
    assert read_settings({}).publisher == Publisher()
    named = {
        "CATALOGUE_EDITEUR": "Ville de Chatou",
        "CATALOGUE_EDITEUR_ADRESSE": "Place Maurice-Berteaux, 78400 Chatou",
        "CATALOGUE_EDITEUR_DIRECTEUR": "Jeanne Martin, maire",
        "CATALOGUE_EDITEUR_CONTACT": " catalogue@exemple.fr ",
        "CATALOGUE_HEBERGEUR": "Syndicat <numérique>",
    }
    assert read_settings(named).publisher == PUBLISHER


def test_the_legal_notice_says_who_publishes_or_in_plain_words_that_nobody_said_it(
    site: FlaskClient, real_var: Path
) -> None:
    unsaid = site.get("/mentions-legales").text
    assert unsaid.count("<dd>pas encore indiqué</dd>") == 5
    assert "le responsable de ce site ne les a pas encore toutes données." in unsaid
    assert "Le responsable de ce site n’a pas encore indiqué d’adresse." in site.get("/accessibilite").text
    for page in ("/mentions-legales", "/accessibilite", "/confidentialite"):
        assert "CATALOGUE_" not in site.get(page).text
    settings = replace(Settings(HERE, real_var, None, None), publisher=PUBLISHER)
    visitor = create_app(settings).test_client()
    said = visitor.get("/mentions-legales").text
    for text in ("Ville de Chatou", "Jeanne Martin, maire", "catalogue@exemple.fr", "Syndicat &lt;numérique&gt;"):
        assert f"<dd>{text}</dd>" in said
    assert "pas encore" not in said
    assert "<strong>catalogue@exemple.fr</strong>" in visitor.get("/accessibilite").text
    assert "<strong>catalogue@exemple.fr</strong>" in visitor.get("/confidentialite").text


def test_the_accessibility_statement_claims_nothing_before_an_audit(site: FlaskClient) -> None:
    page = site.get("/accessibilite").text
    assert "<h1>Déclaration d’accessibilité\u00a0: non conforme</h1>" in page
    assert "<strong>aucun audit n’a encore été fait</strong>" in page
    assert f"<strong>{read_measures().violations} manquement</strong>" in page


def test_the_ecodesign_page_shows_every_measure(site: FlaskClient) -> None:
    page = site.get("/ecoconception").text
    measures = read_measures()
    for measured in measures.pages:
        kilobytes = -(-measured.octets // 1000)
        row = f"<td>{measured.requetes}</td><td>{kilobytes}\u00a0ko</td>"
        assert row in page.replace("&nbsp;", "\u00a0"), measured.nom
    assert f"La page la plus lourde ({measures.heaviest.nom})" in page


def test_the_measures_are_those_of_a_file_that_a_program_writes() -> None:
    assert FILE.read_text("utf-8") == read_measures().model_dump_json(indent=2) + "\n"
