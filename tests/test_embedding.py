"""A search in the pages of another site: the code to paste, and the only page that a frame may hold."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from app import STATIC

CODE = re.compile(r"<pre [^>]*><code>(.*?)</code></pre>")


def test_the_code_to_paste_holds_the_search_that_was_asked(site: FlaskClient) -> None:
    page = site.get("/integrer?q=été&domaine=vie-locale&nature=societale&nombre=3").text
    frame, script = (unescape(code) for code in CODE.findall(page))
    asked = "q=%C3%A9t%C3%A9&amp;nature=societale&amp;domaine=vie-locale&amp;nombre=3"
    assert frame == (
        f'<iframe src="http://localhost/integrer/cadre?{asked}"'
        ' title="Fiches du catalogue de l’innovation territoriale" width="100%" height="600" loading="lazy"></iframe>'
    )
    assert script == f'<script src="http://localhost/static/integrer.js" data-catalogue="{asked}" async></script>'


def test_the_form_keeps_the_filters_that_it_does_not_show(site: FlaskClient) -> None:
    page = site.get("/integrer?q=eau&nature=societale&tri=recent").text
    assert '<input type="hidden" name="nature" value="societale">' in page
    assert '<input type="hidden" name="tri" value="recent">' in page


def test_results_lead_to_the_code_that_embeds_them(site: FlaskClient) -> None:
    page = site.get("/recherche?q=accueil&nature=manageriale").text
    assert '<a href="/integrer?q=accueil&amp;nature=manageriale">L’intégrer à un site</a>' in page


def test_the_frame_shows_the_first_results_and_leads_to_the_rest(site: FlaskClient) -> None:
    found = site.get("/api/v1/recherche?q=accueil").json
    assert found
    page = site.get("/integrer/cadre?q=accueil&nombre=2").text
    assert re.findall(r'<li><a href="([^"]+)"', page) == [hit["url"] for hit in found["resultats"][:2]]
    assert f'href="/recherche?q=accueil" target="_blank" rel="noopener">Voir les {found["total"]} fiches' in page


def test_only_the_frame_may_be_put_in_another_site(site: FlaskClient) -> None:
    policies = {
        address: re.findall(
            "frame-ancestors ([^;]+)", "; ".join(site.get(address).headers.getlist("Content-Security-Policy"))
        )
        for address in ("/", "/integrer", "/recherche?q=eau", "/integrer/cadre")
    }
    assert policies == {
        "/": ["'none'"],
        "/integrer": ["'none'"],
        "/recherche?q=eau": ["'none'"],
        "/integrer/cadre": ["*"],
    }


@pytest.mark.parametrize("number", ["0", "21", "douze", "-1", "1e2", "٣٣٣٣"])
def test_a_number_of_fiches_that_cannot_be_is_refused(site: FlaskClient, number: str) -> None:
    answer = site.get("/integrer/cadre", query_string={"nombre": number})
    assert answer.status_code == 404
    assert f"« {number} » n’est pas un nombre de fiches de 1 à 20." in answer.text.replace("\u00a0", " ")


def test_the_script_to_paste_weighs_less_than_two_kilobytes() -> None:
    assert (STATIC / "integrer.js").stat().st_size < 2048
