"""The study as tools: a project from its diagnosis to its note, three fiches from their choice to their table."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP
from tests.conftest import Served


def test_a_project_goes_from_its_diagnosis_to_the_note(page: Page) -> None:
    page.goto("/diagnostic")
    page.get_by_label("Nom du projet (facultatif)").fill("Guichet mobile")
    page.get_by_label("Type de collectivité (facultatif)").select_option(label="Commune")
    page.get_by_role("group", name=re.compile("Avantage perçu")).get_by_label("Oui").check()
    page.get_by_role("group", name=re.compile("Méthode de projet claire")).get_by_label("Non").check()
    page.get_by_role("button", name="Voir le profil du projet").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Profil du projet\u00a0: Guichet mobile")
    expect(page.get_by_role("img", name=re.compile("^Points par groupe de facteurs"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("L’innovation elle-même 2 sur 12"))).to_be_visible()
    page.get_by_role("link", name="Note au DGS").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Note au directeur général des services")
    expect(page.get_by_text("n = 311 réponses, dont la moitié complètes")).to_be_visible()
    page.get_by_role("link", name="Retour au profil détaillé").click()
    page.get_by_role("link", name="Modifier les réponses").click()
    expect(page.get_by_label("Nom du projet (facultatif)")).to_have_value("Guichet mobile")
    chosen = page.get_by_role("group", name=re.compile("Méthode de projet claire")).get_by_label("Non")
    expect(chosen).to_be_checked()


@pytest.mark.parametrize("width", [320, 375])
def test_the_points_of_a_profile_fit_a_phone(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.goto("/diagnostic/resultat?avantage-percu=oui&simplicite=non")
    around = page.get_by_role("region", name="Tableau des points")
    assert around.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_the_note_is_one_printed_page(page: Page) -> None:
    factors = """avantage-percu compatibilite observabilite simplicite dimension-collective adaptabilite
        acteur-administratif-moteur acteur-politique-moteur structure-pilotage culture-interne ressources""".split()
    name = "Un+nom+de+projet+aussi+long+qu+il+peut+l+etre+" * 2
    page.goto(f"/diagnostic/note?projet={name}&collectivite=sdis&" + "&".join(f"{factor}=non" for factor in factors))
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_three_fiches_go_from_their_choice_to_their_comparison_and_their_table(
    browser: Browser, server: Served, script: bool
) -> None:
    with browser.new_context(base_url=server.address, viewport=DESKTOP, java_script_enabled=script) as context:
        page = context.new_page()
        page.goto("/recherche?q=guichet+unique")
        page.get_by_role("button", name="Ajouter à la sélection : Guichet unique").click()
        expect(page).to_have_url(re.compile(r"q=guichet(\+|%20)unique&selection=guichet-unique#carte-guichet-unique$"))
        page.goto(page.url.split("#")[0].replace("/recherche?q=guichet+unique&", "/domaines/vie-locale?"))
        page.get_by_role("button", name="Ajouter à la sélection : Forum citoyen").click()
        page.get_by_role("link", name="Portail famille", exact=True).click()
        page.get_by_role("button", name="Ajouter à la sélection : Portail famille").click()
        expect(page.get_by_role("complementary", name="Votre sélection")).to_contain_text("3 fiches")
        page.get_by_role("link", name="Comparer et emporter").click()
        table = page.get_by_role("region", name="Côte à côte").get_by_role("table")
        headers = ["Guichet unique", "Forum citoyen", "Portail famille"]
        expect(table.get_by_role("columnheader")).to_have_text(["Rubrique", *headers])
        with page.expect_download() as download:
            page.get_by_role("link", name="Tableau (CSV)").click()
        assert download.value.suggested_filename == "selection.csv"
        lines = download.value.path().read_text("utf-8-sig").splitlines()
        assert [line.split(";")[0].strip('"') for line in lines if line] == ["Titre", *headers]
        page.get_by_role("button", name="Retirer « Forum citoyen » de la sélection").click()
        expect(table.get_by_role("columnheader")).to_have_text(["Rubrique", "Guichet unique", "Portail famille"])


def test_a_person_without_the_word_answers_questions_and_finds_fiches(page: Page) -> None:
    page.goto("/parcours")
    page.get_by_role("radio", name=re.compile("^Les démarches sont longues")).check()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("radio", name=re.compile("^Commune")).check()
    page.get_by_role("button", name="Continuer").click()
    expect(page).to_have_url(re.compile(r"/recherche\?domaine=processus-qualite-organisation&collectivite=commune$"))
    expect(page.get_by_role("link", name="Guichet unique", exact=True)).to_be_visible()


@pytest.mark.parametrize("address", ["/domaines/vie-locale", "/recherche?q=portail+famille", "/fiches/portail-famille"])
def test_the_keyboard_adds_a_fiche_stays_on_its_button_and_hears_it(page: Page, address: str) -> None:
    page.goto(address)
    status = page.locator("#annonce")
    page.get_by_role("button", name="Ajouter à la sélection : Portail famille").press("Enter")
    remove = page.get_by_role("button", name=re.compile("^Retirer «.Portail famille.» de la sélection"))
    expect(remove).to_be_focused()
    expect(remove).to_be_in_viewport()
    expect(status).to_have_text("Portail famille ajoutée à la sélection, 1 fiche")
    expect(status).to_have_role("status")
    page.reload()
    expect(remove).to_be_visible()
    expect(status).to_have_count(0)
    remove.press("Enter")
    expect(page.get_by_role("button", name="Ajouter à la sélection : Portail famille")).to_be_focused()
    expect(status).to_have_text("Portail famille retirée de la sélection, 0 fiche")


def test_the_keyboard_stays_on_its_button_when_the_page_is_drawn_late(browser: Browser, server: Served) -> None:
    # Going to the anchor takes the focus away at the first frame, which a busy machine draws late. Here nothing is
    # drawn before loading ends, and no timer waits: one page in two lost the focus, so six nearly always show it.
    late = """window.setTimeout = queueMicrotask;
        new MutationObserver((_, watch) => {
            if (!document.head) return;
            watch.disconnect();
            document.head.append(Object.assign(document.createElement("script"),
                { src: "/lente.js", async: true, blocking: "render" }));
        }).observe(document, { childList: true, subtree: true });"""
    for _ in range(6):
        with browser.new_context(base_url=server.address, viewport=DESKTOP) as context:
            page = context.new_page()
            page.goto("/domaines/vie-locale")
            page.add_init_script(late)
            page.route("/lente.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
            page.get_by_role("button", name="Ajouter à la sélection : Portail famille").press("Enter")
            expect(page.locator("#annonce")).to_have_text("Portail famille ajoutée à la sélection, 1 fiche")
            page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
            expect(page.get_by_role("button", name=re.compile("^Retirer «.Portail famille"))).to_be_focused()


def test_letting_go_of_a_fiche_of_the_selection_or_of_all_is_heard_too(page: Page) -> None:
    page.goto("/selection?selection=guichet-unique&selection=forum-citoyen&selection=portail-famille")
    page.get_by_role("button", name=re.compile("^Retirer «.Forum citoyen")).press("Enter")
    expect(page.locator("#choisies")).to_be_focused()
    expect(page.locator("#annonce")).to_have_text("Fiche retirée de la sélection, 2 fiches")
    page.get_by_role("link", name="Chercher d’autres fiches").click()
    page.get_by_role("button", name="Vider").press("Enter")
    expect(page.locator("main")).to_be_focused()
    expect(page.locator("#annonce")).to_have_text("Sélection changée, 0 fiche")


def test_without_script_the_keyboard_stays_near_the_fiche_that_it_adds(browser: Browser, server: Served) -> None:
    with browser.new_context(base_url=server.address, viewport=DESKTOP, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/domaines/vie-locale")
        page.get_by_role("button", name="Ajouter à la sélection : Portail famille").press("Enter")
        expect(page.locator("#carte-portail-famille")).to_be_in_viewport()
        expect(page.locator("#carte-portail-famille")).to_contain_text("✓ Dans la sélection")
        page.keyboard.press("Tab")
        expect(page.locator("#carte-portail-famille :focus")).to_have_count(1)
