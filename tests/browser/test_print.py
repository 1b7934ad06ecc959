"""A fiche on paper: what one hands out in a meeting."""

import re

import pytest
from playwright.sync_api import Page, expect

from catalogue.collection import HERE

SLUGS = sorted(path.stem for path in (HERE / "fiches").glob("*.md"))
PDF_PAGE = re.compile(rb"/Type /Page\b(?!s)")


def test_every_fiche_prints_on_three_pages_at_most(page: Page) -> None:
    numbers = {}
    for slug in SLUGS:
        page.goto(f"/fiches/{slug}")
        numbers[slug] = len(PDF_PAGE.findall(page.pdf(format="A4", prefer_css_page_size=True)))
    assert set(numbers.values()) <= {2, 3}, numbers


def test_a_printed_fiche_has_two_columns_its_sources_its_address_and_no_control(page: Page) -> None:
    page.goto("/fiches/guichet-unique")
    page.emulate_media(media="print")
    assert page.locator(".corps").evaluate("e => getComputedStyle(e).columnCount") == "2"
    expect(page.locator("#source-2")).to_be_visible()
    after = page.locator("#source-2 a").first.evaluate("e => getComputedStyle(e, '::after').content")
    assert "http" not in after
    expect(page.locator("p.a-copier")).to_contain_text("/fiches/guichet-unique")
    assert page.locator("button:visible, input:visible, select:visible, nav:visible").count() == 0


@pytest.mark.parametrize("text", ["influence la plus forte", "influence forte"])
def test_a_fiche_says_what_the_study_makes_of_its_factors(page: Page, text: str) -> None:
    page.goto("/fiches/guichet-unique")
    expect(page.locator(".facteurs .poids", has_text=re.compile(f"^{text}$")).first).to_be_visible()
