"""The measures that the site shows, taken again: requests and refusals are the same, weights within a quarter."""

import pytest
from playwright.sync_api import Browser

from app.measures import read_measures
from tests.browser.test_accessibility import PAGES
from tests.conftest import Served
from tests.measures import measure_page

TAKE_AGAIN = "les mesures ont vieilli : lancez « make mesures »"


def test_every_kind_of_page_is_measured() -> None:
    assert {page.nom: page.adresse for page in read_measures().pages} == PAGES, TAKE_AGAIN


@pytest.mark.parametrize("name", PAGES)
def test_the_measures_of_a_page_are_still_true(browser: Browser, server: Served, name: str) -> None:
    written = {page.nom: page for page in read_measures().pages}[name]
    now, _ = measure_page(browser, server.address, name, PAGES[name])
    assert (now.requetes, now.manquements) == (written.requetes, written.manquements), TAKE_AGAIN
    assert now.octets == pytest.approx(written.octets, rel=0.25), TAKE_AGAIN
    assert now.octets_polices == pytest.approx(written.octets_polices, rel=0.25), TAKE_AGAIN
