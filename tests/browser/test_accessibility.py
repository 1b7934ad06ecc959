"""What RGAA 4.1 asks and a machine can see: axe's rules, zoom, small screens, contrast, keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.conftest import Served

PAGES = {
    "accueil": "/",
    "résultats": "/recherche?q=accueil+des+usagers",
    "résultats filtrés": "/recherche?q=acceuil&nature=manageriale",
    "aucun résultat": "/recherche?q=xylophone",
    "fiche": "/fiches/guichet-unique",
    "domaines": "/domaines",
    "domaine": "/domaines/vie-locale",
    "natures": "/natures",
    "étiquettes": "/etiquettes",
    "étiquette": "/etiquettes/accueil",
    "à propos": "/a-propos",
    "accessibilité": "/accessibilite",
    "mentions légales": "/mentions-legales",
    "confidentialité": "/confidentialite",
    "écoconception": "/ecoconception",
    "données": "/donnees",
    "interface de programmation": "/api",
    "intégrer": "/integrer?q=accueil&domaine=vie-locale",
    "cadre à intégrer": "/integrer/cadre?q=accueil",
    "diagnostic": "/diagnostic",
    "profil d'un projet": "/diagnostic/resultat?projet=Essai&avantage-percu=oui&simplicite=non",
    "note au DGS": "/diagnostic/note?projet=Essai&avantage-percu=oui&simplicite=non",
    "sélection vide": "/selection",
    "sélection": "/selection?selection=guichet-unique&selection=forum-citoyen&selection=portail-famille",
    "fiche avec sélection": "/fiches/guichet-unique?selection=guichet-unique&selection=forum-citoyen",
    "pas à pas": "/parcours?domaine=&collectivite=",
    "erreur": "/fiches/guichet-uniqe",
    "proposer": "/contribuer",
    "formulaire": "/contribuer/fiche?fiche=guichet-unique",
    "panorama": "/panorama",
    "cas réels": "/exemples",
    "cas réels filtrés": "/exemples?collectivite=commune&region=53&habitants=15000",
    "aucun cas": "/exemples?q=xylophone",
    "liens entre natures": "/liens",
}
EVERY_PAGE = pytest.mark.parametrize("address", PAGES.values(), ids=PAGES.keys())


@EVERY_PAGE
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(browser: Browser, server: Served, address: str, scheme: str) -> None:
    # Our own policy would keep the axe script out.
    with browser.new_context(
        base_url=server.address, viewport=DESKTOP, color_scheme=scheme, bypass_csp=True
    ) as context:
        page = context.new_page()
        page.goto(address)
        found = Axe().run(page)
        assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]] == []


@EVERY_PAGE
@pytest.mark.parametrize("width", [320, 375, 640])
def test_no_page_scrolls_sideways(page: Page, address: str, width: int) -> None:
    """320 px is 1280 px at 400 %, 640 px at 200 %."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@EVERY_PAGE
def test_the_page_bears_text_spacing(page: Page, address: str) -> None:
    """RGAA 10.12: nothing is cut when letters, words, lines and paragraphs are set apart."""
    page.set_viewport_size(PHONE)
    page.goto(address)
    page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
                word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
            document.adoptedStyleSheets = [sheet];
        }"""
    )
    cut = page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter(e =>
            getComputedStyle(e).overflow === 'hidden' && e.scrollHeight > e.clientHeight + 2
            && !e.classList.contains('cache')).map(e => e.outerHTML.slice(0, 80))"""
    )
    assert cut == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_every_focused_element_is_seen(page: Page) -> None:
    page.goto("/recherche?q=accueil")
    seen = 0
    for _ in range(25):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e);
                return e === document.body ? null : [s.outlineStyle, parseFloat(s.outlineWidth)] }"""
        )
        if shown:
            seen += 1
            assert shown[0] != "none"
            assert shown[1] >= 2
    assert seen > 20


@pytest.mark.parametrize(
    ("address", "tabs", "name", "target"),
    [
        ("/fiches/guichet-unique", 1, "Aller au contenu", "main"),
        ("/recherche?q=agents", 2, "Aller aux résultats", "#nombre"),
        ("/exemples?q=agents", 2, "Aller aux résultats", "#nombre"),
    ],
)
def test_the_first_tabs_offer_to_skip_to_what_one_reads(
    page: Page, address: str, tabs: int, name: str, target: str
) -> None:
    page.goto(address)
    for _ in range(tabs):
        page.keyboard.press("Tab")
    skip = page.get_by_role("link", name=name)
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator(target)).to_be_focused()


def test_natures_are_told_apart_without_colour(browser: Browser, server: Served) -> None:
    with browser.new_context(base_url=server.address, forced_colors="active") as context:
        page = context.new_page()
        page.goto("/")
        assert {text.strip() for text in page.locator(".carte .nature").all_inner_texts()} <= {
            "Managériale",
            "Sociétale",
        }


def test_targets_are_large_enough_for_a_finger(phone: Page) -> None:
    """WCAG 2.2, 2.5.8: 24 px, links inside a sentence apart."""
    phone.goto("/recherche?q=accueil")
    small = phone.evaluate(
        """() => [...document.querySelectorAll('button, input:not([type=hidden]), summary, nav a')]
            .filter(e => e.checkVisibility() && !e.closest('.case'))
            .map(e => [e.textContent.trim().slice(0, 30), e.getBoundingClientRect()])
            .filter(([, box]) => box.height > 0 && box.height < 24).map(([text]) => text)"""
    )
    assert small == []
