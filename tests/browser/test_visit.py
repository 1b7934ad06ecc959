"""What people do: search, filter, read, come back; with a keyboard, on a phone, without script."""

import re

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.conftest import Served

WALK = ["/", "/recherche?q=accueil", "/fiches/guichet-unique", "/domaines", "/natures", "/etiquettes", "/a-propos"]
WALK += ["/accessibilite", "/mentions-legales", "/confidentialite", "/ecoconception", "/integrer", "/integrer/cadre"]


def test_a_visitor_walks_from_home_to_a_filtered_result_to_a_fiche_to_its_source_and_back(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Que cherchez-vous ?").fill("accueil des usagers")
    page.get_by_role("button", name="Rechercher").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Résultats pour « accueil des usagers »")
    page.get_by_role("group", name="Nature").get_by_label("Managériale").check()
    page.get_by_role("button", name="Appliquer les filtres").click()
    expect(page).to_have_url(re.compile(r"nature=manageriale"))
    expect(page.get_by_role("link", name="Retirer le filtre Nature")).to_be_visible()
    page.get_by_role("link", name="Guichet unique", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Guichet unique")
    marker = page.locator(".corps a[href='#source-1']").first
    marker.click()
    expect(page.locator("#source-1")).to_be_in_viewport()
    page.locator("#source-1 a.retour").click()
    expect(page).to_have_url(re.compile(r"#appel-1-1$"))
    page.go_back()
    page.go_back()
    page.go_back()
    expect(page).to_have_url(re.compile(r"nature=manageriale"))


def test_the_same_walk_needs_only_a_keyboard(page: Page) -> None:
    page.goto("/")
    tab_to(page, "input#q")
    page.keyboard.type("accueil des usagers")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Résultats pour « accueil des usagers »")
    tab_to(page, "input[name=nature][value=manageriale]")
    page.keyboard.press("Space")
    tab_to(page, ".facettes > button")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"nature=manageriale"))
    tab_to(page, "a[href='/fiches/guichet-unique']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Guichet unique")
    tab_to(page, ".corps a[href='#source-1']")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#source-1$"))
    expect(page.locator("#source-1")).to_be_in_viewport()
    tab_to(page, "#source-1 a.retour")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#appel-1-1$"))


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element is focused, as someone without a mouse does."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached with the Tab key")


def test_a_mistyped_word_is_replaced_and_the_visitor_may_refuse(page: Page) -> None:
    page.goto("/recherche?q=acceuil")
    expect(page.locator(".note")).to_contain_text(
        "Aucune fiche ne contient « acceuil » : nous avons cherché « accueil »"
    )
    page.get_by_role("link", name="Chercher exactement ce que vous avez écrit").click()
    expect(page.get_by_role("heading", name="0 fiche")).to_be_visible()
    page.get_by_role("link", name="Chercher aussi les mots voisins").click()
    expect(page.locator(".liste-resultats > li").first).to_be_visible()


def test_an_active_filter_is_let_go_by_its_label(page: Page) -> None:
    page.goto("/recherche?q=accueil&nature=societale&domaine=vie-locale")
    before = page.locator(".liste-resultats > li").count()
    page.get_by_role("link", name="Retirer le filtre Nature").click()
    expect(page).to_have_url(re.compile(r"q=accueil&domaine=vie-locale"))
    assert page.locator(".liste-resultats > li").count() >= before


def test_filters_fold_on_a_phone_and_results_come_first(phone: Page) -> None:
    phone.goto("/recherche?q=accueil")
    box = phone.locator(".liste-resultats > li").first.bounding_box()
    assert box
    assert box["y"] < 480
    phone.get_by_text("Filtrer", exact=True).click()
    expect(phone.get_by_role("group", name="Nature")).to_be_visible()


def test_filters_are_applied_from_wherever_one_is_in_their_list(page: Page, phone: Page) -> None:
    for visitor in (page, phone):
        visitor.goto("/recherche?q=accueil&selection=guichet-unique")
        if visitor is phone:
            visitor.get_by_text("Filtrer", exact=True).click()
        apply, bar = visitor.get_by_role("button", name="Appliquer les filtres"), visitor.locator(".barre-selection")
        above, below = apply.bounding_box(), bar.bounding_box()
        assert above
        assert below
        assert above["y"] + above["height"] < below["y"]


def test_the_head_of_a_fiche_tells_what_it_rests_on(page: Page) -> None:
    page.goto("/fiches/guichet-unique")
    page.locator(".fiche > header").get_by_role("link", name="cas réels").click()
    expect(page.get_by_role("heading", name="Ils l’ont fait")).to_be_in_viewport()


@pytest.mark.parametrize("address", WALK)
def test_every_page_works_without_script_cookie_or_another_host(browser: Browser, server: Served, address: str) -> None:
    requested: list[str] = []

    def note(request: Request) -> None:
        requested.append(request.url)

    with browser.new_context(base_url=server.address, java_script_enabled=False) as context:
        page = context.new_page()
        page.on("request", note)
        answer = page.goto(address)
        assert answer
        assert answer.status == 200
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert context.cookies() == []
    assert [url for url in requested if not url.startswith(server.address)] == []


@pytest.mark.parametrize("address", WALK)
def test_no_page_breaks_its_own_security_policy(page: Page, address: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert said == []


def test_a_short_page_keeps_its_foot_at_the_bottom_of_the_screen(page: Page) -> None:
    page.goto("/nulle-part")
    box = page.locator("footer.pied").bounding_box()
    assert box
    assert page.viewport_size
    assert box["y"] + box["height"] == page.viewport_size["height"]


def test_the_keys_of_the_interface_are_read_one_below_the_other(page: Page) -> None:
    page.goto("/api")
    lefts = page.locator(".definitions > div").evaluate_all("all => all.map(e => e.getBoundingClientRect().left)")
    assert len(set(lefts)) == 1
