"""Someone who has never seen a forge proposes a fiche: without script, without losing a word."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from catalogue.body import HEADINGS
from catalogue.collection import HERE
from catalogue.fiche import Fiche
from catalogue.fiche_file import parse_fiche, read_fiche
from catalogue.vocabulary import Vocabulary
from tests.browser.conftest import PHONE
from tests.conftest import Served, served
from tests.forge import MAIN, TOKEN, TestForge, running

RESUME = (
    "La médiathèque prête des outils, des appareils et des jeux comme elle prête des livres. "
    "Les habitants empruntent au lieu d'acheter."
)


@pytest.fixture
def plain(browser: Browser, server: Served) -> Iterator[Page]:
    """A phone whose browser runs no script."""
    with browser.new_context(base_url=server.address, viewport=PHONE, java_script_enabled=False) as context:
        yield context.new_page()


def fill_identity(page: Page) -> None:
    page.get_by_label("Titre", exact=True).fill("Bibliothèque d'objets")
    page.get_by_label("Résumé").fill(RESUME)
    page.get_by_role("group", name="Nature").get_by_label("Sociétale").check()
    page.get_by_role("group", name="Domaine").get_by_label("Vie locale").check()
    page.get_by_role("group", name="Formes").get_by_label("Service").check()
    page.get_by_role("group", name="Collectivités").get_by_label("Commune", exact=True).check()
    page.get_by_label("Étiquettes").fill("prêt d'objets\nmédiathèque")
    page.get_by_label("Étape (facultatif)").select_option(label="En place")


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continuer").last.click()


def write_everything(page: Page) -> None:
    """From the start to the review, every step filled."""
    page.goto("/contribuer")
    page.get_by_role("link", name="Commencer une fiche").click()
    fill_identity(page)
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Récit")
    for heading in HEADINGS:
        page.get_by_label(heading, exact=True).fill(f"Ce que la ville a écrit [1].\n\n- un point ;\n- « {heading} ».")
    page.get_by_role("group", name="Facteurs de succès").get_by_label("Simplicité").check()
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Exemples")
    case = page.get_by_role("group", name="Exemple 1")
    case.get_by_label("Collectivité", exact=True).fill("Ville de Rennes")
    case.get_by_label("Type de collectivité").select_option(label="Commune")
    case.get_by_label("Département").select_option(label="Ille-et-Vilaine (35)")
    case.get_by_label("Année de début").fill("2019")
    case.get_by_label("Ce qui a été fait").fill("La médiathèque prête : 300 objets.")
    case.get_by_label("Numéros des sources").fill("1")
    link = page.get_by_role("group", name="Lien 1")
    link.get_by_label("Fiche", exact=True).select_option(label="Forum citoyen")
    link.get_by_label("Pourquoi les deux se tiennent").fill("Les habitants y choisissent les objets.")
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sources")
    source = page.get_by_role("group", name="Source 1")
    source.get_by_label("Titre").fill("Prêter des objets : mode d'emploi")
    source.get_by_label("Organisme ou auteur").fill("Ville de Rennes")
    page.get_by_label("Auteurs").fill("Anne Martin")
    go_on(page)
    expect(page.get_by_role("heading", level=1).first).to_have_text("Relecture")


def test_a_fiche_is_written_from_nothing_to_a_file_that_the_command_line_accepts(
    plain: Page, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    page = plain
    write_everything(page)
    expect(page.locator(".apercu").get_by_role("heading", level=1)).to_have_text("Bibliothèque d’objets")
    expect(page.locator(".apercu .exemples-reels")).to_contain_text("Ville de Rennes")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Télécharger la fiche").click()
    assert downloading.value.suggested_filename == "bibliotheque-d-objets.md"
    path = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(path)
    fiche = read_fiche(path, vocabulary)
    assert isinstance(fiche, Fiche), fiche
    assert fiche.titre == "Bibliothèque d'objets"
    assert fiche.resume == RESUME
    assert fiche.sections[0].texte == "Ce que la ville a écrit [1].\n\n- un point ;\n- « Le besoin »."
    assert fiche.exemples[0].departement == "35"
    assert fiche.exemples[0].sources == (1,)
    assert fiche.liens[0].fiche == "forum-citoyen"


def test_a_fiche_is_written_from_nothing_to_an_opened_pull_request(
    browser: Browser, real_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vocabulary: Vocabulary
) -> None:
    with running(TestForge("forgejo")) as forge:
        monkeypatch.setenv("CATALOGUE_FORGE_URL", forge.address)
        monkeypatch.setenv("CATALOGUE_FORGE_GENRE", "forgejo")
        monkeypatch.setenv("CATALOGUE_FORGE_TOKEN", TOKEN)
        with (
            served(tmp_path, HERE, real_var) as server,
            browser.new_context(base_url=server.address, viewport=PHONE, java_script_enabled=False) as context,
        ):
            page = context.new_page()
            write_everything(page)
            page.get_by_label("Votre nom").fill("Anne Martin")
            page.get_by_role("button", name="Proposer cette fiche").click()
            expect(page.get_by_role("status")).to_contain_text("Merci : votre proposition est ouverte.")
            expect(page.get_by_role("link", name=f"{forge.address}/pulls/1")).to_be_visible()
        [(branch, files)] = [pair for pair in forge.branches.items() if pair[0] != MAIN]
    text = files["catalogue/fiches/bibliotheque-d-objets.md"]
    assert branch.startswith("proposition-bibliotheque-d-objets-")
    assert isinstance(parse_fiche(text, "bibliotheque-d-objets", "", vocabulary), Fiche)
    assert forge.commits[0]["author"]["name"] == "Anne Martin"


def test_nothing_is_lost_when_a_step_is_refused_or_left(plain: Page) -> None:
    page = plain
    page.goto("/contribuer/fiche")
    fill_identity(page)
    page.get_by_label("Résumé").fill('Trop court : <b>"l\'essai"</b> & la suite.')
    page.get_by_label("Étiquettes").fill("prêt d'objets\n\nprêt d'objets")
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("2 problèmes à corriger sur cette page")
    expect(page.locator("#champ-resume-faute")).to_have_text(
        "À corriger : «\u00a0resume\u00a0» est trop court (41)\u202f; il faut au moins 80 signes."
    )
    expect(page.locator("#champ-etiquettes-faute")).to_contain_text(
        "«\u00a0prêt d’objets\u00a0» est écrit deux fois\u202f; gardez-en un seul."
    )
    for _ in range(2):
        expect(page.get_by_label("Titre", exact=True)).to_have_value("Bibliothèque d'objets")
        expect(page.get_by_label("Résumé")).to_have_value('Trop court : <b>"l\'essai"</b> & la suite.')
        expect(page.get_by_label("Étiquettes")).to_have_value("prêt d'objets\n\nprêt d'objets")
        expect(page.get_by_role("group", name="Nature").get_by_label("Sociétale")).to_be_checked()
        expect(page.get_by_role("group", name="Formes").get_by_label("Service")).to_be_checked()
        expect(page.get_by_label("Étape (facultatif)")).to_have_value("en-place")
        page.get_by_role("button", name="Récit").click()
        page.get_by_label("Le besoin").fill("Un début.\n\n  Une ligne en retrait [9].\n")
        page.get_by_role("button", name="Sources").click()
        page.get_by_role("button", name="Ajouter une source").click()
        expect(page.get_by_role("group", name="Source 2").last).to_be_visible()
        page.get_by_role("button", name="Récit").click()
        expect(page.get_by_label("Le besoin")).to_have_value("Un début.\n\n  Une ligne en retrait [9].\n")
        page.get_by_role("button", name="Identité").click()


def test_a_published_fiche_is_corrected_and_only_what_changes_changes(plain: Page, tmp_path: Path) -> None:
    page = plain
    page.goto("/fiches/guichet-unique")
    page.get_by_role("link", name="Proposer une correction").click()
    expect(page.get_by_label("Titre", exact=True)).to_have_value("Guichet unique")
    page.get_by_label("Lancée par").select_option(index=1)
    page.get_by_role("button", name="Relecture").click()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Télécharger la fiche").click()
    path = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(path)
    assert path.name == "guichet-unique.md"
    before = (HERE / "fiches" / path.name).read_text("utf-8").splitlines()
    after = path.read_text("utf-8").splitlines()
    assert [line for line in after if line not in before] == ["initiative: acteur-administratif"]
    assert [line for line in before if line not in after] == []


def test_a_draft_comes_back_as_it_was_left(plain: Page, tmp_path: Path) -> None:
    page = plain
    page.goto("/contribuer/fiche")
    page.get_by_label("Titre", exact=True).fill("Bibliothèque d'objets")
    page.get_by_role("button", name="Récit").click()
    page.get_by_label("Les résultats").fill("Non documenté : « rien » n'est mesuré.")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Télécharger le brouillon").click()
    path = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(path)
    page.goto("/contribuer")
    page.get_by_label("Fichier .md").set_input_files(path)
    page.get_by_role("button", name="Reprendre ce brouillon").click()
    expect(page.get_by_label("Titre", exact=True)).to_have_value("Bibliothèque d'objets")
    page.get_by_role("button", name="Récit").click()
    expect(page.get_by_label("Les résultats")).to_have_value("Non documenté : « rien » n'est mesuré.")


def test_the_text_is_copied_with_a_button_when_script_runs(page: Page) -> None:
    page.goto("/contribuer/fiche?fiche=guichet-unique")
    page.get_by_role("button", name="Relecture").click()
    page.get_by_text("Copier le texte").click()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copier", exact=True).click()
    expect(page.get_by_role("button", name="Copié")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == (HERE / "fiches" / "guichet-unique.md").read_text("utf-8")


# Leaving with something typed


def stays(page: Page) -> None:
    """Click a link of the menu: the browser asks, and one stays."""
    with page.expect_event("dialog") as asking:
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.get_by_role("link", name="Domaines").first.click()
    assert asking.value.type == "beforeunload"
    expect(page).to_have_url(re.compile("/contribuer/"))


def leaves(page: Page) -> None:
    """Click a link of the menu: the browser asks nothing."""
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("link", name="Domaines").first.click()
    expect(page).to_have_url(re.compile("/domaines$"))


def test_leaving_is_asked_about_once_something_is_typed_and_not_downloaded(page: Page) -> None:
    page.goto("/contribuer/fiche?fiche=guichet-unique")
    page.get_by_role("button", name="Récit").click()
    leaves(page)
    page.goto("/contribuer/fiche")
    page.get_by_label("Titre", exact=True).fill("Bibliothèque d'objets")
    stays(page)
    page.get_by_role("button", name="Récit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Récit")
    page.get_by_text("Récit", exact=True).last.click()
    stays(page)
    with page.expect_download():
        page.get_by_role("button", name="Télécharger le brouillon").click()
    page.get_by_label("Le besoin").fill("Un début.")
    stays(page)
    with page.expect_download():
        page.get_by_role("button", name="Télécharger le brouillon").click()
    leaves(page)


# A table on a phone


@pytest.mark.parametrize("width", [320, 375])
def test_the_columns_of_a_table_do_not_touch(browser: Browser, server: Served, width: int) -> None:
    with browser.new_context(base_url=server.address, viewport={"width": width, "height": 740}) as context:
        page = context.new_page()
        page.goto("/ecoconception")
        gaps = page.evaluate("""() => [...document.querySelectorAll(".tableau tr")].flatMap(row => {
            const texts = [...row.cells].map(cell => {
                const range = document.createRange();
                range.selectNodeContents(cell);
                return range.getBoundingClientRect();
            });
            return texts.slice(1).map((text, rank) => text.left - texts[rank].right);
        })""")
    assert gaps
    assert min(gaps) >= 8
