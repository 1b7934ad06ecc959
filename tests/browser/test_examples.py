"""« Ils l'ont fait » in a real browser, by mouse, by keyboard and without script."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP
from tests.conftest import Served

UNDER_10_000 = ["0-499", "500-1999", "2000-3499", "3500-4999", "5000-9999"]


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def visitor(request: pytest.FixtureRequest, browser: Browser, server: Served) -> Iterator[Page]:
    options = {"base_url": server.address, "viewport": DESKTOP, "java_script_enabled": request.param}
    with browser.new_context(**options) as context:
        yield context.new_page()


def tick(page: Page, facet: str, value: str) -> None:
    """Tick a value of a facet, opening what hides it."""
    box = page.locator(f'input[name="{facet}"][value="{value}"]')
    if box.count():
        hidden = page.locator(f'fieldset:has(input[name="{facet}"]) details:has(input[value="{value}"])')
        if hidden.count() and not box.is_visible():
            hidden.locator("summary").click()
        box.check()


def test_the_breton_communes_under_10_000_inhabitants(visitor: Page) -> None:
    visitor.goto("/exemples")
    tick(visitor, "collectivite", "commune")
    tick(visitor, "region", "53")
    for stratum in UNDER_10_000:
        tick(visitor, "strate", stratum)
    visitor.get_by_role("button", name="Appliquer les filtres").click()
    expect(visitor.get_by_role("heading", level=2, name="2 cas")).to_be_visible()
    towns = ["Commune de La Vraie-Croix", "Commune de Cléguer"]
    assert visitor.locator(".exemples-reels h4").all_inner_texts() == towns
    assert "region=53" in visitor.url
    assert "strate=2000-3499" in visitor.url


def test_no_filter_leads_to_a_dead_end(visitor: Page) -> None:
    visitor.goto("/exemples?collectivite=commune&region=53&strate=0-499")
    expect(visitor.get_by_text("Aucun cas du catalogue ne correspond à tous ces filtres.")).to_be_visible()
    visitor.get_by_role("link", name="retirer le filtre «\u00a0population\u00a0»").click()
    expect(visitor.locator(".exemples-reels h4").filter(has_text="Commune de Cléguer")).to_be_visible()


def test_collectivites_like_mine_from_a_type_and_a_population(visitor: Page) -> None:
    visitor.goto("/exemples?region=53")
    visitor.get_by_label("Type de collectivité").select_option("Commune")
    visitor.get_by_label("Nombre d’habitants").fill("3 000")
    visitor.get_by_role("button", name="Comparer").click()
    expect(visitor.get_by_role("heading", level=3, name="De taille comparable à la vôtre")).to_be_visible()
    assert visitor.locator(".exemples-reels h4").all_inner_texts()[:2] == [
        "Commune de Cléguer",
        "Commune de La Vraie-Croix",
    ]
    assert "region=53" in visitor.url


def test_comparing_keeps_several_types_until_one_is_selected(visitor: Page) -> None:
    visitor.goto("/exemples?collectivite=epci&collectivite=region")
    active = visitor.locator(".actifs")
    visitor.get_by_label("Nombre d’habitants").fill("environ 12.000 habitants")
    visitor.get_by_role("button", name="Comparer").click()
    expect(active).to_contain_text("Proche de 12\u202f000 habitants")
    expect(active).to_contain_text("Intercommunalité (EPCI)")
    expect(active).to_contain_text("Région")
    visitor.get_by_label("Type de collectivité").select_option("Commune")
    visitor.get_by_role("button", name="Comparer").click()
    expect(active).to_contain_text("Commune")
    expect(active).not_to_contain_text("Intercommunalité (EPCI)")
    visitor.get_by_label("Type de collectivité").select_option("Tous les types")
    visitor.get_by_role("button", name="Comparer").click()
    expect(active).not_to_contain_text("Commune")


def test_the_map_filters_the_list_from_the_keyboard(page: Page) -> None:
    page.goto("/exemples")
    area = page.get_by_role("link", name=re.compile(r"^35 – Ille-et-Vilaine"))
    number = re.search(r"(\d+) cas", area.get_attribute("aria-label") or "")
    assert number
    area.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name=f"{number[1]} cas", exact=True)).to_be_visible()
    assert page.locator(".exemples-reels > li").count() == int(number[1])
    chosen = page.get_by_role("link", name=re.compile(r"^35 – Ille-et-Vilaine.*choisi$"))
    chosen.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/exemples$"))


def test_the_focused_departement_and_the_focused_bond_are_seen(page: Page) -> None:
    page.goto("/exemples")
    page.locator(".carte-france a").first.focus()
    page.keyboard.press("Tab")
    width = page.evaluate("parseFloat(getComputedStyle(document.activeElement.querySelector('path')).strokeWidth)")
    assert width > 2
    page.goto("/liens")
    page.locator(".diagramme a").first.focus()
    assert (
        page.evaluate(
            "parseFloat(getComputedStyle(document.activeElement.parentElement.querySelector('.trait')).strokeWidth)"
        )
        > 2
    )


@pytest.mark.parametrize("address", ["/panorama", "/exemples", "/liens"])
def test_the_drawings_print(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(address)
    page.emulate_media(media="print")
    assert page.locator("main svg").first.is_visible()
    assert page.pdf(path=tmp_path / "page.pdf", format="A4")
