"""What programs read of the site: sitemap, robots, OpenSearch, share tags, schema.org data."""

import json
import re
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from PIL import Image

from app import sharing
from app.presentation import SITE_NAME
from catalogue.collection import HERE
from tests.conftest import visited

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
PROPERTY = re.compile(r'<meta property="og:(\w+(?::\w+)?)" content="([^"]*)">')


def locations(site: FlaskClient) -> dict[str, str]:
    """Each address of the sitemap, without its host, and its date."""
    urls = ElementTree.fromstring(site.get("/sitemap.xml").data)
    return {
        str(url.findtext(f"{SITEMAP}loc")).removeprefix("http://localhost"): url.findtext(f"{SITEMAP}lastmod") or ""
        for url in urls
    }


def linked_data(page: str) -> dict[str, dict[str, Any]]:
    """The nodes of the data of a page, by type."""
    (text,) = DATA.findall(page)
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    return {node["@type"]: node for node in data["@graph"]}


@pytest.mark.parametrize("address", ["/sante", "/contribuer/fiche", "/diagnostic/resultat", "/diagnostic/note"])
def test_what_says_nothing_alone_is_not_in_the_sitemap(site: FlaskClient, address: str) -> None:
    assert f"localhost{address}</loc>" not in site.get("/sitemap.xml").text


def test_every_page_of_the_sitemap_is_a_page(site: FlaskClient) -> None:
    for address in locations(site):
        answer = site.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "text/html"), address


def test_the_sitemap_holds_every_fiche_rubrique_and_family_of_pages(site: FlaskClient) -> None:
    found = locations(site)
    slugs = [path.stem for path in (HERE / "fiches").glob("*.md")]
    assert {f"/fiches/{slug}" for slug in slugs} <= found.keys()
    assert {"/", "/recherche", "/a-propos", "/accessibilite", "/domaines/vie-locale", "/etiquettes/accueil"} <= set(
        found
    )
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", found[f"/fiches/{slug}"]) for slug in slugs)


def test_robots_may_read_everything_but_crossed_filters(site: FlaskClient) -> None:
    text = site.get("/robots.txt").text
    robots = RobotFileParser()
    robots.parse(text.splitlines())
    assert robots.can_fetch("*", "/recherche?q=eau")
    assert robots.can_fetch("*", "/fiches/guichet-unique")
    assert robots.site_maps() == ["http://localhost/sitemap.xml"]
    assert "Disallow: /recherche?*&" in text.splitlines()


def test_a_browser_may_offer_our_search(site: FlaskClient) -> None:
    assert 'rel="search" type="application/opensearchdescription+xml"' in site.get("/").text
    answer = site.get("/opensearch.xml")
    description = ElementTree.fromstring(answer.data)
    assert answer.mimetype == "application/opensearchdescription+xml"
    assert len(str(description.findtext(f"{OPENSEARCH}ShortName"))) <= 16
    templates = {url.get("type"): str(url.get("template")) for url in description.iter(f"{OPENSEARCH}Url")}
    assert templates["text/html"] == "http://localhost/recherche?q={searchTerms}"
    found = site.get(templates["text/html"].replace("{searchTerms}", "guichet+unique")).text
    assert "Résultats pour «\u00a0guichet unique\u00a0»" in found


