"""What the script adds to the search: suggestions at the keyboard, results without a reload, the key « / »."""

import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import DESKTOP
from tests.conftest import Served


@pytest.fixture
def loads(page: Page) -> list[str]:
    """The addresses that the page loads as documents: what is replaced without a reload is not there."""
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url) if request.is_navigation_request() else None)
    return loaded


# Suggestions


def test_suggestions_are_chosen_with_the_arrows_and_enter(page: Page) -> None:
    page.goto("/")
    field = page.get_by_role("combobox", name="Que cherchez-vous ?")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("guichet")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d+ suggestions?$"))
    page.keyboard.press("ArrowDown")
    expect(field).to_be_focused()
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    target = options.first.get_attribute("data-url")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(str(target)) + "$"))


def test_the_arrows_go_round_and_come_back_to_the_field(page: Page) -> None:
    page.goto("/")
    field = page.get_by_role("combobox")
    field.press_sequentially("accueil")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")


def test_escape_closes_the_suggestions_and_keeps_the_words(page: Page) -> None:
    page.goto("/")
    field = page.get_by_role("combobox")
    field.press_sequentially("accueil")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("accueil")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_enter_without_a_choice_searches_the_words(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("accueil")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/recherche\?q=accueil$"))


def test_a_mistyped_word_is_suggested_well_spelled(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("acceuil")
    option = page.get_by_role("option")
    expect(option).to_have_text("accueil Chercher")
    option.click()
    expect(page).to_have_url(re.compile(r"/recherche\?q=accueil$"))


def test_suggestions_come_to_who_types_slowly_on_a_slow_line(page: Page) -> None:
    def answer_the_last(route: Route) -> None:
        if route.request.url.endswith("q=guichet"):
            route.continue_()

    page.route("**/api/v1/suggestions**", answer_the_last)
    page.goto("/")
    field = page.get_by_role("combobox")
    with page.expect_request("**/api/v1/suggestions?q=gui"):
        field.press_sequentially("gui")
    field.press_sequentially("chet")
    expect(page.get_by_role("option").first).to_be_visible()


def test_leaving_the_field_closes_the_suggestions(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox").press_sequentially("accueil")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_in_open_suggestions(browser: Browser, server: Served, scheme: str) -> None:
    with browser.new_context(
        base_url=server.address, viewport=DESKTOP, color_scheme=scheme, bypass_csp=True
    ) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("combobox").press_sequentially("accueil")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        assert [one["id"] for one in Axe().run(page).response["violations"]] == []


def test_without_script_the_field_is_an_ordinary_one(browser: Browser, server: Served) -> None:
    with browser.new_context(base_url=server.address, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("searchbox", name="Que cherchez-vous ?").fill("accueil")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/recherche\?q=accueil$"))


# Results without a reload


def test_a_filter_changes_the_results_the_address_and_the_title_without_a_reload(page: Page, loads: list[str]) -> None:
    page.goto("/recherche?q=accueil")
    title = page.title()
    box = page.get_by_role("group", name="Nature").get_by_label("Managériale")
    box.check()
    expect(page).to_have_url(re.compile(r"/recherche\?q=accueil&nature=manageriale$"))
    expect(page.get_by_role("link", name="Retirer le filtre Nature")).to_be_visible()
    expect(page.locator("input[type=checkbox][name=nature][value=manageriale]")).to_be_focused()
    expect(page.locator("#annonce")).to_have_text(page.locator("#nombre").inner_text())
    assert page.title() != title
    assert len(loads) == 1


def test_what_the_script_shows_is_what_the_address_gives(page: Page) -> None:
    page.goto("/recherche?q=accueil")
    page.locator("input[type=checkbox][name=nature][value=societale]").check()
    expect(page.get_by_role("link", name="Retirer le filtre Nature")).to_be_visible()
    shown = page.locator("section.resultats").inner_text()
    page.goto(page.url)
    assert page.locator("section.resultats").inner_text() == shown


def test_back_and_forward_show_what_their_address_says(page: Page, loads: list[str]) -> None:
    page.goto("/recherche?q=accueil")
    number = page.locator("#nombre")
    all_of_them = number.inner_text()
    page.locator("input[type=checkbox][name=nature][value=societale]").check()
    expect(number).not_to_have_text(all_of_them)
    fewer = number.inner_text()
    page.get_by_role("navigation", name="Ordre").get_by_role("link", name="Titre").click()
    expect(page).to_have_url(re.compile(r"tri=titre"))
    expect(number).to_be_focused()
    page.go_back()
    expect(page).to_have_url(re.compile(r"q=accueil&nature=societale$"))
    page.go_back()
    expect(number).to_have_text(all_of_them)
    expect(page.locator("input[type=checkbox][name=nature][value=societale]")).not_to_be_checked()
    assert urlsplit(page.url).query == "q=accueil"
    page.go_forward()
    expect(number).to_have_text(fewer)
    expect(page.locator("input[type=checkbox][name=nature][value=societale]")).to_be_checked()
    assert len(loads) == 1


def test_back_from_a_fiche_shows_the_filtered_results_again(page: Page) -> None:
    page.goto("/recherche?q=accueil")
    page.locator("input[type=checkbox][name=nature][value=societale]").check()
    expect(page.get_by_role("link", name="Retirer le filtre Nature")).to_be_visible()
    shown = page.locator("#nombre").inner_text()
    page.locator(".liste-resultats a[href^='/fiches/']").first.click()
    expect(page).to_have_url(re.compile(r"/fiches/"))
    page.go_back()
    expect(page.locator("#nombre")).to_have_text(shown)
    expect(page.locator("input[type=checkbox][name=nature][value=societale]")).to_be_checked()


def test_new_words_are_searched_without_a_reload(page: Page, loads: list[str]) -> None:
    page.goto("/recherche?q=accueil")
    page.get_by_role("combobox").fill("numérique")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Résultats pour « numérique »")
    expect(page.get_by_role("combobox")).to_have_value("numérique")
    assert len(loads) == 1


def test_a_link_opened_in_a_new_tab_stays_an_ordinary_link(page: Page) -> None:
    page.goto("/recherche?q=accueil")
    with page.context.expect_page() as opened:
        page.get_by_role("navigation", name="Ordre").get_by_role("link", name="Titre").click(modifiers=["Control"])
    expect(opened.value).to_have_url(re.compile(r"tri=titre"))
    expect(page).to_have_url(re.compile(r"/recherche\?q=accueil$"))


def test_when_the_results_cannot_be_fetched_the_page_is_loaded(page: Page) -> None:
    page.goto("/recherche?q=accueil")
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error()) }")
    page.locator("input[type=checkbox][name=nature][value=societale]").check()
    expect(page).to_have_url(re.compile(r"nature=societale"))
    expect(page.locator("input[type=checkbox][name=nature][value=societale]")).to_be_checked()


# The key « / »


def test_the_slash_key_puts_the_cursor_in_the_field(page: Page) -> None:
    page.goto("/recherche?q=accueil")
    page.keyboard.press("/")
    field = page.get_by_role("combobox")
    expect(field).to_be_focused()
    expect(field).to_have_value("accueil")
    page.keyboard.press("End")
    page.keyboard.type(" et/ou")
    expect(field).to_have_value("accueil et/ou")


def test_the_slash_key_may_be_given_up(page: Page) -> None:
    """RGAA 12.10: a shortcut of one key can be turned off."""
    page.goto("/accessibilite")
    page.get_by_role("button", name="Désactiver ce raccourci").click()
    page.goto("/recherche?q=accueil")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).not_to_be_focused()
    page.goto("/accessibilite")
    page.get_by_role("button", name="Réactiver ce raccourci").click()
    page.goto("/recherche?q=accueil")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()