@pytest.mark.parametrize(
    ("address", "genre"),
    [("/", "website"), ("/fiches/guichet-unique", "article"), ("/recherche?q=eau", "website")],
)
def test_a_shared_link_shows_its_title_its_summary_and_an_image(real_var: Path, address: str, genre: str) -> None:
    with visited(HERE, real_var, site_url="https://exemple.fr/catalogue") as visitor:
        page = visitor.get(address).text
        shared = {name: unescape(value) for name, value in PROPERTY.findall(page)}
        with visitor.get(shared["image"].removeprefix("https://exemple.fr/catalogue")) as answer:
            image = Image.open(BytesIO(answer.data))
            assert (answer.mimetype, image.format) == ("image/png", "PNG")
            assert len(answer.data) < 60_000
    (title,) = re.findall(r"<title>(.*) – Catalogue", page)
    (description,) = re.findall(r'<meta name="description" content="([^"]*)">', page)
    assert (shared["type"], shared["title"], shared["description"]) == (genre, unescape(title), unescape(description))
    assert shared["url"] == f"https://exemple.fr/catalogue{address}"
    assert image.size == (int(shared["image:width"]), int(shared["image:height"])) == (1200, 630)
    assert shared["image:alt"] == (shared["title"] if genre == "article" else SITE_NAME.replace("'", "’"))


def test_each_fiche_has_an_image_of_its_own(site: FlaskClient) -> None:
    pages = [page for page in locations(site) if page.startswith("/fiches/")]
    images = {site.get(f"{page}.png").data for page in pages}
    assert len(images) == len(pages) >= 25


@pytest.mark.parametrize("titre", ["Eau", "Une maison de services publics itinérante", "mots de " * 15])
def test_a_title_stands_in_its_place_at_any_length(titre: str) -> None:
    font, lines = sharing._fitted(titre.strip())
    assert " ".join(lines) == titre.strip()
    assert max(map(font.getlength, lines)) <= sharing.RIGHT - sharing.LEFT
    assert len(lines) * sharing.LINE * font.size <= sharing.TITLE_BOTTOM - sharing.TITLE_TOP


def test_the_image_of_an_unknown_fiche_is_not_found(site: FlaskClient) -> None:
    assert site.get("/fiches/guichet-uniqe.png").status_code == 404


def test_an_error_is_not_to_be_shared(site: FlaskClient) -> None:
    assert PROPERTY.findall(site.get("/ailleurs").text) == []


def test_the_canonical_address_of_a_page_forgets_what_is_not_its_own(real_var: Path) -> None:
    with visited(HERE, real_var, site_url="https://exemple.fr") as visitor:
        page = visitor.get("/fiches/guichet-unique?utm_source=lettre").text
        results = visitor.get("/recherche?tri=&q=eau&utm_source=lettre&nature=&page=1").text
    assert '<link rel="canonical" href="https://exemple.fr/fiches/guichet-unique">' in page
    assert '<link rel="canonical" href="https://exemple.fr/recherche?q=eau">' in results


def test_the_home_page_tells_how_to_search_the_site(site: FlaskClient) -> None:
    website = linked_data(site.get("/").text)["WebSite"]
    assert website["name"] == SITE_NAME
    template = website["potentialAction"]["target"]["urlTemplate"]
    assert template == "http://localhost/recherche?q={search_term_string}"


def test_a_fiche_is_an_article_with_the_way_that_leads_to_it(site: FlaskClient) -> None:
    nodes = linked_data(site.get("/fiches/guichet-unique").text)
    article = nodes["Article"]
    stored = site.get("/api/v1/fiches/guichet-unique").json
    assert stored
    assert (article["headline"], article["description"]) == (stored["titre"], stored["resume"])
    assert (article["datePublished"], article["dateModified"]) == (stored["publiee"], stored["verifiee"])
    assert article["keywords"] == stored["etiquettes"]
    assert article["license"].startswith("https://www.etalab.gouv.fr/")
    steps = [(step["position"], step["name"], step["item"]) for step in nodes["BreadcrumbList"]["itemListElement"]]
    assert steps == [
        (1, "Accueil", "http://localhost/"),
        (2, "Processus, qualité et organisation", "http://localhost/domaines/processus-qualite-organisation"),
        (3, "Guichet unique", "http://localhost/fiches/guichet-unique"),
    ]


def test_a_rubrique_tells_the_way_that_leads_to_it(site: FlaskClient) -> None:
    steps = linked_data(site.get("/natures/societale").text)["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["Accueil", "Natures", "Sociétale"]
